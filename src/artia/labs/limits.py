"""Numbers and names a learner may change: among those allowed, or one clear sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from artia.labs.errors import LabError, shown
from artia.labs.messages import N_, number
from artia.labs.typed import typed


@typed
def within(name: str, value: Any, least: float, most: float, whole: bool = False) -> Any:
    """Return the number, as an int when it must be whole. Raises LabError when it cannot do."""
    try:
        fits = not isinstance(value, str | bytes | bool) and bool(least <= value <= most)
        fits = fits and (not whole or int(value) == value)
    except Exception:  # None, a tuple, an array, a tensor, an object that cannot be compared
        fits = False
    if not fits:
        text = N_("not a whole number within") if whole else N_("not a number within")
        limits = {"least": number(least), "most": number(most)}
        raise LabError(text, name=name, found=shown(value), **limits)
    return int(value) if whole else value


def seed_within(seed: Any) -> int:
    """Return a seed that every generator of the course accepts. Raises LabError for another."""
    return within("seed", seed, 0, 2**32 - 1, whole=True)


def one_of(value: Any, known: Iterable[str], text: str) -> str:
    """Return a name that is among those known. Raises LabError: `text`, {found} and {known}."""
    names = list(known)
    if not isinstance(value, str) or value not in names:
        listed = ", ".join(f"`{name}`" for name in names)
        raise LabError(text, found=shown(value), known=listed)
    return value


def row_within(ids: Sequence[int], size: int) -> np.ndarray:
    """Return numbers of a vocabulary as a row of integers, (N,).

    Raises LabError when one is not from 0 to `size` − 1, or is not whole.
    """
    row = np.asarray(ids.detach().cpu() if hasattr(ids, "detach") else ids)  # PyTorch's, perhaps
    known = row.ndim == 1 and (not row.size or 0 <= row.min() <= row.max() < size)
    if not known or not (row == row.astype(int)).all():
        raise LabError(N_("another vocabulary"), size=number(size))
    return row.astype(int)
