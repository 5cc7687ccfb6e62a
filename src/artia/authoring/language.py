"""One language's notebook out of the bilingual source."""

import copy
import hashlib

import nbformat
from nbconvert.preprocessors import TagRemovePreprocessor
from nbformat import NotebookNode

from .nbgrader_cells import complete
from .paths import LANGUAGES
from .source import Pair, Source, SourceCell

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
# No version: it would change with the machine that builds.
LANGUAGE_INFO = {
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "pygments_lexer": "ipython3",
}


def notebook_metadata(lab: str, language: str) -> NotebookNode:
    """Return what a notebook says of itself: its lab, its language, its kernel."""
    return nbformat.from_dict(
        {
            "artia": {"lab": lab, "language": language},
            "kernelspec": KERNELSPEC,
            "language_info": LANGUAGE_INFO,
        }
    )


def language_notebook(source: Source, language: str) -> NotebookNode:
    """Return the notebook of one language, solutions included, not executed."""
    bilingual = nbformat.v4.new_notebook(metadata=notebook_metadata(source.lab, language))
    bilingual.cells = _identified_cells(source)
    others = {other for other in LANGUAGES if other != language}
    notebook, _ = TagRemovePreprocessor(remove_cell_tags=others).preprocess(bilingual, {})
    for cell in notebook.cells:
        cell.metadata.pop("l10n", None)
        tags = [tag for tag in cell.metadata.pop("tags", []) if tag != language]
        if tags:
            cell.metadata.tags = tags
        if "nbgrader" in cell.metadata:
            complete(cell)
    nbformat.validate(notebook)
    return notebook


def _identified_cells(source: Source) -> list[NotebookNode]:
    """Return copies of the cells, with ids that outlive a cell added elsewhere in the lab."""
    seen: dict[str, int] = {}
    nodes = []
    for unit in source.units:
        cells = [unit.fr, unit.en] if isinstance(unit, Pair) else [unit]
        identity = _identity(cells[0])
        seen[identity] = seen.get(identity, 0) + 1
        if seen[identity] > 1:
            identity = f"{identity}-{seen[identity]}"
        for cell in cells:
            node = copy.deepcopy(cell.node)
            node.id = identity  # a pair shares one: only one of the two reaches a notebook
            nodes.append(node)
    return nodes


def _identity(cell: SourceCell) -> str:
    if cell.nbgrader:
        return str(cell.nbgrader["grade_id"])
    return "c" + hashlib.sha256(f"{cell.kind}\n{cell.text}".encode()).hexdigest()[:11]


def write_text(notebook: NotebookNode) -> str:
    """Return the notebook as a file: keys sorted, indented by one, one newline at the end."""
    nbformat.validate(notebook)
    return nbformat.writes(notebook).rstrip("\n") + "\n"
