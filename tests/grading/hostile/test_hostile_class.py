"""What a class of hostile learners leaves behind: honest marks, and nothing else."""

import os
from pathlib import Path

import pytest

from artia.grading.outcomes import Outcome

from . import lab
from .attacks import ATTACKS
from .course import DISK, HONEST, MEMORY
from .run import Graded, tables

pytestmark = pytest.mark.slow


def test_hostile_suite_is_as_large_as_promised():
    assert len(ATTACKS) >= 30


@pytest.mark.parametrize("learner", HONEST)
def test_hostile_class_costs_honest_learners_nothing(learner: str, graded: Graded):
    _, deserved = HONEST[learner]
    assert {test: auto for test, (auto, _) in graded.marks[learner].items()} == deserved
    assert graded.outcome(learner) is Outcome.OK


def test_hostile_class_is_graded_to_the_last(graded: Graded):
    assert graded.results.keys() == {*HONEST, *ATTACKS}
    failed = [r for r in graded.results.values() if r["outcome"] == Outcome.ERROR]
    assert failed == []
    assert graded.exit_code == 0, graded.log


def test_hostile_class_leaves_the_rest_of_the_gradebook_alone(graded: Graded):
    after = tables(graded.world.course / "gradebook.db")
    for table in (
        "assignment",
        "notebook",
        "base_cell",
        "grade_cells",
        "solution_cells",
        "student",
    ):
        assert after[table] == graded.before[table], table
    # What was there, marks and comments of another assignment, still is, to the letter.
    for table, rows in graded.before.items():
        assert set(rows) <= set(after[table]), table
    assert {*HONEST} <= graded.marks.keys() <= {*HONEST, *ATTACKS}
    assert all(row.keys() == lab.POINTS.keys() for row in graded.marks.values())


def test_hostile_class_changes_no_file_of_the_course(graded: Graded):
    course, secrets = graded.world.course, graded.world.canaries
    assert secrets["source"] in (course / "source" / lab.LAB / lab.NOTEBOOK).read_text()
    assert secrets["checks"] in (course / "checks" / f"{lab.LAB}.py").read_text()
    neighbour = course / "submitted" / "right" / lab.LAB / lab.NOTEBOOK
    assert secrets["neighbour"] in neighbour.read_text()
    assert secrets["key"] in Path(graded.world.told()["key"]).read_text()


def test_hostile_class_leaves_no_process(graded: Graded):
    assert graded.watch.processes == []
    assert graded.world.decoy.poll() is None, "a process outside the jails was killed"


def test_hostile_class_leaves_no_mount_and_no_group(graded: Graded):
    assert graded.watch.mounts == set()
    assert graded.watch.groups == []


def test_hostile_class_calls_nobody(graded: Graded):
    assert graded.world.ears.heard == []


def test_hostile_class_writes_nothing_outside(graded: Graded):
    assert os.listdir(graded.world.loot) == []
    assert os.listdir(graded.world.temporary) == []
    assert graded.watch.planted == []
    assert graded.watch.servers == set()


def test_hostile_class_reads_no_secret_into_the_log(graded: Graded):
    report = (graded.world.root / "report.json").read_bytes()
    assert graded.world.secrets_in(graded.log.encode() + report) == []


def test_hostile_class_never_fills_the_machine(graded: Graded):
    # Two workers at a time: each a jail's disk at most, beside what the farm itself keeps.
    assert graded.watch.peak_disk < 2 * DISK + 100 * 2**20
    assert graded.watch.peak_process < MEMORY + 2**30
