"""Answers learners give to lab 02: right ones in many styles, wrong ones of many kinds.

For each task: RIGHT and WRONG (name -> function), and `cases(seed)`, other inputs with the
answers worked out here, without the package.
"""

import math
import random
from collections import namedtuple

import numpy as np
import torch

Answers = namedtuple("Answers", "right wrong cases")


def _split_cases(seed):
    rng = random.Random(seed)
    found = []
    for _ in range(4):
        tenths, share = rng.randint(2, 60), rng.choice([0.1, 0.2, 0.25, 0.5])
        length = tenths * 20  # so that every share above is a whole number of characters
        text = "".join(rng.choice("abcdé fghî\n") for _ in range(length))
        kept = length - int(length * share + 0.5)
        found.append(((text, share), (text[:kept], text[kept:])))
    return found


def _loop_split(text, share):
    kept, aside = [], []
    for place, character in enumerate(text):
        (kept if place < round(len(text) * (1 - share)) else aside).append(character)
    return kept, aside


SPLIT = Answers(
    right={
        "round": lambda t, s: (t[: round(len(t) * (1 - s))], t[round(len(t) * (1 - s)) :]),
        "from the end": lambda t, s: (t[: len(t) - round(len(t) * s)], t[-round(len(t) * s) :]),
        "a list": lambda t, s: [t[: len(t) - round(len(t) * s)], t[len(t) - round(len(t) * s) :]],
        "floor of the part kept": lambda t, s: (
            t[: math.floor(len(t) * (1 - s) + 1e-9)],
            t[math.floor(len(t) * (1 - s) + 1e-9) :],
        ),
        "lists of characters": _loop_split,
        "numpy": lambda t, s: (
            t[: int(np.rint(len(t) * (1 - s)))],
            t[int(np.rint(len(t) * (1 - s))) :],
        ),
    },
    wrong={
        "the whole text twice": lambda t, s: (t, t),
        "overlap before": lambda t, s: (t, t[round(len(t) * (1 - s)) :]),
        "overlap after": lambda t, s: (t[: round(len(t) * (1 - s))], t),
        "overlap of one": lambda t, s: (
            t[: round(len(t) * (1 - s)) + 1],
            t[round(len(t) * (1 - s)) :],
        ),
        "one lost": lambda t, s: (t[: round(len(t) * (1 - s))], t[round(len(t) * (1 - s)) + 1 :]),
        "off by one": lambda t, s: (
            t[: round(len(t) * (1 - s)) - 1],
            t[round(len(t) * (1 - s)) - 1 :],
        ),
        "shares swapped": lambda t, s: (t[: round(len(t) * s)], t[round(len(t) * s) :]),
        "order swapped": lambda t, s: (t[round(len(t) * (1 - s)) :], t[: round(len(t) * (1 - s))]),
        "always a tenth": lambda t, s: (t[: round(len(t) * 0.9)], t[round(len(t) * 0.9) :]),
        "answers learnt by heart": lambda t, s: {
            10: ("abcdefgh", "ij"),
            1000: (t[:900], t[900:]),
        }.get(len(t)),
        "lengths": lambda t, s: (round(len(t) * (1 - s)), round(len(t) * s)),
        "decimal position": lambda t, s: (t[: len(t) * (1 - s)], t[len(t) * (1 - s) :]),
        "nothing": lambda t, s: None,
        "one argument": lambda t: (t, ""),
    },
    cases=_split_cases,
)


def _loss_cases(seed):
    rng = random.Random(seed)
    found = []
    for _ in range(4):
        chances = [rng.uniform(0.001, 0.999) for _ in range(rng.randint(2, 30))]
        found.append(((chances,), math.fsum(math.log(1 / p) for p in chances) / len(chances)))
    return found


def _loop_loss(p):
    total = 0
    for x in p:
        total -= math.log(x)
    return total / len(p)


LOSS = Answers(
    right={
        "list": lambda p: sum([-math.log(x) for x in p]) / len(p),
        "loop": _loop_loss,
        "numpy": lambda p: -np.log(p).mean(),
        "numpy float32": lambda p: np.float32(-np.log(np.asarray(p, dtype=np.float32)).mean()),
        "torch": lambda p: -torch.tensor(p).log().mean(),
        "torch with a gradient": lambda p: -torch.tensor(p, requires_grad=True).log().mean(),
        "log of the inverse": lambda p: sum(math.log(1 / x) for x in p) / len(p),
        "log of a product": lambda p: -math.log(math.prod(p)) / len(p),
        "a list of one": lambda p: [sum(-math.log(x) for x in p) / len(p)],
    },
    wrong={
        "base 10": lambda p: sum(-math.log10(x) for x in p) / len(p),
        "base 2": lambda p: sum(-math.log2(x) for x in p) / len(p),
        "log1p": lambda p: sum(-math.log1p(x) for x in p) / len(p),
        "sign": lambda p: sum(math.log(x) for x in p) / len(p),
        "sum": lambda p: sum(-math.log(x) for x in p),
        "log of the mean": lambda p: -math.log(sum(p) / len(p)),
        "entropy": lambda p: sum(-x * math.log(x) for x in p),
        "mean of p": lambda p: sum(p) / len(p),
        "n − 1": lambda p: sum(-math.log(x) for x in p) / (len(p) - 1),
        "rounded": lambda p: round(sum(-math.log(x) for x in p) / len(p), 1),
        "last one only": lambda p: -math.log(p[-1]),
        "not a number": lambda p: float("nan"),
        "text": lambda p: str(sum(-math.log(x) for x in p) / len(p)),
        "answers learnt by heart": lambda p: {2: 1.0397208, 4: 1.2951}.get(len(p), 0),
        "the list": lambda p: [-math.log(x) for x in p],
    },
    cases=_loss_cases,
)


def _bigram_cases(seed):
    rng = random.Random(seed)
    found = []
    for _ in range(4):
        size, smoothing = rng.randint(2, 6), rng.choice([0.1, 0.5, 3])
        counts = [[rng.choice([0, 0, 1, 2, 9]) for _ in range(size)] for _ in range(size)]
        expected = []
        for row in counts:
            total = sum(row) + size * smoothing
            expected.append([(count + smoothing) / total for count in row])
        found.append(((np.array(counts), smoothing), expected))
    return found


def _loop_bigram(counts, smoothing):
    table = []
    for row in counts:
        row = [float(count) + smoothing for count in row]
        table.append([count / sum(row) for count in row])
    return table


def _in_place(counts, smoothing):
    counts = counts.astype(float)
    counts += smoothing
    counts /= counts.sum(axis=1)[:, None]
    return counts


BIGRAM = Answers(
    right={
        "keepdims": lambda c, s: (c + s) / (c + s).sum(axis=1, keepdims=True),
        "loop": _loop_bigram,
        "in place": _in_place,
        "transposed twice": lambda c, s: ((c + s).T / (c + s).sum(axis=1)).T,
        "torch": lambda c, s: (
            (torch.tensor(c) + s) / (torch.tensor(c) + s).sum(dim=1, keepdim=True)
        ),
        "tuples": lambda c, s: tuple(tuple(row) for row in _loop_bigram(c, s)),
        "float32": lambda c, s: ((c + s) / (c + s).sum(axis=1, keepdims=True)).astype(np.float32),
    },
    wrong={
        "columns": lambda c, s: (c + s) / (c + s).sum(axis=0, keepdims=True),
        "sideways": lambda c, s: (c + s) / (c + s).sum(axis=1),
        "whole table": lambda c, s: (c + s) / (c + s).sum(),
        "no smoothing": lambda c, s: c / np.maximum(c.sum(axis=1, keepdims=True), 1),
        "no smoothing, warnings": lambda c, s: c / c.sum(axis=1, keepdims=True),
        "always 1": lambda c, s: (c + 1) / (c + 1).sum(axis=1, keepdims=True),
        "old total": lambda c, s: (c + s) / c.sum(axis=1, keepdims=True),
        "smoothing once": lambda c, s: (c + s) / (c.sum(axis=1, keepdims=True) + s),
        "counts": lambda c, s: c + s,
        "transposed": lambda c, s: ((c + s) / (c + s).sum(axis=1, keepdims=True)).T,
        "one row": lambda c, s: ((c + s) / (c + s).sum(axis=1, keepdims=True))[0],
        "percent": lambda c, s: 100 * (c + s) / (c + s).sum(axis=1, keepdims=True),
        "a name that does not exist": lambda c, s: smooth(c),  # noqa: F821
    },
    cases=_bigram_cases,
)


def _temperature_cases(seed):
    rng = random.Random(seed)
    found = []
    for _ in range(4):
        scores = [rng.uniform(-4, 4) for _ in range(rng.randint(2, 20))]
        temperature = rng.choice([0.3, 0.7, 1.5, 4])
        weights = [math.exp(score / temperature) for score in scores]
        found.append(((scores, temperature), [w / math.fsum(weights) for w in weights]))
    return found


def _softmax(z):
    weights = np.exp(np.asarray(z, dtype=float))
    return weights / weights.sum()


def _careful(scores, temperature):
    top = max(scores)
    weights = [math.exp((score - top) / temperature) for score in scores]
    return tuple(weight / sum(weights) for weight in weights)


TEMPERATURE = Answers(
    right={
        "list": lambda z, t: _softmax([x / t for x in z]).tolist(),
        "numpy": lambda z, t: _softmax(np.array(z) / t),
        "torch": lambda z, t: torch.softmax(torch.tensor(z) / t, dim=0),
        "with the highest taken away": _careful,
        "powers": lambda z, t: [math.e ** (x / t) / sum(math.e ** (y / t) for y in z) for x in z],
    },
    wrong={
        "multiplied": lambda z, t: _softmax(np.array(z) * t),
        "ignored": lambda z, t: _softmax(z),
        "divided after": lambda z, t: _softmax(z) / t,
        "subtracted": lambda z, t: _softmax(np.array(z) - t),
        "no exponential": lambda z, t: [x / t / sum(y / t for y in z) for x in z],
        "not normalized": lambda z, t: np.exp(np.array(z) / t),
        "base 2": lambda z, t: [2 ** (x / t) / sum(2 ** (y / t) for y in z) for x in z],
        "sign": lambda z, t: _softmax(-np.array(z) / t),
        "logarithms": lambda z, t: np.log(_softmax(np.array(z) / t)),
        "greedy": lambda z, t: [float(x == max(z)) for x in z],
        "scaled scores": lambda z, t: [x / t for x in z],
        "sorted": lambda z, t: sorted(_softmax(np.array(z) / t)),
        "endless recursion": lambda z, t: TEMPERATURE.wrong["endless recursion"](z, t),
    },
    cases=_temperature_cases,
)

TASKS = {
    "split": SPLIT,
    "average_loss": LOSS,
    "bigram_probabilities": BIGRAM,
    "apply_temperature": TEMPERATURE,
}
