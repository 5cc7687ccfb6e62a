"""The hub's own pages, templates and settings, without a hub."""

import asyncio
import html
import json
import re
import string
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import nbformat
import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPClientError
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from artia.grading.outcomes import Outcome
from artia.hub import LANGUAGES
from artia.hub.bookserver import make_app
from artia.hub.classwork.counting import Counts
from artia.hub.classwork.report import Line, Phase, Report
from artia.hub.config import ETC, jupyter_config_path
from artia.hub.feedback import (
    NO_RESPONSE,
    FeedbackExporter,
    Part,
    _parts,
    fit_in,
    mark,
    write_formulas,
)
from artia.hub.labs import CourseLab, describe, source_labs
from artia.hub.pages import page_environment
from artia.hub.state import REPO
from artia.hub.texts import TEXTS, text
from artia.hub.welcome.desk import SCORE, LabState
from artia.hub.welcome.handlers import ClassState, lab_title, moment, number, suggested

TEMPLATES = REPO / "hub" / "templates"


def test_both_languages_say_the_same_things_with_the_same_values() -> None:
    assert list(TEXTS["fr"]) == list(TEXTS["en"])
    for key, french in TEXTS["fr"].items():
        values = [
            {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
            for sentence in (french, TEXTS["en"][key])
        ]
        assert values[0] == values[1], key


def test_every_sentence_is_used_and_every_sentence_used_exists() -> None:
    sources = [
        *TEMPLATES.glob("*.html"),
        *(REPO / "instructor" / "templates").rglob("*.j2"),
        *(REPO / "src" / "artia" / "hub").rglob("*.py"),
    ]
    written = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    # Built from a prefix: state of the password form, language names, what was said, what happened.
    built = re.compile(r"(in|said|password|error|login|phase|outcome)_\w+")
    unused = [key for key in TEXTS["fr"] if key not in written and not built.fullmatch(key)]
    assert unused == []
    used = set(re.findall(r"\b(?:T|TEXTS\[\w+\]|TEXTS\.\w\w)\.(\w+)", written))
    used |= set(re.findall(r'\bt\(language, "(\w+)"', written))
    used |= set(re.findall(r'\btext\(\s*[\w.()]+,\s*"(\w+)"', written))
    assert used - set(TEXTS["fr"]) == set()


def test_french_follows_quebec_typography() -> None:
    for key, sentence in TEXTS["fr"].items():
        assert not re.search(r"\s[;!?]", sentence), key
        assert not re.search(r"[^\u00a0/p]:(?!//)", sentence.replace("http:", "")), key
        assert not re.search("«[^\u00a0]|[^\u00a0]»", sentence), key
        assert "·" not in sentence, key


def test_no_page_of_ours_loads_anything_from_elsewhere() -> None:
    for path in [
        *TEMPLATES.iterdir(),
        *(REPO / "instructor" / "templates").rglob("*.j2"),
        *(REPO / "hub" / "local" / "share").rglob("*.j2"),
    ]:
        assert not re.search(r"https?://(?!127\.0\.0\.1)", path.read_text(encoding="utf-8")), path


def test_settings_read_by_jupyter_are_there_for_each_role_and_language() -> None:
    for role in ("learner", "instructor", "grader"):
        for language in LANGUAGES:
            for folder in jupyter_config_path(role, language).split(":"):
                assert Path(folder).is_dir(), folder
    for path in ETC.rglob("*.json"):
        json.loads(path.read_text(encoding="utf-8"))


def test_moments_and_numbers_are_written_as_people_write_them() -> None:
    when = datetime(2026, 3, 1, 14, 5).astimezone()
    assert moment(when, "fr") == "1 mars à 14 h 05"
    assert moment(when, "en") == "March 1 at 14:05"
    assert (number(6.5, "fr"), number(6.5, "en"), number(6.0, "fr")) == ("6,5", "6.5", "6")


def render(template: str, language: str, **values: object) -> str:
    """Return a page of a person's server, as its handlers render it."""
    usual = {
        "language": language,
        "other": "en" if language == "fr" else "fr",
        "person": "ana",
        "xsrf": "",
        "said": "",
        "course_url": lambda *parts: "/".join(parts),
        "moment": lambda when: moment(when, language),
        "number": lambda value: number(value, language),
        "lab_title": lambda lab: lab_title(lab, language),
        "about": describe,
    }
    return page_environment().get_template(template).render({**usual, **values})


def welcome_page(**state: object) -> str:
    states = [LabState("lab02", released=True, fetched=True, **state)]
    return render("welcome.html", "fr", states=states, suggested=suggested(states))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_lab_has_its_title_its_state_and_its_buttons(language: str) -> None:
    states = [
        LabState("lab02", released=True, fetched=True, submitted=datetime(2026, 3, 1, 14, 5)),
        LabState("lab04", released=True),
        LabState("quiz1", released=True),  # an instructor's own: no title, no page in the book
    ]
    page = render("welcome.html", language, states=states, suggested=suggested(states))
    assert describe("lab02").titles[language] in html.unescape(page)
    assert page.count("<h3>") == 3 + 4  # the labs, then the four steps
    assert page.count('href="open/') == 3 and page.count('action="submit/') == 1
    assert f'href="/services/book/{language}/m02-learning.html"' in page
    assert page.count(TEXTS[language]["next_step"]) == 1
    assert page.index('<li id="lab02">') < page.index('<li id="lab04" class="next">')
    names = re.findall(r"<(?:a|button)\b[^>]*>(.*?)</(?:a|button)>", page)
    assert len(names) == len(set(names)), "two links or buttons with one name"
    empty = html.unescape(render("welcome.html", language, states=[], suggested=""))
    assert TEXTS[language]["labs_none"] in empty


def test_the_lab_to_go_on_with_is_the_one_begun_else_the_first_that_is_not() -> None:
    done = LabState("lab02", released=True, fetched=True, submitted=datetime(2026, 3, 1))
    new = [LabState("lab04", released=True), LabState("lab05", released=True)]
    begun = LabState("lab07", released=True, fetched=True)
    assert suggested([done, *new]) == "lab04"
    assert suggested([done, *new, begun]) == "lab07"
    assert suggested([replace(done, changed_since=True), *new]) == "lab02"
    assert suggested([done]) == ""


def test_a_lab_is_presented_whatever_is_missing() -> None:
    assert describe("lab02").page == "m02-learning"
    assert (describe("lab02").number, describe("lab02").module) == ("02", "2")
    assert set(describe("lab02").titles) == set(LANGUAGES)
    assert describe("lab99") == CourseLab("lab99", {}, "")
    assert lab_title(describe("quiz1"), "fr") == "quiz1"
    for lab in source_labs():
        assert describe(lab).titles, lab


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_instructors_page_has_every_lab(language: str) -> None:
    report = Report("lab02", Phase.DONE, total=2)
    classes = [
        ClassState(describe("lab02"), Counts(2, 2, 2, 0), report),
        ClassState(describe("quiz1"), Counts(0, 0, 0, 0), None),
    ]
    page = html.unescape(render("welcome-instructor.html", language, classes=classes))
    assert page.count(TEXTS[language]["class_nobody"]) == 1
    assert 'action="class/lab02"' in page and 'action="class/quiz1"' not in page
    assert 'href="open/lab02"' in page and 'href="open/quiz1"' in page


def test_a_lab_only_opened_is_not_said_to_be_in_progress() -> None:
    saved = datetime(2026, 3, 1, 14, 5)
    assert "encore sans changement" in welcome_page(saved=saved, untouched=True)
    worked = welcome_page(saved=saved)
    assert "encore sans changement" not in worked
    assert "1 mars à 14 h 05" in worked


def test_feedback_on_an_earlier_submission_is_called_that() -> None:
    about = {
        "submitted": datetime(2026, 3, 1, 14, 5),
        "feedback": Path("lab02.html"),
        "score": 3.0,
        "maximum": 22.0,
    }
    older = welcome_page(feedback_is_older=True, **about)
    assert "porte sur une remise précédente" in older and "1 mars" in older
    last = welcome_page(**about)
    assert "remise précédente" not in last and "Rétroaction prête" in last


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("phase", [*Phase, None])
def test_the_class_page_says_where_the_class_is(language: str, phase: Phase | None) -> None:
    lines = [
        Line(
            f"learner{n}", str(outcome), "Why & how.", score=n or None, unchanged=True, to_read=True
        )
        for n, outcome in enumerate(Outcome)
    ]
    report = phase and Report("lab02", phase, total=9, maximum=10.5, lines=lines)
    running = report is not None and not report.phase.is_over
    page = render(
        "welcome-class.html",
        language,
        lab=describe("lab02"),
        counts=Counts(9, 9, 6, 0),
        report=report,
        running=running,
        still=False,
        interrupted=phase is Phase.INTERRUPTED,
        ended=datetime(2026, 3, 1, 14, 5) if phase is Phase.DONE else None,
        problem="<b>" if phase is Phase.REFUSED else "",
        formgrader="/formgrader",
        log="/log",
    )
    said = TEXTS[language]
    assert (said["class_button"] in page) == (not running)
    assert "<b>" not in page
    if report:
        for outcome in Outcome:
            assert said[f"outcome_{outcome.replace(' ', '_')}"] in html.unescape(page), outcome
        score = {"score": "2", "maximum": number(10.5, language)}
        assert text(language, "class_score", **score) in page
        assert 'lang="en">Why &amp; how.' in page


def graded(language: str) -> nbformat.NotebookNode:
    """Return a graded notebook: prose, an answer, its test, a written answer."""
    v4 = nbformat.v4

    def about(grade_id: str, **values: object) -> dict:
        return {"nbgrader": {"grade_id": grade_id, "grade": False, "solution": False, **values}}

    return v4.new_notebook(
        metadata={"artia": {"lab": "lab02", "language": language}},
        cells=[
            v4.new_markdown_cell("# Labo 2. *Un* modèle"),
            v4.new_markdown_cell("## Couper <le> texte"),
            v4.new_code_cell(
                "cut = '<b>'", metadata=about("split", solution=True, comment=NO_RESPONSE)
            ),
            v4.new_code_cell(
                "secret_test()",
                metadata=about("test_split", grade=True, points=4.0, score=3.0),
                outputs=[
                    v4.new_output("stream", text="\x1b[31m<i>"),
                    v4.new_output(
                        "error", ename="NameError", evalue="<cut>", traceback=["secret line"]
                    ),
                    v4.new_output(
                        "execute_result", {"text/html": "<h1>Bien</h1>", "text/plain": "3.0"}
                    ),
                ],
            ),
            v4.new_markdown_cell("## Une surprise"),
            v4.new_markdown_cell(
                "Voici.",
                metadata=about(
                    "note", grade=True, solution=True, points=6.0, score=4.5, comment="**Précis**."
                ),
            ),
        ],
    )


def feedback_page(language: str) -> str:
    node = graded(language)
    exporter = FeedbackExporter(
        template_name="artia_feedback",
        extra_template_basedirs=[str(REPO / "instructor" / "templates")],
    )
    resources = {
        "nbgrader": {"score": 7.5, "max_score": 10.0, "late_penalty": 0},
        "artia": {"language": language, "title": "Labo 2", "parts": _parts(node, language)},
    }
    return exporter.from_notebook_node(node, resources)[0]


def test_parts_are_gathered_under_the_headings_a_learner_knows() -> None:
    assert _parts(graded("fr"), "fr") == [
        Part(
            "split",
            "Couper <le> texte",
            [
                (TEXTS["fr"]["feedback_no_answer"], ""),
                (text("fr", "feedback_auto", score="3", points="4"), ""),
            ],
        ),
        Part(
            "note",
            "Une surprise",
            [
                (text("fr", "feedback_manual", score="4,5", points="6"), "**Précis**."),
            ],
        ),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_feedback_page_is_one_file_in_one_language(language: str) -> None:
    page = feedback_page(language)
    assert f'<html lang="{language}">' in page
    assert text(language, "feedback_score", score=mark(7.5, language), maximum="10") in page
    assert SCORE.search(page.encode()).groups() == (b"7.5", b"10.0")
    assert page.index("<strong>Précis</strong>") < page.index(TEXTS[language]["feedback_copy"])
    for loaded in ("<script", "<link", "@import", "src="):
        assert loaded not in page


def test_the_feedback_page_shows_outputs_but_no_test_and_no_raw_markup() -> None:
    page = feedback_page("fr")
    assert "secret" not in page
    assert "&lt;i&gt;" in page and "\x1b" not in page
    assert "NameError: &lt;cut&gt;" in page
    assert "cut = &#39;&lt;b&gt;&#39;" in page or "cut = '&lt;b&gt;'" in page
    assert page.count("<h1") == 1
    assert "<h3>Bien</h3>" in page


def test_simple_formulas_are_readable_without_mathjax() -> None:
    assert write_formulas(r"est $-\ln(p)$, soit $\ln V$ ou $1/V$") == (
        "est \u2212ln(p), soit ln\u00a0V ou 1/V"
    )
    assert write_formulas(r"$\frac{1}{V}$ coûte 3 $") == r"$\frac{1}{V}$ coûte 3 $"


def test_headings_stay_one_tree() -> None:
    anchor = '<h2 id="a">A<a class="anchor-link" href="#a">¶</a></h2><h5>B</h5>'
    assert fit_in("<pre>x</pre>", 1) == '<pre tabindex="0">x</pre>'
    assert fit_in(anchor, 2) == '<h4 id="a">A</h4><h6>B</h6>'


def test_the_book_service(tmp_path: Path) -> None:
    async def visit() -> None:
        server = HTTPServer(make_app("/services/book/", tmp_path))
        (socket,) = bind_sockets(0, "127.0.0.1")
        server.add_socket(socket)
        address = f"http://127.0.0.1:{socket.getsockname()[1]}/services/book/"

        async def get(path: str, **headers: str) -> object:
            client = AsyncHTTPClient()
            try:
                return await client.fetch(address + path, follow_redirects=False, headers=headers)
            except HTTPClientError as error:
                return error.response

        for language in LANGUAGES:
            missing = await get(f"{language}/index.html")
            assert missing.code == 503
            assert b"make book" in missing.body
            assert f'lang="{language}"'.encode() in missing.body
        for asked, language in (("fr-CA,fr;q=0.9", "fr"), ("en-CA,fr;q=0.5", "en"), ("de", "fr")):
            door = await get("", **{"Accept-Language": asked})
            assert door.headers["Location"].endswith(f"/{language}/index.html")
        (tmp_path / "fr").mkdir()
        (tmp_path / "fr" / "index.html").write_text("<h1>Livre</h1>")
        assert (await get("fr/index.html")).body == b"<h1>Livre</h1>"
        lost = await get("fr/nowhere.html")
        assert (lost.code, "introuvable" in lost.body.decode()) == (404, True)
        for outside in ("../conf.py", "fr/../../conf.py", "de/index.html"):
            assert (await get(outside)).code in (403, 404)
        server.stop()

    asyncio.run(visit())
