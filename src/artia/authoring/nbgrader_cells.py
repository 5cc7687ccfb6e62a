"""Complete the short nbgrader metadata of a source, and refuse what nbgrader would misread."""

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from .findings import Finding
from .markers import clear_solutions
from .source import Source, SourceCell
from .stubs import TEXT_STUB

FLAGS = ("grade", "solution", "locked", "task")
KNOWN = {*FLAGS, "grade_id", "points", "schema_version", "cell_type"}
# Also a notebook cell id, hence at most 64 ASCII characters.
GRADE_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")


def complete(node: NotebookNode) -> None:
    """Fill in place what the short form leaves out."""
    short = node.metadata.nbgrader
    grade = short.get("grade", False)
    solution = short.get("solution", False)
    full = {
        "schema_version": 3,
        "grade_id": short["grade_id"],
        "grade": grade,
        "solution": solution,
        "locked": short.get("locked", not solution),
        "task": False,
        "cell_type": node.cell_type,
    }
    if grade:
        full["points"] = short["points"]
    node.metadata.nbgrader = NotebookNode(full)


def nbgrader_findings(source: Source) -> Iterator[Finding]:
    """Find every cell whose nbgrader metadata is incomplete, ambiguous or misplaced."""
    first_use: dict[str, SourceCell] = {}
    for cell in source.cells:
        if "nbgrader" not in cell.node.metadata:
            continue
        if cell.nbgrader is None:
            yield cell.finding("nbgrader metadata is not a mapping such as {grade_id: …}")
            continue
        for reason in _reasons(cell, cell.nbgrader):
            yield cell.finding(reason)
        grade_id = str(cell.nbgrader.get("grade_id", ""))
        if grade_id in first_use:
            used = first_use[grade_id]
            reason = f"grade_id {grade_id} is used twice (cell {used.number}, line {used.line})"
            yield cell.finding(reason)
        elif grade_id:
            first_use[grade_id] = cell


def _reasons(cell: SourceCell, metadata: dict) -> Iterator[str]:
    unknown = sorted(set(metadata) - KNOWN)
    if unknown:
        yield f"unknown nbgrader key: {', '.join(unknown)}"
    for flag in FLAGS:
        if not isinstance(metadata.get(flag, False), bool):
            yield f"nbgrader {flag} is neither true nor false"
    if not GRADE_ID.fullmatch(str(metadata.get("grade_id", ""))):
        yield "an nbgrader cell without a grade_id of ASCII letters, digits, - and _"
    if metadata.get("task"):
        yield "an nbgrader task cell: its prompt has a language; use a manual-answer cell"
        return
    if cell.language:
        yield f"nbgrader metadata on a cell tagged {cell.language}; graded cells are shared"

    grade, solution = metadata.get("grade", False), metadata.get("solution", False)
    if not (grade or solution or metadata.get("locked", False)):
        yield "nbgrader metadata that is neither grade, solution nor locked"
    points = metadata.get("points")
    if grade and (isinstance(points, bool) or not isinstance(points, int | float) or points <= 0):
        yield "a graded cell without points (a number above 0)"
    if points is not None and not grade:
        yield "points on a cell that is not graded (add grade: true)"

    if cell.kind != "code":
        if not (grade and solution):
            yield (
                "nbgrader metadata on a prose cell; prose stays free so that each language keeps "
                "its own (only a manual answer, grade and solution, may be prose)"
            )
        else:
            stub = clear_solutions(cell.text, TEXT_STUB)
            words = re.findall(r"[^\W\d_]+", stub or "")
            if words:
                yield (
                    "the stub of a manual answer has a language "
                    f"(“{' '.join(words[:5])}”); put the prompt in a plain fr/en pair before it"
                )
