"""The smallest language model worth the name: count which character follows which.

`counts[a, b]` says how many times character b came right after character a: shape (V, V).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from artia.labs.limits import within


def uniform_loss(vocabulary_size: int) -> float:
    """Loss of someone who knows nothing and gives each of V characters 1/V: ln V."""
    return math.log(vocabulary_size)


def bigram_counts(ids: Sequence[int], vocabulary_size: int) -> np.ndarray:
    """Count the pairs of neighbours: row = a character, column = the one after it."""
    counts = np.zeros((vocabulary_size, vocabulary_size), dtype=int)  # (V, V)
    row = np.asarray(ids, dtype=int)
    np.add.at(counts, (row[:-1], row[1:]), 1)
    return counts


def bigram_probabilities(counts: np.ndarray, smoothing: float) -> np.ndarray:
    """Turn each row of counts into probabilities, none of them zero. (V, V) -> (V, V)."""
    smoothed = np.asarray(counts) + within("smoothing", smoothing, 0.001, 1000)
    return smoothed / smoothed.sum(axis=1, keepdims=True)


def probabilities_of(ids: Sequence[int], table: np.ndarray) -> list[float]:
    """Probability the table gave to each character that really came next: N − 1 of them."""
    row = np.asarray(ids, dtype=int)
    return np.asarray(table)[row[:-1], row[1:]].tolist()


def average_loss(probabilities: Sequence[float]) -> float:
    """Mean of −ln(probability given to what really came), in nats per character."""
    return float(np.mean([-math.log(p) for p in probabilities]))
