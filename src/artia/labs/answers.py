"""Compare answers whatever they are made of: int, float, list, tuple, NumPy, PyTorch."""

from __future__ import annotations

from typing import Any

import numpy as np

from artia.labs.messages import number

RELATIVE, ABSOLUTE = 1e-4, 1e-6  # a float32 computation passes, a wrong formula does not


def as_array(value: Any) -> np.ndarray:
    """Turn numbers, however wrapped or nested, into an array of floats. Raises TypeError."""
    if hasattr(value, "detach"):  # a PyTorch tensor, perhaps on a GPU, perhaps tracking gradients
        value = value.detach().cpu().numpy()
    written = getattr(getattr(value, "dtype", None), "kind", "") in ("U", "S")  # NumPy's texts
    if written or isinstance(value, str | bytes | bool | dict | set):
        raise TypeError(f"expected numbers, got {type(value).__name__}")
    if isinstance(value, list | tuple):
        value = [as_array(item) for item in value]
    return np.asarray(value, dtype=float)


def same_numbers(answer: Any, expected: Any) -> bool:
    """Same shape and same values, within the tolerance of a 32-bit computation."""
    try:
        answer, expected = as_array(answer), as_array(expected)
    except (TypeError, ValueError):
        return False
    if expected.size == 1:
        answer, expected = answer.reshape(-1), expected.reshape(-1)
    if answer.shape != expected.shape:
        return False
    return bool(np.allclose(answer, expected, rtol=RELATIVE, atol=ABSOLUTE))


def as_texts(value: Any) -> list[str]:
    """Turn a pair of texts (strings, or lists of characters) into two strings."""
    if not isinstance(value, list | tuple):
        raise TypeError(f"expected two texts, got {type(value).__name__}")
    return ["".join(part) for part in value]


def as_number(value: Any) -> float:
    """Turn one number, however wrapped, into a float."""
    return float(as_array(value).reshape(-1)[0])


def describe_numbers(value: Any) -> str:
    """Write an answer in a few words, numbers in the learner's language."""
    try:
        array = as_array(value)
    except (TypeError, ValueError):
        return f"`{str(value)[:60]}` ({type(value).__name__})"
    if array.size == 1:
        return _number(array.item())
    rows = np.atleast_2d(array) if array.ndim < 3 else array.reshape(1, -1)
    written = ["; ".join(_number(x) for x in row[:4]) + _more(row, 4) for row in rows[:3]]
    return "[" + " | ".join(written) + _more(rows, 3) + "]"


def _number(value: float) -> str:
    if not np.isfinite(value):
        return number(value)
    return number(value) if value == int(value) else number(value, 3)


def _more(values: np.ndarray, most: int) -> str:
    return "; …" if len(values) > most else ""
