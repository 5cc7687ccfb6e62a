"""The smallest language model worth the name: count which character follows which.

`counts[a, b]` says how many times character b came right after character a: shape (V, V).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from artia.labs.limits import row_within, within
from artia.labs.typed import typed

MOST_CHARACTERS = 5_000  # in a vocabulary: a table of pairs has that many rows and columns


@typed
def uniform_loss(vocabulary_size: int) -> float:
    """Loss of someone who knows nothing and gives each of V characters 1/V: ln V, in nats."""
    return math.log(within("vocabulary_size", vocabulary_size, 1, MOST_CHARACTERS, whole=True))


@typed
def bigram_counts(ids: Sequence[int], vocabulary_size: int) -> np.ndarray:
    """Count the pairs of neighbours: row = a character, column = the one after it.

    Raises LabError when a number of `ids` (N,) is not from 0 to V − 1.
    """
    size = within("vocabulary_size", vocabulary_size, 1, MOST_CHARACTERS, whole=True)
    counts = np.zeros((size, size), dtype=int)  # (V, V)
    row = row_within(ids, size)
    np.add.at(counts, (row[:-1], row[1:]), 1)
    return counts


def bigram_probabilities(counts: np.ndarray, smoothing: float) -> np.ndarray:
    """Turn each row of counts into probabilities, none of them zero. (V, V) -> (V, V)."""
    smoothed = np.asarray(counts) + within("smoothing", smoothing, 0.001, 1000)
    return smoothed / smoothed.sum(axis=1, keepdims=True)


@typed
def probabilities_of(ids: Sequence[int], table: np.ndarray) -> list[float]:
    """Probability the table (V, V) gave to each character that really came next: N − 1 of them.

    Raises LabError when a number of `ids` (N,) is not from 0 to V − 1.
    """
    row = row_within(ids, min(np.shape(table)))
    return np.asarray(table)[row[:-1], row[1:]].tolist()


def average_loss(probabilities: Sequence[float]) -> float:
    """Mean of −ln(probability given to what really came), in nats per character."""
    return float(np.mean([-math.log(p) for p in probabilities]))
