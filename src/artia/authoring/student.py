"""The learner's notebook: solutions and outputs cleared by nbgrader itself."""

import copy
import logging

from nbformat import NotebookNode
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
)

from .code_cells import parse
from .findings import AuthoringError, Finding
from .markers import leftover_markers
from .stubs import stub_config

# nbgrader's own order (converters/generate_assignment.py), without what needs its database.
STEPS = (
    LockCells,
    ClearSolutions,
    ClearOutput,
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ComputeChecksums,
    CheckCellMetadata,
)


def learner_notebook(complete: NotebookNode, file: str) -> NotebookNode:
    """Return what a learner opens, from one language's complete notebook.

    `file` is how messages name it. Raises AuthoringError when nbgrader refuses the notebook, or
    when what comes out still holds a mark or is not Python.
    """
    notebook = copy.deepcopy(complete)
    silent = logging.getLogger("artia.authoring.nbgrader")
    silent.disabled = True  # what it would log is in the error it raises
    for step in STEPS:
        try:
            notebook, _ = step(config=stub_config(), log=silent).preprocess(notebook, {})
        except Exception as error:  # nbgrader raises RuntimeError, ValidationError, jsonschema's…
            reason = f"nbgrader refuses it ({step.__name__}): {' '.join(str(error).split())[:200]}"
            raise AuthoringError.sentence(file, reason) from error
    findings = learner_findings(notebook, file)
    if findings:
        raise AuthoringError(findings)
    return notebook


def learner_findings(notebook: NotebookNode, file: str) -> list[Finding]:
    """Return what a learner's notebook must not hold."""
    findings = list(leftover_markers(notebook, file))
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type != "code" or "raises-exception" in cell.metadata.get("tags", []):
            continue
        try:
            parse(cell.source)
        except SyntaxError as error:
            reason = f"without its solution the cell is not valid Python: {error.msg}"
            findings.append(Finding(file, reason, cell=number, label=cell.id))
    return findings


def graded_cells(notebook: NotebookNode) -> dict[str, str]:
    """Return the checksum of every nbgrader cell by grade_id."""
    return {
        cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader.get("checksum", "")
        for cell in notebook.cells
        if "nbgrader" in cell.metadata
    }


def parity_findings(french: NotebookNode, english: NotebookNode, file: str) -> list[Finding]:
    """Return the nbgrader cells that are not the same in both languages."""
    first, second = graded_cells(french), graded_cells(english)
    return [
        Finding(file, f"nbgrader cell {grade_id} is not the same in fr and en")
        for grade_id in sorted(first.keys() | second.keys())
        if first.get(grade_id) != second.get(grade_id)
    ]
