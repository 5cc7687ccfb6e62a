"""The whole path once, by real clicks: three learners, one instructor, two languages, one restart.

The journey runs once for the module; each test then looks at one thing it left behind.
"""

import json
import re
import stat
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from artia.hub.labs import describe
from artia.hub.processes import children_of
from artia.hub.state import State

from . import journey
from .conftest import LiveHub, Visitor
from .other_labs import LABS
from .story import ANA_ANSWER, COMMENT, Story, live

pytestmark = [pytest.mark.slow, pytest.mark.timeout(2400)]


@pytest.fixture(scope="module")
def story(live_hub: LiveHub, chromium: Browser) -> Iterator[Story]:
    told = live(live_hub, chromium)
    yield told
    for visitor in told.visitors.values():
        visitor.context.close()


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


def test_formgraders_own_bolt_runs_in_a_jail(story: Story) -> None:
    assert "Successfully autograded" in story.bolt
    copy = story.hub.state / "course" / "autograded" / "chloe" / "lab02" / "lab02.ipynb"
    report = json.loads(copy.read_text())["metadata"]["artia_grading"]
    assert (report["outcome"], report["tier"] in ("root", "user namespaces")) == ("ok", True)


def test_the_whole_class_is_graded_in_one_click(story: Story) -> None:
    assert "Copies remises\u00a0: 3." in story.seen["doors prof"]
    assert "Ramassées\u00a0: 3. Corrigées par machine\u00a0: 1." in story.seen["doors prof"]
    assert "s'actualise d'elle-même" in story.seen["class starts"]
    assert "Corrigées par machine\u00a0: 3." in story.seen["class"]
    lines = dict(re.findall(r"(ana|ben|chloe)\s+([\d,]+ sur 10)", story.seen["class"]))
    assert lines == {"ana": "10 sur 10", "ben": "2 sur 10", "chloe": "0 sur 10"}
    assert story.narrow <= 375


def test_the_class_is_graded_by_instructors_only(story: Story) -> None:
    session = story.visitors["ana"].context.request
    page = f"{story.hub.url}/user/ana/artia/class/lab02"
    assert session.get(page).status == 403
    assert session.post(page).status == 403
    # And never from a page of somebody else's: the form carries a token.
    session = story.visitors["prof"].context.request
    assert session.post(f"{story.hub.url}/user/prof/artia/class/lab02").status == 403


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


@pytest.mark.parametrize("lab", LABS)
def test_every_other_lab_goes_round(story: Story, lab: str) -> None:
    taken = story.others[lab]
    seen, french = taken.seen, taken.learner == "ana"
    number, titles = describe(lab).number, describe(lab).titles
    title = titles["fr" if french else "en"]
    for place in ("new", "title", "feedback"):
        assert title in seen[place], place
    assert titles["fr"] in seen["class"]
    assert ("Pas encore ouvert" if french else "Not opened yet") in seen["new"]
    assert "Traceback" not in seen["first cell"]
    assert (f"Le labo {number} est remis" if french else f"Lab {number} is submitted") in seen[
        "said"
    ]
    assert ("Remis le" if french else "Submitted on") in seen["submitted"]
    assert re.search(rf"{taken.learner}\s+0 sur \d+\s+Corrigée\.", seen["class"]), seen["class"]
    assert re.search(r"(Note\s: 0 sur|Mark: 0 out of) \d+", seen["marked"])
    # In its jail the notebook found its own files and the shared ones: no cell stopped.
    folder = story.hub.state / "course" / "autograded" / taken.learner / lab
    cells = json.loads((folder / f"{lab}.ipynb").read_text())["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    assert [o["evalue"] for o in outputs if o["output_type"] == "error"] == []
    assert f'<html lang="{"fr" if french else "en"}">' in seen["feedback"]


def test_the_welcome_page_follows_the_work(story: Story) -> None:
    assert "Remis le" in story.seen["submitted ana"]
    assert "Submitted on" in story.seen["submitted ben"]
    assert re.search(r"Note\s: \d", story.seen["marked ana"])
    assert re.search(r"Mark: \d", story.seen["marked ben"])


def test_nobody_asked_anything_beyond_this_machine(story: Story) -> None:
    assert {name: v.outside for name, v in story.visitors.items() if v.outside} == {}


def test_no_page_complained_in_the_console(story: Story) -> None:
    assert {name: v.errors for name, v in story.visitors.items() if v.errors} == {}


def test_axe_finds_nothing_on_our_pages(story: Story) -> None:
    assert {"login", "first password", "welcome", "feedback, lab02"} <= set(
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
    assert story.fork_servers, "the lightning bolt started none"
    assert story.hub.command("stop").returncode == 0
    assert list(children_of(State(story.hub.state))) == []
    assert [server for server in story.fork_servers if server.is_running()] == []
    assert story.hub.command("status").returncode == 1
