"""Give a submitted notebook back the cells and the metadata the instructor gave it.

What a cell is (a test, an answer, its points) is read in the gradebook, never in the learner's
file. nbgrader restores most of it, but raises, and so drops the submission, when the metadata is
malformed or when the cell before a deleted test is not an answer or a test itself.
"""

from __future__ import annotations

import re

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbformat.corpus.words import generate_corpus_id
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor, OverwriteCells

from artia.grading.outcomes import KEY

from .clean import clean_text, clean_value
from .texts import language_of, text

#: Where the reason stands when a file was refused and replaced by an empty notebook.
REFUSED = "artia_refused"

_KEYS = {"cell_type", "id", "metadata", "source", "attachments"}
_CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class MendNotebook(NbGraderPreprocessor):
    """First of all: make every cell well-formed, and what the gradebook says it is."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Mend in place."""
        ours = resources["nbgrader"]
        with Gradebook(ours["db_url"]) as gradebook:
            source = gradebook.find_notebook(ours["notebook"], ours["assignment"])
            known = {cell.name: _metadata(cell, source) for cell in source.source_cells}
        nb.metadata = _node(clean_value(nb.metadata))
        for key in (KEY, REFUSED):
            nb.metadata.pop(key, None)
        if REFUSED in resources:
            nb.metadata[REFUSED] = resources[REFUSED]
        for cell in nb.cells:
            _mend_cell(cell, known)
        _drop_copies(nb.cells)
        _mend_ids(nb.cells)
        return nb, resources


def _metadata(cell, source) -> dict:
    """Return the nbgrader metadata of a source cell, from the gradebook."""
    grades = {grade.name: grade for grade in source.grade_cells}
    tasks = {task.name: task for task in source.task_cells}
    solutions = {solution.name for solution in source.solution_cells}
    worth = grades.get(cell.name) or tasks.get(cell.name)
    metadata = {
        "schema_version": 3,
        "grade_id": cell.name,
        "grade": cell.name in grades,
        "solution": cell.name in solutions,
        "task": cell.name in tasks,
        "locked": bool(cell.locked),
        "checksum": cell.checksum,
        "cell_type": cell.cell_type,
    }
    if worth is not None:
        metadata["points"] = worth.max_score
    return metadata


def _mend_cell(cell: NotebookNode, known: dict[str, dict]) -> None:
    metadata = clean_value(cell.metadata)
    claimed = metadata.pop("nbgrader", None)
    grade_id = claimed.get("grade_id") if isinstance(claimed, dict) else None
    if isinstance(grade_id, str) and grade_id in known:
        metadata["nbgrader"] = dict(known[grade_id])
        cell.cell_type = known[grade_id]["cell_type"]
    tags = metadata.pop("tags", None)
    if isinstance(tags, list):
        metadata["tags"] = [tag for tag in tags if isinstance(tag, str)]
    cell.metadata = _node(metadata)
    source = cell.source if isinstance(cell.source, str) else "".join(cell.source)
    cell.source = clean_text(source)
    for key in set(cell) - _KEYS:
        del cell[key]
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None
    attachments = cell.pop("attachments", None)
    if cell.cell_type != "code" and isinstance(attachments, dict):
        cell.attachments = _node(clean_value(attachments))


def _drop_copies(cells: list[NotebookNode]) -> None:
    """Make an ordinary cell of every copy but the last, the one nbgrader's DeduplicateIds keeps.

    That one leaves empty metadata on the others, on which OverwriteCells then raises.
    """
    seen = set()
    for cell in reversed(cells):
        if "nbgrader" in cell.metadata:
            grade_id = cell.metadata.nbgrader.grade_id
            if grade_id in seen:
                del cell.metadata["nbgrader"]
            seen.add(grade_id)


def _mend_ids(cells: list[NotebookNode]) -> None:
    """Give another identifier to a cell whose own is malformed or taken."""
    taken = set()
    for cell in cells:
        if "id" not in cell:
            continue
        if not isinstance(cell.id, str) or not _CELL_ID.fullmatch(cell.id) or cell.id in taken:
            cell.id = generate_corpus_id()
        taken.add(cell.id)


def _node(value: object) -> object:
    if isinstance(value, dict):
        return NotebookNode({key: _node(item) for key, item in value.items()})
    return [_node(item) for item in value] if isinstance(value, list) else value


class RestoreCells(OverwriteCells):
    """Put deleted tests back, wherever the cells before them went."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Restore in place; a restored cell says so in the notebook's language."""
        trait = type(self).missing_cell_notification
        if self.missing_cell_notification == trait.default_value:
            sentence = text(language_of(nb), "missing", cell_id="{cell_id}")
            self.missing_cell_notification = sentence
        nb, resources = super().preprocess(nb, resources)
        if nb.nbformat_minor >= 5:
            for cell in nb.cells:
                cell.setdefault("id", generate_corpus_id())
        return nb, resources

    def add_missing_grade_cells(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Insert each missing graded cell after the nearest cell that stood before it."""
        source = self.gradebook.find_notebook(self.notebook_id, self.assignment_id)
        graded = {cell.name: cell for cell in source.grade_cells}
        solutions = {cell.name for cell in source.solution_cells}
        position = 0
        for source_cell in source.source_cells:
            name = source_cell.name
            place = _place(nb, name)
            if place is not None:
                position = place + 1
            elif name in graded:
                self.log.warning("Test cell %s was missing: it is put back", name)
                cell = self.missing_cell_transform(
                    source_cell, graded[name].max_score, is_solution=name in solutions
                )
                nb.cells.insert(position, cell)
                position += 1
        return nb, resources


def _place(nb: NotebookNode, grade_id: str) -> int | None:
    for index, cell in enumerate(nb.cells):
        if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id:
            return index
    return None
