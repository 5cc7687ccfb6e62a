"""Sentences and numbers in the learner's language (gettext catalogues read with Babel).

A message id is a short English text; both catalogues hold the full sentence. The
language is chosen once, by `open_lab`; `_` then means what gettext's `_` means.
"""

from __future__ import annotations

import math
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_scientific

LANGUAGES = ("fr", "en")
LOCALES = {"fr": "fr_CA", "en": "en_CA"}
FOLDER = Path(__file__).parent / "locale"
LONG = 1e18  # from there on, a number is written 1E18: nobody counts the zeros

_language = "fr"


def use(language: str) -> None:
    """Choose the language of every sentence that follows (`fr` or `en`)."""
    global _language
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {LANGUAGES}, not {language!r}")
    _language = language


def language() -> str:
    """Return the language in use: `fr` or `en`."""
    return _language


@cache
def catalogue(code: str) -> GNUTranslations:
    """Read a language's sentences, the common ones and each lab's; they stay in memory."""
    whole = read_sentences(FOLDER / f"{code}.po", code)
    for path in sorted((FOLDER / code).glob("*.po")):
        for message in read_sentences(path, code):
            if message.id:  # the empty one is the file's header
                whole[message.id] = message
    compiled = BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return GNUTranslations(compiled)


def read_sentences(path: Path, code: str) -> Catalog:
    """Read one file of sentences."""
    with path.open("rb") as file:
        return read_po(file, locale=LOCALES[code])


def _(text: str) -> str:
    """Return the sentence for this message id, or the id itself when there is none."""
    return catalogue(_language).gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """Return the singular or the plural sentence, whichever suits `count`."""
    return catalogue(_language).ngettext(one, many, count)


def N_(text: str) -> str:  # noqa: N802 (gettext's own name)
    """Mark a message id that is translated later; returns it unchanged."""
    return text


def number(value: float, digits: int | None = None) -> str:
    """Write a number as the language does: `1,39` or `1.39`, `12 500` or `12,500`, `−2`.

    `digits` is how many decimals to keep; without it, three at the most. The minus is a true one
    (U+2212), as long as a plus; what reads numbers back, such as `quiz_answers`, accepts it.
    """
    try:
        size = abs(float(value))
    except OverflowError:  # Python's whole numbers may be larger than any float
        size = math.inf
    if not math.isfinite(size):
        return "NaN" if math.isnan(size) else ("∞" if value > 0 else "−∞")
    if size >= LONG:
        return format_scientific(value, locale=LOCALES[_language])
    pattern = "#,##0" + ("." + "0" * digits if digits else "") if digits is not None else None
    return format_decimal(value, format=pattern, locale=LOCALES[_language]).replace("-", "−")
