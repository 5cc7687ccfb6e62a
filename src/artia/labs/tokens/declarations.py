"""The Universal Declaration of Human Rights in the lab's languages: see `artia/labs/udhr.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from artia.labs.errors import LabError
from artia.labs.limits import one_of, within
from artia.labs.messages import N_, _
from artia.labs.typed import typed
from artia.labs.udhr import runs

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


@typed
def read(code: str, articles: int = ARTICLES) -> Declaration:
    """Read the Declaration in one language, as far as an article.

    Raises LabError for a code that is not in NAMES, or an article that does not exist.
    """
    last = within("articles", articles, 1, ARTICLES, whole=True)
    found = runs(one_of(code, NAMES, N_("unknown language")))
    text = " ".join(run.text for run in found if run.article <= last)
    return Declaration(code, " ".join(text.split()), min(found[-1].article, last))


@typed
def read_all(without: str | Sequence[str] = (), articles: int = ARTICLES) -> dict[str, Declaration]:
    """Read the Declaration in every language of the lab, save those in `without`.

    Nobody has to measure a language they would rather leave alone. Raises LabError for a code that
    is not in NAMES, or for English, to which the others are compared.
    """
    listed = [without] if isinstance(without, str) else without
    left_out = [code.strip().lower() for code in listed]
    others = [code for code in NAMES if code != REFERENCE]
    for code in left_out:
        if code == REFERENCE:
            raise LabError(N_("English is the reference"))
        one_of(code, others, N_("unknown language"))
    return {code: read(code, articles) for code in NAMES if code not in left_out}
