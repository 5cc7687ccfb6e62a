"""What the EPUB and the PDF share around the pages: contents, cover, date, formulas in place."""

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from artia.book.figures.words import read_words, words_path
from artia.book.formula_drawing import Formula
from artia.book.single_pages import Edition, Page

#: A cover's file, best form first: the light drawing, or one without a theme.
COVERS = ("cover-{code}.png", "cover-{code}-light.svg", "cover-{code}.svg", "cover.svg")


@dataclass
class Entry:
    """One line of the table of contents: a page, or a section of a page when `anchor` is set."""

    title: str
    page: Page
    anchor: str = ""
    entries: list["Entry"] = field(default_factory=list)


@dataclass
class Part:
    """One part of the table of contents; the home page's has no title."""

    title: str
    entries: list[Entry]


@dataclass(frozen=True)
class Cover:
    """The cover's picture and its text alternative."""

    picture: Path
    alternative: str


def contents(edition: Edition) -> list[Part]:
    """Return the table of contents: parts, pages, sections, and pages under a page."""
    parts: list[Part] = []
    for page in edition.pages:
        entry = Entry(page.title, page, entries=sections(page))
        if page.depth > 1 and parts:
            parts[-1].entries[-1].entries.append(entry)
        elif parts and parts[-1].title == page.part:
            parts[-1].entries.append(entry)
        else:
            parts.append(Part(page.part, [entry]))
    return parts


def sections(page: Page) -> list[Entry]:
    """Return the second-level headings that a link can reach, but a glossary's letters."""
    found = []
    for heading in page.body.find_all("h2"):
        holder = heading if heading.get("id") else heading.find_parent("section", id=True)
        title = " ".join(heading.get_text().split())
        if holder is not None and len(title) > 1:
            found.append(Entry(title, page, holder["id"]))
    return found


def find_cover(root: Path, edition: Edition) -> Cover | None:
    """Return the cover drawn for this edition in book/figures, or None."""
    code = edition.language.code
    folder = root / "book" / "figures"
    words = words_path(root / "book", "cover", code)
    alternative = read_words(words).alternative if words.exists() else edition.language.title
    for name in COVERS:
        picture = folder / name.format(code=code)
        if picture.exists():
            return Cover(picture, alternative)
    return None


def release_date(root: Path) -> datetime:
    """Return the date that the files carry: that of the sources, so that they can be made again.

    It is SOURCE_DATE_EPOCH when set, else the date of the commit, else now.
    """
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not seconds:
        command = ["git", "-C", str(root), "log", "-1", "--format=%ct"]
        try:
            seconds = subprocess.run(command, capture_output=True, text=True).stdout.strip()
        except OSError:  # no git
            seconds = ""
    if seconds.isdigit():
        return datetime.fromtimestamp(int(seconds), UTC)
    return datetime.now(UTC).replace(microsecond=0)


def fill(text: str, edition: Edition, write: Callable[[Formula], str]) -> str:
    """Return `text` with each formula, as `write` makes it, in the place of its mark.

    Late, on text: what draws formulas writes XML, which an HTML tree would not keep as it is.
    """
    for mark, formula in edition.formulas.items():
        text = text.replace(mark, write(formula))
    return text
