"""Answers learners give to lab 04: right ones in many styles, wrong ones of many kinds.

For each task: RIGHT and WRONG (name -> function), and `cases(seed)`, other inputs with the
answers worked out here, without the package.
"""

import random
from collections import Counter, defaultdict, namedtuple
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import numpy as np

Answers = namedtuple("Answers", "right wrong cases")


def _draw(rng, letters="ab ", least=8, most=30):
    return [rng.choice(letters) for _ in range(rng.randint(least, most))]


def _tally(pieces):
    found = {}
    for i in range(len(pieces) - 1):
        pair = (pieces[i], pieces[i + 1])
        found[pair] = found.get(pair, 0) + 1
    return found


def _glue(pieces, pair):
    kept, i = [], 0
    while i < len(pieces):
        if i + 1 < len(pieces) and pieces[i] == pair[0] and pieces[i + 1] == pair[1]:
            kept.append(pair[0] + pair[1])
            i += 2
        else:
            kept.append(pieces[i])
            i += 1
    return kept


def _count_cases(seed):
    rng = random.Random(seed)
    return [((pieces,), _tally(pieces)) for pieces in (_draw(rng) for _ in range(4))]


def _default_count(pieces):
    counts = defaultdict(int)
    for left, right in pairwise(pieces):
        counts[left, right] += 1
    return counts


def _count_with_zeros(pieces):
    counts = {(a, b): 0 for a in pieces for b in pieces}
    for pair in zip(pieces, pieces[1:], strict=False):
        counts[pair] += 1
    return counts


COUNT = Answers(
    right={
        "counter": lambda p: Counter(zip(p, p[1:], strict=False)),
        "loop": _tally,
        "defaultdict": _default_count,
        "most common, a list": lambda p: Counter(pairwise(p)).most_common(),
        "with zeros": _count_with_zeros,
        "numpy integers": lambda p: {k: np.int64(v) for k, v in _tally(p).items()},
    },
    wrong={
        "every other": lambda p: Counter(list(pairwise(p))[::2]),
        "last one forgotten": lambda p: Counter(list(pairwise(p))[:-1]),
        "always 1": lambda p: dict.fromkeys(pairwise(p), 1),
        "counted on the way": lambda p: [
            (pair, list(pairwise(p))[: place + 1].count(pair))
            for place, pair in enumerate(pairwise(p))
        ],
        "round": lambda p: Counter(zip(p, p[1:] + p[:1], strict=True)),
        "no order": lambda p: Counter(tuple(sorted(x)) for x in pairwise(p)),
        "single pieces": lambda p: Counter(p),
        "joined": lambda p: Counter(a + b for a, b in pairwise(p)),
        "one too many": lambda p: {k: v + 1 for k, v in _tally(p).items()},
        "the number of pairs": lambda p: len(p) - 1,
        "the pairs": lambda p: list(pairwise(p)),
        "answers learnt by heart": lambda p: {
            "papas": {("p", "a"): 2, ("a", "p"): 1, ("a", "s"): 1},
            "domimimido": {("do", "mi"): 1, ("mi", "mi"): 2, ("mi", "do"): 1},
        }.get("".join(p), {}),
        "nothing": lambda p: None,
    },
    cases=_count_cases,
)


def _merge_cases(seed):
    rng = random.Random(seed)
    found = []
    while len(found) < 4:
        pieces = _draw(rng, "ab")
        pair = rng.choice([("a", "b"), ("b", "a"), ("a", "a")])
        if len(_glue(pieces, pair)) < len(pieces) - 1:
            found.append(((pieces, pair), _glue(pieces, pair)))
    return found


def _look_back(pieces, pair):
    kept = []
    for piece in pieces:
        if kept and [kept[-1], piece] == list(pair):
            kept.append(kept.pop() + piece)
        else:
            kept.append(piece)
    return kept


def _in_place(pieces, pair):
    place = 0
    while place < len(pieces) - 1:
        if (pieces[place], pieces[place + 1]) == tuple(pair):
            pieces[place : place + 2] = ["".join(pair)]
        place += 1
    return pieces


def _recursive(pieces, pair):
    if len(pieces) < 2:
        return list(pieces)
    if (pieces[0], pieces[1]) == tuple(pair):
        return [pieces[0] + pieces[1], *_recursive(pieces[2:], pair)]
    return [pieces[0], *_recursive(pieces[1:], pair)]


def _overlapping(pieces, pair):
    met = [tuple(pieces[i : i + 2]) == tuple(pair) for i in range(len(pieces))]
    return ["".join(pair) if here else piece for here, piece in zip(met, pieces, strict=True)]


def _first_only(pieces, pair):
    for i in range(len(pieces) - 1):
        if (pieces[i], pieces[i + 1]) == tuple(pair):
            return [*pieces[:i], "".join(pair), *pieces[i + 2 :]]
    return pieces


def _from_the_right(pieces, pair):
    turned = _glue(pieces[::-1], pair[::-1])
    return ["".join(pair) if p == pair[1] + pair[0] else p for p in turned[::-1]]


MERGE = Answers(
    right={
        "two hands": _glue,
        "looking back": _look_back,
        "in place": _in_place,
        "recursive": _recursive,
        "a tuple": lambda p, pair: tuple(_glue(p, pair)),
        "a generator": lambda p, pair: (piece for piece in _glue(p, pair)),
    },
    wrong={
        "the rest is gone": lambda p, pair: [x for x in _glue(p, pair) if x == "".join(pair)],
        "overlap": _overlapping,
        "first only": _first_only,
        "from the right": _from_the_right,
        "nothing joined": lambda p, pair: p,
        "backwards": lambda p, pair: _glue(p, pair[::-1]),
        "one text": lambda p, pair: "".join(p),
        "replaced in the text": lambda p, pair: list("".join(p).replace("".join(pair), "X")),
        "pairs left apart": lambda p, pair: [list(pair) if x == "".join(pair) else x
                                             for x in _glue(p, pair)],
        "how many": lambda p, pair: len(_glue(p, pair)),
        "answers learnt by heart": lambda p, pair: {
            "papas": ["pa", "pa", "s"],
            "mimimidomimi": ["mimi", "mi", "do", "mimi"],
        }.get("".join(p)),
        "a name that does not exist": lambda p, pair: merged,  # noqa: F821
    },
    cases=_merge_cases,
)  # fmt: skip


def _learn(pieces, steps, tie=None):
    learnt = []
    for _ in range(steps):
        counts = _tally(pieces)
        best = max(counts.values())
        ahead = [pair for pair, n in counts.items() if n == best]
        if tie is None and len(ahead) > 1:
            return None
        pair = (tie or (lambda pairs: pairs[0]))(ahead)
        learnt.append(pair)
        pieces = _glue(pieces, pair)
    return learnt


def _learn_cases(seed):
    rng = random.Random(seed)
    found = []
    while len(found) < 4:
        pieces, steps = _draw(rng, "abcd ", 25, 50), rng.randint(2, 3)
        learnt = _learn(pieces, steps)
        if learnt:
            found.append(((pieces, steps), learnt))
    return found


def _learn_with_counter(pieces, steps):
    learnt = []
    while len(learnt) < steps:
        [(pair, _n)] = Counter(pairwise(pieces)).most_common(1)
        learnt.append(pair)
        pieces = _look_back(pieces, pair)
    return learnt


LEARN = Answers(
    right={
        "counter": _learn_with_counter,
        "the first when equal": lambda p, n: _learn(p, n, lambda pairs: pairs[0]),
        "the last when equal": lambda p, n: _learn(p, n, lambda pairs: pairs[-1]),
        "by alphabet when equal": lambda p, n: _learn(p, n, min),
        "lists": lambda p, n: [list(pair) for pair in _learn_with_counter(p, n)],
        "a tuple": lambda p, n: tuple(_learn_with_counter(p, n)),
    },
    wrong={
        "joined ones between": lambda p, n: [
            piece for pair in _learn_with_counter(p, n) for piece in ("".join(pair), pair)
        ],
        "no merge": lambda p, n: [pair for pair, _ in Counter(pairwise(p)).most_common(n)],
        "the same one": lambda p, n: _learn_with_counter(p, 1) * n,
        "one only": lambda p, n: _learn_with_counter(p, 1),
        "first of the text": lambda p, n: list(pairwise(p))[:n],
        "reversed": lambda p, n: _learn_with_counter(p, n)[::-1],
        "one more": lambda p, n: _learn_with_counter(p, n + 1),
        "the least frequent": lambda p, n: [min(_tally(p), key=_tally(p).get)] * n,
        "joined": lambda p, n: ["".join(pair) for pair in _learn_with_counter(p, n)],
        "with counts": lambda p, n: [(pair, 2) for pair in _learn_with_counter(p, n)],
        "the text": lambda p, n: p,
        "answers learnt by heart": lambda p, n: {
            "noon no noon non": [("n", "o"), (" ", "no")],
            "cocorico coco": [("c", "o"), ("co", "co")],
        }.get("".join(p)),
        "nothing": lambda p, n: None,
    },
    cases=_learn_cases,
)


def _premium_cases(seed):
    rng = random.Random(seed)
    found = []
    for _ in range(4):
        counts = {code: rng.randint(1500, 25000) for code in ("fra", "eng", "mic", "csw")}
        reference = rng.choice(["fra", "mic"])
        ratios = {code: Fraction(n, counts[reference]) for code, n in counts.items()}
        found.append(((counts, reference), {code: float(r) for code, r in ratios.items()}))
    return found


def _loop_premium(counts, reference):
    ratios = {}
    for code in sorted(counts, reverse=True):
        ratios[code] = counts[code] / counts[reference]
    return ratios


PREMIUM = Answers(
    right={
        "in one line": lambda c, r: {code: n / c[r] for code, n in c.items()},
        "loop, another order": _loop_premium,
        "zip": lambda c, r: dict(zip(c, [n / c[r] for n in c.values()], strict=True)),
        "numpy": lambda c, r: dict(zip(c, np.array(list(c.values())) / c[r], strict=True)),
        "float32": lambda c, r: {code: np.float32(n / c[r]) for code, n in c.items()},
        "fractions": lambda c, r: {code: Fraction(n, c[r]) for code, n in c.items()},
    },
    wrong={
        "upside down": lambda c, r: {code: c[r] / n for code, n in c.items()},
        "difference": lambda c, r: {code: n - c[r] for code, n in c.items()},
        "excess": lambda c, r: {code: n / c[r] - 1 for code, n in c.items()},
        "share": lambda c, r: {code: n / sum(c.values()) for code, n in c.items()},
        "whole": lambda c, r: {code: n // c[r] for code, n in c.items()},
        "always English": lambda c, r: {code: n / c["eng"] for code, n in c.items()},
        "percent": lambda c, r: {code: 100 * n / c[r] for code, n in c.items()},
        "rounded": lambda c, r: {code: round(n / c[r], 1) for code, n in c.items()},
        "without the reference": lambda c, r: {k: n / c[r] for k, n in c.items() if k != r},
        "values only": lambda c, r: [n / c[r] for n in c.values()],
        "answers learnt by heart": lambda c, r: {
            "eng": {"eng": 1, "fra": 1.35, "ike": 12},
            "fra": {"eng": 0.8, "fra": 1, "hat": 1.6},
        }[r],
        "texts": lambda c, r: {code: f"× {n / c[r]}" for code, n in c.items()},
    },
    cases=_premium_cases,
)


def _price_cases(seed):
    rng = random.Random(seed)
    found = []
    for _ in range(4):
        read, written = rng.randint(10_000, 9_000_000), rng.randint(10_000, 9_000_000)
        dear = [Decimal(rng.randint(10, 3000)) / 100 for _ in range(2)]
        total = (read * dear[0] + written * dear[1]) / 1_000_000
        found.append(((read, written, float(dear[0]), float(dear[1])), float(total)))
    return found


PRICE = Answers(
    right={
        "at once": lambda i, o, pi, po: (i * pi + o * po) / 1_000_000,
        "each its own": lambda i, o, pi, po: i / 1e6 * pi + o / 1e6 * po,
        "in cents first": lambda i, o, pi, po: (i * 100 * pi + o * 100 * po) / 1e8,
        "numpy": lambda i, o, pi, po: np.dot([i, o], [pi, po]) / 1e6,
        "float32": lambda i, o, pi, po: np.float32((i * pi + o * po) / 1e6),
        "fractions": lambda i, o, pi, po: (
            (Fraction(i) * Fraction(pi) + Fraction(o) * Fraction(po)) / 1_000_000
        ),
    },
    wrong={
        "not divided": lambda i, o, pi, po: i * pi + o * po,
        "per thousand": lambda i, o, pi, po: (i * pi + o * po) / 1000,
        "swapped": lambda i, o, pi, po: (i * po + o * pi) / 1e6,
        "input only": lambda i, o, pi, po: i * pi / 1e6,
        "output only": lambda i, o, pi, po: o * po / 1e6,
        "sums": lambda i, o, pi, po: (i + o) * (pi + po) / 1e6,
        "mean price": lambda i, o, pi, po: (i + o) * (pi + po) / 2 / 1e6,
        "divided twice": lambda i, o, pi, po: (i * pi + o * po) / 1e12,
        "in cents": lambda i, o, pi, po: (i * pi + o * po) / 1e4,
        "whole dollars": lambda i, o, pi, po: int((i * pi + o * po) / 1e6 + 1),
        "answers learnt by heart": lambda i, o, pi, po: {2_000_000: 12, 197_700: 0.15885}.get(i, 0),
        "text": lambda i, o, pi, po: f"{(i * pi + o * po) / 1e6} $",
    },
    cases=_price_cases,
)

TASKS = {
    "count_pairs": COUNT,
    "merge_pair": MERGE,
    "learn_merges": LEARN,
    "premium": PREMIUM,
    "price": PRICE,
}
