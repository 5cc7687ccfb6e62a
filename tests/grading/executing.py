"""Notebooks and courses to grade in tests, with real kernels."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import determine_grade
from traitlets.config import Config

from artia.grading.executor import JailedExecute, grading_config
from artia.grading.outcomes import Outcome, Report


def answer(source: str, name: str = "answer") -> NotebookNode:
    """Return a cell the learner may change."""
    return _cell(source, name, solution=True)


def exam(source: str, name: str = "test", points: float = 2) -> NotebookNode:
    """Return a test cell."""
    return _cell(source, name, grade=True, points=points)


def code(source: str) -> NotebookNode:
    """Return a cell nbgrader knows nothing of."""
    return new_code_cell(source)


def _cell(source: str, name: str, grade: bool = False, solution: bool = False, **more: object):
    metadata = {
        "schema_version": 3,
        "grade_id": name,
        "grade": grade,
        "solution": solution,
        "locked": grade,
        "task": False,
        "cell_type": "code",
        **more,
    }
    return new_code_cell(source, metadata={"nbgrader": metadata})


def notebook(*cells: NotebookNode, language: str | None = None) -> NotebookNode:
    """Return a Python notebook, delivered in a language of the course or in none."""
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python", "language": "python"}}
    if language:
        metadata["artia"] = {"language": language}
    return new_notebook(cells=list(cells), metadata=metadata)


class Executed(NamedTuple):
    """A notebook after its execution."""

    notebook: NotebookNode
    report: Report

    @property
    def outcomes(self) -> list[Outcome]:
        return [event.outcome for event in self.report.events]

    def score(self, name: str = "test") -> float:
        """Return the mark nbgrader reads under a test."""
        for cell in self.notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("grade_id") == name:
                return determine_grade(cell)[0]
        raise KeyError(name)

    def shown(self, index: int) -> str:
        """Return all the text under a cell."""
        parts = []
        for output in self.notebook.cells[index].outputs:
            parts += [output.get("text", ""), output.get("evalue", "")]
            parts += output.get("traceback", [])
            parts += [str(value) for value in output.get("data", {}).values()]
        return "\n".join(part for part in parts if part)


def execute(*cells: NotebookNode, language: str | None = None, **traits: object) -> Executed:
    """Execute cells as the grader does, and hold the result to what can be stored."""
    run = notebook(*cells, language=language)
    JailedExecute(**{"preload": [], **traits}).preprocess(run, {"metadata": {}})
    nbformat.validate(run)
    nbformat.writes(run).encode("utf-8")
    return Executed(run, Report.read(run))


class Course:
    """An nbgrader course in a folder, with one assignment of one notebook: `lab`."""

    def __init__(self, root: Path, *cells: NotebookNode, files: dict[str, str] | None = None):
        self.root = root
        self._write("source/./lab", notebook(*cells), files or {})
        config = self.config()
        config.CourseDirectory.assignment_id = "lab"
        # nbgrader runs the command `alembic` to create a gradebook.
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        with mock.patch.dict(os.environ, PATH=path):
            GenerateAssignment(coursedir=CourseDirectory(config=config), config=config).start()

    def config(self) -> Config:
        """Return the course's own configuration."""
        config = Config()
        config.CourseDirectory.root = str(self.root)
        config.CourseDirectory.db_url = f"sqlite:///{self.root}/gradebook.db"
        config.ClearSolutions.code_stub = {"python": "..."}
        return config

    def released(self) -> NotebookNode:
        """Return the notebook as learners get it."""
        return nbformat.read(self.root / "release" / "lab" / "lab.ipynb", as_version=4)

    def submit(
        self, student: str, submitted: NotebookNode | bytes, files: dict[str, str] | None = None
    ) -> Path:
        """Write a submission; return its folder."""
        folder = self._write(f"submitted/{student}/lab", submitted, files or {})
        (folder / "timestamp.txt").write_text("2026-11-23 08:00:00 UTC\n", encoding="utf-8")
        return folder

    def grade(self, student: str, jailed: bool = True, more: Config | None = None) -> Executed:
        """Autograde one submission, by our executor or by nbgrader alone."""
        config = grading_config(self.config()) if jailed else self.config()
        config.merge(more or Config())
        config.CourseDirectory.assignment_id = "lab"
        config.CourseDirectory.student_id = student
        Autograde(coursedir=CourseDirectory(config=config), config=config, force=True).start()
        graded = nbformat.read(
            self.root / "autograded" / student / "lab" / "lab.ipynb", as_version=4
        )
        return Executed(graded, Report.read(graded))

    def marks(self, student: str) -> dict[str, tuple[float | None, bool]]:
        """Return the automatic score of each test, and whether a person must look."""
        with Gradebook(f"sqlite:///{self.root}/gradebook.db") as gradebook:
            grades = gradebook.find_submission_notebook("lab", "lab", student).grades
            return {g.name: (g.auto_score, bool(g.needs_manual_grade)) for g in grades}

    def _write(self, place: str, content: NotebookNode | bytes, files: dict[str, str]) -> Path:
        folder = self.root / place
        folder.mkdir(parents=True, exist_ok=True)
        for name, written in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(written, encoding="utf-8")
        if not isinstance(content, bytes):
            content = nbformat.writes(content).encode("utf-8")
        (folder / "lab.ipynb").write_bytes(content)
        return folder
