"""The course on disk: an earlier assignment already marked, the lab, and what everybody submits."""

import os
import shutil
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import nbformat
from nbformat.v4 import new_markdown_cell
from nbgrader.api import Gradebook

from artia.grading.jail import Tier

from . import lab
from .attack import Attack, fill, read
from .world import World

#: Small limits: what tests a limit should reach it soon. Bytes and seconds.
MEMORY, DISK, PROCESSES = 512 * 2**20, 64 * 2**20, 64
CPU_BUDGET, WALL_LIMIT, SUBMISSION_CPU = 4, 20, 12

CONFIG = f"""
c = get_config()
c.CourseDirectory.course_id = "hostile"
c.JailedExecute.cpu_budget = {CPU_BUDGET}
c.JailedExecute.wall_limit = {WALL_LIMIT}
c.JailedExecute.submission_cpu = {SUBMISSION_CPU}
c.JailedExecute.memory = {MEMORY}
c.JailedExecute.processes = {PROCESSES}
c.JailedExecute.disk = {DISK}
c.JailedExecute.output_limit = 100_000
"""

#: Honest learners: their answers and what they deserve. The drawing is marked by a person.
HONEST: dict[str, tuple[dict[str, str], dict[str, float | None]]] = {
    "right": (
        {**lab.RIGHT, lab.MANUAL: lab.MANUAL_ANSWER},
        {**lab.POINTS, lab.MANUAL: None},
    ),
    "half": (
        {**lab.WRONG, "double": lab.RIGHT["double"], "words": lab.RIGHT["words"]},
        # The smallest is not subtracted: one of the two half points of the test is wrong.
        {**dict.fromkeys(lab.POINTS, 0.0), **lab.marks("double", "words")},
    ),
    "wrong": (lab.WRONG, dict.fromkeys(lab.POINTS, 0.0)),
    "untouched": ({}, dict.fromkeys(lab.POINTS, 0.0)),
}


def build(world: World, attacks: list[Attack], tier: Tier) -> None:
    """Write the course, the class and its submissions; give everything to the grader's account."""
    course = world.course
    source = course / "source" / lab.LAB
    source.mkdir(parents=True)
    nbformat.write(lab.source(world.canaries["source"]), source / lab.NOTEBOOK)
    config = f"{CONFIG}c.JailedExecute.tier = {tier.label!r}\n"
    (course / "nbgrader_config.py").write_text(config)
    (course / "checks").mkdir()
    checks = lab.CHECKS.format(secret=world.canaries["checks"])
    (course / "checks" / f"{lab.LAB}.py").write_text(checks)
    _generate(course)
    _mark_an_earlier_assignment(world, [*HONEST, *(attack.name for attack in attacks)])
    world.account.own(world.root)
    release = read(course / "release" / lab.LAB / lab.NOTEBOOK)
    for name, (answers, _) in HONEST.items():
        notebook = deepcopy(release)
        notebook.cells.append(new_markdown_cell(world.canaries["neighbour"]))
        fill(notebook, answers)
        folder = course / "submitted" / name / lab.LAB
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / lab.NOTEBOOK)
        (folder / "timestamp.txt").write_text("2026-03-01 12:00:00 UTC")
        if name == "right":
            # A file to make hard links to: one to the submission itself would have it refused.
            shutil.copytree(folder, folder.parent / "earlier")
    for attack in attacks:
        folder = course / "submitted" / attack.name / lab.LAB
        attack.write(folder, release, world)
    world.account.own(world.root)


def _generate(course: Path) -> None:
    # nbgrader starts its command `alembic` by name.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", lab.LAB, "--create"]
    done = subprocess.run(
        command, cwd=course, env={**os.environ, "PATH": path}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def _mark_an_earlier_assignment(world: World, learners: list[str]) -> None:
    """Fill the gradebook with marks, comments and people that grading the lab must not touch."""
    with Gradebook(f"sqlite:///{world.course / 'gradebook.db'}", "hostile") as gradebook:
        gradebook.add_assignment("earlier")
        gradebook.add_notebook("diary", "earlier")
        gradebook.add_grade_cell("page", "diary", "earlier", max_score=9, cell_type="markdown")
        gradebook.add_solution_cell("page", "diary", "earlier")
        for number, learner in enumerate(learners):
            gradebook.add_student(learner, email=world.canaries["gradebook"])
            with gradebook.db.no_autoflush:
                gradebook.add_submission("earlier", learner)
            grade = gradebook.find_grade("page", "diary", "earlier", learner)
            grade.manual_score, grade.needs_manual_grade = number % 10, False
            comment = gradebook.find_comment("page", "diary", "earlier", learner)
            comment.manual_comment = world.canaries["comment"]
        gradebook.db.commit()
