"""What the meter asks of an instrument, and what an instrument that cannot answer says."""

from __future__ import annotations

from typing import Any, Protocol

from artia.labs.errors import LabError


class UnavailableError(LabError):
    """An instrument that cannot be used here, and why: one sentence for the learner."""


class Instrument(Protocol):
    """Counts the joules of one device between a mark and now.

    It keeps no mark itself: two meters, one inside the other, may share it.
    """

    device: str  # its name, as the driver gives it
    shortest: float  # seconds: below that, the counter has hardly had time to move
    longest: float  # seconds: beyond that, it may have gone round more than once, unseen

    @property
    def method(self) -> str:
        """How it counts, in the learner's language."""

    def notes(self) -> list[str]:
        """Sentences: what it counts besides this run, what it leaves out."""

    def start(self) -> Any:
        """Return a mark to count from. Raises UnavailableError."""

    def joules(self, mark: Any) -> float:
        """Joules since the mark; what `start()` set going stops. Raises UnavailableError."""
