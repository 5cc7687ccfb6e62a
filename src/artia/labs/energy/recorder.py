"""Record the power of a card while something runs, and check the recording against the counter."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from artia.labs.energy.nvml import Gpu, Remark
from artia.labs.energy.sampler import Clock, Sampler
from artia.labs.energy.trace import energy_of_trace
from artia.labs.errors import LabError
from artia.labs.messages import N_

TIMED_READS = 20


@dataclass(frozen=True)
class Recording:
    """What was recorded, with what a reader needs to judge it."""

    device: str
    driver: str
    code: str  # what ran
    date: str  # ISO 8601, UTC
    interval: float  # seconds between two samples, as asked
    seconds: list[float]  # since the start of the idle part
    watts: list[float]
    run_from: int  # place of the sample where the run begins; those before it are idle
    counter_joules: float | None  # over the run; None: the card has no counter
    read_seconds: float  # how long one reading of the power takes
    sampler_cpu_seconds: float
    remarks: list[Remark]  # to be said in each datasheet's language

    @property
    def idle_watts(self) -> float:
        """Mean power while nothing ran."""
        seconds, watts = self.seconds[: self.run_from + 1], self.watts[: self.run_from + 1]
        return energy_of_trace(seconds, watts, 0) / (seconds[-1] - seconds[0])

    @property
    def run_seconds(self) -> float:
        """How long the run lasted."""
        return self.seconds[-1] - self.seconds[self.run_from]

    @property
    def run_joules(self) -> float:
        """Area under the power during the run, idle included."""
        return energy_of_trace(self.seconds[self.run_from :], self.watts[self.run_from :], 0)

    @property
    def difference(self) -> float | None:
        """How far the sampled energy is from the counter's, as a share of the counter's.

        None without a counter, or with one that stood still.
        """
        return self.run_joules / self.counter_joules - 1 if self.counter_joules else None

    @property
    def overhead(self) -> float:
        """Share of one processor core that the sampling took."""
        return self.sampler_cpu_seconds / (self.seconds[-1] - self.seconds[0])


def record(
    run: Callable[[], object],
    code: str,
    *,
    gpu: Gpu,
    interval: float = 0.1,
    idle_seconds: float = 5.0,
    clock: Clock = time.perf_counter,
    sleep: Callable[[float], None] = time.sleep,
) -> Recording:
    """Sample the power of a card, idle then during `run()`.

    `interval` and `idle_seconds` in s. Raises UnavailableError, or whatever `run` raises. The
    counter is read at the two instants where the run begins and ends, beside a sample.
    """
    counted = gpu.has_counter()
    read_seconds = _time_of_a_read(gpu, clock)
    sampler = Sampler(gpu.watts, interval, clock)
    sampler.start()
    try:
        sleep(idle_seconds)
        run_from = sampler.mark()
        before = gpu.millijoules() if counted else 0
        run()
        after = gpu.millijoules() if counted else 0
    except BaseException:
        sampler.abandon()
        raise
    sampler.stop()
    if after < before:
        raise LabError(N_("energy: NVML counter went back"))
    return Recording(
        device=gpu.name,
        driver=gpu.driver,
        code=code,
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        interval=interval,
        seconds=sampler.seconds,
        watts=sampler.watts,
        run_from=run_from,
        counter_joules=(after - before) / 1000 if counted else None,
        read_seconds=read_seconds,
        sampler_cpu_seconds=sampler.cpu_seconds,
        remarks=gpu.remarks(),
    )


def command(arguments: Sequence[str]) -> Callable[[], None]:
    """Return a function that runs a command and raises LabError when it fails."""

    def run() -> None:
        try:
            status = subprocess.run(list(arguments), check=False).returncode
        except OSError as error:
            raise LabError(
                N_("record: command not started"), command=arguments[0], reason=error.strerror
            ) from None
        if status:
            raise LabError(N_("record: command failed"), command=arguments[0], status=status)

    return run


def _time_of_a_read(gpu: Gpu, clock: Clock) -> float:
    began = clock()
    for _read in range(TIMED_READS):
        gpu.watts()
    return (clock() - began) / TIMED_READS
