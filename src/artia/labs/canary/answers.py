"""Read a learner's answers made of lines: any sequence of texts will do."""

from __future__ import annotations

from typing import Any

from artia.labs.errors import shown
from artia.labs.messages import _, ngettext, number


def as_lines(value: Any) -> list[str]:
    """A list of texts, whatever holds it. Raises TypeError."""
    if isinstance(value, str | bytes | dict | set):
        raise TypeError(f"expected a list of lines, got {type(value).__name__}")
    found = list(value)
    if not all(isinstance(line, str) for line in found):
        raise TypeError("expected texts")
    return [str(line) for line in found]


def same_lines(answer: Any, expected: Any) -> bool:
    """The same lines in the same order."""
    try:
        return as_lines(answer) == as_lines(expected)
    except TypeError:
        return False


def describe_lines(answer: Any) -> str:
    """How many lines, and the first ones."""
    try:
        found = as_lines(answer)
    except TypeError:
        return f"`{type(answer).__name__}`"
    shown = "; ".join(f"`{line}`" for line in found[:6]) + ("; …" if len(found) > 6 else "")
    return f"{_count(found)} ({shown})" if found else _count(found)


def _count(found: list[str]) -> str:
    return ngettext("canary: {n} line", "canary: {n} lines", len(found)).format(
        n=number(len(found))
    )


def as_planted(value: Any) -> tuple[list[str], list[int]]:
    """New lines, then the places of the canary. Raises TypeError or ValueError."""
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise TypeError(f"expected lines and places, got {type(value).__name__}")
    return as_lines(value[0]), [int(place) for place in value[1]]


def same_planted(answer: Any, expected: Any) -> bool:
    """The other lines in order, as many canaries, and their true places, wherever they are."""
    try:
        planted, places = as_planted(answer)
    except (TypeError, ValueError):
        return False
    wanted, at = expected
    canary = wanted[at[0]] if at else None
    here = [place for place, line in enumerate(planted) if line == canary]
    others = [line for line in wanted if line != canary]
    return (
        sorted(places) == here
        and len(here) == len(at)
        and [line for line in planted if line != canary] == others
    )


def describe_planted(answer: Any) -> str:
    """How many lines, and where the canary stands."""
    try:
        planted, places = as_planted(answer)
    except (TypeError, ValueError):
        return f"`{type(answer).__name__}`"
    written = ", ".join(str(place) for place in places[:6]) or "—"
    return _("plant: an answer").format(lines=_count(planted), places=written)


def as_summary(value: Any) -> tuple[float, float, float]:
    """Mean, lowest, highest. Raises TypeError or ValueError."""
    mean, lowest, highest = (float(bits) for bits in value)
    return mean, lowest, highest


def as_match(value: Any) -> tuple[str, str]:
    """A line and the run it shares. Raises TypeError."""
    found = as_lines(value)
    if len(found) != 2:
        raise TypeError("expected a line and a run")
    return found[0], found[1]


def same_match(answer: Any, expected: Any) -> bool:
    """The same line and the same run."""
    try:
        return as_match(answer) == as_match(expected)
    except TypeError:  # one of our known mistakes, perhaps, which returns something else
        return type(answer) is type(expected) and bool(answer == expected)


def as_long_a_run(answer: Any, expected: Any) -> bool:
    """On real lines, two may share as long a run: either is right."""
    line, run = as_match(answer)
    return run in line and len(run) == len(expected[1])


def describe_match(answer: Any) -> str:
    """The line, the run and its length."""
    try:
        line, run = as_match(answer)
    except TypeError:
        return f"{shown(answer)} ({type(answer).__name__})"
    return _("nearest: an answer").format(line=line, run=run, n=number(len(run)))
