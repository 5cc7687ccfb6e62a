"""Several measurements of the same thing: their mean, and how far they stray from it."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Sequence

from artia.labs.energy.instrument import Instrument
from artia.labs.energy.meter import Meter
from artia.labs.errors import LabError, shown
from artia.labs.limits import within
from artia.labs.messages import N_
from artia.labs.typed import typed

FEWEST = 3  # two runs can agree by chance
MOST, MOST_TIMES = 1e15, 1e12  # joules, times: more is surely a slip


@typed
def weigh(
    work: Callable[[], object],
    runs: int = FEWEST,
    *,
    using: Sequence[Instrument] | None = None,
    idle_watts: float | None = None,
) -> list[Meter]:
    """Run the same work several times, each under a meter that keeps its result.

    `using` and `idle_watts` go to `Meter`. Raises LabError for fewer than three runs, or for a
    function that cannot be called without arguments. What the work raises is the learner's.
    """
    if not _callable_alone(work):
        raise LabError(N_("repeats: needs arguments"), found=shown(work).strip("`"))
    runs = within("runs", runs, FEWEST, 50, whole=True)
    meters = [Meter(using=using, idle_watts=idle_watts) for _run in range(runs)]
    for meter in meters:
        with meter:
            meter.result = work()
    return meters


@typed
def habit_of(joules: float, times: float) -> float:
    """Joules of something done so many times. Raises LabError for what cannot be a number of times.

    `joules` may be below zero, like a reading lost in idle.
    """
    return within("joules", joules, -MOST, MOST) * within("times", times, 0, MOST_TIMES)


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


def _callable_alone(work: Callable[[], object]) -> bool:
    try:
        inspect.signature(work).bind()
    except TypeError:
        return False
    except ValueError:  # Python does not know what it takes
        return True
    return True
