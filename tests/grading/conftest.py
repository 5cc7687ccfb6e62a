"""nbgrader courses made on the spot: real sources, real releases, real submissions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests.grading.checking import judge_body
from tests.grading.kernel_asker import KernelAsker

#: What a submission's notebook is made of: the released notebook edited, a whole text, or nothing.
Work = Callable[[NotebookNode], None] | str | bytes
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
DUE = "2030-01-15 12:00:00 UTC"


def code(source: str) -> NotebookNode:
    """Return a plain code cell."""
    return new_code_cell(source)


def solution(grade_id: str, source: str) -> NotebookNode:
    """Return a code cell that learners fill in; put `### BEGIN SOLUTION` marks in `source`."""
    return _marked(new_code_cell(source), grade_id, solution=True)


def exam(grade_id: str, points: float, source: str) -> NotebookNode:
    """Return a locked test cell worth `points`."""
    return _marked(new_code_cell(source), grade_id, grade=True, points=points, locked=True)


def written(grade_id: str, points: float, source: str = "YOUR ANSWER HERE") -> NotebookNode:
    """Return a text answer, marked by a person."""
    cell = new_markdown_cell(source)
    return _marked(cell, grade_id, grade=True, solution=True, points=points)


def task(grade_id: str, points: float, source: str) -> NotebookNode:
    """Return a task, marked by a person."""
    return _marked(new_markdown_cell(source), grade_id, task=True, points=points, locked=True)


def notebook(*cells: NotebookNode) -> NotebookNode:
    """Return a Python notebook."""
    book = new_notebook(cells=list(cells), metadata={"kernelspec": KERNEL})
    for number, cell in enumerate(book.cells):
        cell.id = f"cell-{number}"
    return book


def fill(answers: Mapping[str, str]) -> Work:
    """Return the work of a learner who writes these sources in the cells of these grade ids."""

    def edit(book: NotebookNode) -> None:
        for cell in book.cells:
            grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
            if grade_id in answers:
                cell.source = answers[grade_id]

    return edit


def _marked(
    cell: NotebookNode, grade_id: str, points: float | None = None, **flags
) -> NotebookNode:
    marks = {"grade": False, "solution": False, "task": False, "locked": False, **flags}
    cell.metadata["nbgrader"] = {"grade_id": grade_id, "schema_version": 3, **marks}
    if points is not None:
        cell.metadata["nbgrader"]["points"] = points
    return cell


def tool(*arguments: str, cwd: Path, ok: bool = True) -> subprocess.CompletedProcess[str]:
    """Run a module of this environment (`nbgrader`, `artia.cli`…) in a folder, as people do."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
    )
    if ok:
        assert done.returncode == 0, done.stdout + done.stderr
    return done


def environment() -> dict[str, str]:
    """Return this process's environment, where nbgrader finds its `alembic` command."""
    folder = str(Path(sys.executable).parent)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "ARTIA"))}
    return {**kept, "PATH": folder + os.pathsep + os.environ["PATH"], "NO_COLOR": "1"}


@dataclass
class Course:
    """An nbgrader course with one assignment."""

    root: Path
    assignment: str

    @property
    def database(self) -> str:
        """The gradebook's address."""
        return f"sqlite:///{self.root / 'gradebook.db'}"

    def submitted(self, student: str) -> Path:
        """Where a learner's submission stands."""
        return self.root / "submitted" / student / self.assignment

    def autograded(self, student: str) -> Path:
        """Where it stands once graded."""
        return self.root / "autograded" / student / self.assignment

    def submit(
        self,
        student: str,
        works: Mapping[str, Work] | None = None,
        files: Mapping[str, str] | None = None,
        timestamp: str | None = "2030-01-10 12:00:00 UTC",
    ) -> Path:
        """Submit the released notebooks, each edited by its work, with `files` beside them.

        A notebook whose work is missing from a given `works` is not submitted.
        """
        folder = self.submitted(student)
        folder.mkdir(parents=True, exist_ok=True)
        for path in sorted((self.root / "release" / self.assignment).glob("*.ipynb")):
            work = (lambda book: None) if works is None else works.get(path.stem)
            if callable(work):
                book = nbformat.read(path, as_version=4)
                work(book)
                nbformat.write(book, folder / path.name)
            elif work is not None:
                (folder / path.name).write_bytes(work.encode() if isinstance(work, str) else work)
        for name, text in (files or {}).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        if timestamp is not None:
            (folder / "timestamp.txt").write_text(timestamp)
        return folder

    def nbgrader(self, *arguments: str, ok: bool = True) -> subprocess.CompletedProcess[str]:
        """Run vanilla nbgrader in the course."""
        return tool("nbgrader", *arguments, cwd=self.root, ok=ok)

    def grade(self, *arguments: str, ok: bool = True) -> subprocess.CompletedProcess[str]:
        """Run `artia grade` on the assignment, in the course."""
        return tool("artia.cli", "grade", self.assignment, *arguments, cwd=self.root, ok=ok)

    def grade_json(self, *arguments: str, ok: bool = True) -> dict:
        """Run `artia grade --json` and return what it wrote."""
        path = self.root.parent / f"{self.root.name}.json"
        self.grade("--json", str(path), *arguments, ok=ok)
        return json.loads(path.read_text())

    def marks(self) -> dict:
        """Return everything the gradebook holds about submissions, by names instead of ids."""
        from nbgrader.api import Gradebook

        with Gradebook(self.database) as gradebook:
            return {
                submission.student.id: {
                    "timestamp": str(submission.timestamp),
                    "score": submission.score,
                    "needs_manual_grade": submission.needs_manual_grade,
                    **{
                        book.name: {
                            "late_submission_penalty": book.late_submission_penalty,
                            "flagged": book.flagged,
                            "grades": {
                                g.name: (
                                    g.auto_score,
                                    g.manual_score,
                                    g.extra_credit,
                                    g.needs_manual_grade,
                                )
                                for g in book.grades
                            },
                            "comments": {
                                c.name: (c.auto_comment, c.manual_comment) for c in book.comments
                            },
                        }
                        for book in submission.notebooks
                    },
                }
                for submission in gradebook.assignment_submissions(self.assignment)
            }


@dataclass
class CourseFactory:
    """Makes courses under one folder; generating an assignment takes about three seconds."""

    folder: Path

    def __call__(
        self,
        sources: Mapping[str, NotebookNode],
        submissions: Mapping[str, Mapping[str, Work]] | None = None,
        *,
        name: str = "course",
        assignment: str = "ps1",
        config: str = "",
        files: Mapping[str, str] | None = None,
        due: str | None = None,
    ) -> Course:
        """Write a course, generate its assignment, and submit `{student: {notebook: work}}`.

        `config` is added to nbgrader_config.py; `files` are written beside the source notebooks.
        """
        root = self.folder / name
        source = root / "source" / assignment
        source.mkdir(parents=True)
        (root / "nbgrader_config.py").write_text(
            f"c = get_config()\nc.CourseDirectory.course_id = 'tests'\n{config}\n"
        )
        for stem, book in sources.items():
            nbformat.write(book, source / f"{stem}.ipynb")
        for file, text in (files or {}).items():
            (source / file).write_text(text)
        course = Course(root, assignment)
        course.nbgrader("generate_assignment", assignment, "--create")
        if due is not None:
            course.nbgrader("db", "assignment", "add", assignment, f"--duedate={due}")
        for student, works in (submissions or {}).items():
            course.submit(student, works)
        return course


@pytest.fixture(scope="module")
def kernel():
    with KernelAsker() as asker:
        yield asker


@pytest.fixture
def judge(kernel, tmp_path):
    def judged(*arguments, asker=kernel, **named):
        return judge_body(asker, tmp_path, *arguments, **named)

    return judged


@pytest.fixture
def make_course(tmp_path: Path) -> Iterator[CourseFactory]:
    """Return a maker of courses under the test's folder."""
    yield CourseFactory(tmp_path)
