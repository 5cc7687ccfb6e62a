"""Byte-pair encoding: join, again and again, the two neighbours most often seen together.

A text is a list of pieces: characters to begin with, or bytes, so that nothing is ever unknown.
The method is that of Sennrich, Haddow and Birch (2016); see `vocabularies.py` for real ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TypeVar

from artia.labs.limits import within
from artia.labs.typed import typed

Piece = TypeVar("Piece", str, bytes)
Pair = tuple[Piece, Piece]


def count_pairs(pieces: Sequence[Piece]) -> Counter[Pair]:
    """Count the neighbours: N pieces make N − 1 pairs, listed in the order of the text."""
    return Counter(zip(pieces, pieces[1:], strict=False))


def merge_pair(pieces: Sequence[Piece], pair: Pair) -> list[Piece]:
    """Join the pair wherever it stands, from left to right; the rest does not move."""
    merged, place = [], 0
    while place < len(pieces):
        if tuple(pieces[place : place + 2]) == tuple(pair):
            merged.append(pieces[place] + pieces[place + 1])
            place += 2
        else:
            merged.append(pieces[place])
            place += 1
    return merged


@typed
def learn_merges(pieces: Sequence[Piece], steps: int) -> list[Pair]:
    """Merge the most frequent pair `steps` times; return the pairs in that order.

    When two pairs are as frequent, the first in the text wins. It stops when one piece is left.
    Raises LabError for a number of steps out of 0 to 5,000.
    """
    learnt: list[Pair] = []
    for _step in range(within("steps", steps, 0, 5000, whole=True)):
        counts = count_pairs(pieces)
        if not counts:
            break
        best = max(counts, key=counts.get)
        pieces = merge_pair(pieces, best)
        learnt.append(best)
    return learnt


@typed
def split(pieces: Sequence[Piece], merges: Sequence[Pair]) -> list[Piece]:
    """Cut a new text as the learnt merges say: each in turn, in the order of learning."""
    pieces = list(pieces)
    for pair in merges:
        pieces = merge_pair(pieces, pair)
    return pieces


@typed
def to_bytes(text: str) -> list[bytes]:
    """Turn a text into its UTF-8 bytes: one for `a`, two for `é`, three for `ᐃ`."""
    return [bytes([byte]) for byte in text.encode("utf-8")]


@typed
def from_bytes(pieces: Sequence[bytes]) -> str:
    """Turn pieces made of bytes back into the text."""
    return b"".join(pieces).decode("utf-8")
