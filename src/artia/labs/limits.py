"""Numbers a learner may change: the right kind, between two limits, or one clear sentence."""

from __future__ import annotations

from typing import Any

from artia.labs.errors import LabError
from artia.labs.messages import N_, number


def within(name: str, value: Any, least: float, most: float, whole: bool = False) -> Any:
    """Return the number, as an int when it must be whole. Raises LabError when it cannot do."""
    try:
        fits = not isinstance(value, str | bytes | bool) and bool(least <= value <= most)
        fits = fits and (not whole or int(value) == value)
    except (TypeError, ValueError, RuntimeError):  # None, a tuple, an array, a tensor
        fits = False
    if not fits:
        text = N_("not a whole number within") if whole else N_("not a number within")
        limits = {"least": number(least), "most": number(most)}
        raise LabError(text, name=name, found=_shown(value), **limits)
    return int(value) if whole else value


def _shown(value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number(value)
    text = " ".join(repr(value).split())
    return f"`{text[:40]}`"
