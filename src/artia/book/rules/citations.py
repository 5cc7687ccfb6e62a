"""Rule family: every entry of book/references.bib is cited somewhere.

An entry may wait for a module whose page does not exist yet, if its `keywords` name it:
`keywords = {m04, m07}`. (That every key cited exists is a matter of links.)
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from artia.book.findings import Finding
from artia.book.pages import Page

ENTRY = re.compile(r"^[ \t]*@(?!comment|string|preamble)\w+\s*\{\s*([^,\s]+)\s*,", re.M | re.I)
KEYWORDS = re.compile(r"^\s*keywords\s*=\s*[{\"]([^}\"]*)", re.M | re.I)
CITED = re.compile(r"\{cite(?::\w+)?\}`([^`]+)`")


@dataclass(frozen=True)
class Entry:
    """An entry of the bibliography: where it is, and the modules it waits for."""

    line: int
    key: str
    text: str

    @property
    def keywords(self) -> list[str]:
        """What its `keywords` list."""
        found = KEYWORDS.search(self.text)
        return re.split(r"[\s,;]+", found[1].strip()) if found else []


def entries(text: str) -> list[Entry]:
    """Return the entries of a BibTeX file."""
    starts = list(ENTRY.finditer(text))
    ends = [match.start() for match in starts[1:]] + [len(text)]
    return [
        Entry(text.count("\n", 0, match.start()) + 1, match[1], text[match.start() : end])
        for match, end in zip(starts, ends, strict=True)
    ]


def keys_of(text: str) -> set[str]:
    """Return the keys of a BibTeX file."""
    return {each.key for each in entries(text)}


def cited(pages: Iterable[Page]) -> set[str]:
    """Return the keys that pages cite."""
    return {
        key.strip()
        for page in pages
        for reference in page.references
        if reference.kind.partition(":")[0] == "cite"
        for key in reference.target.split(",")
    }


def check(bibliography: Path, used: set[str], docnames: set[str]) -> Iterator[Finding]:
    """Yield the entries that nothing cites and that wait for no module."""
    if not bibliography.exists():
        return
    for entry in entries(bibliography.read_text(encoding="utf-8")):
        if entry.key in used:
            continue
        modules = [word for word in entry.keywords if re.fullmatch(r"m\d+", word)]
        written = [m for m in modules if any(name.startswith(f"{m}-") for name in docnames)]
        if len(written) < len(modules):
            continue
        why = f"; {', '.join(written)} exists and does not cite it" if written else ""
        message = (
            f"nothing cites {entry.key}{why}; cite it, remove it, or name in `keywords` the "
            "module to come that will"
        )
        yield Finding(bibliography, entry.line, "citations", message)
