"""Errors a learner can cause: one sentence in their language, no traceback."""

from __future__ import annotations

from artia.labs.messages import _


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
