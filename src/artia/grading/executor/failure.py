"""Why a cell, or the kernel under it, was stopped."""

from __future__ import annotations

from dataclasses import dataclass, field

from artia.grading.outcomes import Outcome


@dataclass(frozen=True)
class Failure:
    """What ended a request before its own end. `key` and `values` name the learner's sentence."""

    outcome: Outcome
    key: str
    detail: str  # one sentence for the instructor
    values: dict = field(default_factory=dict)


def over_cpu(limit: float) -> Failure:
    """Return the failure of a cell that computed too long."""
    detail = f"The cell used its whole budget of {limit:g} s of CPU time."
    return Failure(Outcome.TIMEOUT, "cpu", detail, {"limit": f"{limit:g}"})


def over_wall(limit: float) -> Failure:
    """Return the failure of a cell that lasted too long without computing."""
    detail = f"The cell lasted longer than the wall limit of {limit:g} s."
    return Failure(Outcome.TIMEOUT, "wall", detail, {"limit": f"{limit:g}"})


def flooded(size: int, count: int) -> Failure:
    """Return the failure of a cell that wrote without end."""
    detail = f"The kernel sent {size} bytes in {count} messages for one cell and was killed."
    return Failure(Outcome.POLICY, "flood", detail)


def dropped(limit: int) -> Failure:
    """Return the failure of a living kernel whose connection closed."""
    detail = f"The kernel's connection closed: a message over {limit} bytes, or a closed socket."
    return Failure(Outcome.POLICY, "dropped", detail)


def exited() -> Failure:
    """Return the failure of a cell that asked its kernel to end."""
    detail = "The cell called exit() or quit(), which end the kernel."
    return Failure(Outcome.CRASH, "exit", detail)


def died(exit_code: int | None, signal: int | None, out_of_memory: bool) -> Failure:
    """Return the failure of a kernel that ended by itself."""
    if out_of_memory:
        return Failure(Outcome.OUT_OF_MEMORY, "memory", "The kernel was killed: out of memory.")
    how = f"by signal {signal}" if signal else f"with exit code {exit_code}"
    return Failure(Outcome.CRASH, "crash", f"The kernel ended {how}.")
