"""Lab 05: the four functions a learner completes.

Each task holds a reference answer, the visible cases, the mistakes we know how to explain
(a wrong function and the sentence that goes with it) and three hints.
"""

from __future__ import annotations

from itertools import combinations
from math import sqrt
from typing import Any

import numpy as np

from artia.labs.answers import as_number, describe_numbers, same_numbers
from artia.labs.checks import Task
from artia.labs.messages import N_
from artia.labs.vectors import measures

DRAWN = 0.024  # how far a p-value may be when the ways are drawn at random, several thousand


def _scores(count: int) -> float:
    """What an effect size becomes when the spread is divided by n − 1, for n scores."""
    return sqrt((count - 1) / count)


def _same_effect(answer: Any, expected: Any) -> bool:
    """Both usual spreads are right, n and n − 1: the visible cases have eight scores each."""
    return same_numbers(answer, expected) or same_numbers(answer, expected * _scores(8))


def _effect_nearby(answer: Any, expected: Any) -> bool:
    """Either spread, for lists of any size."""
    sizes = range(4, 41)
    return same_numbers(answer, expected) or any(
        same_numbers(answer, expected * _scores(count)) for count in sizes
    )


def _same_share(answer: Any, expected: Any) -> bool:
    """The exact share, or one near enough to come from thousands of ways drawn at random."""
    try:
        return bool(abs(as_number(answer) - expected) <= DRAWN)
    except (TypeError, ValueError, IndexError):
        return False


def _dot(u: Any, v: Any) -> float:
    return float(np.dot(u, v))


def _lengths(u: Any, v: Any) -> float:
    return float(np.linalg.norm(u) * np.linalg.norm(v))


COSINE = Task(
    name="cosine",
    reference=measures.cosine,
    cases=[
        (np.array([3.0, 4.0]), np.array([4.0, 3.0])),
        (np.array([2.0, 0.0, 1.0]), np.array([-1.0, 3.0, 0.5])),
    ],
    same=same_numbers,
    describe=describe_numbers,
    tidy=as_number,
    mistakes=[
        (_dot, N_("cosine: not divided")),
        (lambda u, v: _dot(u, v) / np.linalg.norm(u), N_("cosine: one length")),
        (lambda u, v: _dot(u, v) / np.linalg.norm(v), N_("cosine: one length")),
        (lambda u, v: _dot(u, v) / (_lengths(u, v) ** 2), N_("cosine: squared lengths")),
        (lambda u, v: 1 - measures.cosine(u, v), N_("cosine: a distance")),
        (lambda u, v: np.linalg.norm(np.asarray(u) - v), N_("cosine: a distance")),
        (lambda u, v: np.arccos(measures.cosine(u, v)), N_("cosine: the angle")),
        (lambda u, v: np.asarray(u) * v / _lengths(u, v), N_("cosine: not added")),
        (lambda u, v: _dot(u, v) / (len(u) * len(v)), N_("cosine: counts")),
        (
            lambda u, v: _dot(u, v) / (np.linalg.norm(u) + np.linalg.norm(v)),
            N_("cosine: lengths added"),
        ),
    ],
    hints=(N_("cosine: hint 1"), N_("cosine: hint 2"), N_("cosine: hint 3")),
    solution="products = (u * v).sum()\nlengths = np.linalg.norm(u) * np.linalg.norm(v)",
)


def _to(word: Any, group: Any) -> np.ndarray:
    return np.array([measures.cosine(word, other) for other in group])


ASSOCIATION = Task(
    name="association",
    reference=measures.association,
    cases=[
        (
            np.array([1.0, 0.0]),
            np.array([[1.0, 0.0], [3.0, 4.0]]),
            np.array([[0.0, 1.0], [4.0, 3.0]]),
        ),
        (
            np.array([1.0, 2.0, 2.0]),
            np.array([[0.0, 3.0, 4.0]]),
            np.array([[2.0, -1.0, 2.0], [1.0, 0.0, 0.0]]),
        ),
    ],
    same=same_numbers,
    describe=describe_numbers,
    tidy=as_number,
    mistakes=[
        (lambda w, a, b: measures.association(w, b, a), N_("association: turned round")),
        (lambda w, a, b: _to(w, a).mean(), N_("association: one group")),
        (lambda w, a, b: _to(w, b).mean(), N_("association: one group")),
        (lambda w, a, b: _to(w, a).sum() - _to(w, b).sum(), N_("association: sums")),
        (lambda w, a, b: _to(w, a).mean() + _to(w, b).mean(), N_("association: added")),
        (lambda w, a, b: _to(w, a).mean() / _to(w, b).mean(), N_("association: ratio")),
        (lambda w, a, b: _to(w, a).max() - _to(w, b).max(), N_("association: nearest only")),
        (
            lambda w, a, b: measures.cosine(w, a.mean(0)) - measures.cosine(w, b.mean(0)),
            N_("association: mean word"),
        ),
        (
            lambda w, a, b: np.mean([_dot(w, x) for x in a]) - np.mean([_dot(w, x) for x in b]),
            N_("association: no cosine"),
        ),
    ],
    hints=(N_("association: hint 1"), N_("association: hint 2"), N_("association: hint 3")),
    solution="to_a = [cos(word, other) for other in group_a]\n"
    "to_b = [cos(word, other) for other in group_b]",
)


def _gap(x: Any, y: Any) -> float:
    return float(np.mean(x) - np.mean(y))


EFFECT_SIZE = Task(
    name="effect_size",
    reference=measures.effect_size,
    cases=[
        ([0.3, 0.1, 0.2, 0.5], [0.0, -0.1, 0.1, 0.2]),
        ([0.05, -0.02, 0.01], [0.12, 0.03, 0.08, -0.04, 0.02]),
    ],
    same=_same_effect,
    describe=describe_numbers,
    tidy=as_number,
    fits=_effect_nearby,
    mistakes=[
        (_gap, N_("effect: not divided")),
        (lambda x, y: measures.effect_size(y, x), N_("effect: turned round")),
        (lambda x, y: abs(measures.effect_size(x, y)), N_("effect: sign lost")),
        (lambda x, y: _gap(x, y) / np.var([*x, *y]), N_("effect: variance")),
        (lambda x, y: _gap(x, y) / np.std(x), N_("effect: one list")),
        (lambda x, y: _gap(x, y) / np.std(y), N_("effect: one list")),
        (
            lambda x, y: _gap(x, y) / sqrt((np.var(x) + np.var(y)) / 2),
            N_("effect: within lists"),
        ),
        (lambda x, y: (sum(x) - sum(y)) / np.std([*x, *y]), N_("effect: sums")),
        (lambda x, y: _gap(x, y) * np.std([*x, *y]), N_("effect: multiplied")),
    ],
    hints=(N_("effect: hint 1"), N_("effect: hint 2"), N_("effect: hint 3")),
    solution="difference = np.mean(scores_x) - np.mean(scores_y)\n"
    "spread = np.std([*scores_x, *scores_y])",
)


def _sums(x: Any, y: Any) -> tuple[np.ndarray, float]:
    pool = [*x, *y]
    return np.array([sum(way) for way in combinations(pool, len(x))]), float(sum(x))


PERMUTATION_P = Task(
    name="permutation_p",
    reference=measures.permutation_p,
    cases=[([8, 1, 9], [2, 3, 4]), ([0, 7, 2], [9, 1, 4])],
    same=_same_share,
    describe=describe_numbers,
    tidy=as_number,
    mistakes=[
        (lambda x, y: np.mean(_sums(x, y)[0] > _sums(x, y)[1]), N_("permutation: strictly")),
        (lambda x, y: np.mean(_sums(x, y)[0] <= _sums(x, y)[1]), N_("permutation: other side")),
        (lambda x, y: np.mean(_sums(x, y)[0] < _sums(x, y)[1]), N_("permutation: other side")),
        (lambda x, y: np.sum(_sums(x, y)[0] >= _sums(x, y)[1]), N_("permutation: a count")),
        (lambda x, y: 100 * measures.permutation_p(x, y), N_("permutation: percent")),
        (lambda x, y: np.mean(_sums(x, y)[0] == _sums(x, y)[1]), N_("permutation: equal only")),
        (
            lambda x, y: np.mean(
                np.abs(2 * _sums(x, y)[0] - sum(x) - sum(y)) >= abs(sum(x) - sum(y))
            ),
            N_("permutation: both sides"),
        ),
    ],
    hints=(N_("permutation: hint 1"), N_("permutation: hint 2"), N_("permutation: hint 3")),
    solution="sums = [sum(way) for way in combinations(pool, len(scores_x))]\n"
    "as_large = [total >= observed for total in sums]",
)

TASKS = {task.name: task for task in (COSINE, ASSOCIATION, EFFECT_SIZE, PERMUTATION_P)}
