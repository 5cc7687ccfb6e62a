"""Look at a test cell's outputs as nbgrader will, before it does.

nbgrader reads a mark in the first error, stderr stream or result of a test cell
(`nbgrader.utils.determine_grade`). It raises on a number above the points, which drops the
whole submission, and gives full marks for a negative number or NaN.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.utils import is_grade, is_solution

from .texts import name, text


class Test(NamedTuple):
    """An autograded cell: its identifier and its points."""

    grade_id: str
    points: float


def test_of(cell: NotebookNode) -> Test | None:
    """Return what an autograded code cell is worth, None for any other cell."""
    ours = cell.metadata.get("nbgrader")
    if cell.cell_type != "code" or not isinstance(ours, dict) or not is_grade(cell):
        return None
    if is_solution(cell) or not isinstance(ours.get("grade_id"), str):
        return None
    return Test(ours["grade_id"], float(ours.get("points") or 0))


def error_output(language: str, key: str, **values: object) -> NotebookNode:
    """Return an error output that carries one of our sentences: a test under it is worth 0."""
    title, sentence = name(language, key), text(language, key, **values)
    return new_output(
        "error",
        ename=title,
        evalue=sentence,
        traceback=[f"\x1b[0;31m{title}\x1b[0m", sentence],
    )


def decisive_result(outputs: list[NotebookNode]) -> NotebookNode | None:
    """Return the result nbgrader would read as a number of points, if it gets that far."""
    for output in outputs:
        stderr = output.output_type == "stream" and output.name == "stderr"
        if output.output_type == "error" or stderr:
            return None
        if output.output_type == "execute_result":
            return output
    return None


def impossible_score(outputs: list[NotebookNode], points: float) -> str | None:
    """Return the text of a result that is no number of points for this test, else None.

    A result that is not a number at all is left alone: nbgrader takes it for a success.
    """
    result = decisive_result(outputs)
    if result is None:
        return None
    shown = result.data.get("text/plain")
    if not shown:
        return "…"
    try:
        score = float(shown)
    except ValueError:
        return None
    return None if math.isfinite(score) and 0 <= score <= points else shown[:40]
