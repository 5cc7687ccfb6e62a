"""Figures say in words what they show, in both languages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from pathlib import PurePosixPath

from markdown_it import MarkdownIt
from markdown_it.token import Token

from .findings import Finding
from .source import Pair, Source, SourceCell

_DIRECTIVE = re.compile(r"\{(\S+?)\}\s*(\S*)")
_COLON_FENCE = re.compile(r"^\s*:{3,}(?=\s*(\{|$))", re.MULTILINE)
_OPTION = re.compile(r"\s*:alt:\s*(.*)")
_FILE_NAME = re.compile(r"\S+\.(png|jpe?g|gif|svg|webp|avif)", re.IGNORECASE)


@dataclass(frozen=True)
class Figure:
    """A figure found in a text: what it shows and what says so."""

    target: str
    alt: str

    @property
    def problem(self) -> str | None:
        """Why the text alternative does not serve; None when it does."""
        name = self.target if len(self.target) < 60 else self.target[:40] + "…"
        alt = " ".join(self.alt.split())
        if not alt:
            return f"figure {name} has no text alternative"
        path = PurePosixPath(self.target)
        if alt in (path.name, path.stem) or _FILE_NAME.fullmatch(alt):
            return f"figure {name}: its text alternative is a file name"
        return None


class _Images(HTMLParser):
    """Collect the images of an HTML text, drawings (<svg>) included."""

    def __init__(self) -> None:
        super().__init__()
        self.figures: list[Figure] = []
        self._drawing: int | None = None
        self._title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "img":
            self.figures.append(Figure(named.get("src", "<img>"), named.get("alt", "")))
        elif tag == "svg" and named.get("aria-hidden") != "true":
            label = named.get("aria-label") or named.get("aria-labelledby", "")
            self._drawing = len(self.figures)
            self.figures.append(Figure("<svg>", label))
        elif tag == "title":
            self._title = self._drawing is not None

    def handle_endtag(self, tag: str) -> None:
        if tag == "svg":
            self._drawing = None
        elif tag == "title":
            self._title = False

    def handle_data(self, data: str) -> None:
        if self._title and self._drawing is not None and not self.figures[self._drawing].alt:
            self.figures[self._drawing] = Figure("<svg>", data)


def html_figures(text: str) -> list[Figure]:
    """Return the images of an HTML text."""
    parser = _Images()
    parser.feed(text)
    parser.close()
    return parser.figures


def markdown_figures(text: str) -> list[Figure]:
    """Return the figures of a Markdown text: images, MyST figures and images, HTML images."""
    as_backticks = _COLON_FENCE.sub(lambda match: match.group().replace(":", "`"), text)
    figures: list[Figure] = []
    html = ""
    for token in MarkdownIt("commonmark").enable("table").parse(as_backticks):
        if token.type == "html_block":
            html += token.content
        elif token.type == "fence":
            figures += _directive_figures(token)
        for child in token.children or []:
            if child.type == "image":
                figures.append(Figure(str(child.attrs.get("src", "")), child.content))
            elif child.type == "html_inline":
                html += child.content
            elif child.type == "text":
                html += escape(child.content)  # may be the title of a drawing
    return figures + html_figures(html)


def _directive_figures(token: Token) -> list[Figure]:
    directive = _DIRECTIVE.match(token.info.strip())
    if not directive:
        return []  # an ordinary block of code
    name, target = directive.groups()
    if name not in ("figure", "image"):
        return markdown_figures(token.content)  # an admonition, a figure-md: text again
    alts = [found.group(1) for line in token.content.split("\n") if (found := _OPTION.match(line))]
    return [Figure(target, alts[0].strip("\"' ") if alts else "")]


def figure_findings(source: Source) -> Iterator[Finding]:
    """Find the figures of the prose that lack a text alternative in a language."""
    for cell in source.cells:
        if cell.kind == "markdown":
            yield from _cell_findings(cell)
    for pair in source.pairs:
        if pair.fr.kind == "markdown":
            yield from _pair_findings(pair)


def _cell_findings(cell: SourceCell) -> Iterator[Finding]:
    figures = markdown_figures(cell.text)
    for figure in figures:
        if figure.problem:
            yield cell.finding(figure.problem)
    if figures and cell.language is None:
        yield cell.finding(
            f"figure {figures[0].target} is in a cell that both languages share, so its text "
            "alternative has one language; put it in a fr/en pair"
        )


def _pair_findings(pair: Pair) -> Iterator[Finding]:
    french, english = markdown_figures(pair.fr.text), markdown_figures(pair.en.text)
    if len(french) != len(english):
        yield pair.en.finding(f"{len(english)} figures where fr has {len(french)}")
    for first, second in zip(french, english, strict=False):
        if first.alt and first.alt == second.alt:
            reason = f"figure {second.target}: the text alternative is the same in fr and en"
            yield pair.en.finding(reason)
