"""Lab 09: the five functions a learner completes.

Arithmetic and labels only: no joule, second or loss of anybody's machine is ever judged.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from artia.labs.answers import as_array, as_number, describe_numbers, same_numbers
from artia.labs.checks import Task
from artia.labs.energy.convert import footprint, watt_hours
from artia.labs.energy.reading import ASSUMED, ESTIMATED, LABELS, MEASURED, as_label, label_name
from artia.labs.energy.repeats import summary
from artia.labs.energy.trace import energy_of_trace
from artia.labs.errors import named, shown
from artia.labs.messages import N_

# The six numbers that the notebook asks to label, and what each is.
LABELLED = {
    "A": MEASURED,  # joules between two readings of a card's counter
    "B": ASSUMED,  # 60 W, written by hand, × the duration
    "C": MEASURED,  # the seconds of a training, on the machine's clock
    "D": ESTIMATED,  # computing seconds counted by the system × watts from a table
    "E": ASSUMED,  # A + B: a sum is worth what its least sure part is worth
    "F": ESTIMATED,  # words counted × coefficients of a model nobody outside has opened
}


def label(number: str) -> str:
    """Return the label of one of the six numbers. Raises KeyError for another letter."""
    return LABELLED[number]


def _same_label(answer: Any, expected: Any) -> bool:
    try:
        return as_label(answer) == expected
    except (TypeError, ValueError):
        return False


def _describe_label(answer: Any) -> str:
    text = f"`{named(answer)}`" if isinstance(answer, str) else shown(answer)
    known = answer in LABELS and label_name(answer) != answer  # in English, the same word twice
    return f"{text} ({label_name(answer)})" if known else text


def _tuple(answer: Any) -> tuple[float, ...]:
    return tuple(as_array(answer).reshape(-1).tolist())


def _slices(seconds: Any, powers: Any, idle: float) -> float:
    """Energy for one power a slice, chosen badly, less what the device draws at rest."""
    durations = np.diff(np.asarray(seconds, dtype=float))
    return float(np.sum((np.asarray(powers, dtype=float) - idle) * durations))


def _middle(watts: Any) -> np.ndarray:
    return (np.asarray(watts[1:], dtype=float) + np.asarray(watts[:-1], dtype=float)) / 2


def _spread(values: Any, mean: float, deviation: float) -> tuple[float, float, float]:
    return mean, deviation, deviation / mean


WATT_HOURS = Task(
    name="watt_hours",
    reference=watt_hours,
    cases=[(3600,), (90,)],
    same=same_numbers,
    describe=describe_numbers,
    tidy=as_number,
    mistakes=[
        (lambda j: j * 3600, N_("watt_hours: multiplied")),
        (lambda j: j / 3_600_000, N_("watt_hours: kilo")),
        (lambda j: j / 1000, N_("watt_hours: thousand")),
        (lambda j: j / 60, N_("watt_hours: minutes")),
    ],
    hints=(N_("watt_hours: hint 1"), N_("watt_hours: hint 2"), N_("watt_hours: hint 3")),
    solution="result = joules / 3600",
)

ENERGY_OF_TRACE = Task(
    name="energy_of_trace",
    reference=energy_of_trace,
    cases=[([0, 1, 2], [10, 20, 50], 6), ([0, 0.5, 3, 4], [60, 100, 80, 60], 60)],
    same=same_numbers,
    describe=describe_numbers,
    tidy=as_number,
    mistakes=[
        (lambda s, w, i: energy_of_trace(s, w, 0), N_("trace: idle forgotten")),
        (lambda s, w, i: energy_of_trace(s, w, 0) - i, N_("trace: idle once")),
        (lambda s, w, i: energy_of_trace(s, w, -i), N_("trace: idle added")),
        (lambda s, w, i: _slices(s, w[:-1], i), N_("trace: first power")),
        (lambda s, w, i: _slices(s, w[1:], i), N_("trace: last power")),
        (lambda s, w, i: _slices(s, 2 * _middle(w), i), N_("trace: not halved")),
        (
            lambda s, w, i: _slices(s, _middle(w) + np.array(w)[:-1] / 2, i),
            N_("trace: no brackets"),
        ),
        (lambda s, w, i: float(np.sum(_middle(w) - i)), N_("trace: no duration")),
        (lambda s, w, i: float((_middle(w) - i) @ np.array(s[1:])), N_("trace: instant")),
        (lambda s, w, i: -energy_of_trace(s, w, i), N_("trace: backwards")),
        (lambda s, w, i: (float(np.mean(w)) - i) * (s[-1] - s[0]), N_("trace: mean of all")),
    ],
    hints=(N_("trace: hint 1"), N_("trace: hint 2"), N_("trace: hint 3")),
    solution=(
        "power = (watts[k - 1] + watts[k]) / 2 - idle_watts\nduration = seconds[k] - seconds[k - 1]"
    ),
)

SUMMARY = Task(
    name="summary",
    reference=summary,
    cases=[([10, 12, 14],), ([281, 324, 312, 358, 237],)],
    same=same_numbers,
    describe=describe_numbers,
    tidy=_tuple,
    mistakes=[
        (lambda v: _spread(v, np.mean(v), np.std(v)), N_("summary: divided by n")),
        (lambda v: _spread(v, np.mean(v), np.var(v, ddof=1)), N_("summary: no root")),
        (
            lambda v: (np.mean(v), np.std(v, ddof=1), 100 * np.std(v, ddof=1) / np.mean(v)),
            N_("summary: percent"),
        ),
        (
            lambda v: (np.mean(v), np.std(v, ddof=1), np.mean(v) / np.std(v, ddof=1)),
            N_("summary: upside down"),
        ),
        (
            lambda v: _spread(v, np.mean(v), np.mean(np.abs(np.asarray(v) - np.mean(v)))),
            N_("summary: absolute"),
        ),
        (
            lambda v: _spread(v, np.mean(v), math.sqrt(len(v)) * np.std(v)),
            N_("summary: not divided"),
        ),
        (
            lambda v: _spread(v, np.mean(v), math.sqrt(len(v)) * np.std(v) / (len(v) - 1)),
            N_("summary: divided after"),
        ),
        (lambda v: _spread(v, np.mean(v), math.sqrt(np.var(v) - 1)), N_("summary: no brackets")),
        (lambda v: _spread(v, np.mean(v), 0.0), N_("summary: doubled")),
    ],
    hints=(N_("summary: hint 1"), N_("summary: hint 2"), N_("summary: hint 3")),
    solution=(
        "squares = [(value - mean) ** 2 for value in values]\n"
        "deviation = math.sqrt(sum(squares) / (len(values) - 1))\n"
        "variation = deviation / mean"
    ),
)

FOOTPRINT = Task(
    name="footprint",
    reference=footprint,
    cases=[(3_600_000, 2.6, 13), (900_000, 346, 20.3)],
    same=same_numbers,
    describe=describe_numbers,
    tidy=_tuple,
    mistakes=[
        (lambda j, g, c: (j / 3.6e6 * g, j / 3.6e6 * c), N_("footprint: cents")),
        (lambda j, g, c: (j / 3600 * g, j / 3600 * c / 100), N_("footprint: watt-hours")),
        (lambda j, g, c: (j / 3600 * g, j / 3600 * c), N_("footprint: watt-hours, cents")),
        (lambda j, g, c: (j * g, j * c / 100), N_("footprint: joules")),
        (lambda j, g, c: (j / 1000 * g, j / 1000 * c / 100), N_("footprint: kilojoules")),
        (lambda j, g, c: footprint(j, g, c)[::-1], N_("footprint: order")),
        (lambda j, g, c: (j / 3.6e6 / g, j / 3.6e6 * c / 100), N_("footprint: divided")),
    ],
    hints=(N_("footprint: hint 1"), N_("footprint: hint 2"), N_("footprint: hint 3")),
    solution=(
        "kwh = joules / 3600 / 1000\n"
        "grams = kwh * grams_per_kwh\n"
        "dollars = kwh * cents_per_kwh / 100"
    ),
)

LABEL = Task(
    name="label",
    reference=label,
    cases=[("A",), ("B",)],
    same=_same_label,
    describe=_describe_label,
    tidy=as_label,
    mistakes=[
        (lambda n: MEASURED, N_("label: not measured")),
        (lambda n: ESTIMATED, N_("label: not estimated")),
        (lambda n: ASSUMED, N_("label: not assumed")),
    ],
    hints=(N_("label: hint 1"), N_("label: hint 2"), N_("label: hint 3")),
    solution=(
        'labels = {"A": "measured", "B": "assumed", "C": "measured",\n'
        '          "D": "estimated", "E": "assumed", "F": "estimated"}'
    ),
)

TASKS = {task.name: task for task in (WATT_HOURS, ENERGY_OF_TRACE, SUMMARY, LABEL, FOOTPRINT)}
