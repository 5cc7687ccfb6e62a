"""Lab 04: the five functions a learner completes."""

from __future__ import annotations

import math
from collections import Counter

from artia.labs.answers import RELATIVE, as_number, describe_numbers, same_numbers
from artia.labs.checks import Task
from artia.labs.messages import N_
from artia.labs.tokens import bpe, premiums, prices
from artia.labs.tokens.answers import (
    as_counts,
    as_pairs,
    as_pieces,
    describe_counts,
    describe_pairs,
    describe_pieces,
    describe_ratios,
    same_counts,
    same_pairs,
    same_pieces,
    same_ratios,
)


def _pairs_of(pieces: list, step: int = 1) -> list[tuple]:
    return list(zip(pieces, pieces[1:], strict=False))[::step]


def _overlapping(pieces: list, pair: tuple) -> list:
    met = [tuple(pieces[i : i + 2]) == tuple(pair) for i in range(len(pieces))]
    return ["".join(pair) if met[i] else piece for i, piece in enumerate(pieces)]


def _glued_besides(pieces: list, pair: tuple) -> list:
    merged: list = []
    for piece in pieces:
        met = bool(merged) and (merged[-1], piece) == tuple(pair)
        merged.append(merged[-1] + piece if met else piece)
    return merged


def _second_dropped(pieces: list, pair: tuple) -> list:
    merged: list = []
    for piece in pieces:
        if not (merged and (merged[-1], piece) == tuple(pair)):
            merged.append(piece)
    return merged


def _last_in_order(pieces: list, steps: int) -> list[tuple]:
    learnt = []
    for _step in range(steps):
        best = max(bpe.count_pairs(pieces))
        pieces = bpe.merge_pair(pieces, best)
        learnt.append(best)
    return learnt


def _first_only(pieces: list, pair: tuple) -> list:
    place = _pairs_of(pieces).index(tuple(pair))
    return [*pieces[:place], "".join(pair), *pieces[place + 2 :]]


def _from_the_right(pieces: list, pair: tuple) -> list:
    turned = bpe.merge_pair([x[::-1] for x in pieces[::-1]], [x[::-1] for x in pair[::-1]])
    return [piece[::-1] for piece in turned[::-1]]


def _dollars(tokens_in: int, tokens_out: int, input_price: float, output_price: float) -> float:
    return tokens_in * input_price + tokens_out * output_price


COUNT = Task(
    name="count_pairs",
    reference=bpe.count_pairs,
    cases=[(["p", "a", "p", "a", "s"],), (["do", "mi", "mi", "mi", "do"],)],
    same=same_counts,
    describe=describe_counts,
    tidy=as_counts,
    mistakes=[
        (lambda p: Counter(_pairs_of(p, 2)), N_("count_pairs: every other")),
        (lambda p: Counter(_pairs_of(p)[:-1]), N_("count_pairs: last")),
        (lambda p: dict.fromkeys(_pairs_of(p), 1), N_("count_pairs: always 1")),
        (lambda p: Counter(_pairs_of([*p, p[0]])), N_("count_pairs: round")),
        (lambda p: Counter(p), N_("count_pairs: single")),
        (lambda p: {}, N_("count_pairs: empty")),
        (lambda p: _pairs_of(p), N_("count_pairs: list")),
        (lambda p: Counter(tuple(sorted(x)) for x in _pairs_of(p)), N_("count_pairs: order")),
    ],
    hints=(N_("count_pairs: hint 1"), N_("count_pairs: hint 2"), N_("count_pairs: hint 3")),
    solution="for pair in zip(pieces, pieces[1:]):\n    counts[pair] = counts.get(pair, 0) + 1",
)

MERGE = Task(
    name="merge_pair",
    reference=bpe.merge_pair,
    cases=[
        (["p", "a", "p", "a", "s"], ("p", "a")),
        (["mi", "mi", "mi", "do", "mi", "mi"], ("mi", "mi")),
    ],
    same=same_pieces,
    describe=describe_pieces,
    tidy=as_pieces,
    mistakes=[
        (lambda p, pair: [x for x in bpe.merge_pair(p, pair) if x == "".join(pair)],
         N_("merge_pair: the rest is gone")),
        (_overlapping, N_("merge_pair: overlap")),
        (_glued_besides, N_("merge_pair: both kept")),
        (_second_dropped, N_("merge_pair: second gone")),
        (_first_only, N_("merge_pair: first only")),
        (_from_the_right, N_("merge_pair: from the right")),
        (lambda p, pair: p, N_("merge_pair: nothing")),
        (lambda p, pair: bpe.merge_pair(p, pair[::-1]), N_("merge_pair: order")),
    ],
    hints=(N_("merge_pair: hint 1"), N_("merge_pair: hint 2"), N_("merge_pair: hint 3")),
    solution=(
        "if met:\n    merged[-1] = merged[-1] + piece\nelse:\n    merged.append(piece)"
    ),
)  # fmt: skip

LEARN = Task(
    name="learn_merges",
    reference=bpe.learn_merges,
    # No two pairs are ever as frequent here: whichever one takes then, the answer is the same.
    cases=[(list("noon no noon non"), 2), (list("cocorico coco"), 2)],
    same=same_pairs,
    describe=describe_pairs,
    tidy=as_pairs,
    fits=lambda answer, expected: len(as_pairs(answer)) == len(expected),
    mistakes=[
        (lambda p, n: [x for x, _n in bpe.count_pairs(p).most_common(n)], N_("learn: no merge")),
        (lambda p, n: bpe.learn_merges(p, n)[:1] * n, N_("learn: the same one")),
        (lambda p, n: bpe.learn_merges(p, n)[:1], N_("learn: one only")),
        (_last_in_order, N_("learn: no key")),
        (lambda p, n: _pairs_of(p)[:n], N_("learn: first, not most")),
        (lambda p, n: bpe.learn_merges(p, n)[::-1], N_("learn: reversed")),
    ],
    hints=(N_("learn: hint 1"), N_("learn: hint 2"), N_("learn: hint 3")),
    solution="best = max(counts, key=counts.get)\npieces = merge(pieces, best)",
)

PREMIUM = Task(
    name="premium",
    reference=premiums.premium,
    cases=[
        ({"eng": 20, "fra": 27, "ike": 240}, "eng"),
        ({"eng": 20, "fra": 25, "hat": 40}, "fra"),
    ],
    same=same_ratios,
    describe=describe_ratios,
    tidy=lambda answer: {name: as_number(value) for name, value in answer.items()},
    mistakes=[
        (lambda c, r: {k: c[r] / v for k, v in c.items()}, N_("premium: upside down")),
        (lambda c, r: {k: v - c[r] for k, v in c.items()}, N_("premium: difference")),
        (lambda c, r: {k: v / c[r] - 1 for k, v in c.items()}, N_("premium: excess")),
        (lambda c, r: {k: v / sum(c.values()) for k, v in c.items()}, N_("premium: share")),
        (lambda c, r: {k: v // c[r] for k, v in c.items()}, N_("premium: whole")),
        (lambda c, r: {k: v / c["eng"] for k, v in c.items()}, N_("premium: always English")),
    ],
    hints=(N_("premium: hint 1"), N_("premium: hint 2"), N_("premium: hint 3")),
    solution="ratios = {name: count / counts[reference] for name, count in counts.items()}",
)

PRICE = Task(
    name="price",
    reference=prices.price,
    cases=[(2_000_000, 500_000, 3, 12), (197_700, 40_000, 0.5, 1.5)],
    same=lambda answer, expected: (
        same_numbers(answer, expected)
        and math.isclose(as_number(answer), expected, rel_tol=RELATIVE)
    ),
    describe=describe_numbers,
    tidy=as_number,
    mistakes=[
        (lambda i, o, pi, po: _dollars(i, o, pi, po), N_("price: not divided")),
        (lambda i, o, pi, po: _dollars(i, o, pi, po) / 1000, N_("price: per thousand")),
        (lambda i, o, pi, po: _dollars(i, o, po, pi) / 1e6, N_("price: swapped")),
        (lambda i, o, pi, po: i * pi / 1e6, N_("price: input only")),
        (lambda i, o, pi, po: (i + o) * (pi + po) / 1e6, N_("price: sums")),
    ],
    hints=(N_("price: hint 1"), N_("price: hint 2"), N_("price: hint 3")),
    solution="millionths = tokens_in * input_price + tokens_out * output_price",
)

TASKS = {task.name: task for task in (COUNT, MERGE, LEARN, PREMIUM, PRICE)}
