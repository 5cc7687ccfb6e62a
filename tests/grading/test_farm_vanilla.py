"""`artia grade` on nbgrader's own quickstart course leaves what `nbgrader autograde` leaves."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest

from artia.grading.outcomes import KEY
from tests.grading.conftest import Course, fill, tool

#: nbgrader's own example: what a good and a bad learner answer in it.
RIGHT = {
    "squares": "def squares(n):\n    if n < 1:\n        raise ValueError\n"
    "    return [i**2 for i in range(1, n + 1)]",
    "sum_of_squares": "def sum_of_squares(n):\n    return sum(squares(n))",
    "sum_of_squares_equation": "$$\\sum_{i=1}^n i^2$$",
    "sum_of_squares_application": "def pyramidal_number(n):\n    return sum_of_squares(n)",
}
WRONG = {
    # Two pieces of one stream, whatever the speed of the machine
    "squares": "def squares(n):\n    print('trying', flush=True)\n    print('again')\n"
    "    return [i**2 for i in range(n)]",
    "sum_of_squares": "def sum_of_squares(n):\n    return undefined_name",
}
DIRTY = "def squares(n:\n    return"


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, Course]:
    """Return two copies of the quickstart course, graded by nbgrader and by the farm."""
    folder = tmp_path_factory.mktemp("quickstart")
    tool("nbgrader", "quickstart", "course101", cwd=folder)
    course = Course(folder / "course101", "ps1")
    course.nbgrader("generate_assignment", "ps1")
    course.submit("bitdiddle", {"problem1": fill(RIGHT), "problem2": lambda book: None})
    course.submit("hacker", {"problem1": fill(WRONG), "problem2": fill({"part-a": "It adds."})})
    course.submit("reasoner", timestamp=None)
    course.submit("newcomer", {"problem1": fill({"squares": DIRTY})}, files={"data/more.txt": "1"})
    ours = Course(folder / "ours", "ps1")
    shutil.copytree(course.root, ours.root)
    course.nbgrader("autograde", "ps1")
    ours.grade()
    return course, ours


def test_the_gradebook_is_the_same(graded: tuple[Course, Course]):
    theirs, ours = (course.marks() for course in graded)
    assert theirs["bitdiddle"]["score"] > theirs["hacker"]["score"] >= 0
    assert set(theirs) == {"bitdiddle", "hacker", "reasoner", "newcomer"}
    assert ours == theirs


def test_the_autograded_folders_are_the_same(graded: tuple[Course, Course]):
    theirs, ours = (_tree(course.root / "autograded") for course in graded)
    assert "bitdiddle/ps1/problem1.ipynb" in theirs
    assert ours == theirs


def test_the_autograded_notebooks_say_the_same(graded: tuple[Course, Course]):
    theirs, ours = (_notebooks(course.root / "autograded") for course in graded)
    assert len(theirs) == 7
    assert ours == theirs


def test_formgrader_lists_the_same(graded: tuple[Course, Course]):
    theirs, ours = (_formgrader(course) for course in graded)
    assert [row["autograded"] for row in theirs] == [True] * 4
    assert ours == theirs


def _tree(folder: Path) -> dict[str, tuple]:
    """Return each file's mode, and its content when it is no notebook."""
    return {
        str(path.relative_to(folder)): (
            oct(path.stat().st_mode),
            b"" if path.suffix == ".ipynb" or path.is_dir() else path.read_bytes(),
        )
        for path in sorted(folder.rglob("*"))
    }


def _notebooks(folder: Path) -> dict[str, list]:
    """Return what a person sees of each notebook, and what nbgrader knows of each cell."""
    shown = {}
    for path in sorted(folder.rglob("*.ipynb")):
        book = nbformat.read(path, as_version=4)
        book.metadata.pop(KEY, None)
        cells = [(c.cell_type, c.source, _metadata(c), _outputs(c)) for c in book.cells]
        shown[str(path.relative_to(folder))] = [book.metadata.kernelspec, *cells]
    return shown


def _metadata(cell: nbformat.NotebookNode) -> dict:
    """Return what nbgrader goes by; it takes a test for locked whatever the cell says."""
    marks = cell.metadata.get("nbgrader", {})
    return {key: value for key, value in marks.items() if key not in ("locked", "task")}


def _outputs(cell: nbformat.NotebookNode) -> list:
    """Return outputs without what no two runs share: addresses in memory, paths, timings.

    A kernel sends a stream in pieces, cut wherever its buffer is emptied, every fifth of a second
    and at each flush: nbgrader keeps the pieces, the farm joins them as a page shows them.
    """
    seen = []
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            seen.append((output.ename, output.evalue))
        elif output.output_type == "stream":
            before = seen.pop()[1] if seen and seen[-1][0] == output.name else ""
            seen.append((output.name, before + output.text))
        else:
            kept = {k: v for k, v in output.data.items() if k == "text/plain" and " at 0x" not in v}
            seen.append((output.output_type, sorted(output.data), kept))
    return seen


def _formgrader(course: Course) -> list[dict]:
    from nbgrader.apps import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    config = Config()
    config.CourseDirectory.root = str(course.root)
    config.Exchange.root = str(course.root)
    config.CourseDirectory.course_id = "course101"
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    return [
        {key: value for key, value in row.items() if key != "id"}
        for row in api.get_submissions(course.assignment)
    ]
