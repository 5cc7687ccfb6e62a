"""Words without their accents and ligatures, for search and for alphabetical order."""

from __future__ import annotations

import re
import unicodedata

#: Letters that no Unicode decomposition separates.
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})


def fold(text: str) -> str:
    """Return `text` in lower case, without accents or ligatures: Œuvre → oeuvre, CO₂ → co2.

    `static/artia-search.js` has the same function: what is indexed here is asked for there.
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(LIGATURES))
    return "".join(char for char in decomposed if not unicodedata.category(char).startswith("M"))


def alphabetical(text: str) -> tuple[str, str]:
    """Return the key that sorts a word where a dictionary puts it: é with e, spaces first."""
    return " ".join(re.findall(r"\w+", fold(text))), text
