"""The same lab for Otter: its test files, its autograder, and learners' notebooks to match."""

from __future__ import annotations

import copy
import json
import zipfile
from pathlib import Path

import nbformat

from tests.bench.grading_course import submitted_notebooks
from tests.bench.grading_lab import TESTS, AutoTest

TEST_FILE = """\
from otter.test_files import test_case

OK_FORMAT = False
name = {name!r}
points = None


@test_case(points={points}, hidden={hidden})
def whole(env):
    exec({source!r}, dict(env))
{partial}"""

PARTIAL = """

@test_case(points={points}, hidden=True)
def rest(env):
    names = dict(env)
    exec({source!r}, names)
    assert eval({expression!r}, names) == {full}
"""


def test_file(name: str, test: AutoTest) -> str:
    """Return Otter's test file: all or nothing, or in two halves, as the nbgrader cell does."""
    source = test.visible + test.hidden
    points = test.points / 2 if test.partial else test.points
    partial = ""
    if test.partial:
        partial = PARTIAL.format(
            points=points, source=source, expression=test.partial, full=float(test.points)
        )
    return TEST_FILE.format(
        name=name, points=points, hidden=bool(test.hidden), source=source, partial=partial
    )


def write_autograder(path: Path) -> None:
    """Write the zip file that `otter run --autograder` takes: what `otter generate` makes."""
    config = {"lang": "python", "show_hidden": True, "print_summary": False}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("otter_config.json", json.dumps(config))
        for name, test in TESTS.items():
            archive.writestr(f"tests/{name}.py", test_file(name, test))


def write_submissions(course: Path, folder: Path, number: int) -> list[Path]:
    """Write the course's first `number` submissions as learners with Otter would hand them in.

    Visible test cells become `grader.check`, which is how Otter's notebooks call them.
    """
    written = []
    for path in submitted_notebooks(course)[:number]:
        notebook = copy.deepcopy(nbformat.read(path, as_version=4))
        for cell in notebook.cells:
            name = cell.metadata.pop("nbgrader", {}).get("grade_id")
            if name in TESTS:
                cell.source = f"grader.check({name!r})"
        opening = nbformat.v4.new_code_cell("import otter\n\ngrader = otter.Notebook()")
        notebook.cells.insert(0, opening)
        written.append(folder / f"{path.parts[-3]}.ipynb")
        nbformat.write(notebook, written[-1])
    return written


def read_score(results: Path) -> float:
    """Return the points of a `results.json` that Otter wrote."""
    return sum(test.get("score", 0.0) for test in json.loads(results.read_text())["tests"])
