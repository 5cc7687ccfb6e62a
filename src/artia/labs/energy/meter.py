"""The meter: what stands between `with Meter() as m:` and a number that can be discussed."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from artia.labs.energy.assumed import Assumptions, suppose
from artia.labs.energy.instrument import Instrument, UnavailableError
from artia.labs.energy.nvml import Gpu, GpuCounter
from artia.labs.energy.rapl import FOLDER, Rapl
from artia.labs.energy.reading import MEASURED, Reading
from artia.labs.energy.sampler import SampledGpu
from artia.labs.limits import within
from artia.labs.messages import _, number

IDLE_SECONDS = 5.0  # how long a device is watched doing nothing
MOST_WATTS = 100_000  # a room full of machines: more is surely a slip

_idle_watts: dict[str, float] = {}  # device -> its power at rest, measured once a session


def instruments(library: Any = None, rapl: Path = FOLDER) -> tuple[list[Instrument], list[str]]:
    """Return the instruments that answer here, and why the others do not, in sentences."""
    found: list[Instrument] = []
    reasons: list[str] = []
    try:
        gpu = Gpu(library)
        found.append(GpuCounter(gpu) if gpu.has_counter() else SampledGpu(gpu))
    except UnavailableError as problem:
        reasons.append(str(problem))
    try:
        found.append(Rapl(rapl))
    except UnavailableError as problem:
        reasons.append(str(problem))
    return found, reasons


def measure_idle(
    instrument: Instrument,
    seconds: float = IDLE_SECONDS,
    clock: Callable[[], float] = time.perf_counter,
    sleep: Callable[[float], None] = time.sleep,
) -> float:
    """Mean power of a device left alone, in watts. Raises UnavailableError."""
    began = clock()
    instrument.start()
    sleep(seconds)
    joules = instrument.joules()
    return joules / (clock() - began)


class Meter:
    """Weighs what runs inside its `with`.

    `readings` holds one reading for each instrument that answered; when none did, three
    suppositions (see `assumed`). `reading` is the first of them. `scenarios` always holds the
    three suppositions. An instrument's idle power is measured once (5 s) and subtracted, unless
    `idle_watts` gives it for the first instrument; 0 keeps the whole count.
    """

    def __init__(
        self,
        *,
        using: Sequence[Instrument] | None = None,
        idle_watts: float | None = None,
        assumptions: Assumptions | None = None,
        clock: Callable[[], float] = time.perf_counter,
        cpu_clock: Callable[[], float] = time.process_time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if idle_watts is not None:  # said now rather than once the work is done
            idle_watts = within("idle_watts", idle_watts, 0, MOST_WATTS)
        self.using, self.idle_watts, self.assumptions = using, idle_watts, assumptions
        self.clock, self.cpu_clock, self.sleep = clock, cpu_clock, sleep
        self.reasons: list[str] = []  # why some instrument did not answer
        self.readings: tuple[Reading, ...] = ()
        self.scenarios: tuple[Reading, ...] = ()
        self.seconds = self.cpu_seconds = 0.0  # on the clock; spent computing
        self.result: Any = None  # what the work returned, when `weigh` ran it
        self._running: list[tuple[Instrument, float]] = []  # with the idle power of each

    @property
    def reading(self) -> Reading:
        """The main reading; there is one as soon as the `with` is over."""
        return self.readings[0]

    def __enter__(self) -> Meter:
        self.reasons = []
        if self.using is None:
            self.using, self.reasons = instruments()
        resting: list[tuple[Instrument, float]] = []
        for instrument in self.using:
            with self._saying_why():
                resting.append((instrument, self._idle(instrument)))
        synchronize()
        self._running = []
        for instrument, idle in resting:
            with self._saying_why():
                instrument.start()
                self._running.append((instrument, idle))
        self._began, self._cpu_began = self.clock(), self.cpu_clock()
        return self

    def __exit__(
        self, kind: type | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        synchronize()  # a card may still be computing when Python has moved on
        self.seconds = self.clock() - self._began
        self.cpu_seconds = self.cpu_clock() - self._cpu_began
        self.scenarios = suppose(self.seconds, self.cpu_seconds, self.assumptions)
        measured = []
        for instrument, idle in self._running:
            with self._saying_why():
                measured.append(_reading(instrument, self.seconds, idle))
        self.readings = tuple(measured) or self.scenarios

    def _idle(self, instrument: Instrument) -> float:
        if self.idle_watts is not None and instrument is self.using[0]:
            return self.idle_watts
        if instrument.device not in _idle_watts:
            synchronize()
            watts = measure_idle(instrument, clock=self.clock, sleep=self.sleep)
            _idle_watts[instrument.device] = watts
        return _idle_watts[instrument.device]

    @contextlib.contextmanager
    def _saying_why(self):
        """An instrument that fails is left out and named: what it was weighing goes on."""
        try:
            yield
        except UnavailableError as problem:
            self.reasons.append(str(problem))


def forget_idle() -> None:
    """Have the idle power measured again by the next meter."""
    _idle_watts.clear()


def synchronize() -> None:
    """Wait for the card to finish what was asked of it, when PyTorch is using one."""
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_available() and torch.cuda.is_initialized():
        torch.cuda.synchronize()


def _reading(instrument: Instrument, seconds: float, idle_watts: float) -> Reading:
    total = instrument.joules()
    notes = instrument.notes()
    if idle_watts:
        notes.append(_("energy: idle subtracted").format(watts=number(idle_watts, 1)))
    else:
        notes.append(_("energy: idle kept"))
    idle = idle_watts * seconds
    if total <= idle:
        notes.append(_("energy: lost in idle"))
    if seconds < instrument.shortest:
        values = {"seconds": number(seconds, 1), "least": number(instrument.shortest)}
        notes.append(_("energy: window too short").format(**values))
    return Reading(
        joules=total - idle,
        seconds=seconds,
        device=instrument.device,
        method=instrument.method,
        label=MEASURED,
        idle_joules=idle if idle_watts else None,
        notes=tuple(notes),
    )
