"""Killed at any moment and run again, the farm finishes the rest: no mark doubled, none lost."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from artia.grading.farm.course import load_course
from artia.grading.farm.results import Result, publish
from artia.grading.farm.writer import Writer
from tests.grading.conftest import Course, CourseFactory
from tests.grading.interruptions import Interrupted, contents
from tests.grading.small import HALF, RIGHT, SLOW, leftovers, small_course

#: What a merge does that others can see, as CPython's audit events name it.
STEPS = ("os.", "open", "shutil.", "sqlite3.connect")


@pytest.mark.slow
def test_killed_three_times_over_one_batch(make_course: CourseFactory):
    # Enough that the batch cannot end before the third kill, however fast the machine is
    works = {
        f"learner{number:02}": (SLOW, SLOW, HALF, SLOW, RIGHT)[number % 5] for number in range(15)
    }
    course = small_course(make_course, works)
    undisturbed = Course(course.root.with_name("undisturbed"), course.assignment)
    shutil.copytree(course.root, undisturbed.root)
    undisturbed.grade("--workers", "2")
    moments = random.Random(20300110)
    with Interrupted(course) as farm:
        killed = [farm.kill_after(results, moments.uniform(0, 1)) for results in (0, 1, 2)]
        assert killed == [True] * 3, "the batch ended before it could be interrupted"
    assert 0 < len(course.marks()) < len(works) + 1
    course.grade("--workers", "2")
    assert course.marks() == undisturbed.marks()
    assert contents(course.root / "autograded") == contents(undisturbed.root / "autograded")
    assert leftovers(course.root) == []


@pytest.fixture
def merged(make_course: CourseFactory) -> Course:
    """Return a course graded once, with an earlier version of its one submission."""
    course = small_course(make_course, {"ada": HALF})
    course.grade()
    return course


def test_a_merge_killed_at_any_step_is_finished_by_the_next(merged: Course, tmp_path: Path):
    """Every system call of a merge, one after the other, is the last one before SIGKILL."""
    record = merged.root / "grading" / merged.assignment / "results" / "ada"
    result = Result.load(record)
    result.timestamp, result.key = "2030-01-12T12:00:00", "newer"
    for cell in ("test_answer", "test_part"):
        result.notebooks["problem"].grades[cell] = (2.0, False)
    autograded = tmp_path / "autograded"
    shutil.copytree(merged.autograded("ada"), autograded)
    (autograded / "timestamp.txt").chmod(0o644)
    (autograded / "timestamp.txt").write_text("2030-01-12 12:00:00 UTC")
    before = tmp_path / "before"
    shutil.copytree(merged.root, before)
    folder = merged.root / "grading" / merged.assignment / "shards" / "0001" / "results" / "ada"

    def prepare() -> None:
        shutil.rmtree(merged.root)
        shutil.copytree(before, merged.root)
        publish(result, folder, autograded)

    prepare()
    steps = _merge_in_child(merged, folder, killed_at=None)
    expected = _state(merged)
    assert expected[0]["ada"]["score"] == 4 and steps > 10
    for step in range(1, steps + 1):
        prepare()
        assert _merge_in_child(merged, folder, killed_at=step) == -signal.SIGKILL
        if folder.exists():
            _merge_in_child(merged, folder, killed_at=None)
        assert _state(merged) == expected, f"killed at step {step} of {steps}"


def _state(course: Course) -> tuple:
    shutil.rmtree(course.root / "grading" / course.assignment / "shards", ignore_errors=True)
    return course.marks(), contents(course.root / "autograded"), leftovers(course.root)


def _merge_in_child(course: Course, folder: Path, killed_at: int | None) -> int:
    """Merge in a fork that dies at a step; return how many steps it took, or minus the signal."""
    loaded = load_course(course.root, course.assignment)
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            _merge(loaded, folder, killed_at, writer)
        finally:
            os._exit(1)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        said = pipe.read()
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return int(said) if said else code


def _merge(loaded, folder: Path, killed_at: int | None, pipe: int) -> None:
    steps = 0
    with loaded.gradebook() as gradebook:
        merging = Writer(loaded, gradebook)

        def count(event: str, _: tuple) -> None:
            nonlocal steps
            if event.startswith(STEPS):
                steps += 1
                if steps == killed_at:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        merging.merge(folder)
        os.write(pipe, str(steps).encode())
    os._exit(0)


def test_what_was_graded_is_merged_even_when_another_learner_is_asked_for(
    make_course: CourseFactory,
):
    course = small_course(make_course, {"ada": RIGHT, "bob": RIGHT})
    formgrader = sqlite3.connect(course.root / "gradebook.db", isolation_level=None)
    with Interrupted(course) as farm:
        farm.start("--student", "ada")
        formgrader.execute("BEGIN IMMEDIATE")
        assert farm.is_waiting_with_a_result()
        farm.process.kill()
    formgrader.close()
    report = course.grade_json("--student", "bob")
    assert [entry["student"] for entry in report["submissions"]] == ["bob"]
    assert {name: row["score"] for name, row in course.marks().items()} == {"ada": 4, "bob": 4}


def test_a_worker_that_dies_takes_no_other_with_it(make_course: CourseFactory):
    course = small_course(make_course, {"ada": SLOW, "bob": SLOW, "cyd": SLOW})
    report = course.root.parent / "report.json"
    with Interrupted(course) as farm:
        farm.start("--workers", "1", "--json", str(report))
        farm.kill_a_worker()
        assert farm.wait() == 0, "a submission whose worker died once is graded again"
    assert {row["score"] for row in course.marks().values()} == {4.0}


def test_a_submission_that_always_kills_its_worker_is_reported(make_course: CourseFactory):
    course = small_course(make_course, {"ada": SLOW, "bob": RIGHT})
    with Interrupted(course) as farm:
        farm.start("--workers", "1", "--student", "ada")
        farm.kill_a_worker()
        farm.kill_a_worker()
        assert farm.wait() == 1
    assert "ada" not in course.marks(), "no mark is invented"
    report = course.grade_json()
    assert [entry["score"] for entry in report["submissions"]] == [4, 4], "an error is tried again"


def test_nobody_loses_a_mark_to_a_fork_server_that_dies(make_course: CourseFactory):
    course = small_course(make_course, {"ada": SLOW, "bob": SLOW})
    with Interrupted(course) as farm:
        farm.start("--workers", "2")
        farm.kill_the_server()
        assert farm.wait() == 0
    assert {row["score"] for row in course.marks().values()} == {4.0}


def test_two_farms_on_one_assignment(make_course: CourseFactory):
    course = small_course(make_course, {"ada": SLOW, "bob": SLOW})
    with Interrupted(course) as farm:
        farm.start("--workers", "1")
        farm.process.send_signal(signal.SIGSTOP)  # or it might be done before the other looks
        second = course.grade(ok=False)
        farm.process.send_signal(signal.SIGCONT)
        assert second.returncode == 2
        assert "is being graded already" in second.stderr and str(farm.process.pid) in second.stderr
        assert farm.wait() == 0


def test_a_busy_gradebook_is_waited_for(make_course: CourseFactory):
    course = small_course(make_course, {"ada": RIGHT})
    formgrader = sqlite3.connect(course.root / "gradebook.db", isolation_level=None)
    with Interrupted(course) as farm:
        farm.start()
        formgrader.execute("BEGIN IMMEDIATE")
        assert farm.is_waiting_with_a_result()
        formgrader.execute("ROLLBACK")
        assert farm.wait() == 0
    assert course.marks()["ada"]["score"] == 4


def test_nothing_of_a_killed_farm_survives(make_course: CourseFactory):
    course = small_course(make_course, {"ada": SLOW, "bob": SLOW})
    with Interrupted(course) as farm:
        farm.start("--workers", "2")
        farm.wait_for_kernels()
        processes = farm.family()
        assert len(processes) >= 5  # the farm, its fork server, two workers, a kernel or two
        os.kill(farm.process.pid, signal.SIGKILL)
        farm.process.wait()
        _, alive = psutil.wait_procs(processes, timeout=20)
        assert alive == []
    mounts = subprocess.run(["findmnt", "-rn"], capture_output=True, text=True).stdout
    assert "artia-farm" not in mounts
