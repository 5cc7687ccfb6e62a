"""Why a cell, or the kernel under it, was stopped."""

from __future__ import annotations

from dataclasses import dataclass, field

from artia.grading.outcomes import Outcome
from artia.grading.reasons import Reason, reason


@dataclass(frozen=True)
class Failure:
    """What ended a request before its own end. `key` and `values` name the learner's sentence."""

    outcome: Outcome
    key: str
    why: Reason  # for the instructor
    values: dict = field(default_factory=dict)
    final: bool = False  # nothing more of the submission is run


def over_cpu(limit: float) -> Failure:
    """Return the failure of a cell that computed too long."""
    why = reason("cell cpu", limit=limit)
    return Failure(Outcome.TIMEOUT, "cpu", why, {"limit": limit})


def over_wall(limit: float) -> Failure:
    """Return the failure of a cell that lasted too long without computing."""
    why = reason("cell wall", limit=limit)
    return Failure(Outcome.TIMEOUT, "wall", why, {"limit": limit})


def question_over_cpu(limit: float) -> Failure:
    """Return the failure of a hidden check's question that computed too long."""
    return Failure(Outcome.TIMEOUT, "cpu", reason("question cpu", limit=limit), {"limit": limit})


def question_over_wall(limit: float) -> Failure:
    """Return the failure of a hidden check's question that waited too long."""
    return Failure(Outcome.TIMEOUT, "wall", reason("question wall", limit=limit), {"limit": limit})


def submission_over(clock: str, limit: float, found: float) -> Failure:
    """Return the failure of a submission that spent all it may: of "cpu" or "wall" seconds."""
    key, values = f"submission {clock}", {"limit": limit, "found": round(found, 1)}
    return Failure(Outcome.TIMEOUT, key, reason(key, **values), values, final=True)


def no_memory() -> Failure:
    """Return the failure of a cell that was refused memory and lived on."""
    return Failure(Outcome.OUT_OF_MEMORY, "memory", reason("memory error"))


def flooded(size: int, count: int) -> Failure:
    """Return the failure of a cell that wrote without end."""
    return Failure(Outcome.POLICY, "flood", reason("flood", size=size, count=count))


def dropped(limit: int) -> Failure:
    """Return the failure of a living kernel whose connection closed."""
    return Failure(Outcome.POLICY, "dropped", reason("dropped", limit=limit))


def exited() -> Failure:
    """Return the failure of a cell that asked its kernel to end."""
    return Failure(Outcome.CRASH, "exit", reason("exit"))


def died(exit_code: int | None, signal: int | None, out_of_memory: bool) -> Failure:
    """Return the failure of a kernel that ended by itself."""
    if out_of_memory:
        return Failure(Outcome.OUT_OF_MEMORY, "memory", reason("memory"))
    if signal:
        why = reason("signal", signal=signal)
    else:
        why = reason("ended") if exit_code is None else reason("exit code", code=exit_code)
    return Failure(Outcome.CRASH, "crash", why)
