"""Read a bilingual MyST notebook and pair its French and English cells."""

import re
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import yaml
from jupytext.myst import MystMetadataParsingError, myst_to_notebook
from nbformat import NotebookNode

from .findings import AuthoringError, Finding
from .paths import LANGUAGES

BLOCK_MARKER = re.compile(r"\+\+\+\s*\{.*\}\s*")
# str.splitlines, hence jupytext, cuts a line there; the Markdown parser does not.
UNUSUAL_LINE_END = re.compile(r"[\v\f\x1c-\x1e\x85\u2028\u2029]")
FENCE = re.compile(r"`{3,}\{(code|raw)-cell\}")


@dataclass
class SourceCell:
    """One cell of the source. `number` and `line` count from 1."""

    file: str
    number: int
    line: int
    node: NotebookNode

    @property
    def kind(self) -> str:
        """`code`, `markdown` or `raw`."""
        return self.node.cell_type

    @property
    def text(self) -> str:
        """What the author wrote in the cell."""
        return self.node.source

    @property
    def tags(self) -> list[str]:
        """The cell's tags (nbformat refuses anything but a list of texts)."""
        return list(self.node.metadata.get("tags", []))

    @property
    def language(self) -> str | None:
        """`fr`, `en`, or None for a cell that both languages share."""
        spoken = [language for language in LANGUAGES if language in self.tags]
        return spoken[0] if len(spoken) == 1 else None

    @property
    def nbgrader(self) -> dict | None:
        """The nbgrader metadata, None without any or when it is not a mapping (a rule says so)."""
        metadata = self.node.metadata.get("nbgrader")
        return metadata if isinstance(metadata, dict) else None

    @property
    def label(self) -> str:
        """What names the cell in a message: its grade_id, or its first words."""
        if self.nbgrader and self.nbgrader.get("grade_id"):
            return str(self.nbgrader["grade_id"])
        words = " ".join(self.text.split())
        return f"“{words[:39].rstrip()}…”" if len(words) > 40 else f"“{words}”"

    def finding(self, reason: str) -> Finding:
        """Return a refusal of this cell."""
        return Finding(self.file, reason, self.line, self.number, self.label)


@dataclass
class Pair:
    """A French cell and its English counterpart."""

    fr: SourceCell
    en: SourceCell


@dataclass
class Source:
    """A lab's source: its cells in order, and the same cells with the languages paired."""

    lab: str
    path: Path
    file: str
    cells: list[SourceCell]
    units: list[SourceCell | Pair] = field(default_factory=list)
    pairing: list[Finding] = field(default_factory=list)

    @property
    def pairs(self) -> list[Pair]:
        """Every French cell with its English counterpart."""
        return [unit for unit in self.units if isinstance(unit, Pair)]


def read_source(lab: str, path: Path, file: str) -> Source:
    """Read `path`; `file` is how messages name it.

    Raises AuthoringError, one sentence, when the file is not a MyST notebook.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        reason = f"is not encoded in UTF-8 (byte {error.start}); save it again in UTF-8"
        raise AuthoringError.sentence(file, reason) from error
    except OSError as error:
        reason = f"cannot be read: {error.strerror}"
        raise AuthoringError.sentence(file, reason) from error

    unusual = UNUSUAL_LINE_END.search(text)
    if unusual:
        number = text.count("\n", 0, unusual.start()) + 1
        reason = f"holds a line end other than a line feed (U+{ord(unusual.group()):04X})"
        raise AuthoringError([Finding(file, reason, number)])

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # jupytext only warns about a second kernel language
            notebook = myst_to_notebook(text, add_source_map=True)
    except (
        MystMetadataParsingError,
        yaml.YAMLError,
        nbformat.ValidationError,
        UserWarning,
        AttributeError,
        TypeError,
        ValueError,  # a date that does not exist
        RecursionError,
    ) as error:
        said = str(error).partition("\n\nFailed validating")[0]
        reason = "is not a readable MyST notebook: " + " ".join(said.split())[:200]
        raise AuthoringError.sentence(file, reason) from error

    if _format_name(notebook) != "myst":
        raise AuthoringError.sentence(
            file,
            "does not begin with a jupytext front matter whose text_representation has "
            "format_name: myst",
        )
    if not notebook.cells:
        raise AuthoringError.sentence(file, "holds no cell")

    starts = notebook.metadata.source_map
    cells = [
        SourceCell(file, number, max(1, start), node)
        for number, (start, node) in enumerate(zip(starts, notebook.cells, strict=True), 1)
    ]
    source = Source(lab, path, file, cells)
    _refuse_swallowed_cells(source, text)
    source.units, source.pairing = pair_cells(cells)
    return source


def _format_name(notebook: NotebookNode) -> object:
    try:
        return notebook.metadata["jupytext"]["text_representation"]["format_name"]
    except (KeyError, TypeError):
        return None


def _refuse_swallowed_cells(source: Source, text: str) -> None:
    """Refuse cell markers that jupytext reads as the text of another cell, or drops."""
    findings = []
    for cell in source.cells:
        if cell.kind == "markdown":
            continue
        inside = cell.text.split("\n")
        if any(BLOCK_MARKER.fullmatch(line) or FENCE.match(line) for line in inside):
            findings.append(cell.finding("its ``` fence is never closed: it swallows other cells"))
    if not findings:
        markdown = {cell.line for cell in source.cells if cell.kind == "markdown"}
        for number, line in enumerate(text.splitlines(), 1):
            if BLOCK_MARKER.fullmatch(line) and number not in markdown:
                reason = "a +++ marker with no text under it (a code cell takes its own :tags:)"
                findings.append(Finding(source.file, reason, number))
    if findings:
        raise AuthoringError(findings)


def pair_cells(cells: list[SourceCell]) -> tuple[list[SourceCell | Pair], list[Finding]]:
    """Put each French cell with the English cell that follows it directly."""
    units: list[SourceCell | Pair] = []
    findings = []
    position = 0
    while position < len(cells):
        cell = cells[position]
        following = cells[position + 1] if position + 1 < len(cells) else None
        position += 1
        if cell.language is None:
            units.append(cell)
        elif cell.language == "en":
            findings.append(cell.finding("an en cell with no fr counterpart directly before it"))
        elif following is None or following.language != "en":
            findings.append(cell.finding("a fr cell with no en counterpart directly after it"))
        else:
            position += 1
            if following.kind != cell.kind:
                reason = f"a fr {cell.kind} cell whose en counterpart is a {following.kind} cell"
                findings.append(cell.finding(reason))
            else:
                units.append(Pair(cell, following))
    return units, findings
