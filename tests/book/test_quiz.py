"""The quiz directive: the course's own on its page, in both languages; on paper; when broken."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from artia.book.quiz.reading import quiz_folder, read_quiz
from artia.book.quiz.whole import problems

ROOT = Path(__file__).parents[2]
FOLDER = quiz_folder(ROOT)
COURSE = [read_quiz(path) for path in sorted(FOLDER.glob("*.yml"))]

#: Every type of question, in few words.
QUIZ = """
questions:
  - id: x-one
    type: single
    tags: [C1]
    ask: {fr: "Un $x^2$?", en: "One $x^2$?"}
    options:
      - {id: a, right: false, text: {fr: Pile., en: Heads.}, because: {fr: Tentant., en: Tempting.}}
      - id: b
        right: true
        text: {fr: Face., en: Tails.}
        because: {fr: "{ref}`Là <there>`.", en: "{ref}`There <there>`."}
  - id: x-two
    type: multiple
    tags: [C2]
    ask: {fr: Lesquels?, en: Which?}
    options:
      - {id: a, right: true, text: {fr: L'un., en: One.}, because: {fr: Bon., en: Good.}}
      - {id: b, right: false, text: {fr: L'autre., en: Other.}, because: {fr: Mauvais., en: Bad.}}
  - id: x-three
    type: numeric
    tags: [C3]
    ask: {fr: Combien?, en: How much?}
    answer: 1.5
    tolerance: 0
    because: {fr: Parce que., en: Because.}
    tempting: [{value: 2, because: {fr: Trop., en: Too much.}}]
  - id: x-four
    type: order
    tags: [C4]
    ask: {fr: Dans quel ordre?, en: In what order?}
    steps:
      - {id: b, text: {fr: Semer., en: Sow.}, because: {fr: Au printemps., en: In spring.}}
      - {id: a, text: {fr: Cueillir., en: Reap.}, because: {fr: En automne., en: In fall.}}
    shown: [a, b]
    because: {fr: La saison., en: The season.}
"""
CONF = """
language = "fr"
extensions = ["myst_parser", "artia.book.quiz"]
myst_enable_extensions = ["dollarmath"]
epub_show_urls = "no"

def setup(app):
    from artia.book import catalogue
    catalogue.install(app)
"""
PAGE = "# Page\n\n```{quiz} x\n```\n\n(there)=\n## Là\n"


@pytest.fixture
def sphinx(tmp_path):
    """Build a book of one page and one quiz with some builders; return where, and the report."""
    source = tmp_path / "book/fr"
    source.mkdir(parents=True)
    (tmp_path / "book/en").mkdir()
    (tmp_path / "book/quizzes").mkdir()
    (source / "conf.py").write_text(CONF, encoding="utf-8")

    def build(page: str, quizzes: dict[str, str], *builders: str) -> tuple[Path, str]:
        (source / "index.md").write_text(page, encoding="utf-8")
        for name, content in quizzes.items():
            (tmp_path / f"book/quizzes/{name}.yml").write_text(content, encoding="utf-8")
        report = ""
        for builder in builders:
            command = [sys.executable, "-m", "sphinx", "-q", "-b", builder, source]
            command += ["-d", tmp_path / "doctrees", tmp_path / builder]
            done = subprocess.run(command, capture_output=True, text=True, timeout=120)
            report += done.stdout + done.stderr
        return tmp_path, report

    return build


def soups(sites: Path, code: str):
    """Each quiz of a site's pages."""
    for page in (sites / code).rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        if "artia-quiz" in text and "_static" not in page.parts:
            yield from BeautifulSoup(text, "html.parser").select(".artia-quiz")


@pytest.mark.parametrize("code", ["fr", "en"])
def test_each_question_is_a_form_that_explains_every_answer(sites, code):
    by_id = {question.id: question for quiz in COURSE for question in quiz.questions}
    asked = set()
    for form in (form for quiz in soups(sites, code) for form in quiz.select("form")):
        question = by_id[form["data-id"]]
        asked.add(question.id)
        (fieldset,) = form.select("fieldset")
        assert fieldset.find(True).name == "legend" and fieldset.legend.text.strip()
        for field in form.select("input"):
            (label,) = form.select(f'label[for="{field["id"]}"]')
            assert label.text.strip() and not label.select("a, button")
        assert len(form.select("button[type=submit][disabled][hidden]")) == 1
        assert form.select_one(".artia-result[role=status]").text == ""
        (details,) = form.select("details:not([open])")
        reasons = details.select(".artia-reason")
        wanted = len(question.options) or 1 + len(question.tempting)
        assert len(reasons) == wanted + (question.type == "order")
        assert all(len(reason.text.split()) > 3 for reason in reasons), question.id
    assert asked >= {question.id for question in COURSE[0].questions}


@pytest.mark.parametrize("code", ["fr", "en"])
def test_ids_are_unique_on_a_page_with_a_quiz(sites, code):
    page = BeautifulSoup((sites / code / "m02-learning.html").read_text("utf-8"), "html.parser")
    ids = [element["id"] for element in page.select("[id]")]
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("code", ["fr", "en"])
def test_the_sentences_of_the_script_are_in_the_language(sites, code):
    for quiz in soups(sites, code):
        said = " ".join(value for key, value in quiz.attrs.items() if key.startswith("data-"))
        assert ("réponse" in said) == (code == "fr") and ("answer" in said) == (code == "en")
        assert "\u00a0:" in said or code == "en"


def numbers(text: str, code: str) -> list[str]:
    """The numbers of a text, 1 234,5 and 1,234.5 being 1234.5."""
    grouping = "\u00a0" if code == "fr" else ","
    text = re.sub(rf"(?<=\d){grouping}(?=\d{{3}}\b)", "", text.replace("{,}", ","))
    found = re.findall(r"\d+(?:[.,]\d+)?", re.sub(r"\{\w+\}`[^`]*`|\bC\d", "", text))
    assert not [n for n in found if (",", ".")[code == "fr"] in n], text
    return sorted(n.replace(",", ".") for n in found)


def test_both_languages_say_the_same_numbers_and_cite_the_same():
    for question in (question for quiz in COURSE for question in quiz.questions):
        parts = [question, *question.options, *question.tempting]
        texts = [getattr(part, name, None) for part in parts for name in ("ask", "text", "because")]
        for text in filter(None, texts):
            assert numbers(text["fr"], "fr") == numbers(text["en"], "en"), text
            assert text["fr"] != text["en"] or not re.search("[a-z]", text["fr"])
            roles = [re.findall(r"\{(\w+)\}`", text[code]) for code in ("fr", "en")]
            assert roles[0] == roles[1], text


def test_the_course_has_every_type_and_no_problem():
    assert problems(FOLDER) == []
    learning = next(quiz for quiz in COURSE if quiz.name == "m02-learning")
    assert {question.type for question in learning.questions} == {
        "single", "multiple", "numeric", "order",
    }  # fmt: skip
    assert len(learning.questions) == 8


def test_on_paper_the_answers_follow_the_questions(sphinx):
    folder, report = sphinx(PAGE, {"x": QUIZ}, "text", "singlehtml", "epub")
    assert "x.yml" not in report and "quiz" not in report.casefold()
    text = (folder / "text/index.txt").read_text(encoding="utf-8")
    wanted = [
        "Question 1.", "A.** Pile.", "B.** Face.", "Lesquels? Plusieurs réponses",
        "Question 3.", "Question 4.", "A.** Cueillir.",
        "Réponses expliquées", "A\u00a0: faux.** *Pile.* Tentant.", "B\u00a0: juste.** *Face.* Là.",
        "1,5\u00a0: juste.** Parce que.", "2\u00a0: faux.** Trop.",
        "Dans cet ordre\u00a0:** La saison.", "1. B.** *Semer.* Au printemps.",
        "2. A.** *Cueillir.* En automne.",
    ]  # fmt: skip
    places = [text.index(each) for each in wanted]
    assert places == sorted(places)
    with zipfile.ZipFile(next((folder / "epub").glob("*.epub"))) as book:
        chapter = book.read("index.xhtml").decode()
    for page in (chapter, (folder / "singlehtml/index.html").read_text(encoding="utf-8")):
        soup = BeautifulSoup(page, "html.parser")
        assert not soup.select("form, input, details, fieldset")
        assert "Tentant." in soup.text and soup.select('a[href$="#there"]')


def test_only_keeps_some_questions_in_the_order_given(sphinx):
    page = PAGE.replace("{quiz} x\n", "{quiz} x\n:only: x-three, x-one\n")
    folder, report = sphinx(page, {"x": QUIZ}, "html")
    assert "quiz" not in report.casefold()
    soup = BeautifulSoup((folder / "html/index.html").read_text(encoding="utf-8"), "html.parser")
    assert [form["data-id"] for form in soup.select("form.artia-question")] == ["x-three", "x-one"]
    assert [tag.text for tag in soup.select(".artia-quiz-number")] == ["Question 1.", "Question 2."]


def test_broken_quizzes_are_warnings_that_name_the_file(sphinx):
    page = PAGE.replace("{quiz} x\n", "{quiz} x\n:only: x-none\n") + "\n```{quiz} nowhere\n```\n"
    page += "\n```{quiz} broken\n```\n"
    broken = QUIZ.replace("right: true\n        text", "right: false\n        text")
    quizzes = {"x": QUIZ, "broken": broken.replace("x-", "y-"), "twin": QUIZ}
    _folder, report = sphinx(page, quizzes, "dummy")
    assert "quiz x has no question x-none; in :only:, write ids among x-one, x-two" in report
    assert "quiz expects one of book/quizzes (broken, twin, x), and found 'nowhere'" in report
    assert report.count("broken.yml:3: question y-one: 0 options are right") == 1
    assert "x.yml:3: question x-one: twin.yml has this id too" in report
