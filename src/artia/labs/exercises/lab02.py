"""Lab 02: the four functions a learner completes.

Each task holds a reference answer, the visible cases, the mistakes we know how to explain
(a wrong function and the sentence that goes with it) and three hints.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from artia.labs import bigram, sampling, text
from artia.labs.answers import as_array, as_number, as_texts, describe_numbers, same_numbers
from artia.labs.checks import Task
from artia.labs.messages import N_, _, ngettext, number


def _same_texts(answer: Any, expected: Any) -> bool:
    """The same two texts; the cases are such that rounding up or down cuts at the same place."""
    try:
        return as_texts(answer) == list(expected)
    except TypeError:
        return False


def _cut_nearby(answer: Any, expected: Any) -> bool:
    """Nothing lost, nothing twice, and the cut where it should be, give or take a rounding."""
    parts = as_texts(answer)
    near = len(parts) == 2 and abs(len(parts[0]) - len(expected[0])) <= 1
    return near and "".join(parts) == "".join(expected)


def _describe_texts(answer: Any) -> str:
    if isinstance(answer, str):
        return _("only").format(text=_size(len(answer)))
    try:
        parts = as_texts(answer)
    except TypeError:
        return f"`{type(answer).__name__}`"
    return " + ".join(_size(len(part)) for part in parts)


def _size(n: int) -> str:
    return ngettext("a text of {n} character", "a text of {n} characters", n).format(n=number(n))


def _cut(text: str, share: float) -> int:
    return round(len(text) * (1 - share))


def _softmax(scores: Any) -> np.ndarray:
    weights = np.exp(np.asarray(scores, dtype=float))
    return weights / weights.sum()


SPLIT = Task(
    name="split",
    reference=text.split,
    cases=[("abcdefghij", 0.2), ("Le rideau se lève sur une cuisine vide.\n" * 25, 0.1)],
    same=_same_texts,
    describe=_describe_texts,
    tidy=lambda answer: tuple(as_texts(answer)),
    fits=_cut_nearby,
    mistakes=[
        (lambda t, s: (t[: _cut(t, 1 - s)], t[_cut(t, 1 - s) :]), N_("split: shares swapped")),
        (lambda t, s: (t, t[_cut(t, s) :]), N_("split: overlap")),
        (lambda t, s: (t[: _cut(t, s)], t), N_("split: overlap")),
        (lambda t, s: text.split(t, s)[::-1], N_("split: order")),
        (lambda t, s: (t[: _cut(t, s) - 1], t[_cut(t, s) :]), N_("split: lost")),
        (lambda t, s: (t[: _cut(t, s)], t[_cut(t, s) + 1 :]), N_("split: lost")),
        (lambda t, s: (t[: _cut(t, s) - 1], t[_cut(t, s) - 1 :]), N_("split: off by one")),
        (lambda t, s: (t[: _cut(t, s) + 1], t[_cut(t, s) + 1 :]), N_("split: off by one")),
    ],
    hints=(N_("split: hint 1"), N_("split: hint 2"), N_("split: hint 3")),
    solution="cut = round(len(text) * (1 - share))",
)

AVERAGE_LOSS = Task(
    name="average_loss",
    reference=bigram.average_loss,
    cases=[([0.5, 0.25],), ([0.0625, 1.0, 0.1, 0.9],)],
    same=same_numbers,
    describe=describe_numbers,
    tidy=as_number,
    mistakes=[
        (lambda p: np.mean([-math.log10(x) for x in p]), N_("average_loss: base 10")),
        (lambda p: np.mean([-math.log2(x) for x in p]), N_("average_loss: base 2")),
        (lambda p: np.mean([math.log(x) for x in p]), N_("average_loss: sign")),
        (lambda p: -sum(math.log(x) for x in p), N_("average_loss: sum")),
        (lambda p: -math.log(np.mean(p)), N_("average_loss: log of the mean")),
        (lambda p: np.mean(p), N_("average_loss: no logarithm")),
        (lambda p: np.mean([-x * math.log(x) for x in p]), N_("average_loss: weighted")),
    ],
    hints=(N_("average_loss: hint 1"), N_("average_loss: hint 2"), N_("average_loss: hint 3")),
    solution="losses = [-math.log(p) for p in probabilities]",
)


def _rows(counts: Any, smoothing: float) -> np.ndarray:
    return np.asarray(counts, dtype=float) + smoothing


def _totals(counts: Any, smoothing: float) -> np.ndarray:
    return _rows(counts, smoothing).sum(axis=1, keepdims=True)


BIGRAM = Task(
    name="bigram_probabilities",
    reference=bigram.bigram_probabilities,
    cases=[(np.array([[2, 0], [1, 1]]), 1), (np.array([[0, 3, 1], [5, 0, 0], [0, 0, 0]]), 0.5)],
    same=same_numbers,
    describe=describe_numbers,
    tidy=as_array,
    mistakes=[
        (lambda c, s: _rows(c, s) / _rows(c, s).sum(axis=0), N_("bigram: columns")),
        (lambda c, s: _rows(c, s) / _rows(c, s).sum(axis=1), N_("bigram: turned")),
        (lambda c, s: _rows(c, s) / _rows(c, s).sum(), N_("bigram: whole table")),
        (lambda c, s: _rows(c, s), N_("bigram: not divided")),
        (lambda c, s: _rows(c, s) / _totals(c, 0), N_("bigram: old total")),
        (lambda c, s: _rows(c, 0) / _totals(c, 0), N_("bigram: zeros")),
        (lambda c, s: _rows(c, 1) / _totals(c, 1), N_("bigram: always 1")),
    ],
    hints=(N_("bigram: hint 1"), N_("bigram: hint 2"), N_("bigram: hint 3")),
    solution="smoothed = counts + smoothing\ntotals = smoothed.sum(axis=1, keepdims=True)",
)

TEMPERATURE = Task(
    name="apply_temperature",
    reference=sampling.apply_temperature,
    cases=[([2.0, 1.0, 0.0], 0.5), ([2.0, 1.0, 0.0], 2)],
    same=same_numbers,
    describe=describe_numbers,
    tidy=lambda answer: as_array(answer).tolist(),
    mistakes=[
        (lambda z, t: _softmax(np.asarray(z) * t), N_("temperature: multiplied")),
        (lambda z, t: _softmax(z), N_("temperature: ignored")),
        (lambda z, t: _softmax(z) / t, N_("temperature: after")),
        (lambda z, t: np.exp(np.asarray(z) / t), N_("temperature: not divided")),
        (lambda z, t: np.asarray(z) / sum(z), N_("temperature: no exponential")),
    ],
    hints=(N_("temperature: hint 1"), N_("temperature: hint 2"), N_("temperature: hint 3")),
    solution="scaled = [score / temperature for score in scores]",
)

TASKS = {task.name: task for task in (SPLIT, AVERAGE_LOSS, BIGRAM, TEMPERATURE)}
