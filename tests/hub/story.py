"""The whole path once, by real clicks: what each person does, and what they see."""

import re
from dataclasses import dataclass, field

import psutil
from playwright.sync_api import Browser, Page, expect

from artia.hub.processes import children_of
from artia.hub.state import State

from . import journey, other_labs
from .conftest import LiveHub, Visitor

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
    bolt: str = ""
    fork_servers: list[psutil.Process] = field(default_factory=list)
    narrow: int = 0
    withdrawn: bool = False
    seen: dict[str, str] = field(default_factory=dict)
    scores: dict[str, str] = field(default_factory=dict)
    others: dict[str, other_labs.Taken] = field(default_factory=dict)


def live(hub: LiveHub, chromium: Browser) -> Story:
    """Start the hub, and have three learners and their instructor take the course."""
    told = Story(hub)
    told.first_output = hub.start()
    printed = hub.passwords()
    for name, locale in (("prof", "fr-CA"), ("ana", "fr-CA"), ("ben", "en-CA"), ("chloe", "fr-CA")):
        visitor = told.visitors[name] = Visitor(chromium, hub, name, locale)
        visitor.page.goto(f"{hub.url}/hub/login")
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
    other_labs.take(told.visitors, told.others)
    return told


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
    told.seen[f"submitted {name}"] = journey.lab_on(page).inner_text()


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
    # One copy by formgrader's own lightning bolt, then the whole class by the button.
    learner = page.locator("tr", has=page.get_by_text("chloe", exact=True))
    learner.locator(".glyphicon-flash").click()
    told.bolt = journey.done(page)
    told.fork_servers = _fork_servers(told.hub)
    _class_graded(told)
    _marks_by_hand(visitor)
    page.goto(f"{told.hub.url}/services/artia/formgrader/manage_submissions/lab02")
    for name in ("ana", "ben", "chloe"):
        learner = page.locator("tr", has=page.get_by_text(name, exact=True))
        told.scores[name] = learner.locator(".score").inner_text()
    visitor.shoot("formgrader-graded.png")
    page.goto(f"{told.hub.url}/services/artia/formgrader/manage_assignments")
    journey.return_feedback(page)


def _fork_servers(hub: LiveHub) -> list[psutil.Process]:
    """Return the fork servers of this hub; they keep nothing of its environment."""
    children = [c for p in children_of(State(hub.state)) for c in p.children()]
    return [child for child in children if "artia.grading.forkserver" in child.cmdline()]


def _class_graded(told: Story) -> None:
    visitor = told.visitors["prof"]
    page = visitor.page
    journey.course_page(visitor)
    told.seen["doors prof"] = page.locator("main").inner_text()
    page.get_by_role("button", name=re.compile("^Ramasser et corriger.* 02")).click()
    page.wait_for_url("**/artia/class/lab02")
    told.seen["class starts"] = page.locator("main").inner_text()
    visitor.axe("class, running")
    # The welcome page of another window follows the same pass instead of starting one.
    other = visitor.context.new_page()
    other.goto(f"{told.hub.url}/hub/user-redirect/artia/")
    other.get_by_role("link", name=re.compile("^Suivre la correction.* 02")).click()
    other.get_by_role("link", name="Ne plus l'actualiser").click()
    expect(other.locator("main")).to_contain_text("ne s'actualise plus")
    other.close()
    expect(page.get_by_role("status")).to_contain_text("Correction terminée", timeout=600_000)
    told.seen["class"] = page.locator("main").inner_text()
    visitor.axe("class")
    visitor.shoot("class.png", whole=True)
    page.set_viewport_size({"width": 375, "height": 800})
    told.narrow = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="Lire les réponses écrites").click()
    page.wait_for_url("**/formgrader/gradebook/lab02")


def _marks_by_hand(visitor: Visitor) -> None:
    """Give ana 4 and 5, and ben 3, from what they wrote, names unseen."""
    page = visitor.page
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
    journey.course_page(visitor)
    told.seen[f"marked {name}"] = page.locator("main").inner_text()
    visitor.shoot(f"welcome-marked-{name}.png", whole=True)
    told.seen[f"feedback {name}"] = journey.read_feedback(visitor)
    visitor.shoot(f"feedback-{name}.png")
