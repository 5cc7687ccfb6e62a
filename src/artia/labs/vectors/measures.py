"""What lab 05 measures: cosine, association, effect size, permutation test, interval.

A word is a vector of D numbers; a group of words is a table (K, D), one row a word. The test is
the Word-Embedding Association Test of Caliskan, Bryson and Narayanan (Science 356, 2017).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import combinations
from math import comb
from typing import Any

import numpy as np

from artia.labs.errors import LabError
from artia.labs.messages import N_, number

MOST_SPLITS = 200_000  # two lists of ten words: more would take seconds


def cosine(u: Any, v: Any) -> float:
    """Cosine of the angle between two vectors (D,): 1 same way, 0 right angle, −1 opposite.

    Raises LabError when one of them is all zeros: it points nowhere.
    """
    u, v = np.asarray(u, dtype=float), np.asarray(v, dtype=float)
    lengths = np.linalg.norm(u) * np.linalg.norm(v)
    if lengths == 0:
        raise LabError(N_("vectors: a vector of zeros"))
    return float(u @ v / lengths)


def cosines(rows: Any, others: Any) -> np.ndarray:
    """Return every cosine between the rows of two tables: (K, D) and (M, D) -> (K, M)."""
    return unit(rows) @ unit(others).T


def unit(rows: Any) -> np.ndarray:
    """Bring each row of a table to length 1; a row of zeros stays zeros."""
    rows = np.atleast_2d(np.asarray(rows, dtype=np.float32))
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths == 0, 1, lengths)


def association(word: Any, group_a: Any, group_b: Any) -> float:
    """Mean cosine of a word (D,) with those of A (K, D), less its mean cosine with B's (M, D).

    From −2 to 2; it is the s(w, A, B) of Caliskan and colleagues. Raises LabError for a vector of
    zeros.
    """
    to_a = np.mean([cosine(word, other) for other in group_a])
    to_b = np.mean([cosine(word, other) for other in group_b])
    return float(to_a - to_b)


def effect_size(scores_x: Sequence[float], scores_y: Sequence[float]) -> float:
    """Difference of the two means, in standard deviations of all the scores (divided by n).

    With two lists of one length it goes from −2 to 2; it is the d of Caliskan and colleagues.
    Raises LabError when all the scores are equal.
    """
    spread = float(np.std([*scores_x, *scores_y]))
    if spread == 0:
        raise LabError(N_("vectors: scores all the same"))
    return float(np.mean(scores_x) - np.mean(scores_y)) / spread


@cache
def _splits(total: int, size: int) -> np.ndarray:
    """Every way to choose `size` places out of `total`: (ways, size)."""
    return np.array(list(combinations(range(total), size)), dtype=np.int16)


def permutation_p(scores_x: Sequence[float], scores_y: Sequence[float]) -> float:
    """Share of all the ways to deal the scores whose first pile adds up to at least that of X.

    The total never changes, so a larger sum for X is a larger difference between the means.
    Raises LabError when there are more than MOST_SPLITS ways.
    """
    pool, size = np.array([*scores_x, *scores_y], dtype=float), len(scores_x)
    ways = comb(len(pool), size)
    if ways > MOST_SPLITS:
        raise LabError(N_("vectors: too many splits"), ways=number(ways), most=number(MOST_SPLITS))
    sums = pool[_splits(len(pool), size)].sum(axis=1)
    slack = 1e-9 * max(1.0, float(np.abs(pool).sum()))  # equal sums, added in another order
    return float(np.mean(sums >= pool[:size].sum() - slack))


def bootstrap_interval(
    scores_x: Sequence[float], scores_y: Sequence[float], draws: int = 2000, seed: int = 2
) -> tuple[float, float]:
    """95 % interval of the effect size when the words are drawn again, with replacement.

    It says how much the result owes to these words; nothing about other texts or models.
    """
    rng = np.random.default_rng(seed)
    x, y = np.asarray(scores_x, dtype=float), np.asarray(scores_y, dtype=float)
    drawn_x = x[rng.integers(len(x), size=(draws, len(x)))]  # (draws, words)
    drawn_y = y[rng.integers(len(y), size=(draws, len(y)))]
    spread = np.concatenate([drawn_x, drawn_y], axis=1).std(axis=1)
    effects = (drawn_x.mean(axis=1) - drawn_y.mean(axis=1)) / np.where(spread == 0, 1, spread)
    low, high = np.percentile(effects, [2.5, 97.5])
    return float(low), float(high)


def one_word_less(scores_x: Sequence[float], scores_y: Sequence[float]) -> tuple[float, float]:
    """Smallest and largest effect size when a single word is left out of either list."""
    x, y = list(scores_x), list(scores_y)
    without = [effect_size(x[:i] + x[i + 1 :], y) for i in range(len(x))]
    without += [effect_size(x, y[:i] + y[i + 1 :]) for i in range(len(y))]
    return min(without), max(without)
