"""What a figure says to whoever does not see it: the alternative, a description, a data table."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from artia.book.languages import LANGUAGES


@dataclass(frozen=True)
class Table:
    """The values drawn, as text already written in the figure's language.

    The first cell of each row names the row.
    """

    caption: str
    columns: list[str]
    rows: list[list[str]]

    def __post_init__(self) -> None:
        """Refuse a table that would lose a cell (ValueError)."""
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(
                    f"Expected {len(self.columns)} cells in each row of “{self.caption}”, "
                    f"and found {len(row)}: {row}."
                )


@dataclass(frozen=True)
class Words:
    """The texts of a figure in one language.

    The alternative says what a sighted reader takes away; the description, when there is more to
    say (axes, marks), is printed above the table.
    """

    alternative: str
    table: Table
    description: str = ""

    def to_json(self) -> str:
        """Return the file's text."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        # A row of the table a line, so that a changed value is a changed line.
        row = re.compile(r'\[\s+((?:"(?:[^"\\]|\\.)*",?\s*)+)\]')
        return row.sub(_on_one_line, text) + "\n"


def _on_one_line(row: re.Match[str]) -> str:
    return "[" + " ".join(line.strip() for line in row[1].strip().splitlines()) + "]"


def words_path(book: Path, name: str, language: str) -> Path:
    """Return book/figures/m02-curves-fr.json for the folder `book`."""
    return book / "figures" / f"{name}-{language}.json"


def drawing_path(book: Path, name: str, language: str, theme: str) -> Path:
    """Return book/figures/m02-curves-fr-light.svg for the folder `book`."""
    return book / "figures" / f"{name}-{language}-{theme}.svg"


def read_words(path: Path) -> Words:
    """Read one JSON file.

    Raises OSError when it cannot be read, ValueError when it is not what `to_json` writes.
    """
    found = json.loads(path.read_text(encoding="utf-8"))
    try:
        return Words(**{**found, "table": Table(**found["table"])})
    except (TypeError, KeyError) as error:
        raise ValueError(
            f"{path.name}: expected an alternative and a table with a caption, columns and rows "
            f"({error}). Run `artia book figures` to write it again."
        ) from error


def alternatives(book: Path, name: str) -> dict[str, str]:
    """Return the figure's alternative in each language, "" where its file is missing or broken."""
    said = {}
    for language in LANGUAGES:
        try:
            said[language] = read_words(words_path(book, name, language)).alternative
        except (OSError, ValueError):
            said[language] = ""
    return said
