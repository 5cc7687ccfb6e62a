"""Everything a source is refused for before anything is built."""

from collections.abc import Callable, Iterable, Iterator

from .code_cells import code_findings, language_code_findings
from .figures import figure_findings
from .findings import Finding
from .freshness import freshness_findings
from .hidden_checks import checks_findings
from .markers import marker_findings
from .nbgrader_cells import nbgrader_findings
from .paths import LANGUAGES
from .source import Source

TAGS = {
    *LANGUAGES,
    "hide-input",
    "hint",
    "nbval-ignore-output",
    "nbval-skip",
    "parameters",
    "raises-exception",
    "remove-cell",
}
METADATA = {"tags", "l10n", "nbgrader"}


def pairing_findings(source: Source) -> Iterator[Finding]:
    """Find the cells of one language that have no counterpart in the other."""
    yield from source.pairing


def metadata_findings(source: Source) -> Iterator[Finding]:
    """Find tags and metadata that nothing reads: they are misspelt, and would be silent."""
    for cell in source.cells:
        unknown = [tag for tag in cell.tags if tag not in TAGS]
        if unknown:
            known = ", ".join(sorted(TAGS))
            yield cell.finding(f"unknown tag {', '.join(unknown)}; known tags: {known}")
        if set(LANGUAGES) <= set(cell.tags):
            yield cell.finding("tagged fr and en; a cell for both languages takes neither tag")
        strange = sorted(set(cell.node.metadata) - METADATA)
        if strange:
            yield cell.finding(f"unknown metadata {', '.join(strange)}")
        if cell.kind == "raw":
            yield cell.finding("a raw cell: a lab has prose and code only")


RULES: tuple[Callable[[Source], Iterable[Finding]], ...] = (
    pairing_findings,
    metadata_findings,
    nbgrader_findings,
    marker_findings,
    code_findings,
    language_code_findings,
    figure_findings,
    freshness_findings,
    checks_findings,
)


def source_findings(source: Source) -> list[Finding]:
    """Return everything the rules find, in the order of the file; checks.py comes last."""
    findings = [finding for rule in RULES for finding in rule(source)]
    return sorted(findings, key=lambda found: (found.file != source.file, found.line, found.cell))
