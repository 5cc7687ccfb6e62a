"""Compare a learner's value with what was expected, and name the kind of difference."""

from __future__ import annotations

from typing import Any

import numpy as np

NEARLY = 0.01  # a value this near, relatively, was rounded or computed less precisely


def numbers(value: Any) -> np.ndarray:
    """Turn a number, or numbers nested in lists, tuples and arrays, into floats or complexes.

    Raises TypeError for anything else (a text, a boolean, a dictionary…), ValueError when rows
    have different lengths, OverflowError for a number no float can hold.
    """
    return np.asarray(value, dtype=complex if _any_complex(value) else float)


def _any_complex(value: Any) -> bool:
    """Whether a complex number is among them. Raises TypeError when something is no number."""
    if isinstance(value, list | tuple):
        return any([_any_complex(item) for item in value])
    kind = np.asarray(value).dtype.kind
    if kind not in "iufc" and not (kind == "O" and type(value) is int):
        raise TypeError(f"expected numbers, got {type(value).__name__}")
    return kind == "c"


def difference_in_numbers(
    value: Any, expected: np.ndarray, relative: float, absolute: float
) -> str:
    """Return the kind of difference between numbers, "" when they are close.

    One number expected may come alone or in a list or an array of one.
    """
    if value is None:
        return "nothing"
    try:
        found = numbers(value)
    except (TypeError, OverflowError):
        return "not numbers"
    except ValueError:
        return "other shape"
    if expected.size == 1 == found.size:
        found = found.reshape(expected.shape)
    if found.shape != expected.shape:
        return "other shape"
    if not np.isfinite(found).all():
        return "not finite"
    with np.errstate(all="ignore"):  # the difference of two huge numbers
        off, size = np.abs(found - expected), np.abs(expected)
        if (off <= absolute + relative * size).all():
            return ""
        largest = size.max()
        return "almost" if largest and (off <= NEARLY * largest).all() else "other value"


def difference_in_values(value: Any, expected: Any) -> str:
    """Return the kind of difference between two plain values, "" when they are the same."""
    value, expected = plain(value), plain(expected)
    if value is None and expected is not None:
        return "nothing"
    if _family(value) != _family(expected):
        return "other kind"
    if _equal(value, expected):
        return ""
    sized = isinstance(expected, str | bytes | list | set | dict)
    return "other length" if sized and len(value) != len(expected) else "other value"


def plain(value: Any) -> Any:
    """Return a value with arrays and tuples as lists, at any depth."""
    if isinstance(value, np.ndarray | np.generic):
        return plain(value.tolist())
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def _family(value: Any) -> type:
    """What may be equal: numbers of any type together, booleans only with booleans."""
    number = isinstance(value, int | float | complex) and not isinstance(value, bool)
    return complex if number else set if isinstance(value, frozenset) else type(value)


def _equal(value: Any, expected: Any) -> bool:
    if _family(value) != _family(expected):
        return False
    if isinstance(expected, list):
        return len(value) == len(expected) and all(map(_equal, value, expected))
    if isinstance(expected, dict):
        same_keys = value.keys() == expected.keys()
        return same_keys and all(_equal(value[key], expected[key]) for key in expected)
    return bool(value == expected)
