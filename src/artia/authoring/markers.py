"""The marks around what a learner must not see: solutions.

nbgrader drops an END line that has no BEGIN and never looks at a misspelt mark: both leak the
answer without a word. Hence the rules here, and the same look at the finished notebook.
"""

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from .findings import Finding
from .source import Source, SourceCell

KIND = "SOLUTION"
# What nbgrader would clear too, and why a lab holds none.
ELSEWHERE = {
    "HIDDEN TESTS": "hidden tests run within reach of a learner's code; move them to checks.py",
    "MARK SCHEME": "a marking scheme region: marking schemes are rubrics, outside the notebook",
}
_LOOSE = re.compile(
    r"\b(begin|end)[\s_-]*(solution|hidden[\s_-]*test|mark(ing)?[\s_-]*scheme)s?\b", re.IGNORECASE
)


def marker_in(line: str) -> str | None:
    """Return the mark on a line, exactly as written and even if misspelt; None without one.

    Ordinary prose ("in the end solutions differ") is no mark: a mark is a comment or in capitals.
    """
    found = _LOOSE.search(line)
    if found and (line.lstrip().startswith("#") or found.group().isupper()):
        return found.group()
    return None


def _exact(line: str) -> tuple[str, str] | None:
    for kind in (KIND, *ELSEWHERE):
        for edge in ("BEGIN", "END"):
            if f"{edge} {kind}" in line:
                return edge, kind
    return None


def clear_solutions(text: str, stub: str) -> str:
    """Return `text` as nbgrader leaves it: solutions replaced, all of it when none is marked."""
    kept: list[str] = []
    inside = found = False
    for line in text.split("\n"):
        if f"BEGIN {KIND}" in line:
            inside = found = True
            kept.append(stub)
        elif f"END {KIND}" in line:
            inside = False
        elif not inside:
            kept.append(line)
    return "\n".join(kept) if found else stub


def marker_findings(source: Source) -> Iterator[Finding]:
    """Find marks that would leave an answer, or themselves, in a learner's notebook."""
    for cell in source.cells:
        for reason in _reasons(cell):
            yield cell.finding(reason)


def _reasons(cell: SourceCell) -> Iterator[str]:
    opened = False
    kinds = set()
    for line in cell.text.split("\n"):
        written = marker_in(line)
        exact = _exact(line)
        if exact is None:
            if written:
                yield f"“{written}” is no mark nbgrader knows; write BEGIN/END {KIND}"
            continue
        edge, kind = exact
        kinds.add(kind)
        if kind != KIND:
            continue
        if edge == "BEGIN":
            if opened:
                yield f"BEGIN {KIND} before END {KIND}: regions do not nest"
            opened = True
        elif not opened:
            yield f"END {KIND} without its BEGIN: the lines above it would reach learners"
        else:
            opened = False
    if opened:
        yield f"BEGIN {KIND} without END {KIND}: the mark would stay in a learner's notebook"
    if KIND in kinds and (cell.nbgrader or {}).get("solution") is not True:
        yield "a solution region in a cell that is not solution: true"
    yield from (reason for kind, reason in ELSEWHERE.items() if kind in kinds)


def leftover_markers(notebook: NotebookNode, file: str) -> Iterator[Finding]:
    """Find the marks still in a learner's notebook."""
    for number, cell in enumerate(notebook.cells, 1):
        for line in cell.source.split("\n"):
            if written := marker_in(line):
                reason = f"the mark “{written}” is left in a learner's notebook"
                yield Finding(file, reason, cell=number, label=cell.id)
