"""Errors a learner can cause: one sentence in their language, no traceback."""

from __future__ import annotations

from typing import Any

from artia.labs.messages import _, number

LONGEST = 40  # characters of what was typed: enough to recognize it


class LabError(Exception):
    """Says what was expected, what was found and what to do.

    `text` is a message id (marked with N_ where it is written); values fill its braces.
    """

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text)
        self.text, self.values = text, values

    def __str__(self) -> str:
        return _(self.text).format(**self.values)

    def _render_traceback_(self) -> list[str]:
        """IPython shows these lines instead of a traceback."""
        return [str(self)]


def shown(value: Any) -> str:
    """Write what a learner typed: a number as their language does, the rest as code, cut short."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _cut(number(value))
    try:
        text = repr(value)
    except Exception:
        text = "<"
    if text.startswith("<") or " at 0x" in text:  # Python's own words for a function, an object
        text = getattr(value, "__name__", type(value).__name__)
    return f"`{_cut(text)}`"


def named(value: Any) -> str:
    """Write a name as it was typed, a file's for example: on one line, its middle cut if long."""
    try:
        text = str(value)
    except Exception:
        return shown(value).strip("`")
    if text.startswith("<"):  # no name: Python's own words for a function, a type
        return shown(value).strip("`")
    line = "".join(sign if sign.isprintable() else "□" for sign in _line(text))
    return line if len(line) <= 2 * LONGEST else f"{line[:20]}…{line[21 - 2 * LONGEST :]}"


def _cut(text: str) -> str:
    line = _line(text)
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _line(text: str) -> str:
    return " ".join(text.replace("`", "'").split())
