"""Read a page's Markdown for the checks, with its line numbers and columns.

A small reader of the MyST that the book uses, not a parser of all of MyST: it reads the whole
book in well under a second and needs no Sphinx.
"""

import re
from collections.abc import Callable

import yaml

from artia.book.freshness import FRONT_MATTER
from artia.book.marks import read_mark
from artia.book.pages import (
    FILLER,
    LABEL,
    PLACEHOLDER,
    Directive,
    Foreign,
    Heading,
    Page,
    Reference,
)

#: Directives whose content is not prose.
VERBATIM = {
    "bibliography", "code", "code-block", "code-cell", "competency-matrix", "contents",
    "course-glossary", "eval-rst", "include", "literalinclude", "math", "mermaid",
    "module-competencies", "open-lab", "quiz", "raw", "tableofcontents", "toctree",
}  # fmt: skip
#: Directives whose argument is a file, a name or a formula rather than a title.
ARGUMENT_IS_NAME = VERBATIM | {"drawn", "figure", "image", "glossary", "list-table"}

FENCE = re.compile(
    r"^\s*(?P<fence>`{3,}|~{3,}|:{3,})\s*(?:\{(?P<name>[\w:.-]+)\})?\s*(?P<rest>.*?)\s*$"
)
HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
OPTION = re.compile(r"^\s*:([\w-]+):\s*(.*?)\s*$")
EQUATION_LABEL = re.compile(r"\$\$\s*\(([^()\s]+)\)\s*$")
ORPHAN = re.compile(r"^orphan:\s*true\s*$", re.M)
_INSIDE = r"(?:(?!\n\n)[\s\S])+?"  # an inline construct stays in its paragraph
ROLE = re.compile(rf"\{{([\w:.-]+)\}}`({_INSIDE})`")
IMAGE = re.compile(r"!\[([^\]]*)\]\(\s*<?([^)\s>]+)>?[^)]*\)")
LINK = re.compile(r"\]\(\s*<?([^)\s>]*)>?(?:\s+\"[^\"]*\")?\)")
RULER = re.compile(r"(?m)^[^\S\n]*\|?[ :|-]*-{3,}[ :|-]*$")
FOREIGN = re.compile(
    r"<(\w+)\b[^<>]*\blang=[\"'](?P<code>\w+)[^<>]*>(?P<said>(?:(?!\n\n)[\s\S])*?)</\1>"
)


class Reader:
    """One pass over the lines with the stack of open fences, then one over the inline marks."""

    def __init__(self, page: Page, text: str):
        self.page = page
        front = FRONT_MATTER.match(text)
        page.orphan = bool(front and ORPHAN.search(front[1]))
        skipped = text[: front.end()].count("\n") if front else 0
        self.lines = text.splitlines()
        self.kept = [FILLER * len(line) for line in self.lines]
        self.open: list[tuple[str, Directive | None]] = []  # None for a block of code
        self.number = skipped

    def read(self) -> None:
        """Fill the page."""
        marks: set[str] = set()
        while self.number < len(self.lines):
            line = self.lines[self.number]
            if not line.strip():
                marks.clear()
            elif mark := read_mark(line):
                if mark.unclear:
                    self.page.unclear.append((self.number + 1, mark.unclear))
                elif mark.block:
                    marks |= mark.rules
                else:
                    self.page.ignored.update((rule, self.number + 1) for rule in mark.rules)
            self.page.ignored.update((rule, self.number + 1) for rule in marks)
            first = self.number
            self._read_line(line)
            # Options and formulas are passed over at once; the mark goes on to their end.
            for passed in range(first + 1, self.number + 1):
                self.page.ignored.update((rule, passed + 1) for rule in marks)
            self.number += 1
        for _, directive in self.open:
            if directive:
                directive.end = len(self.lines)
        self._read_inline("\n".join(self.kept))

    def _read_line(self, line: str) -> None:
        number = self.number + 1
        fence = FENCE.match(line)
        if fence and self._closes(fence):
            _, directive = self.open.pop()
            if directive:
                directive.end = number
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
            self._keep(line, heading.span(2), "heading")
        elif not line.startswith(("%", "+++")):
            title = ""
            if line.startswith(": "):
                self.page.starts.add(number)
            if self._in("glossary") and line[:1].strip():
                self.page.terms.add(line.strip().casefold())
                title = "term"
            self._keep(line, (0, len(line)), title)

    def _keep(self, line: str, span: tuple[int, int], title: str = "") -> None:
        start, end = span
        self.kept[self.number] = (
            FILLER * start + line[start:end].replace(FILLER, " ") + FILLER * (len(line) - end)
        )
        if title:
            self.page.titles[self.number + 1] = title

    def _in(self, name: str) -> bool:
        return bool(self.open and self.open[-1][1] and self.open[-1][1].name == name)

    def _closes(self, fence: re.Match[str]) -> bool:
        if not self.open or fence["name"] or fence["rest"]:
            return False
        opened = self.open[-1][0]
        return fence["fence"][0] == opened[0] and len(fence["fence"]) >= len(opened)

    def _in_verbatim(self) -> bool:
        if not self.open:
            return False
        directive = self.open[-1][1]
        return directive is None or directive.name in VERBATIM

    def _open_fence(self, fence: re.Match[str]) -> None:
        name = fence["name"] or ""
        directive = Directive(self.number + 1, name, fence["rest"]) if name else None
        self.open.append((fence["fence"], directive))
        if not directive:
            return
        if name not in ARGUMENT_IS_NAME and fence["rest"]:
            self._keep(self.lines[self.number], fence.span("rest"), "title")
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

    def _read_inline(self, text: str) -> None:
        """Collect roles, images and links; keep the text with what is not prose taken out."""
        text = self._take(ROLE, text, lambda m: (m[1], m[2]), PLACEHOLDER)
        text = _cover(rf"(?<!`)(`+)(?!`){_INSIDE}(?<!`)\1(?!`)", text, PLACEHOLDER)
        text = _cover(rf"(?<![\\\d$])\$(?![\s$]){_INSIDE}(?<![\s\\])\$(?!\d)", text, PLACEHOLDER)
        text = self._take(IMAGE, text, lambda m: ("image", m[2], m[1]))
        before = text
        text = self._take(LINK, text, lambda m: ("link", m[1], link_text(before, m.start())), "]")
        text = _cover(r"<!--[\s\S]*?-->", text)
        text = _cover(r"<?\b(?:https?://|mailto:)[^\s>)\x00]+>?", text, PLACEHOLDER)
        code = self.page.language
        spans = [(m["code"], *m.span("said")) for m in FOREIGN.finditer(text) if m["code"] != code]
        text = _cover(r"</?[a-zA-Z][^<>]*>", text)
        text = _cover(r"(?m)^\[[^\]\n]+\]:", text)  # footnotes and link definitions
        text = _cover(r"\[\^[^\]\n]+\]", text)
        text = _cover(r"\{\{[^{}]*\}\}", text, PLACEHOLDER)
        text = re.sub(r"(\]\x00*)(\{[^{}\n]*\})", lambda m: m[1] + covered(m[2], PLACEHOLDER), text)
        for match in RULER.finditer(text):
            self.page.rulers.add(text.count("\n", 0, match.start()) + 1)
        text = _cover(RULER, text)
        text = _cover(r"(?m)^: ", text)  # definition lists
        self.page.masked = text.split("\n") if self.lines else []
        for language, start, end in spans:
            line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start) - 1
            self.page.foreign.append(Foreign(line, column, language, text[start:end]))
            text = text[:start] + covered(text[start:end], PLACEHOLDER) + text[end:]
        self.page.masked_own = text.split("\n") if self.lines else []

    def _take(
        self, pattern: re.Pattern[str], text: str, read: Callable[[re.Match[str]], tuple], left=""
    ) -> str:
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            self.page.references.append(Reference(line, *read(match)))
        return _cover(pattern, text, left)


def link_text(text: str, end: int) -> str:
    """Return what is between the bracket at `end` and the one that opens it."""
    depth, start = 1, end
    while start and depth:
        start -= 1
        depth += {"]": 1, "[": -1}.get(text[start], 0)
    return text[start + 1 : end].replace(FILLER, "")


def _cover(pattern: str | re.Pattern[str], text: str, left: str = "") -> str:
    """Cover each match, `left` standing for it."""
    return re.sub(pattern, lambda match: covered(match[0], left), text)


def covered(text: str, left: str = "") -> str:
    """Return `left`, then fillers up to the length of `text`; its line breaks stay."""
    kept = "".join(each if each == "\n" else FILLER for each in text)
    return left + kept[len(left) :] if text else ""
