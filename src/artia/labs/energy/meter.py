"""The meter: what stands between `with Meter() as m:` and a number that can be discussed."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from artia.labs.energy.assumed import Assumptions, suppose
from artia.labs.energy.instrument import Instrument, UnavailableError
from artia.labs.energy.net import Idle, reading_of, refuse_stillness
from artia.labs.energy.nvml import Gpu, GpuCounter, in_use_here
from artia.labs.energy.rapl import FOLDER, Rapl
from artia.labs.energy.reading import Reading
from artia.labs.energy.sampler import SampledGpu
from artia.labs.errors import LabError
from artia.labs.limits import within
from artia.labs.messages import N_
from artia.labs.typed import typed

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
    began, mark = clock(), instrument.start()
    try:
        sleep(seconds)
    except BaseException:  # stopped by hand: so must be what reads the power meanwhile
        with contextlib.suppress(UnavailableError):
            instrument.joules(mark)
        raise
    joules, lasted = instrument.joules(mark), clock() - began
    refuse_stillness(instrument, joules, lasted)
    return joules / lasted


@dataclass(frozen=True)
class _Running:
    """An instrument that counts, from its mark."""

    instrument: Instrument
    idle: Idle
    mark: Any


class Meter:
    """Weighs what runs inside its `with`.

    `readings` holds one reading for each instrument that answered; when none did, three
    suppositions (see `assumed`). `reading` is the first of them. `scenarios` always holds the
    three suppositions. An instrument's idle power is measured once (5 s) and subtracted, unless
    `idle_watts` gives it for the first instrument, whose reading is then no longer all measured;
    0 keeps the whole count. Raises LabError for what cannot be a setting.
    """

    @typed
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
        self.seconds = self.cpu_seconds = 0.0  # on the clock; spent computing by this program
        self.result: Any = None  # what the work returned, when `weigh` ran it
        self._running: list[_Running] | None = None  # only while something is weighed

    @property
    def reading(self) -> Reading:
        """The main reading; there is one as soon as the `with` is over. Raises LabError before."""
        if not self.readings:
            raise LabError(N_("energy: nothing weighed yet"))
        return self.readings[0]

    def __enter__(self) -> Meter:
        if self._running is not None:
            raise LabError(N_("energy: already weighing"))
        self.readings, self.scenarios = (), ()
        using, self.reasons = instruments() if self.using is None else (self.using, [])
        resting: list[tuple[Instrument, Idle]] = []
        for place, instrument in enumerate(using):
            with self._saying_why():
                given = self.idle_watts if place == 0 else None
                idle = self._idle(instrument) if given is None else Idle(given, measured=False)
                resting.append((instrument, idle))
        synchronize()
        running = []
        for instrument, idle in resting:
            with self._saying_why():
                running.append(_Running(instrument, idle, instrument.start()))
        self._running = running
        self._began, self._cpu_began = self.clock(), self.cpu_clock()
        return self

    def __exit__(
        self, kind: type | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        try:
            synchronize()  # a card may still be computing when Python has moved on
        except RuntimeError:  # the card's own error, late: it says no more than the work's
            if error is None:
                raise
        finally:
            self._read()

    def _read(self) -> None:
        self.seconds = self.clock() - self._began
        self.cpu_seconds = self.cpu_clock() - self._cpu_began
        running, self._running = self._running or [], None
        counted = []
        for one in running:  # before any sentence is written: the counters go on
            with self._saying_why():
                counted.append((one, one.instrument.joules(one.mark)))
        self.scenarios = suppose(self.seconds, self.cpu_seconds, self.assumptions)
        measured = []
        for one, joules in counted:
            with self._saying_why():
                measured.append(reading_of(one.instrument, joules, self.seconds, one.idle))
        self.readings = tuple(measured) or self.scenarios

    def _idle(self, instrument: Instrument) -> Idle:
        if instrument.device not in _idle_watts:
            synchronize()
            watts = measure_idle(instrument, clock=self.clock, sleep=self.sleep)
            _idle_watts[instrument.device] = watts
        return Idle(_idle_watts[instrument.device])

    @contextlib.contextmanager
    def _saying_why(self) -> Iterator[None]:
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
    if in_use_here():
        import torch

        torch.cuda.synchronize()
