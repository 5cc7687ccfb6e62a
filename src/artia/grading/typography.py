"""Numbers and spaces of each language, put where a person writing code would forget them."""

from __future__ import annotations

import re
from collections.abc import Mapping

_NO_BREAK = "\N{NO-BREAK SPACE}"
#: A number of seconds: the unit stays on its number's line.
_SECONDS = re.compile(r"\} s\b(?!')")


def french(sentence: str) -> str:
    """Set colons and guillemets apart by non-breaking spaces, as in Québec."""
    for plain, apart in ((" :", ":"), (" »", "»")):
        sentence = sentence.replace(plain, _NO_BREAK + apart)
    return sentence.replace("« ", f"«{_NO_BREAK}")


def number(language: str, value: float) -> str:
    """Write a number as people read it.

    >>> number("fr", 12500.5), number("en", 12500.5)
    ('12\\xa0500,5', '12,500.5')
    """
    digits = f"{value:,}" if isinstance(value, int) else f"{value:,.6g}"
    return digits.replace(",", _NO_BREAK).replace(".", ",") if language == "fr" else digits


def fill(language: str, sentence: str, values: Mapping[str, object]) -> str:
    """Return a sentence with its values: numbers as the language writes them, the rest as is."""
    if language == "fr":
        sentence = french(sentence)
    sentence = _SECONDS.sub(f"}}{_NO_BREAK}s", sentence)
    shown = {
        key: number(language, value) if isinstance(value, int | float) else value
        for key, value in values.items()
    }
    return sentence.format(**shown)
