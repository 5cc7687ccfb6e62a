"""Answers learners give to lab 05: right ones in many styles, wrong ones of many kinds.

For each task: RIGHT and WRONG (name -> function), and `cases(seed)`, other inputs with the
answers worked out here, without the package.
"""

import math
import random
import statistics
from collections import namedtuple
from itertools import combinations, permutations

import numpy as np
import torch

Answers = namedtuple("Answers", "right wrong cases")


def _cos(u, v):
    """Cosine with plain Python."""
    dot = math.fsum(float(a) * float(b) for a, b in zip(u, v, strict=True))
    return dot / (math.hypot(*map(float, u)) * math.hypot(*map(float, v)))


def _cosine_cases(seed):
    rng = np.random.default_rng(seed)
    found = []
    for size in (2, 5, 50):
        u, v = rng.normal(size=size) * 2, rng.normal(size=size) + 0.3
        found.append(((u, v), _cos(u, v)))
    return found


def _loop_cosine(u, v):
    dot = length_u = length_v = 0
    for a, b in zip(u, v, strict=True):
        dot += a * b
        length_u += a**2
        length_v += b**2
    return dot / math.sqrt(length_u * length_v)


COSINE = Answers(
    right={
        "numpy": lambda u, v: (u * v).sum() / (np.linalg.norm(u) * np.linalg.norm(v)),
        "dot": lambda u, v: np.dot(u, v) / np.linalg.norm(u) / np.linalg.norm(v),
        "at sign": lambda u, v: u @ v / (u @ u) ** 0.5 / (v @ v) ** 0.5,
        "loop": _loop_cosine,
        "plain Python": _cos,
        "unit arrows first": lambda u, v: (u / np.linalg.norm(u)) @ (v / np.linalg.norm(v)),
        "torch": lambda u, v: torch.cosine_similarity(torch.tensor(u), torch.tensor(v), dim=0),
        "float32": lambda u, v: np.float32(
            u.astype("f4") @ v.astype("f4") / np.linalg.norm(u) / np.linalg.norm(v)
        ),
        "law of cosines": lambda u, v: (
            (u @ u + v @ v - (u - v) @ (u - v)) / (2 * np.linalg.norm(u) * np.linalg.norm(v))
        ),
        "a list of one": lambda u, v: [_cos(u, v)],
    },
    wrong={
        "products only": lambda u, v: (u * v).sum(),
        "one length": lambda u, v: u @ v / np.linalg.norm(u),
        "squared lengths": lambda u, v: u @ v / (u @ u) / (v @ v),
        "a distance": lambda u, v: 1 - _cos(u, v),
        "Euclid": lambda u, v: np.linalg.norm(u - v),
        "the angle": lambda u, v: math.acos(max(-1, min(1, _cos(u, v)))),
        "absolute": lambda u, v: abs(_cos(u, v)),
        "not added": lambda u, v: u * v / np.linalg.norm(u) / np.linalg.norm(v),
        "counts": lambda u, v: u @ v / (len(u) * len(v)),
        "lengths added": lambda u, v: u @ v / (np.linalg.norm(u) + np.linalg.norm(v)),
        "correlation": lambda u, v: float(np.nan_to_num(np.corrcoef(u, v)[0, 1])),
        "rounded": lambda u, v: round(_cos(u, v), 1),
        "answers learnt by heart": lambda u, v: {5.0: 0.96}.get(
            round(float(np.linalg.norm(u)), 6), -0.209529
        ),
        "text": lambda u, v: str(_cos(u, v)),
        "nothing": lambda u, v: None,
        "one argument": lambda u: 1.0,
    },
    cases=_cosine_cases,
)


def _association_cases(seed):
    rng = np.random.default_rng(seed)
    found = []
    for size in (3, 20):
        word, a = rng.normal(size=size), rng.normal(size=(3, size)) + 0.5
        b = rng.normal(size=(5, size)) * 3
        expected = statistics.fmean(_cos(word, x) for x in a)
        found.append(((word, a, b), expected - statistics.fmean(_cos(word, x) for x in b)))
    return found


def _means(word, a, b):
    return np.mean([_cos(word, x) for x in a]), np.mean([_cos(word, x) for x in b])


def _vectorized(word, a, b):
    a, b = (g / np.linalg.norm(g, axis=1, keepdims=True) for g in (a, b))
    word = word / np.linalg.norm(word)
    return (a @ word).mean() - (b @ word).mean()


def _loop_association(word, a, b):
    total = 0
    for x in a:
        total += _cos(word, x) / len(a)
    for x in b:
        total -= _cos(word, x) / len(b)
    return total


ASSOCIATION = Answers(
    right={
        "lists": lambda w, a, b: _means(w, a, b)[0] - _means(w, a, b)[1],
        "loop": _loop_association,
        "vectorized": _vectorized,
        "statistics": lambda w, a, b: (
            statistics.mean(_cos(w, x) for x in a) - statistics.mean(_cos(w, x) for x in b)
        ),
        "torch": lambda w, a, b: torch.tensor(_vectorized(w, a, b)).float(),
        "sums and counts": lambda w, a, b: (
            sum(_cos(w, x) for x in a) / len(a) - sum(_cos(w, x) for x in b) / len(b)
        ),
    },
    wrong={
        "turned round": lambda w, a, b: _means(w, b, a)[0] - _means(w, b, a)[1],
        "one group": lambda w, a, b: _means(w, a, b)[0],
        "sums": lambda w, a, b: sum(_cos(w, x) for x in a) - sum(_cos(w, x) for x in b),
        "added": lambda w, a, b: sum(_means(w, a, b)),
        "ratio": lambda w, a, b: _means(w, a, b)[0] / _means(w, a, b)[1],
        "nearest": lambda w, a, b: max(_cos(w, x) for x in a) - max(_cos(w, x) for x in b),
        "mean word": lambda w, a, b: _cos(w, a.mean(0)) - _cos(w, b.mean(0)),
        "no cosine": lambda w, a, b: (a @ w).mean() - (b @ w).mean(),
        "first words": lambda w, a, b: _cos(w, a[0]) - _cos(w, b[0]),
        "zipped": lambda w, a, b: np.mean(
            [_cos(w, x) - _cos(w, y) for x, y in zip(a, b, strict=False)]
        ),
        "sign only": lambda w, a, b: np.sign(_means(w, a, b)[0] - _means(w, a, b)[1]),
        "answers learnt by heart": lambda w, a, b: 0.4 if len(w) == 2 else 0.544444444,
        "both means": lambda w, a, b: _means(w, a, b),
    },
    cases=_association_cases,
)


def _effect_cases(seed):
    rng = random.Random(seed)
    found = []
    for sizes in ((4, 4), (5, 3)):
        x, y = ([rng.uniform(-1, 1) for _ in range(size)] for size in sizes)
        gap = statistics.fmean(x) - statistics.fmean(y)
        found.append(((x, y), gap / statistics.pstdev([*x, *y])))
    return found


def _gap(x, y):
    return sum(x) / len(x) - sum(y) / len(y)


def _by_hand(x, y):
    both = x + y
    middle = sum(both) / len(both)
    return _gap(x, y) / math.sqrt(sum((s - middle) ** 2 for s in both) / len(both))


EFFECT_SIZE = Answers(
    right={
        "numpy": lambda x, y: (np.mean(x) - np.mean(y)) / np.std([*x, *y]),
        "by hand": _by_hand,
        "statistics": lambda x, y: _gap(x, y) / statistics.pstdev(x + y),
        "sample spread": lambda x, y: _gap(x, y) / statistics.stdev(x + y),
        "ddof": lambda x, y: _gap(x, y) / np.std(np.concatenate([x, y]), ddof=1),
        "torch": lambda x, y: (
            (torch.tensor(x).mean() - torch.tensor(y).mean()) / torch.tensor(x + y).std()
        ),
        "variance's root": lambda x, y: _gap(x, y) / np.var(np.hstack([x, y])) ** 0.5,
    },
    wrong={
        "difference": _gap,
        "written in a list": lambda x, y: [str(_by_hand(x, y))],
        "turned round": lambda x, y: _by_hand(y, x),
        "absolute": lambda x, y: abs(_by_hand(x, y)),
        "variance": lambda x, y: _gap(x, y) / np.var(x + y),
        "spread of X": lambda x, y: _gap(x, y) / np.std(x),
        "Cohen": lambda x, y: _gap(x, y) / math.sqrt((np.var(x) + np.var(y)) / 2),
        "Cohen, samples": lambda x, y: (
            _gap(x, y) / math.sqrt((np.var(x, ddof=1) + np.var(y, ddof=1)) / 2)
        ),
        "sums": lambda x, y: (sum(x) - sum(y)) / np.std(x + y),
        "multiplied": lambda x, y: _gap(x, y) * np.std(x + y),
        "standard error": lambda x, y: _by_hand(x, y) * math.sqrt(len(x + y)),
        "medians": lambda x, y: (np.median(x) - np.median(y)) / np.std(x + y),
        "range": lambda x, y: _gap(x, y) / (max(x + y) - min(x + y)),
        "answers learnt by heart": lambda x, y: {4: 1.3024343, 3: -0.5899768}.get(len(x)),
        "text": lambda x, y: str(_by_hand(x, y)),
    },
    cases=_effect_cases,
)


def _permutation_cases(seed):
    rng = random.Random(seed)
    found = []
    for sizes in ((3, 3), (2, 4)):
        scores = rng.sample(range(50), sum(sizes))
        x, y = scores[: sizes[0]], scores[sizes[0] :]
        sums = [sum(way) for way in combinations(scores, len(x))]
        found.append(((x, y), sum(total >= sum(x) for total in sums) / len(sums)))
    return found


def _sums(x, y):
    return [sum(way) for way in combinations([*x, *y], len(x))]


def _share(x, y):
    return sum(total >= sum(x) for total in _sums(x, y)) / len(_sums(x, y))


def _by_means(x, y):
    pool, ways, as_wide = [*x, *y], 0, 0
    for chosen in combinations(range(len(pool)), len(x)):
        one = [pool[i] for i in chosen]
        other = [score for i, score in enumerate(pool) if i not in chosen]
        ways += 1
        as_wide += _gap(one, other) >= _gap(x, y) - 1e-12
    return as_wide / ways


def _every_order(x, y):
    orders = [sum(order[: len(x)]) for order in permutations([*x, *y])]
    return np.mean(np.array(orders) >= sum(x))


def _at_random(x, y, draws=20_000):
    rng, pool = np.random.default_rng(5), np.array([*x, *y], dtype=float)
    dealt = rng.permuted(np.tile(pool, (draws, 1)), axis=1)[:, : len(x)].sum(axis=1)
    return (1 + (dealt >= sum(x) - 1e-9).sum()) / (1 + draws)


PERMUTATION_P = Answers(
    right={
        "combinations": _share,
        "differences of means": _by_means,
        "numpy": lambda x, y: np.mean(np.array(_sums(x, y)) >= sum(x)),
        "every order": _every_order,
        "drawn at random": _at_random,
        "one minus the others": lambda x, y: 1 - np.mean(np.array(_sums(x, y)) < sum(x)),
        "a list of one": lambda x, y: [_share(x, y)],
    },
    wrong={
        "strictly": lambda x, y: np.mean(np.array(_sums(x, y)) > sum(x)),
        "other side": lambda x, y: np.mean(np.array(_sums(x, y)) <= sum(x)),
        "a count": lambda x, y: sum(total >= sum(x) for total in _sums(x, y)),
        "percent": lambda x, y: 100 * _share(x, y),
        "equal only": lambda x, y: np.mean(np.array(_sums(x, y)) == sum(x)),
        "both sides": lambda x, y: np.mean(
            np.abs(2 * np.array(_sums(x, y)) - sum(x + y)) >= abs(sum(x) - sum(y))
        ),
        "sizes of Y": lambda x, y: np.mean(
            [sum(way) >= sum(y) for way in combinations([*x, *y], len(y))]
        ),
        "the sums": lambda x, y: _sums(x, y),
        "one minus p": lambda x, y: 1 - _share(x, y),
        "pairs won": lambda x, y: np.mean([b >= a for a in x for b in y]),
        "always 0.05": lambda x, y: 0.05,
        "answers learnt by heart": lambda x, y: {18: 0.2, 9: 0.75}.get(sum(x), 2),
        "true": lambda x, y: _share(x, y) < 0.05,
    },
    cases=_permutation_cases,
)

TASKS = {
    "cosine": COSINE,
    "association": ASSOCIATION,
    "effect_size": EFFECT_SIZE,
    "permutation_p": PERMUTATION_P,
}
