"""Build the benchmark's course once: an nbgrader course with its learners' submissions."""

from __future__ import annotations

import copy
import os
import subprocess
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from tests.bench.grading_lab import LAB, source_notebook
from tests.bench.grading_learners import solutions, submission

#: Generous, so that a busy machine cannot change a mark.
CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "bench"
c.ExecutePreprocessor.timeout = 300
"""

#: (learner, grade cell) -> (automatic score, whether a person must still look at it)
Marks = dict[tuple[str, str], tuple[float | None, bool]]


def learner(number: int) -> str:
    """Return the identifier of learner `number`, from 0."""
    return f"learner{number:03}"


def environment(**more: str) -> dict[str, str]:
    """Return the variables every arm runs with: ours, and this Python's commands on PATH.

    nbgrader looks for `alembic` there when it makes a gradebook.
    """
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return {**os.environ, "PATH": path, **more}


def build_course(folder: Path, submissions: int, epochs: int) -> None:
    """Write a course in `folder`, which must not exist, with an assignment and its submissions.

    Raises subprocess.CalledProcessError when nbgrader refuses the source notebook.
    """
    source = folder / "source" / LAB
    source.mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text(CONFIG)
    nbformat.write(source_notebook(solutions(epochs)), source / f"{LAB}.ipynb")
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", LAB, "--create"]
    subprocess.run(command, cwd=folder, env=environment(), check=True, capture_output=True)
    release = nbformat.read(folder / "release" / LAB / f"{LAB}.ipynb", as_version=4)
    for number in range(submissions):
        handed_in = folder / "submitted" / learner(number) / LAB
        handed_in.mkdir(parents=True)
        notebook = filled_in(release, submission(number, epochs))
        nbformat.write(notebook, handed_in / f"{LAB}.ipynb")
        (handed_in / "timestamp.txt").write_text(f"2026-11-02 10:{number % 60:02}:00 UTC")


def filled_in(release: NotebookNode, written: dict[str, str]) -> NotebookNode:
    """Return the released notebook with what a learner wrote in place of the stubs."""
    notebook = copy.deepcopy(release)
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = written.get(grade_id, cell.source)
    return notebook


def submitted_notebooks(course: Path) -> list[Path]:
    """Return every learner's notebook, in the learners' order."""
    return sorted(course.glob(f"submitted/*/{LAB}/{LAB}.ipynb"))


def read_marks(course: Path) -> Marks:
    """Return every learner's automatic score of every graded cell, from the gradebook."""
    marks: Marks = {}
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        for handed_in in gradebook.assignment_submissions(LAB):
            for notebook in handed_in.notebooks:
                for grade in notebook.grades:
                    key = (handed_in.student_id, grade.name)
                    marks[key] = (grade.auto_score, grade.needs_manual_grade)
    return marks
