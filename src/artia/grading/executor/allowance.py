"""How long a request may run: its own budgets, and above them what the whole submission may use.

One notebook of many slow cells, each within its budget, would otherwise hold a worker for hours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from . import failure
from .failure import Failure

_FOREVER = float("inf")


@dataclass(frozen=True)
class Bound:
    """A number of seconds, and what a request that spends them is told."""

    seconds: float
    failure: Callable[[], Failure]


class Allowance:
    """What is left to a submission, all its notebooks, replays and hidden checks together.

    `cpu`: seconds its kernels may compute; `wall`: seconds it may last from now on.
    """

    def __init__(self, cpu: float = _FOREVER, wall: float = _FOREVER):
        self.cpu = cpu
        self.wall = wall
        self.failure: Failure | None = None  # once all is spent
        self._began = monotonic()
        self._past = 0.0  # CPU of the kernels that have ended
        self._now: Callable[[], float] = float  # CPU of the one that lives: 0.0 while none does

    def follow(self, cpu_seconds: Callable[[], float]) -> None:
        """Count a new kernel's time, which `cpu_seconds` gives."""
        self._now = cpu_seconds

    def settle(self) -> None:
        """Keep what the kernel that has just ended used."""
        self._past, self._now = self._past + self._now(), float

    def bounds(self, cpu: Bound, wall: Bound) -> tuple[Bound, Bound]:
        """Return a request's own budgets, or what is left to the submission where it is less."""
        cpu_left, wall_left = self.cpu - self._spent(), self.wall - self._lasted()
        if cpu_left < cpu.seconds:
            cpu = Bound(max(0.0, cpu_left), self._over_cpu)
        if wall_left < wall.seconds:
            wall = Bound(max(0.0, wall_left), self._over_wall)
        return cpu, wall

    def over(self) -> Failure | None:
        """Return why nothing more may be run, None while there is time left."""
        if self._spent() >= self.cpu:
            self._over_cpu()
        elif self._lasted() >= self.wall:
            self._over_wall()
        return self.failure

    def _spent(self) -> float:
        return self._past + self._now()

    def _lasted(self) -> float:
        return monotonic() - self._began

    def _over_cpu(self) -> Failure:
        return self._fail("cpu", self.cpu, self._spent())

    def _over_wall(self) -> Failure:
        return self._fail("wall", self.wall, self._lasted())

    def _fail(self, clock: str, limit: float, found: float) -> Failure:
        if self.failure is None:  # said once, as it was found
            self.failure = failure.submission_over(clock, limit, found)
        return self.failure
