"""Lab 07: the five functions a learner completes, in the order of the notebook."""

from __future__ import annotations

import math

from artia.labs.answers import as_array, as_number, describe_numbers, same_numbers
from artia.labs.canary import exposure
from artia.labs.canary.exposure import rank_of
from artia.labs.canary.line_tasks import DEDUPLICATE, NEAREST, PLANT
from artia.labs.checks import Task
from artia.labs.messages import N_

EXPOSURE = Task(
    name="exposure",
    reference=exposure.exposure,
    cases=[
        ([5.0, 1.0, 2.0, 4.0, 3.0, 6.0, 8.0, 7.0], 4),
        ([6.1, 0.4, 5.5, 2.0, 7.3, 1.2, 3.9, 2.8, 9.0, 4.4], 6),
    ],
    same=same_numbers,
    describe=describe_numbers,
    tidy=as_number,
    mistakes=[
        (lambda z, i: math.log(len(z)) - math.log(rank_of(z, i)), N_("exposure: natural")),
        (lambda z, i: math.log10(len(z)) - math.log10(rank_of(z, i)), N_("exposure: base 10")),
        (lambda z, i: math.log2(len(z)) - math.log2(rank_of(z, i) - 1), N_("exposure: from zero")),
        (
            lambda z, i: math.log2(len(z)) - math.log2(len(z) + 1 - rank_of(z, i)),
            N_("exposure: from the worst"),
        ),
        (lambda z, i: math.log2(len(z)) - math.log2(i + 1), N_("exposure: place")),
        (lambda z, i: math.log2(rank_of(z, i)) - math.log2(len(z)), N_("exposure: sign")),
        (lambda z, i: math.log2(len(z)) + math.log2(rank_of(z, i)), N_("exposure: sum")),
        (lambda z, i: math.log2(rank_of(z, i)), N_("exposure: rank only")),
        (lambda z, i: rank_of(z, i), N_("exposure: no logarithm")),
        (lambda z, i: len(z) / rank_of(z, i), N_("exposure: no logarithm")),
    ],
    hints=(N_("exposure: hint 1"), N_("exposure: hint 2"), N_("exposure: hint 3")),
    solution="rank = 1 + sum(loss < losses[place] for loss in losses)\n"
    "bits = math.log2(len(losses)) - math.log2(rank)",
)


def _median(values: list[float]) -> float:
    ordered = sorted(values)
    return (ordered[(len(values) - 1) // 2] + ordered[len(values) // 2]) / 2


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


SUMMARIZE = Task(
    name="summarize",
    reference=exposure.summarize,
    cases=[([9.97, 5.0, 7.0, 8.0],), ([1.5, 0.25, 3.0, 0.5, 0.75],)],
    same=same_numbers,
    describe=describe_numbers,
    tidy=lambda answer: tuple(as_array(answer).tolist()),
    mistakes=[
        (lambda v: (_median(v), min(v), max(v)), N_("summarize: median")),
        (lambda v: (sum(v), min(v), max(v)), N_("summarize: sum")),
        (lambda v: (_mean(v), max(v), min(v)), N_("summarize: turned")),
        (lambda v: (_mean(v), v[0], v[-1]), N_("summarize: first and last")),
        (lambda v: (_mean(v), max(v) - min(v)), N_("summarize: width")),
        (lambda v: _mean(v), N_("summarize: mean only")),
        (lambda v: (min(v), _mean(v), max(v)), N_("summarize: order")),
    ],
    hints=(N_("summarize: hint 1"), N_("summarize: hint 2"), N_("summarize: hint 3")),
    solution="mean = sum(values) / len(values)\nlowest, highest = min(values), max(values)",
)

TASKS = {task.name: task for task in (PLANT, EXPOSURE, SUMMARIZE, DEDUPLICATE, NEAREST)}
