"""The other labs, by real clicks: opened, begun, submitted, graded by the farm, answered.

Lab 02 is done whole in `story`, with right and wrong answers. The others are taken by one learner
each, in turn in French and in English, with nothing written: the way round is what is tried here.
"""

import re
from dataclasses import dataclass, field

from playwright.sync_api import expect

from artia.hub.labs import source_labs

from . import journey
from .conftest import Visitor

LABS = [lab for lab in source_labs() if lab != "lab02"]
LEARNERS = ("ana", "ben")


@dataclass
class Taken:
    """What one learner and the instructor saw of a lab."""

    learner: str
    seen: dict[str, str] = field(default_factory=dict)


def take(visitors: dict[str, Visitor], taken: dict[str, Taken]) -> None:
    """Take every lab but the second one round, from the welcome page to the feedback."""
    for turn, lab in enumerate(LABS):
        name = LEARNERS[turn % 2]
        taken[lab] = Taken(name)
        _begin(visitors[name], lab, taken[lab].seen)
    for lab in LABS:
        _grade(visitors["prof"], lab, taken[lab].seen)
    for lab in LABS:
        visitor = visitors[taken[lab].learner]
        taken[lab].seen["marked"] = journey.lab_on(journey.course_page(visitor), lab).inner_text()
        taken[lab].seen["feedback"] = journey.read_feedback(visitor, lab)
        visitor.shoot(f"feedback-{lab}.png", whole=True)


def _begin(visitor: Visitor, lab: str, seen: dict[str, str]) -> None:
    page = journey.course_page(visitor)
    seen["new"] = journey.lab_on(page, lab).inner_text()
    journey.open_lab(visitor, lab)
    first = page.locator(".jp-CodeCell", has_text="open_lab(").first
    journey.run_cell(page, first)
    expect(first.locator(".jp-OutputArea-output").first).to_be_visible()
    seen["first cell"] = first.inner_text()
    seen["title"] = page.locator(".jp-Notebook h1").first.inner_text()
    visitor.shoot(f"{lab}-{visitor.name}.png")
    journey.save(page, visitor.home / lab / f"{lab}.ipynb", '"execution_count": 1')
    journey.submit(visitor, lab)
    seen["said"] = page.get_by_role("status").inner_text()
    seen["submitted"] = journey.lab_on(page, lab).inner_text()


def _grade(visitor: Visitor, lab: str, seen: dict[str, str]) -> None:
    page, number = journey.course_page(visitor), lab.removeprefix("lab")
    page.get_by_role("button", name=re.compile(f"^Ramasser et corriger.* {number}")).click()
    page.wait_for_url(f"**/artia/class/{lab}")
    expect(page.get_by_role("status")).to_contain_text("Correction terminée", timeout=600_000)
    seen["class"] = page.locator("main").inner_text()
    page.goto(f"{visitor.hub.url}/services/artia/formgrader/manage_assignments")
    journey.return_feedback(page, lab)
