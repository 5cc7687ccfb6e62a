"""Read and compare what lab 04's functions return, in whatever way it is written."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

from artia.labs.answers import describe_numbers, same_numbers
from artia.labs.messages import number


def as_counts(answer: Any) -> dict[tuple, int]:
    """Pairs and how many times: from a dictionary, or from a list of (pair, count)."""
    counts = {}
    for pair, count in answer.items() if isinstance(answer, Mapping) else answer:
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise TypeError("a key is a pair of pieces")
        if counts.get(tuple(pair), count) != count:
            raise ValueError("one pair with two counts")
        if count:
            counts[tuple(pair)] = int(count) if count == int(count) else count
    return counts


def same_counts(answer: Any, expected: Any) -> bool:
    """Whether both hold the same pairs, as many times each, or are the same known mistake."""
    with contextlib.suppress(TypeError, ValueError, OverflowError):
        return as_counts(answer) == as_counts(expected)
    with contextlib.suppress(Exception):
        return isinstance(answer, Mapping | list) and bool(answer == expected)
    return False


def describe_counts(answer: Any) -> str:
    """Write a few pairs with their counts."""
    if not isinstance(answer, Mapping):
        return f"`{str(answer)[:60]}` ({type(answer).__name__})"
    shown = [f"`{_shown(key)}` {number(count)}" for key, count in list(answer.items())[:5]]
    return ", ".join(shown + (["…"] if len(answer) > 5 else [])) or "`{}`"


def _shown(piece: Any) -> str:
    return "·".join(map(str, piece)) if isinstance(piece, tuple | list) else str(piece)


def as_pieces(answer: Any) -> list:
    """Read a list of pieces. Raises TypeError for anything else."""
    if not isinstance(answer, list | tuple):
        raise TypeError("expected a list of pieces")
    return list(answer)


def same_pieces(answer: Any, expected: Any) -> bool:
    """Whether both are the same pieces in the same order."""
    return isinstance(answer, list | tuple) and as_pieces(answer) == as_pieces(expected)


def describe_pieces(answer: Any) -> str:
    """Write the first pieces, a bar between them."""
    if not isinstance(answer, list | tuple):
        return f"`{str(answer)[:60]}` ({type(answer).__name__})"
    return "`" + "|".join(map(str, answer[:12])) + ("|…" if len(answer) > 12 else "") + "`"


def as_pairs(answer: Any) -> list[tuple]:
    """Read a list of pairs, whatever holds them; a text is no pair."""
    return [tuple(pair) for pair in as_pieces(answer) if not isinstance(pair, str)]


def same_pairs(answer: Any, expected: Any) -> bool:
    """Whether both are the same pairs in the same order."""
    try:
        return len(answer) == len(expected) and as_pairs(answer) == as_pairs(expected)
    except TypeError:
        return False


def describe_pairs(answer: Any) -> str:
    """Write the first pairs."""
    if not isinstance(answer, list | tuple):
        return f"`{str(answer)[:60]}` ({type(answer).__name__})"
    return ", ".join(f"`{_shown(pair)}`" for pair in answer[:6]) or "`[]`"


def same_ratios(answer: Any, expected: Any) -> bool:
    """Whether both give the same languages the same ratios, to the precision of 32 bits."""
    if not isinstance(answer, Mapping) or set(answer) != set(expected):
        return False
    return all(same_numbers(answer[name], expected[name]) for name in expected)


def describe_ratios(answer: Any) -> str:
    """Write each language with its ratio."""
    if not isinstance(answer, Mapping):
        return describe_numbers(answer)
    return ", ".join(f"{name} {describe_numbers(value)}" for name, value in answer.items())
