"""Hunspell dictionaries, read from node_modules by the engine that is installed."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Protocol

PACKAGES = {"fr": "dictionary-fr", "en": "dictionary-en-ca"}


class Dictionary(Protocol):
    """Knows words, and what a wrong one may have meant."""

    def knows(self, word: str) -> bool:
        """Tell whether a word is in the dictionary."""

    def suggest(self, word: str) -> list[str]:
        """Return the nearest words, best first."""


LETTERS = "esaitnrulodcmpévqfbghàxjyèêzwçûkîâôùëïü"
VARIANTS = ("aàâ", "eéèêë", "iîï", "oô", "uùûü", "cç")


def accents(word: str) -> Iterator[str]:
    """Yield the word with one letter's accent changed."""
    for place, letter in enumerate(word):
        for group in VARIANTS:
            if letter in group:
                yield from (word[:place] + each + word[place + 1 :] for each in group)


def one_slip(word: str) -> Iterator[str]:
    """Yield the words at one letter swapped, left out, doubled, mistaken or missing."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    yield from (head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1)
    yield from (head + tail[1:] for head, tail in cuts if tail)
    yield from (head + letter + tail for head, tail in cuts for letter in LETTERS)
    yield from (head + letter + tail[1:] for head, tail in cuts if tail for letter in LETTERS)


class Hunspell:
    """A dictionary read by Hunspell itself, through chunspell."""

    def __init__(self, folder: Path):
        from hunspell import Hunspell as Engine

        for name in ("index.aff", "index.dic"):
            if not (folder / name).exists():
                raise FileNotFoundError(2, "no dictionary", str(folder / name))
        self._engine = Engine("index", hunspell_data_dir=str(folder), system_encoding="UTF-8")

    def knows(self, word: str) -> bool:
        """Tell whether a word is in the dictionary."""
        return self._engine.spell(word)

    def suggest(self, word: str) -> list[str]:
        """Return the words of the dictionary that are one slip away, accents first.

        Hunspell's own suggestions take a second each.
        """
        slips = dict.fromkeys((*accents(word), *one_slip(word)))
        return [each for each in slips if each != word and self.knows(each)]


@lru_cache(maxsize=8)
def _open(folder: Path, changed: int) -> Dictionary:
    return Hunspell(folder)


def open_dictionary(root: Path, language: str) -> Dictionary:
    """Return a language's dictionary, read once; raises FileNotFoundError when it is missing."""
    folder = (root / "node_modules" / PACKAGES[language]).resolve()
    words = folder / "index.dic"
    return _open(folder, words.stat().st_mtime_ns)
