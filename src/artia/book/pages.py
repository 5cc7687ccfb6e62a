"""Read a page's Markdown for the checks: its headings, labels, directives, links and prose.

A small reader of the MyST that the book uses, not a parser of all of MyST: it keeps line numbers,
reads the whole book in well under a second, and needs no Sphinx.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from artia.book.freshness import FRONT_MATTER

#: Directives whose content is not prose.
VERBATIM = {
    "bibliography", "code", "code-block", "code-cell", "contents", "eval-rst", "include",
    "literalinclude", "math", "mermaid", "open-lab", "raw", "tableofcontents", "toctree",
}  # fmt: skip
#: Directives whose argument is a file, a name or a formula rather than a title.
ARGUMENT_IS_NAME = VERBATIM | {"figure", "image", "glossary", "list-table"}
#: Stands for what was taken out of a line, so that punctuation around it is still checked.
PLACEHOLDER = "\ufffc"
#: `% parity: ignore` before a block, or `<!-- parity: ignore -->` at the end of a line.
IGNORE = re.compile(r"^%\s*(parity|typography): ignore|<!--\s*(parity|typography): ignore\s*-->")

FENCE = re.compile(
    r"^\s*(?P<fence>`{3,}|~{3,}|:{3,})\s*(?:\{(?P<name>[\w:.-]+)\})?\s*(?P<rest>.*?)\s*$"
)
HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
LABEL = re.compile(r"^\s*\(([^()\s]+)\)=\s*$")
OPTION = re.compile(r"^\s*:([\w-]+):\s*(.*?)\s*$")
EQUATION_LABEL = re.compile(r"\$\$\s*\(([^()\s]+)\)\s*$")
FRENCH_CELL = re.compile(r'"tags":\s*\[[^\]]*"fr"')
_INSIDE = r"(?:(?!\n\n)[\s\S])+?"  # an inline construct stays in its paragraph
ROLE = re.compile(rf"\{{([\w:.-]+)\}}`({_INSIDE})`")
IMAGE = re.compile(r"!\[([^\]]*)\]\(\s*<?([^)\s>]+)>?[^)]*\)")
LINK = re.compile(r"\]\(\s*<?([^)\s>]*)>?(?:\s+\"[^\"]*\")?\)")


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 6."""

    line: int
    level: int
    text: str


@dataclass
class Directive:
    """A directive, its argument and its options."""

    line: int
    name: str
    argument: str
    options: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reference:
    """A link (kind "link"), an image ("image") or a role such as {term} and its content."""

    line: int
    kind: str
    target: str
    text: str = ""


@dataclass(frozen=True, order=True)
class Image:
    """A figure or an image, from a directive or from `![…](…)`."""

    line: int
    source: str
    alternative: str
    name: str = ""


@dataclass
class Page:
    """What the checks see of a page; `prose` has one entry a line, "" where there is none."""

    path: Path
    language: str
    docname: str
    prose: list[str] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    labels: list[tuple[int, str]] = field(default_factory=list)
    directives: list[Directive] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    terms: set[str] = field(default_factory=set)
    #: (rule family, line) left out on purpose
    ignored: set[tuple[str, int]] = field(default_factory=set)

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


def read_tree(tree: Path) -> dict[str, Page]:
    """Read every page of book/fr or book/en, by docname."""
    pages = {}
    for path in sorted(tree.glob("**/*.md")):
        docname = path.relative_to(tree).with_suffix("").as_posix()
        pages[docname] = read_page(path, tree.name, docname)
    return pages


def read_page(path: Path, language: str, docname: str) -> Page:
    """Read one page."""
    page = Page(path, language, docname)
    _Reader(page, path.read_text(encoding="utf-8")).read()
    return page


def read_lab_source(path: Path) -> Page:
    """Read a lab's bilingual source as a page whose prose is that of its French cells."""
    page = read_page(path, "fr", path.stem)
    french = False
    for index, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        if line.startswith("+++"):
            french = bool(FRENCH_CELL.search(line))
        if not french:
            page.prose[index] = ""
    return page


def lab_docnames(tree: Path) -> dict[str, set[str]]:
    """Return the labs' docnames (labs/lab02), each with the labels its notebook defines."""
    labs = {}
    for path in sorted((tree / "labs").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        lines = [line for cell in cells for line in "".join(cell["source"]).splitlines()]
        labs[f"labs/{path.stem}"] = {match[1] for line in lines if (match := LABEL.match(line))}
    return labs


class _Reader:
    """One pass over the lines with the stack of open fences, then one over the inline marks."""

    def __init__(self, page: Page, text: str):
        self.page = page
        front = FRONT_MATTER.match(text)
        skipped = text[: front.end()].count("\n") if front else 0
        self.lines = text.splitlines()
        self.kept = [""] * len(self.lines)
        self.open: list[tuple[str, str]] = []  # (fence, directive name or "" for a code block)
        self.number = skipped

    def read(self) -> None:
        block: set[str] = set()
        while self.number < len(self.lines):
            line = self.lines[self.number]
            if not line.strip():
                block.clear()
            if mark := IGNORE.search(line):
                if mark[1]:
                    block.add(mark[1])
                else:
                    self.page.ignored.add((mark[2], self.number + 1))
            self.page.ignored.update((family, self.number + 1) for family in block)
            self._read_line(line)
            self.number += 1
        self.page.prose = self._read_inline("\n".join(self.kept)).split("\n")

    def _read_line(self, line: str) -> None:
        number = self.number + 1
        fence = FENCE.match(line)
        if fence and self._closes(fence):
            self.open.pop()
        elif self._in_verbatim():
            return
        elif fence and (fence["name"] or fence["fence"][0] != ":"):
            self._open_fence(fence)
        elif line.lstrip().startswith("$$"):
            self._skip_math()
        elif label := LABEL.match(line):
            self.page.labels.append((number, label[1]))
        elif heading := HEADING.match(line):
            self.page.headings.append(Heading(number, len(heading[1]), heading[2]))
            self.kept[self.number] = heading[2]
        elif not line.startswith(("%", "+++")):
            if self.open and self.open[-1][1] == "glossary" and line[:1].strip():
                self.page.terms.add(line.strip().casefold())
            self.kept[self.number] = line

    def _closes(self, fence: re.Match[str]) -> bool:
        if not self.open or fence["name"] or fence["rest"]:
            return False
        opened = self.open[-1][0]
        return fence["fence"][0] == opened[0] and len(fence["fence"]) >= len(opened)

    def _in_verbatim(self) -> bool:
        return bool(self.open) and (not self.open[-1][1] or self.open[-1][1] in VERBATIM)

    def _open_fence(self, fence: re.Match[str]) -> None:
        name = fence["name"] or ""
        self.open.append((fence["fence"], name))
        if not name:
            return
        directive = Directive(self.number + 1, name, fence["rest"])
        if name not in ARGUMENT_IS_NAME:
            self.kept[self.number] = fence["rest"]
        self._read_options(directive)
        self.page.directives.append(directive)
        for option in ("name", "label"):
            if option in directive.options:
                self.page.labels.append((directive.line, directive.options[option]))

    def _read_options(self, directive: Directive) -> None:
        following = self.number + 1
        if following < len(self.lines) and self.lines[following].strip() == "---":
            end = following + 1
            while end < len(self.lines) and self.lines[end].strip() != "---":
                end += 1
            options = yaml.safe_load("\n".join(self.lines[following + 1 : end]))
            directive.options = {key: str(value) for key, value in (options or {}).items()}
            self.number = end
            return
        while following < len(self.lines) and (option := OPTION.match(self.lines[following])):
            directive.options[option[1]] = option[2]
            following += 1
        self.number = following - 1

    def _skip_math(self) -> None:
        line = self.lines[self.number].strip()
        while line.count("$$") < 2 and self.number + 1 < len(self.lines):
            self.number += 1
            line += "\n" + self.lines[self.number]
        if label := EQUATION_LABEL.search(line):
            self.page.labels.append((self.number + 1, label[1]))

    def _read_inline(self, text: str) -> str:
        """Collect roles, images and links, and return the text with what is not prose taken out."""
        text = self._take(ROLE, text, lambda m: (m[1], m[2]), PLACEHOLDER)
        text = _blank(rf"(?<!`)(`+)(?!`){_INSIDE}(?<!`)\1(?!`)", text, PLACEHOLDER)
        text = _blank(rf"(?<![\\\d$])\$(?![\s$]){_INSIDE}(?<![\s\\])\$(?!\d)", text, PLACEHOLDER)
        text = self._take(IMAGE, text, lambda m: ("image", m[2], m[1]), "")
        text = self._take(LINK, text, lambda m: ("link", m[1]), "]")
        text = _blank(r"<!--[\s\S]*?-->", text, "")
        text = _blank(r"<?\b(?:https?://|mailto:)[^\s>)]+>?", text, PLACEHOLDER)
        text = _blank(r"</?[a-zA-Z][^<>]*>", text, "")
        text = _blank(r"(?m)^\[[^\]\n]+\]:", text, "")  # footnotes and link definitions
        text = _blank(r"\[\^[^\]\n]+\]", text, "")
        text = _blank(r"\{\{[^{}]*\}\}|(?<=\])\{[^{}\n]*\}", text, PLACEHOLDER)
        text = _blank(r"(?m)^\s*\|?[\s:|-]*-{3,}[\s:|-]*$", text, "")  # rulers of tables
        return _blank(r"(?m)^: ", text, "")  # definition lists

    def _take(
        self, pattern: re.Pattern[str], text: str, read: Callable[[re.Match[str]], tuple], left: str
    ) -> str:
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            self.page.references.append(Reference(line, *read(match)))
        return _blank(pattern, text, left)


def _blank(pattern: str | re.Pattern[str], text: str, left: str) -> str:
    """Replace each match by `left`, keeping its line breaks so that lines keep their numbers."""
    return re.sub(pattern, lambda match: left + "\n" * match[0].count("\n"), text)
