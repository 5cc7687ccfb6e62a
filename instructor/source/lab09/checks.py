"""Lab 09: what decides the marks of the five functions, outside the learner's kernel.

Arithmetic and labels only: no joule, second or loss that a machine produced is ever compared.
For each function, the cases of the notebook's own check, three that it does not show, and three
drawn anew for each learner. The last two kinds share the weight of three cases, so that an answer
learnt by heart from the notebook earns two fifths of the points. Labels have six cases in all:
the four that the check does not show weigh as much as three.
"""

import numpy as np

from artia.grading.checks import check, close, holds

PRECISION = {"tolerance": 1e-4, "absolute": 1e-6}  # a float32 computation passes


def _close(answer, expected, weight):
    """Compare numbers however small: the tolerance follows the size of what is expected."""
    least = float(np.min(np.abs(expected))) if np.size(expected) else 0.0
    return close(answer, expected, tolerance=1e-4, absolute=1e-6 * min(1.0, least), weight=weight)


@check("test_watt_hours")
def watt_hours(ask, rng):
    """J / 3600."""
    shown = [3600, 90]
    kept = [1, 7_200_000, 12.5]
    drawn = rng.uniform(5, 500_000, 3).round(1).tolist()

    for cases, weight in (shown, 1), (kept, 0.5), (drawn, 0.5):
        for joules in cases:
            yield _close(ask.call("watt_hours", joules), joules / 3600, weight)


@check("test_energy_of_trace")
def energy_of_trace(ask, rng):
    """Trapezoids between samples, less idle × duration."""
    shown = [([0, 1, 2], [10, 20, 50], 6), ([0, 0.5, 3, 4], [60, 100, 80, 60], 60)]
    kept = [
        ([0, 10], [100, 140], 20),
        ([2, 3, 7, 7.5], [50, 250, 250, 40], 45),
        ([0, 1, 2, 3], [30, 30, 30, 30], 0),
    ]
    drawn = []
    for _ in range(3):
        size = int(rng.integers(4, 12))
        # From another instant than 0, unevenly spaced, the last power far from the first.
        seconds = (rng.uniform(1, 5) + np.cumsum(rng.uniform(0.2, 3, size))).round(2).tolist()
        watts = rng.uniform(80, 200, size).round(1).tolist()
        watts[-1] += 150
        drawn.append((seconds, watts, float(rng.integers(10, 60))))

    for cases, weight in (shown, 1), (kept, 0.5), (drawn, 0.5):
        for seconds, watts, idle in cases:
            expected = np.trapezoid(watts, seconds) - idle * (seconds[-1] - seconds[0])
            yield _close(ask.call("energy_of_trace", seconds, watts, idle), expected, weight)


@check("test_summary")
def summary(ask, rng):
    """Mean, standard deviation with n − 1, and their ratio."""
    shown = [[10, 12, 14], [281, 324, 312, 358, 237]]
    kept = [[1, 3], [0.5, 0.5, 0.5, 3.5], [90, 100, 110, 130]]
    drawn = [rng.uniform(5, 400, int(rng.integers(3, 9))).round(2).tolist() for _ in range(3)]

    for cases, weight in (shown, 1), (kept, 0.5), (drawn, 0.5):
        for values in cases:
            mean, deviation = np.mean(values), np.std(values, ddof=1)
            expected = [mean, deviation, deviation / mean]
            yield close(ask.call("summary", values), expected, **PRECISION, weight=weight)


@check("test_footprint")
def footprint(ask, rng):
    """Kilowatt-hours × g/kWh, and kilowatt-hours × ¢/kWh ÷ 100."""
    shown = [(3_600_000, 2.6, 13), (900_000, 346, 20.3)]
    kept = [(7_200_000, 760, 6.905), (1800, 73, 10), (36_000_000, 17, 0)]
    drawn = [
        (
            float(rng.integers(100_000, 90_000_000)),
            round(float(rng.uniform(1, 800)), 1),
            round(float(rng.uniform(4, 30)), 2),
        )
        for _ in range(3)
    ]

    for cases, weight in (shown, 1), (kept, 0.5), (drawn, 0.5):
        for joules, grams_per_kwh, cents_per_kwh in cases:
            kwh = joules / 3_600_000
            expected = [kwh * grams_per_kwh, kwh * cents_per_kwh / 100]
            answer = ask.call("footprint", joules, grams_per_kwh, cents_per_kwh)
            yield _close(answer, expected, weight)


# French words count as much as English ones, with or without accents, and in any case.
WORDS = {
    "measured": {"measured", "mesure", "mesuree", "mesures", "mesurees"},
    "estimated": {"estimated", "estime", "estimee", "estimes", "estimees"},
    "assumed": {"assumed", "suppose", "supposee", "supposes", "supposees"},
}


@check("test_label")
def label(ask, rng):
    """The label of each of six numbers. `rng` is of no use: the six are in the notebook."""
    shown = {"A": "measured", "B": "assumed"}
    kept = {"C": "measured", "D": "estimated", "E": "assumed", "F": "estimated"}

    def is_named(expected):
        return lambda word: isinstance(word, str) and _bare(word) in WORDS[expected]

    for cases, weight in (shown, 1), (kept, 0.75):
        for letter, expected in cases.items():
            yield holds(ask.call("label", letter), is_named(expected), weight=weight)


def _bare(word):
    return word.strip().lower().replace("é", "e").replace("e\u0301", "e")
