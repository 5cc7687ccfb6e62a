"""What the checks see of a page: its headings, labels, directives, links, and prose.

Every line of prose keeps its place: what was taken out of it (a formula, a link's address, the
name of a directive) leaves fillers of the same length, so that `--fix` can write where it read.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

#: Stands for what was taken out of a line, so that punctuation around it is still checked.
PLACEHOLDER = "\ufffc"
#: Takes the place of the other characters taken out; never part of what a rule reads.
FILLER = "\x00"

LABEL = re.compile(r"^\s*\(([^()\s]+)\)=\s*$")
ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s")


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 6."""

    line: int
    level: int
    text: str


@dataclass
class Directive:
    """A directive, its argument, its options, and the line of its closing fence."""

    line: int
    name: str
    argument: str
    options: dict[str, str] = field(default_factory=dict)
    end: int = 0

    @property
    def classes(self) -> list[str]:
        """The names in its `:class:`."""
        return self.options.get("class", "").split()


@dataclass(frozen=True)
class Reference:
    """A link (kind "link"), an image ("image") or a role such as {term} and its content."""

    line: int
    kind: str
    target: str
    text: str = ""


@dataclass(frozen=True)
class Foreign:
    """Words marked `lang`: the line and column where they begin, with fillers as in a line."""

    line: int
    column: int
    language: str
    masked: str


@dataclass(frozen=True, order=True)
class Image:
    """A figure or an image, from a directive or from `![…](…)`."""

    line: int
    source: str
    alternative: str
    name: str = ""


@dataclass(frozen=True)
class Block:
    """Lines that belong together: a paragraph, a list item, a table, a heading or a title."""

    kind: str
    first: int
    last: int
    text: str


@dataclass
class Page:
    """What the checks see of a page; its lines have one entry each, "" where there is no prose."""

    path: Path
    language: str
    docname: str
    #: the page's lines, everything but prose replaced by fillers of the same length
    masked: list[str] = field(default_factory=list)
    #: the same, with what is marked as being in another language taken out as well
    masked_own: list[str] = field(default_factory=list)
    #: lines that are a heading, a directive's title or a glossary's term
    titles: dict[int, str] = field(default_factory=dict)
    #: lines that begin a block though none ends above: definitions
    starts: set[int] = field(default_factory=set)
    #: lines that only separate a table's header from its rows
    rulers: set[int] = field(default_factory=set)
    headings: list[Heading] = field(default_factory=list)
    labels: list[tuple[int, str]] = field(default_factory=list)
    directives: list[Directive] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    terms: set[str] = field(default_factory=set)
    #: what is marked `lang` as being in the book's other language
    foreign: list["Foreign"] = field(default_factory=list)
    #: (rule or family, line) left out on purpose
    ignored: set[tuple[str, int]] = field(default_factory=set)
    #: (line, what is wrong) in the comments that speak to the checks
    unclear: list[tuple[int, str]] = field(default_factory=list)
    #: lines of the file above the page's first: a text in YAML is a page of its own
    offset: int = 0
    #: a page that no table of contents lists, and says so in its front matter
    orphan: bool = False

    @cached_property
    def prose(self) -> list[str]:
        """The page's lines as they are read."""
        return [line.replace(FILLER, "") for line in self.masked]

    @cached_property
    def own(self) -> list[str]:
        """The page's lines less what is in another language."""
        return [line.replace(FILLER, "") for line in self.masked_own]

    def lines(self, *, own: bool) -> Iterator[tuple[int, str]]:
        """Yield the number and the prose of each line that has some."""
        for number, line in enumerate(self.own if own else self.prose, self.offset + 1):
            if line:
                yield number, line

    @property
    def images(self) -> list[Image]:
        """Every figure and image, in the order of the page."""
        directives = [each for each in self.directives if each.name in ("figure", "image")]
        inline = [each for each in self.references if each.kind == "image"]
        return sorted(
            [
                Image(d.line, d.argument, d.options.get("alt", ""), d.options.get("name", ""))
                for d in directives
            ]
            + [Image(ref.line, ref.target, ref.text) for ref in inline]
        )

    def ignores(self, rule: str, line: int) -> bool:
        """Tell whether `rule`, or the family it belongs to, is left out at `line`."""
        return (rule, line) in self.ignored or (rule.partition("-")[0], line) in self.ignored

    def around(self, line: int) -> list[Directive]:
        """Return the directives that `line` is in."""
        return [each for each in self.directives if each.line <= line <= each.end]

    @cached_property
    def blocks(self) -> list[Block]:
        """The page's blocks of prose, in its own language, in order."""
        return list(_blocks(self))


def _blocks(page: Page) -> Iterator[Block]:
    kind, first, lines = "", 0, []
    for number, line in enumerate([*page.own, ""], page.offset + 1):
        text = line.strip()
        title = page.titles.get(number, "")
        table = text.startswith("|")
        begins = title or number in page.starts or ITEM.match(line) or table != (kind == "table")
        if kind == "table" and number in page.rulers:
            lines.append(line)
            continue
        if lines and (not text or begins):
            yield Block(kind, first, number - 1, "\n".join(lines))
            kind, lines = "", []
        if not text:
            continue
        if not lines:
            first = number
            kind = title or ("table" if table else "item" if ITEM.match(line) else "paragraph")
        lines.append(line)
        if title:
            yield Block(kind, first, number, line)
            kind, lines = "", []


def read_tree(tree: Path) -> dict[str, Page]:
    """Read every page of book/fr or book/en, by docname."""
    pages = {}
    for path in sorted(tree.glob("**/*.md")):
        docname = path.relative_to(tree).with_suffix("").as_posix()
        pages[docname] = read_page(path, tree.name, docname)
    return pages


def read_page(path: Path, language: str, docname: str) -> Page:
    """Read one page."""
    return read_text(path.read_text(encoding="utf-8"), path, language, docname)


def read_text(text: str, path: Path, language: str, docname: str) -> Page:
    """Read the text of a page."""
    from artia.book.reader import Reader

    page = Page(path, language, docname)
    Reader(page, text).read()
    return page


def read_lab_source(path: Path, language: str) -> Page:
    """Read a lab's bilingual source as a page whose prose is that of one language's cells."""
    page = read_page(path, language, path.stem)
    cell = re.compile(rf'"tags":\s*\[[^\]]*"{language}"')
    kept = False
    for index, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        if line.startswith("+++"):
            kept = bool(cell.search(line))
        if not kept:
            page.masked[index] = page.masked_own[index] = ""
    return page


def lab_docnames(tree: Path) -> dict[str, set[str]]:
    """Return the labs' docnames (labs/lab02), each with the labels its notebook defines."""
    labs = {}
    for path in sorted((tree / "labs").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        lines = [line for cell in cells for line in "".join(cell["source"]).splitlines()]
        labs[f"labs/{path.stem}"] = {match[1] for line in lines if (match := LABEL.match(line))}
    return labs
