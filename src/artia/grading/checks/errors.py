"""Why a kernel gave no answer, and what is wrong with a checks file."""

from __future__ import annotations

from artia.grading.errors import GradingError
from artia.grading.outcomes import Outcome


class ChecksError(GradingError):
    """The instructor's checks file is at fault: names the file and, where known, the line."""


class NoAnswerError(GradingError):
    """The kernel was asked and nothing usable came back. `outcome` is how reports count it."""

    outcome = Outcome.ERROR

    def __init__(self, *details: object, outcome: Outcome | None = None):
        super().__init__(*details)
        self.outcome = outcome or type(self).outcome


class KernelGoneError(NoAnswerError):
    """The kernel died, or had died before; pass `outcome` when memory was the cause."""

    outcome = Outcome.CRASH


class TooLongError(NoAnswerError):
    """The question went over its budget of time, and was stopped."""

    outcome = Outcome.TIMEOUT


class RefusedError(NoAnswerError):
    """Something came back that no honest answer looks like: too large, or not a text."""

    outcome = Outcome.POLICY


class WrongAnswerError(Exception):
    """Raise it in `then`, `holds` or `scored` to say what is wrong with an answer.

    `says` is one sentence, or one for each language: {"fr": "…", "en": "…"}. It names the kind of
    failure, never the values tried nor the right answer.
    """

    def __init__(self, says: object):
        super().__init__(says)
        self.says = says
