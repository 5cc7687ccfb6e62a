"""A course with one small lab, `tiny`, that needs no library: a test of 1 point, an answer of 6."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode, v4
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory

from artia.hub.course import course_config
from artia.hub.state import State

LAB = "tiny"


def nbgrader(state: State) -> NbGraderAPI:
    """Return nbgrader, configured as the hub does."""
    config = course_config(state)
    return NbGraderAPI(CourseDirectory(config=config), config=config)


def notebook(answer: str = "Ma réponse.", code: str = "found = True") -> NotebookNode:
    """Return the lab, or a learner's copy of it."""

    def about(grade_id: str, **values: object) -> dict:
        usual = {"schema_version": 3, "grade": True, "solution": False, "locked": False}
        return {"nbgrader": {**usual, "task": False, "grade_id": grade_id, **values}}

    return v4.new_notebook(
        cells=[
            v4.new_markdown_cell("# Petit"),
            v4.new_code_cell(code, metadata=about("found", grade=False, solution=True)),
            v4.new_code_cell("assert found", metadata=about("test", points=1, locked=True)),
            v4.new_markdown_cell(answer, metadata=about("note", points=6, solution=True)),
        ],
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "artia": {"lab": LAB, "language": "fr"},
        },
    )


def prepare(state: State) -> State:
    """Create the course and release the lab to nobody in particular."""
    state.create()
    source = state.course / "source" / LAB / f"{LAB}.ipynb"
    source.parent.mkdir(parents=True)
    nbformat.write(notebook(), source)
    generated = nbgrader(state).generate_assignment(LAB)
    assert generated["success"], generated
    return state


def submit(state: State, learner: str, copy: NotebookNode, stamp: str) -> None:
    """Put a copy in the exchange, as the learner's own server does."""
    sent = state.exchange / "artia" / "inbound" / f"{learner}+{LAB}+{stamp}+secret"
    sent.mkdir(parents=True)
    nbformat.write(copy, sent / f"{LAB}.ipynb")
    (sent / "timestamp.txt").write_text(stamp)


def graded_file(state: State, learner: str) -> Path:
    """Return where a learner's graded copy is."""
    return state.course / "autograded" / learner / LAB / f"{LAB}.ipynb"
