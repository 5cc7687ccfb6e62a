"""A notebook as a page may show it: known outputs, clean HTML, no metadata of the learner's.

Used for formgrader's grading page and for the feedback page; the notebook on disk is not touched.
"""

import re

from nbconvert.exporters.exporter import ResourcesDict
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from artia.hub import LANGUAGES
from artia.hub.cleaning import clean
from artia.hub.texts import text

BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+")
IMAGES = frozenset({"image/png", "image/jpeg"})
# Shown as they are by nbconvert's templates, which escape them (or, for SVG, put them in an image).
TEXTS = frozenset({"text/plain", "text/latex", "text/markdown", "image/svg+xml"})
CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
LARGEST_SIDE = 4000


class HarmlessNotebook(Preprocessor):
    """Keep in a notebook only what a page can show without danger."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Return the notebook with its cells and outputs rebuilt."""
        said = nb.metadata.get("artia")
        language = said.get("language") if isinstance(said, dict) else None
        language = language if language in LANGUAGES else LANGUAGES[0]
        # The language stays: the feedback page is written in it.
        nb.metadata = NotebookNode(artia=NotebookNode(language=language))
        for cell in nb.cells:
            _bare(cell)
            if cell.cell_type == "code":
                cell.outputs = [_output(output, language) for output in cell.outputs]
        return nb, resources


def _bare(cell: NotebookNode) -> None:
    about = cell.metadata.get("nbgrader")
    cell.metadata = NotebookNode(nbgrader=about) if isinstance(about, dict) else NotebookNode()
    if not CELL_ID.fullmatch(str(cell.get("id", ""))):
        cell.pop("id", None)
    if cell.cell_type == "raw":
        # A raw cell is written as it is into a page of its format; as code, it is only shown.
        cell.cell_type, cell.outputs, cell.execution_count = "code", [], None


def _output(output: NotebookNode, language: str) -> NotebookNode:
    if output.output_type == "stream":
        name = output.name if output.name in ("stdout", "stderr") else "stdout"
        return NotebookNode(output_type="stream", name=name, text=_joined(output.text))
    if output.output_type == "error":
        lines = [str(line) for line in output.get("traceback", [])]
        named = {name: str(output.get(name, "")) for name in ("ename", "evalue")}
        return NotebookNode(output_type="error", traceback=lines, **named)
    data = NotebookNode(_shown(output.get("data", {})))
    if not data:
        kinds = ", ".join(map(str, output.get("data", {})))
        data["text/plain"] = text(language, "output_not_shown", kinds=kinds)
    return NotebookNode(
        output_type=output.output_type,
        execution_count=None,
        data=data,
        metadata=_sizes(output.get("metadata", {})),
    )


def _shown(data: dict) -> dict[str, str]:
    shown = {}
    for kind, value in data.items():
        if kind in IMAGES and BASE64.fullmatch(_joined(value)):
            shown[kind] = _joined(value)
        elif kind in TEXTS:
            shown[kind] = _joined(value)
        elif kind == "text/html":
            shown[kind] = clean(_joined(value))
    return shown


def _sizes(metadata: dict) -> NotebookNode:
    # nbconvert writes these beside the image's address, without quotation marks.
    kept = NotebookNode()
    for kind in IMAGES & set(metadata):
        said = metadata[kind] if isinstance(metadata[kind], dict) else {}
        kept[kind] = NotebookNode(
            {
                side: said[side]
                for side in ("width", "height")
                if type(said.get(side)) is int and 0 < said[side] <= LARGEST_SIDE
            }
        )
    return kept


def _joined(value: object) -> str:
    return "".join(map(str, value)) if isinstance(value, list) else str(value)
