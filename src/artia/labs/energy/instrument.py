"""What the meter asks of an instrument, and what an instrument that cannot answer says."""

from __future__ import annotations

from typing import Protocol

from artia.labs.errors import LabError


class UnavailableError(LabError):
    """An instrument that cannot be used here, and why: one sentence for the learner."""


class Instrument(Protocol):
    """Counts the joules of one device from `start()` on."""

    device: str  # its name, as the driver gives it
    shortest: float  # seconds: below that, the counter has hardly had time to move

    @property
    def method(self) -> str:
        """How it counts, in the learner's language."""

    def notes(self) -> list[str]:
        """Sentences: what it counts besides this run, what it leaves out."""

    def start(self) -> None:
        """Start counting. Raises UnavailableError."""

    def joules(self) -> float:
        """Joules since `start()`. Raises UnavailableError."""
