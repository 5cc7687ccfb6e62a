"""Power read again and again while something runs: a row of instants, a row of watts.

Used when a card has no energy counter, and by the recorder. Reading power costs a little time
and energy of its own: the sampler counts it, so that it can be said.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

from artia.labs.energy.nvml import Gpu
from artia.labs.energy.trace import energy_of_trace
from artia.labs.messages import _

Clock = Callable[[], float]


class Sampler:
    """Reads `watts()` every `interval` seconds from `start()` to `stop()`, in a thread; once."""

    def __init__(
        self, watts: Callable[[], float], interval: float = 0.1, clock: Clock = time.perf_counter
    ) -> None:
        self.read_watts, self.interval, self.clock = watts, interval, clock
        self.seconds: list[float] = []  # since `start()`
        self.watts: list[float] = []
        self.cpu_seconds = 0.0  # what the sampling itself cost
        self.failure: Exception | None = None  # what stopped the thread
        self._began, self._stop, self._one_at_a_time = 0.0, threading.Event(), threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Take the first sample and go on in the background. Raises UnavailableError."""
        self._began = self.clock()
        self._sample()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def mark(self) -> int:
        """Take a sample at this very instant and return its place. Raises UnavailableError."""
        return self._sample()

    def stop(self) -> None:
        """Take the last sample. Raises what stopped the thread when some could not be taken."""
        self.abandon()
        if self.failure:
            raise self.failure
        self._sample()

    def abandon(self) -> None:
        """Stop reading; what was read stays as it is."""
        self._stop.set()
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self.interval):
            try:
                self._sample()
            except Exception as problem:  # a thread's own error would be lost, and its gap filled
                self.failure = problem
                return

    def _sample(self) -> int:
        with self._one_at_a_time:
            before = time.thread_time()
            watts = self.read_watts()
            self.seconds.append(self.clock() - self._began)
            self.watts.append(watts)
            self.cpu_seconds += time.thread_time() - before
            return len(self.seconds) - 1


class SampledGpu:
    """A card without a counter: the area under its power, sampled."""

    shortest, longest = 5.0, math.inf

    def __init__(self, gpu: Gpu, interval: float = 0.1, clock: Clock = time.perf_counter) -> None:
        self.gpu, self.device, self.interval, self.clock = gpu, gpu.name, interval, clock
        gpu.watts()  # raises now rather than after the run

    @property
    def method(self) -> str:
        """How it counts, in the learner's language."""
        return _("energy: method sampled")

    def notes(self) -> list[str]:
        """What the number counts besides this run."""
        return self.gpu.notes()

    def start(self) -> Sampler:
        """Start reading the power."""
        sampler = Sampler(self.gpu.watts, self.interval, self.clock)
        sampler.start()
        return sampler

    def joules(self, mark: Sampler) -> float:
        """Stop reading and return the area under the curve."""
        mark.stop()
        return energy_of_trace(mark.seconds, mark.watts, 0)
