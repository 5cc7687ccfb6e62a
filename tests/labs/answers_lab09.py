"""Answers learners give to lab 09: right ones in many styles, wrong ones of many kinds.

As in `answers.py`: for each task, RIGHT and WRONG (name -> function), and `cases(seed)`, other
inputs with the answers worked out here, without the package.
"""

import math
import random
import statistics

import numpy as np
import torch

from .answers import Answers


def _joules_cases(seed):
    rng = random.Random(seed)
    return [((joules,), joules / 60 / 60) for joules in (rng.uniform(1, 1e6) for _ in range(4))]


WATT_HOURS = Answers(
    right={
        "divided": lambda j: j / 3600,
        "in two steps": lambda j: j / 60 / 60,
        "numpy float32": lambda j: np.float32(j) / np.float32(3600),
        "torch": lambda j: torch.tensor(float(j)) / 3600,
        "a list of one": lambda j: [j / 3600],
        "from kilowatt-hours": lambda j: 1000 * (j / 3.6e6),
    },
    wrong={
        "multiplied": lambda j: j * 3600,
        "kilowatt-hours": lambda j: j / 3_600_000,
        "kilojoules": lambda j: j / 1000,
        "minutes": lambda j: j / 60,
        "whole": lambda j: j // 3600,
        "upside down": lambda j: 3600 / j,
        "text": lambda j: f"{j / 3600} Wh",
        "nothing": lambda j: None,
        "joules": lambda j: j,
        "answers learnt by heart": lambda j: {3600: 1, 90: 0.025}.get(j, 0),
    },
    cases=_joules_cases,
)


def _trace_cases(seed):
    rng = random.Random(seed)
    found = []
    for _ in range(4):
        count, instant = rng.randint(2, 9), rng.uniform(0, 5)
        seconds, watts, area = [instant], [rng.uniform(80, 120)], 0.0
        idle = rng.uniform(5, 60)
        for _step in range(count):
            length = rng.uniform(0.2, 3)
            seconds.append(seconds[-1] + length)
            watts.append(rng.uniform(100, 300))
            # A rectangle and a triangle: another way to the same area.
            low, high = sorted(watts[-2:])
            area += length * (low - idle) + length * (high - low) / 2
        found.append(((seconds, watts, idle), area))
    return found


def _loop(seconds, watts, idle):
    total = 0
    for k in range(len(seconds) - 1):
        total += (seconds[k + 1] - seconds[k]) * ((watts[k] + watts[k + 1]) / 2 - idle)
    return total


def _shifted(watts, idle):
    return [w - idle for w in watts]


TRACE = Answers(
    right={
        "loop": _loop,
        "numpy": lambda s, w, i: np.trapezoid(np.array(w) - i, s),
        "area less idle": lambda s, w, i: np.trapezoid(w, s) - i * (s[-1] - s[0]),
        "zip": lambda s, w, i: sum(
            (a + b - 2 * i) / 2 * (t - r) for r, t, a, b in zip(s, s[1:], w, w[1:], strict=False)
        ),
        "torch": lambda s, w, i: torch.trapezoid(torch.tensor(w).double() - i, torch.tensor(s)),
        "mean of two rectangles": lambda s, w, i: (
            (
                sum(x * d for x, d in zip(_shifted(w, i)[:-1], np.diff(s), strict=True))
                + sum(x * d for x, d in zip(_shifted(w, i)[1:], np.diff(s), strict=True))
            )
            / 2
        ),
    },
    wrong={
        "idle forgotten": lambda s, w, i: np.trapezoid(w, s),
        "idle once": lambda s, w, i: np.trapezoid(w, s) - i,
        "idle added": lambda s, w, i: np.trapezoid(np.array(w) + i, s),
        "first power": lambda s, w, i: float(np.sum((np.array(w[:-1]) - i) * np.diff(s))),
        "last power": lambda s, w, i: float(np.sum((np.array(w[1:]) - i) * np.diff(s))),
        "not halved": lambda s, w, i: float(
            np.sum((np.array(w[1:]) + np.array(w[:-1]) - i) * np.diff(s))
        ),
        "one second each": lambda s, w, i: np.trapezoid(np.array(w) - i),
        "sum of powers": lambda s, w, i: sum(w) - i * len(w),
        "mean times the last instant": lambda s, w, i: (np.mean(w) - i) * s[-1],
        "idle cut at zero": lambda s, w, i: np.trapezoid(np.maximum(np.array(w) - 2 * i, 0), s),
        "precedence": lambda s, w, i: sum(
            (w[k - 1] + w[k] / 2 - i) * (s[k] - s[k - 1]) for k in range(1, len(s))
        ),
        "watt-hours": lambda s, w, i: _loop(s, w, i) / 3600,
        "sign": lambda s, w, i: -_loop(s, w, i),
        "answers learnt by heart": lambda s, w, i: {3: 38, 4: 95}.get(len(s), 0),
        "a name that does not exist": lambda s, w, i: integral(s, w) - i,  # noqa: F821
    },
    cases=_trace_cases,
)


def _summary_cases(seed):
    rng = random.Random(seed)
    found = []
    for _ in range(4):
        values = [rng.uniform(5, 400) for _ in range(rng.randint(2, 9))]
        deviation, mean = statistics.stdev(values), statistics.fmean(values)
        found.append(((values,), (mean, deviation, deviation / mean)))
    return found


def _with(deviation):
    return lambda v: (np.mean(v), deviation(v), deviation(v) / np.mean(v))


def _moments(values):
    """Mean of squares less square of the mean, put back to n − 1."""
    n, mean = len(values), sum(values) / len(values)
    variance = (sum(v * v for v in values) / n - mean**2) * n / (n - 1)
    return mean, math.sqrt(variance), math.sqrt(variance) / mean


SUMMARY = Answers(
    right={
        "numpy": _with(lambda v: np.std(v, ddof=1)),
        "statistics": _with(statistics.stdev),
        "torch": _with(lambda v: torch.tensor(v, dtype=torch.float64).std()),
        "moments": _moments,
        "a list": lambda v: [np.mean(v), np.std(v, ddof=1), np.std(v, ddof=1) / np.mean(v)],
        "an array": lambda v: np.array(_moments(v)),
    },
    wrong={
        "divided by n": _with(np.std),
        "variance": _with(lambda v: np.var(v, ddof=1)),
        "percent": lambda v: (
            np.mean(v),
            np.std(v, ddof=1),
            100 * np.std(v, ddof=1) / np.mean(v),
        ),
        "upside down": lambda v: (
            np.mean(v),
            np.std(v, ddof=1),
            np.mean(v) / np.std(v, ddof=1),
        ),
        "absolute distances": _with(lambda v: np.mean(np.abs(np.array(v) - np.mean(v)))),
        "not divided": _with(lambda v: math.sqrt(len(v)) * np.std(v)),
        "standard error": _with(lambda v: np.std(v, ddof=1) / math.sqrt(len(v))),
        "range": _with(lambda v: max(v) - min(v)),
        "median": lambda v: (
            np.median(v) + 0.5,
            np.std(v, ddof=1),
            np.std(v, ddof=1) / np.mean(v),
        ),
        "two numbers only": lambda v: (np.mean(v), np.std(v, ddof=1)),
        "order": lambda v: (np.std(v, ddof=1), np.mean(v), np.std(v, ddof=1) / np.mean(v)),
        "rounded": lambda v: tuple(round(x, 1) for x in _moments(v)),
        "answers learnt by heart": lambda v: {
            3: (12, 2, 1 / 6),
            5: (302.4, 45.78537, 0.1514066),
        }.get(len(v) if v in ([10, 12, 14], [281, 324, 312, 358, 237]) else 0),
        "the list itself": lambda v: v,
    },
    cases=_summary_cases,
)


def _footprint_cases(seed):
    rng = random.Random(seed)
    found = []
    for _ in range(4):
        kwh, grams, cents = rng.uniform(0.01, 20), rng.uniform(1, 800), rng.uniform(4, 30)
        found.append(((kwh * 1000 * 3600, grams, cents), (kwh * grams, kwh * cents * 0.01)))
    return found


FOOTPRINT = Answers(
    right={
        "in one go": lambda j, g, c: (j / 3.6e6 * g, j / 3.6e6 * c / 100),
        "price in dollars first": lambda j, g, c: (g * j / 3_600_000, (c / 100) * j / 3_600_000),
        "a list": lambda j, g, c: [j * g / 3.6e6, j * c / 3.6e8],
        "numpy": lambda j, g, c: np.array([g, c / 100]) * j / 3.6e6,
        "torch": lambda j, g, c: torch.tensor([g, c / 100], dtype=torch.float64) * j / 3.6e6,
        "float32": lambda j, g, c: np.float32([g, c / 100]) * np.float32(j / 3.6e6),
    },
    wrong={
        "cents": lambda j, g, c: (j / 3.6e6 * g, j / 3.6e6 * c),
        "watt-hours": lambda j, g, c: (j / 3600 * g, j / 3600 * c / 100),
        "joules": lambda j, g, c: (j * g, j * c / 100),
        "kilojoules": lambda j, g, c: (j / 1000 * g, j / 1000 * c / 100),
        "order": lambda j, g, c: (j / 3.6e6 * c / 100, j / 3.6e6 * g),
        "divided by the factor": lambda j, g, c: (j / 3.6e6 / g, j / 3.6e6 * c / 100),
        "kilograms": lambda j, g, c: (j / 3.6e9 * g, j / 3.6e6 * c / 100),
        "grams only": lambda j, g, c: j / 3.6e6 * g,
        "always Quebec": lambda j, g, c: (j / 3.6e6 * 2.6, j / 3.6e6 * c / 100),
        "rounded to the cent": lambda j, g, c: (j / 3.6e6 * g, round(j / 3.6e6 * c / 100)),
        "text": lambda j, g, c: (f"{j / 3.6e6 * g} g", f"{j / 3.6e8 * c} $"),
        "answers learnt by heart": lambda j, g, c: {2.6: (2.6, 0.13), 346: (86.5, 0.05075)}.get(g),
        "nothing": lambda j, g, c: None,
    },
    cases=_footprint_cases,
)

_RIGHT = {
    "A": "measured",
    "B": "assumed",
    "C": "measured",
    "D": "estimated",
    "E": "assumed",
    "F": "estimated",
}
_FRENCH = {"measured": "mesuré", "estimated": "estimée", "assumed": "SUPPOSÉ"}


def _label_cases(seed):
    letters = random.Random(seed).sample("CDEF", 3)
    return [((letter,), _RIGHT[letter]) for letter in letters]


LABEL = Answers(
    right={
        "dictionary": lambda n: _RIGHT[n],
        "capitals": lambda n: _RIGHT[n].upper(),
        "with a space": lambda n: f" {_RIGHT[n]} ",
        "in French": lambda n: _FRENCH[_RIGHT[n]],
        "tests": lambda n: (
            "measured" if n in "AC" else "estimated" if n in ("D", "F") else "assumed"
        ),
    },
    wrong={
        "always measured": lambda n: "measured",
        "always estimated": lambda n: "estimated",
        "always assumed": lambda n: "assumed",
        "the sum takes its surest part": lambda n: {**_RIGHT, "B": "estimated", "E": "measured"}[n],
        "estimated and assumed swapped": lambda n: {
            "measured": "measured",
            "estimated": "assumed",
            "assumed": "estimated",
        }[_RIGHT[n]],
        "the letter": lambda n: n,
        "a number": lambda n: "ABCDEF".index(n),
        "nothing": lambda n: None,
        "a whole sentence": lambda n: f"it is {_RIGHT[n]}",
        "all of them": lambda n: _RIGHT,
        "answers learnt by heart": lambda n: {"A": "measured", "B": "assumed"}.get(n, "?"),
    },
    cases=_label_cases,
)

TASKS = {
    "watt_hours": WATT_HOURS,
    "energy_of_trace": TRACE,
    "summary": SUMMARY,
    "label": LABEL,
    "footprint": FOOTPRINT,
}
