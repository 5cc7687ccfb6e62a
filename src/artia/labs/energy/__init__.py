"""Weigh a computation: a meter whose every reading says how it was obtained.

    with Meter() as m:
        train(…)
    print(m.reading)

One file, one idea: `reading` (a number and how we know it), `nvml` and `rapl` (two instruments),
`sampler` (power, read again and again), `assumed` (what is left when there is no instrument),
`net` (idle taken away, and what must be said), `meter` (all of it, in a `with`), `trace` (power
over time), `convert` and `repeats` (arithmetic), `tariffs` (grid factors and prices), `codecarbon`
and `ecologits` (two tools to compare), `trials` (a graphics card's settings), `slurm`, and the
recorder: `python -m artia.labs.energy record --help`.
"""

from __future__ import annotations

from artia.labs.energy.assumed import Assumptions
from artia.labs.energy.instrument import UnavailableError
from artia.labs.energy.meter import Meter
from artia.labs.energy.reading import ASSUMED, ESTIMATED, LABELS, MEASURED, Reading

__all__ = [
    "ASSUMED",
    "ESTIMATED",
    "LABELS",
    "MEASURED",
    "Assumptions",
    "Meter",
    "Reading",
    "UnavailableError",
]
