"""Several measurements of the same thing: their mean, and how far they stray from it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from artia.labs.energy.meter import Meter
from artia.labs.errors import LabError
from artia.labs.limits import within
from artia.labs.messages import N_

FEWEST = 3  # two runs can agree by chance


def weigh(work: Callable[[], object], runs: int = FEWEST, **how: object) -> list[Meter]:
    """Run the same work several times, each under a meter that keeps its result.

    `how` goes to `Meter`. Raises LabError for fewer than three runs.
    """
    runs = within("runs", runs, FEWEST, 50, whole=True)
    meters = []
    for _run in range(runs):
        with Meter(**how) as meter:
            meter.result = work()
        meters.append(meter)
    return meters


def summary(values: Sequence[float]) -> tuple[float, float, float]:
    """Return (mean, standard deviation, coefficient of variation) of two values or more.

    The deviation divides by n − 1 (Bessel's correction): with three runs, dividing by n would
    understate the spread. The coefficient is the deviation as a share of the mean, without unit.
    Raises LabError for fewer than two values.
    """
    values = [float(value) for value in values]
    if len(values) < 2:
        raise LabError(N_("repeats: too few"))
    mean = sum(values) / len(values)
    squares = sum((value - mean) ** 2 for value in values)
    deviation = math.sqrt(squares / (len(values) - 1))
    return mean, deviation, deviation / mean if mean else math.inf
