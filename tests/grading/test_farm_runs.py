"""What `artia grade` runs, what it leaves alone, and what it writes."""

from __future__ import annotations

import json
import shutil

import nbformat
import pytest
from nbgrader.api import Gradebook

from tests.grading.conftest import DUE, Course, CourseFactory
from tests.grading.small import HALF, RIGHT, leftovers, problem, small_course

LATE_PLUGIN = """
from nbgrader.plugins import BasePlugin


class TenPerCent(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 0.1 * score if student_id != "excused" else None
"""


@pytest.fixture
def course(make_course: CourseFactory) -> Course:
    return small_course(make_course, {"ada": RIGHT, "bob": HALF, "eve": lambda book: None})


def _grade_by_hand(course: Course, student: str) -> None:
    """Mark an essay, give extra credit and write a comment, as formgrader does."""
    with Gradebook(course.database) as gradebook:
        names = "problem", course.assignment, student
        essay = gradebook.find_grade("essay", *names)
        essay.manual_score, essay.extra_credit, essay.needs_manual_grade = 2.5, 1, False
        gradebook.find_grade("test_answer", *names).manual_score = 1
        gradebook.find_comment("essay", *names).manual_comment = "Well said."
        gradebook.find_submission_notebook(*names).flagged = True
        gradebook.db.commit()


def test_marks_reach_the_gradebook_the_folder_and_the_report(course: Course):
    report = course.grade_json()
    entries = {entry["student"]: entry for entry in report["submissions"]}
    assert {name: entry["score"] for name, entry in entries.items()} == {
        "ada": 4,
        "bob": 1,
        "eve": 0,
    }
    assert {entry["outcome"] for entry in entries.values()} == {"ok"}
    assert entries["ada"]["scores"]["problem"]["test_part"] == 2
    assert entries["ada"]["needs_manual_grade"] and entries["ada"]["cpu_seconds"] > 0
    assert report["totals"]["run"] == report["totals"]["marked"] == 3
    marks = course.marks()
    assert {name: row["score"] for name, row in marks.items()} == {"ada": 4, "bob": 1, "eve": 0}
    assert marks["eve"]["problem"]["comments"]["essay"] == ("No response.", None)
    assert nbformat.read(course.autograded("ada") / "problem.ipynb", as_version=4).cells
    assert leftovers(course.root) == []
    assert oct((course.root / "grading").stat().st_mode)[-3:] == "700"


def test_a_second_run_executes_nothing(course: Course):
    course.grade()
    marks = course.marks()
    autograded = (course.autograded("ada") / "problem.ipynb").stat()
    again = course.grade_json()
    assert again["totals"]["run"] == 0 and again["totals"]["cached"] == 3
    assert [entry["score"] for entry in again["submissions"]] == [4, 1, 0]
    assert (course.autograded("ada") / "problem.ipynb").stat() == autograded
    assert course.marks() == marks
    assert course.grade_json("--regrade", "--student", "a*")["totals"]["run"] == 1


def test_a_changed_submission_is_run_again(course: Course):
    course.grade()
    course.submit("bob", {"problem": RIGHT}, timestamp="2030-01-11 12:00:00 UTC")
    course.submit("eve", None, files={"notes.txt": "more"})
    report = course.grade_json()
    ran = {entry["student"] for entry in report["submissions"] if not entry["cached"]}
    assert ran == {"bob", "eve"}
    marks = course.marks()
    assert marks["bob"]["score"] == 4
    assert marks["bob"]["timestamp"] == "2030-01-11 12:00:00"
    assert (course.autograded("eve") / "notes.txt").read_text() == "more"


def test_a_result_taken_out_of_the_course_is_made_again(course: Course):
    course.grade()
    shutil.rmtree(course.autograded("ada"))
    with Gradebook(course.database) as gradebook:
        names = "problem", course.assignment, "bob"
        gradebook.find_grade("test_answer", *names).auto_score = 2
        gradebook.db.commit()
    report = course.grade_json()
    ran = {entry["student"] for entry in report["submissions"] if not entry["cached"]}
    assert ran == {"ada", "bob"}
    assert course.marks()["bob"]["problem"]["grades"]["test_answer"][0] == 0


def test_what_people_wrote_survives_as_under_nbgrader(course: Course):
    course.grade()
    _grade_by_hand(course, "ada")
    vanilla = Course(course.root.with_name("vanilla"), course.assignment)
    shutil.copytree(course.root, vanilla.root)
    course.grade("--regrade")
    vanilla.nbgrader("autograde", course.assignment, "--force")
    marks = course.marks()
    grades = marks["ada"]["problem"]["grades"]
    assert grades["essay"] == (None, 2.5, 1, True)
    assert grades["test_answer"] == (2, 1, None, True)
    assert marks["ada"]["problem"]["comments"]["essay"] == (None, "Well said.")
    assert marks["ada"]["problem"]["flagged"]
    assert marks == vanilla.marks()


def test_late_penalties_are_those_of_the_course(make_course: CourseFactory):
    plugin = "c.AssignLatePenalties.plugin_class = 'late.TenPerCent'"
    course = small_course(make_course, {}, config=plugin, due=DUE)
    (course.root / "late.py").write_text(LATE_PLUGIN)
    for student, day in (("early", 14), ("late", 16), ("excused", 16)):
        stamp = f"2030-01-{day} 12:00:00 UTC"
        course.submit(student, {"problem": RIGHT}, timestamp=stamp)
    vanilla = Course(course.root.with_name("vanilla"), course.assignment)
    shutil.copytree(course.root, vanilla.root)
    vanilla.nbgrader("autograde", course.assignment)
    course.grade()
    marks = course.marks()
    penalties = {name: row["problem"]["late_submission_penalty"] for name, row in marks.items()}
    assert penalties == {"early": None, "late": pytest.approx(0.4), "excused": None}
    assert marks == vanilla.marks()
    with Gradebook(course.database) as gradebook:
        gradebook.grant_extension(course.assignment, "late", days=3)
    report = course.grade_json()
    assert report["totals"]["run"] == 0, "an extension changes a penalty, not what was run"
    assert course.marks()["late"]["problem"]["late_submission_penalty"] is None


def test_two_notebooks_one_of_them_missing(make_course: CourseFactory):
    books = {"first": problem(), "second": problem()}
    course = make_course(books, {"both": {"first": RIGHT, "second": HALF}, "one": {"first": RIGHT}})
    course.submit("one", {"first": RIGHT}, files={"extra.ipynb": json.dumps(problem())})
    vanilla = Course(course.root.with_name("vanilla"), course.assignment)
    shutil.copytree(course.root, vanilla.root)
    vanilla.nbgrader("autograde", course.assignment)
    report = course.grade_json()
    one = next(e for e in report["submissions"] if e["student"] == "one")
    assert one["missing_notebooks"] == ["second"] and one["score"] == 4
    assert course.marks() == vanilla.marks()
    assert not (course.autograded("one") / "extra.ipynb").exists()


def test_a_submission_that_cannot_be_read_gets_a_reason_and_no_mark(course: Course):
    course.grade()
    before = course.marks()
    course.submit("ada", {"problem": '{"cells": ['}, timestamp="2030-01-12 12:00:00 UTC")
    course.submit("new", {"problem": "\x00"})
    (course.submitted("empty")).mkdir(parents=True)
    course.submit("other").joinpath("problem.ipynb").rename(
        course.submitted("other") / "renamed.ipynb"
    )
    course.submit("when", {"problem": RIGHT}, timestamp="yesterday, or so")
    linked = course.submit("linked", {"problem": RIGHT}) / "problem.ipynb"
    linked.rename(linked.with_name("elsewhere.txt"))
    linked.symlink_to("elsewhere.txt")
    folder = course.submit("folder", {"problem": RIGHT}) / "problem.ipynb"
    folder.unlink()
    folder.mkdir()
    report = course.grade_json()
    found = {e["student"]: e for e in report["submissions"]}
    for student, word in {
        "ada": "damaged",
        "new": "damaged",
        "empty": "no notebook",
        "other": "renamed.ipynb",
        "when": "timestamp.txt",
        "linked": "Left out: problem.ipynb: a link",
        "folder": "regular file",
    }.items():
        assert found[student]["outcome"] == "policy" and found[student]["score"] is None
        assert word in found[student]["reason"]
    assert found["bob"]["cached"]
    assert course.marks() == before, "an unreadable submission neither gives nor takes a mark"
