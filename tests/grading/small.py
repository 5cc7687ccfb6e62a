"""A small assignment without any import: what the farm's own tests grade."""

from __future__ import annotations

from pathlib import Path

from tests.grading.conftest import (
    Course,
    CourseFactory,
    Work,
    code,
    exam,
    fill,
    notebook,
    solution,
    task,
    written,
)

ANSWER = "def answer():\n    ### BEGIN SOLUTION\n    return 42\n    ### END SOLUTION"
RIGHT = fill({"answer": "def answer():\n    return 42", "essay": "Because."})
HALF = fill({"answer": "def answer():\n    return 21", "essay": "Because."})
SLOW = fill({"answer": "import time\ntime.sleep(1.5)\ndef answer():\n    return 42"})


def problem():
    """Return a source notebook worth 10: 4 by tests, of which 2 in part, and 6 by hand."""
    return notebook(
        code("print('hello')"),
        solution("answer", ANSWER),
        exam("test_answer", 2, "assert answer() == 42"),
        exam("test_part", 2, "2 * answer() / 42 if answer() <= 42 else 0"),
        written("essay", 3),
        task("drawing", 3, "Draw it."),
    )


def small_course(make_course: CourseFactory, works: dict[str, Work], **options) -> Course:
    """Return a course with one notebook and these submissions."""
    submissions = {student: {"problem": work} for student, work in works.items()}
    return make_course({"problem": problem()}, submissions, **options)


def leftovers(root: Path) -> list[str]:
    """Return what a finished farm must not leave in a course."""
    hidden = [str(path) for path in (root / "autograded").rglob(".*")]
    return hidden + [str(path) for path in (root / "grading").glob("*/shards")]
