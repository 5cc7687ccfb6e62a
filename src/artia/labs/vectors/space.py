"""A space of words: a word goes in, a vector comes out, and other words lie near.

Two kinds. A static space is a list of words, each with one vector fixed for good. A sentence
model reads any text, a single word included, and makes its vector on the spot.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from artia.labs.errors import LabError
from artia.labs.messages import N_
from artia.labs.vectors.labels import shortened
from artia.labs.vectors.measures import unit


class StaticSpace:
    """Words with one vector each; several words may share a row of the table."""

    def __init__(self, title: str, words: Sequence[str], rows: Any, vectors: Any) -> None:
        self.title, self.words, self.rows, self.vectors = title, words, rows, vectors
        self.places = {word: place for place, word in enumerate(words)}

    def __len__(self) -> int:
        return len(self.words)

    def missing(self, words: Sequence[str]) -> list[str]:
        """Return those that have no vector here."""
        return [word for word in words if self._place(word) is None]

    def table(self, words: Sequence[str]) -> np.ndarray:
        """Return the vectors of these words, (K, D). Raises LabError naming those not here."""
        if absent := self.missing(words):
            raise LabError(N_("vectors: not in this space"), words=quoted(absent), space=self.title)
        places = [self.rows[self._place(word)] for word in words]
        return np.asarray(self.vectors[places], dtype=np.float32)

    def neighbours(
        self, word: str, most: int = 8, among: Sequence[str] = ()
    ) -> list[tuple[str, float]]:
        """Return the nearest words and their cosines, the nearest first, `word` left out.

        A row shared by several words answers once, by the first of them; `twins` names the others.
        """
        mine = self.table([word])
        table = self._unit_rows()
        near = table @ unit(mine)[0]  # one cosine for each row
        found: list[tuple[str, float]] = []
        first = self._first_words()
        for row in np.argsort(-near)[: most + 1]:
            other = first[row]
            if other is not None and _plain(other) != _plain(word):
                found.append((other, float(near[row])))
        return found[:most]

    def twins(self, word: str, most: int = 8) -> list[str]:
        """Return other words that were given exactly the same vector."""
        row = self.rows[self._place(word)] if not self.missing([word]) else -1
        same = np.flatnonzero(self.rows == row)[: most + 1]
        return [self.words[place] for place in same if self.words[place] != word][:most]

    def _place(self, word: str) -> int | None:
        place = self.places.get(word)
        return self.places.get(word.lower()) if place is None else place

    def _unit_rows(self) -> np.ndarray:
        if not hasattr(self, "_unit"):
            self._unit = unit(self.vectors)
        return self._unit

    def _first_words(self) -> list[str | None]:
        if not hasattr(self, "_first"):
            self._first: list[str | None] = [None] * len(self.vectors)
            for place in range(len(self.words) - 1, -1, -1):
                self._first[self.rows[place]] = self.words[place]
        return self._first


class SentenceSpace:
    """A model that makes the vector of any text; what it has read once it remembers."""

    def __init__(self, title: str, read: Callable[[list[str]], Any]) -> None:
        self.title, self.read, self.known = title, read, {}

    def missing(self, words: Sequence[str]) -> list[str]:
        """Return the words it cannot read: those with no letter in them."""
        return [word for word in words if not any(c.isalnum() for c in word)]

    def table(self, words: Sequence[str]) -> np.ndarray:
        """Return the vectors of these words or sentences, (K, D)."""
        if absent := self.missing(words):
            raise LabError(N_("vectors: nothing to read"), words=quoted(absent))
        if new := [word for word in dict.fromkeys(words) if word not in self.known]:
            self.known.update(zip(new, np.asarray(self.read(new), dtype=np.float32), strict=True))
        return np.stack([self.known[word] for word in words])

    def neighbours(
        self, word: str, most: int = 8, among: Sequence[str] = ()
    ) -> list[tuple[str, float]]:
        """Return the nearest of the words in `among`; such a model holds no list of its own."""
        others = [other for other in dict.fromkeys(among) if _plain(other) != _plain(word)]
        near = unit(self.table(others)) @ unit(self.table([word]))[0]
        return [(others[i], float(near[i])) for i in np.argsort(-near)[:most]]


Space = StaticSpace | SentenceSpace


def read_static(title: str, stem: Path) -> StaticSpace:
    """Read `STEM.txt` (a word a line), `STEM.npy` (rows) and, if any, `STEM.rows.npy`."""
    words = stem.with_suffix(".txt").read_text(encoding="utf-8").split("\n")
    vectors = np.load(stem.with_suffix(".npy"), mmap_mode="r")
    rows_file = stem.with_suffix(".rows.npy")
    rows = np.load(rows_file) if rows_file.is_file() else np.arange(len(words))
    return StaticSpace(title, words, rows, vectors)


def quoted(words: Sequence[str], most: int = 6) -> str:
    """Write words between backticks, the first few of them."""
    shown = ", ".join(f"`{shortened(word)}`" for word in words[:most])
    return shown + (", …" if len(words) > most else "")


def _plain(word: str) -> str:
    """A word without capitals or accents, to know a mere variant of it."""
    apart = unicodedata.normalize("NFD", word.lower())
    return "".join(character for character in apart if not unicodedata.combining(character))
