"""The whole path once, by real clicks: three learners, one instructor, two languages, one restart.

The journey runs once for the module; each test then looks at one thing it left behind.
"""

import json
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, expect

from . import journey
from .conftest import LiveHub, Visitor

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]

# Function of the lab -> the lines that replace its `raise NotImplementedError()`.
RIGHT = {
    "split": ["cut = round(len(text) * (1 - share))"],
    "average_loss": ["losses = [-math.log(p) for p in probabilities]"],
    "bigram_probabilities": [
        "smoothed = counts + smoothing",
        "totals = smoothed.sum(axis=1, keepdims=True)",
    ],
    "apply_temperature": ["scaled = [score / temperature for score in scores]"],
}
WRONG = {
    "split": ["cut = len(text)"],
    "average_loss": RIGHT["average_loss"],
}
ANA_ANSWER = "J'attendais une perte de 2 et j'ai lu 2,31."
ANA_SECOND = "Une base de données rend ce qu'on y a mis."
BEN_ANSWER = "I expected gravel and got soup."
COMMENT = "Vous partez d'un nombre que vous avez lu."


@dataclass
class Story:
    """What the journey saw."""

    hub: LiveHub
    visitors: dict[str, Visitor] = field(default_factory=dict)
    first_output: str = ""
    validated: str = ""
    withdrawn: bool = False
    seen: dict[str, str] = field(default_factory=dict)
    scores: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def story(live_hub: LiveHub, chromium: Browser) -> Iterator[Story]:
    told = Story(live_hub)
    told.first_output = live_hub.start()
    printed = live_hub.passwords()
    for name, locale in (("prof", "fr-CA"), ("ana", "fr-CA"), ("ben", "en-CA"), ("chloe", "fr-CA")):
        visitor = told.visitors[name] = Visitor(chromium, live_hub, name, locale)
        visitor.page.goto(f"{live_hub.url}/hub/login")
        visitor.axe("login")
        journey.log_in(visitor, printed[name])
        visitor.axe("welcome")
        told.seen[f"welcome {name}"] = visitor.page.content()
        if name == "prof":
            _instructor_releases(told)
    _learner_works(told, "ana", RIGHT, ANA_ANSWER)
    _learner_works(told, "ben", WRONG, BEN_ANSWER)
    _learner_works(told, "chloe", {}, "")
    _instructor_grades(told)
    for name in ("ana", "ben", "chloe"):
        _reads_feedback(told, name)
    yield told
    for visitor in told.visitors.values():
        visitor.context.close()


def _instructor_releases(told: Story) -> None:
    """Take back the lab released at the first start, generate it anew and release it, by clicks."""
    visitor = told.visitors["prof"]
    page = visitor.page
    page.get_by_role("link", name="Ouvrir Formgrader").click()
    page.wait_for_url("**/formgrader/manage_assignments")
    row = page.locator("tr", has_text="lab02")
    row.locator(".release .glyphicon-remove").click()
    journey.done(page)
    outbound = told.hub.state / "exchange" / "artia" / "outbound" / "lab02"
    told.withdrawn = not outbound.exists()
    row.locator(".glyphicon-education").click()
    journey.done(page)
    row.locator(".release .glyphicon-cloud-upload").click()
    journey.done(page)


def _learner_works(told: Story, name: str, code: dict[str, list[str]], answer: str) -> None:
    visitor = told.visitors[name]
    page, notebook = visitor.page, told.hub.state / "homes" / name / "lab02" / "lab02.ipynb"
    journey.open_lab(visitor)
    told.seen[f"lab {name}"] = page.locator("body").inner_text()
    visitor.shoot(f"lab-{name}.png")
    for function, lines in code.items():
        cell = journey.cell_with(page, f"def {function}(")
        journey.retype_line(page, cell, "raise NotImplementedError", lines)
        if function == "split":
            journey.run_cell(page, cell)
    if answer:
        journey.write_answer(page, _manual_cell(page), answer)
        journey.save(page, notebook, answer)
    if name == "ana":
        journey.write_answer(page, _manual_cell(page), ANA_SECOND)
        journey.save(page, notebook, ANA_SECOND)
        told.validated = journey.validate(page)
    journey.submit(visitor)
    visitor.axe("welcome, submitted")
    told.seen[f"submitted {name}"] = page.locator("main").inner_text()


def _manual_cell(page: Page) -> object:
    pencil = page.locator(".jp-RenderedMarkdown", has_text=re.compile(r"^\s*✎\s*$"))
    return page.locator(".jp-MarkdownCell", has=pencil).first


def _instructor_grades(told: Story) -> None:
    visitor = told.visitors["prof"]
    page = visitor.page
    page.goto(f"{told.hub.url}/services/artia/formgrader/manage_assignments")
    row = page.locator("tr", has_text="lab02")
    expect(row.locator(".glyphicon-cloud-download")).to_be_visible()
    visitor.shoot("formgrader-released.png")
    row.locator(".glyphicon-cloud-download").click()
    journey.done(page)
    row.locator(".num-submissions a").click()
    page.wait_for_url("**/manage_submissions/lab02")
    for name in ("ana", "ben", "chloe"):
        learner = page.locator("tr", has=page.get_by_text(name, exact=True))
        learner.locator(".glyphicon-flash").click()
        journey.done(page)
    _marks_by_hand(visitor)
    page.goto(f"{told.hub.url}/services/artia/formgrader/manage_submissions/lab02")
    for name in ("ana", "ben", "chloe"):
        learner = page.locator("tr", has=page.get_by_text(name, exact=True))
        told.scores[name] = learner.locator(".score").inner_text()
    visitor.shoot("formgrader-graded.png")
    page.goto(f"{told.hub.url}/services/artia/formgrader/manage_assignments")
    row.locator(".glyphicon-comment").click()
    journey.done(page)
    row.locator(".glyphicon-envelope").click()
    journey.done(page)


def _marks_by_hand(visitor: Visitor) -> None:
    """Give ana 4 and 5, and ben 3, from what they wrote, names unseen."""
    page = visitor.page
    page.get_by_role("link", name="Manual Grading").click()
    page.locator("tr", has_text="lab02").get_by_role("link", name="lab02").click()
    page.locator("table").get_by_role("link", name="lab02").click()
    submissions = page.locator("table").get_by_role("link", name=re.compile("Submission #"))
    expect(submissions.first).to_be_visible()
    addresses = [link.get_attribute("href") for link in submissions.all()]
    for address in addresses:
        page.goto(address if address.startswith("http") else visitor.hub.url + address)
        score = page.locator("input#note_surprise")
        expect(score).to_be_visible()
        body = page.locator("body").inner_text()
        if ANA_ANSWER in body:
            page.locator("#note_surprise-comment").fill(COMMENT)
            page.locator("#note_surprise-comment").press("Tab")
            _give(page, score, "4")
            _give(page, page.locator("input#note_metaphor"), "5")
            visitor.shoot("formgrader-manual.png")
        elif BEN_ANSWER in body:
            _give(page, score, "3")


def _give(page: Page, score: object, points: str) -> None:
    with page.expect_response(lambda r: "/api/grade/" in r.url and r.request.method == "PUT"):
        score.fill(points)
        score.press("Tab")


def _reads_feedback(told: Story, name: str) -> None:
    visitor = told.visitors[name]
    page = visitor.page
    page.goto(f"{told.hub.url}/hub/user-redirect/artia/")
    told.seen[f"marked {name}"] = page.locator("main").inner_text()
    visitor.shoot(f"welcome-marked-{name}.png", whole=True)
    page.get_by_role("link", name=re.compile("^(Lire la rétroaction|Read the feedback)")).click()
    page.wait_for_url("**/artia/feedback/lab02")
    told.seen[f"feedback {name}"] = page.content()
    # The page itself forbids every script, axe's included: a copy of it is examined.
    copy = visitor.context.new_page()
    copy.set_content(page.content())
    visitor.axe("feedback", copy)
    copy.close()
    visitor.shoot(f"feedback-{name}.png")


def test_the_hub_says_it_isolates_nobody_in_both_languages(story: Story) -> None:
    assert "n'isole personne" in story.first_output
    assert "isolates nobody" in story.first_output


def test_the_instructor_withdraws_and_releases_by_clicks(story: Story) -> None:
    assert story.withdrawn, "the lab was still on offer after it was taken back"
    released = story.hub.state / "exchange" / "artia" / "outbound" / "lab02"
    assert (released / "lab02.ipynb").is_file()
    assert (released / "en" / "lab02.ipynb").is_file()


def test_each_learner_lands_on_a_page_in_their_language(story: Story) -> None:
    assert '<html lang="fr">' in story.seen["welcome ana"]
    assert '<html lang="en">' in story.seen["welcome ben"]
    assert "Lire le module 2" in story.seen["welcome ana"]
    assert "Read module 2" in story.seen["welcome ben"]
    assert "Ouvrir Formgrader" in story.seen["welcome prof"]


def test_jupyterlab_and_the_notebook_are_in_the_learners_language(story: Story) -> None:
    assert "Fichier" in story.seen["lab ana"]
    assert "File" in story.seen["lab ben"]
    for name, language in (("ana", "fr"), ("ben", "en"), ("chloe", "fr")):
        folder = story.hub.state / "homes" / name / "lab02"
        notebook = json.loads((folder / "lab02.ipynb").read_text())
        assert notebook["metadata"]["artia"]["language"] == language
        assert not (folder / "en").exists()
        assert (folder / "corpus").is_dir()


def test_learners_see_only_the_tools_of_their_role(story: Story) -> None:
    assert "Formgrader" not in story.seen["lab ana"]
    # Asked with her session, but outside her pages: their console must stay silent.
    session = story.visitors["ana"].context.request
    answer = session.get(f"{story.hub.url}/services/artia/formgrader/manage_assignments")
    assert answer.status == 403


def test_validate_says_the_right_answer_passes(story: Story) -> None:
    assert "Success" in story.validated, story.validated


def test_marks_are_what_the_work_deserves_and_out_of_the_same_total(story: Story) -> None:
    earned = {
        name: [float(part) for part in said.split("/")] for name, said in story.scores.items()
    }
    totals = {total for _, total in earned.values()}
    assert len(totals) == 1
    # Ana: 10 automatic points and 4 + 5 by hand. Ben: a wrong split, a right loss, 3 by hand.
    assert {name: score for name, (score, _) in earned.items()} == {
        "ana": 19,
        "ben": 5,
        "chloe": 0,
    }


def test_feedback_is_in_the_learners_language_with_mark_and_comment(story: Story) -> None:
    assert '<html lang="fr">' in story.seen["feedback ana"]
    assert "Votre note" in story.seen["feedback ana"]
    assert COMMENT in story.seen["feedback ana"]
    assert "Correction automatique" in story.seen["feedback ana"]
    assert '<html lang="en">' in story.seen["feedback ben"]
    assert "Automatic grading" in story.seen["feedback ben"]
    assert "Cette réponse est restée vide" in story.seen["feedback chloe"]
    for name in ("ana", "ben", "chloe"):
        assert "<script" not in story.seen[f"feedback {name}"]


def test_the_welcome_page_follows_the_work(story: Story) -> None:
    assert "remis le" in story.seen["submitted ana"]
    assert "submitted on" in story.seen["submitted ben"]
    assert re.search(r"Note\s: \d", story.seen["marked ana"])
    assert re.search(r"Mark: \d", story.seen["marked ben"])


def test_nobody_asked_anything_beyond_this_machine(story: Story) -> None:
    assert {name: v.outside for name, v in story.visitors.items() if v.outside} == {}


def test_no_page_complained_in_the_console(story: Story) -> None:
    assert {name: v.errors for name, v in story.visitors.items() if v.errors} == {}


def test_axe_finds_nothing_on_our_pages(story: Story) -> None:
    assert {"login", "first password", "welcome", "feedback"} <= set(
        story.visitors["ana"].violations
    )
    found = {
        f"{name}, {label}": wrong
        for name, visitor in story.visitors.items()
        for label, wrong in visitor.violations.items()
        if wrong
    }
    assert found == {}


def test_a_printed_password_opens_nothing_twice(story: Story, chromium: Browser) -> None:
    visitor = Visitor(chromium, story.hub, "ana", "fr-CA")
    page = visitor.page
    page.goto(f"{story.hub.url}/hub/login")
    page.locator("#username_input").fill("ana")
    page.locator("#password_input").fill(story.hub.passwords()["ana"])
    page.locator("#login_submit").click()
    expect(page.get_by_role("alert")).to_contain_text("ne correspond pas")
    visitor.context.close()


def test_signup_is_closed(story: Story) -> None:
    session = story.visitors["ana"].context.request
    assert session.get(f"{story.hub.url}/hub/signup").status == 404


def test_everything_is_private(story: Story) -> None:
    state = story.hub.state
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    for path in (state / "jupyterhub.sqlite", state / "cookie_secret", state / "run.json"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_a_second_start_says_who_runs(story: Story) -> None:
    second = story.hub.command("start")
    assert second.returncode != 0
    assert str(story.hub.process.pid) in second.stderr


def test_switching_language_before_any_work_switches_everything(story: Story) -> None:
    visitor = story.visitors["chloe"]
    page = visitor.page
    page.goto(f"{story.hub.url}/hub/user-redirect/artia/")
    page.get_by_role("button", name="English version").click()
    expect(page.get_by_role("status")).to_contain_text("now in English")
    visitor.axe("welcome, English")
    journey.open_lab(visitor)
    expect(page.locator(".jp-Notebook")).to_contain_text("A model in 15 minutes")
    expect(page.locator(".lm-MenuBar")).to_contain_text("Settings")
    assert (visitor.violations["welcome, English"], visitor.errors) == ([], [])


def test_work_is_never_replaced_and_can_be_set_aside(story: Story) -> None:
    visitor, home = story.visitors["ben"], story.hub.state / "homes" / "ben"
    page, work = visitor.page, (home / "lab02" / "lab02.ipynb").read_text()
    page.goto(f"{story.hub.url}/hub/user-redirect/artia/open/lab02?lang=fr")
    expect(page.locator("main")).to_contain_text("Nothing was replaced")
    visitor.axe("work at stake")
    assert (home / "lab02" / "lab02.ipynb").read_text() == work
    page.get_by_role("button", name=re.compile("Set my copy aside")).click()
    expect(page.get_by_role("status")).to_contain_text("Your copy is in the folder")
    (aside,) = home.glob("lab02-en-*")
    assert (aside / "lab02.ipynb").read_text() == work
    fresh = json.loads((home / "lab02" / "lab02.ipynb").read_text())
    assert fresh["metadata"]["artia"]["language"] == "fr"
    assert (visitor.violations["work at stake"], visitor.errors) == ([], [])


def test_the_other_hub_pages_are_ours_and_accessible(story: Story) -> None:
    visitor = story.visitors["prof"]
    for address, words in (
        ("hub/change-password", "Changer de mot de passe"),
        ("hub/home", "Votre atelier"),
        ("hub/nowhere", "Aucune page ne porte cette adresse"),
        ("user/prof/artia/open/lab99", "pas encore publié"),
        ("hub/logout", "Ouvrir une session"),
    ):
        page = visitor.context.new_page()
        page.goto(f"{story.hub.url}/{address}")
        expect(page.locator("main")).to_contain_text(words)
        visitor.axe(address, page)
        assert visitor.violations[address] == [], address
        page.close()


def test_work_marks_and_passwords_survive_a_restart(story: Story, chromium: Browser) -> None:
    story.hub.stop()
    again = story.hub.start()
    assert not re.search(r"\w{4}-\w{4}-\w{4}", again), "passwords must be printed once only"
    visitor = Visitor(chromium, story.hub, "ana", "fr-CA")
    journey.log_in(visitor)
    assert re.search(r"Note\s: \d", visitor.page.locator("main").inner_text())
    journey.open_lab(visitor)
    expect(visitor.page.locator(".jp-Notebook")).to_contain_text(ANA_ANSWER)
    visitor.context.close()


def test_stop_leaves_no_process(story: Story) -> None:
    from artia.hub.processes import children_of
    from artia.hub.state import State

    assert story.hub.command("stop").returncode == 0
    assert list(children_of(State(story.hub.state))) == []
    assert story.hub.command("status").returncode == 1
