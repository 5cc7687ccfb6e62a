"""What a check receives: a learner's answer, or the reason why there is none."""

from __future__ import annotations

import builtins
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from artia.grading.checks.errors import WrongAnswerError
from artia.grading.checks.texts import Text

#: Errors that no value can cause: a function of the checks file stops on them by its own fault.
_INSTRUCTOR_ERRORS = (NameError, ImportError, SyntaxError)


@dataclass(frozen=True)
class Problem:
    """Why a case fails: a kind that the catalogue knows, or the instructor's own sentence."""

    kind: str
    name: str = ""  # what the learner was asked for
    error: str = ""  # a built-in exception's name
    says: Text = ""
    note: str = ""  # for the instructor: where a function of the checks file stopped


def raised(name: str, error: str) -> Problem:
    """Return the problem of a learner's code that stopped on an error.

    The error's name comes from the learner's kernel: only Python's own names are repeated.
    """
    known = getattr(builtins, error, None)
    genuine = isinstance(known, type) and issubclass(known, BaseException)
    return Problem("raised, error known" if genuine else "raised", name, error if genuine else "")


class Answer:
    """A learner's answer: give it to close, same, one_of, holds or scored; never compare it.

    `answer[0]` is the answer made of its first part, and `answer.then(function)` the one made of
    what `function` returns for its value. When there is no value, neither is computed and the
    case that uses them fails with the reason.
    """

    __hash__ = None

    def __init__(self, value: Any = None, problem: Problem | None = None) -> None:
        self._value, self._problem = value, problem

    def then(self, function: Callable[[Any], Any]) -> Answer:
        """Return the answer whose value is `function(value)`.

        A function that stops on the learner's value (a text where it expected a number…) gives
        an answer of the wrong kind; it may `assert`, or raise WrongAnswerError to say what is
        wrong.
        """
        return self._then(function, noted=True)

    def _then(self, function: Callable[[Any], Any], noted: bool) -> Answer:
        if self._problem:
            return self
        try:
            return Answer(function(self._value))
        except WrongAnswerError as error:
            return Answer(problem=Problem("said", says=error.says))
        except AssertionError:
            return Answer(problem=Problem("other value"))
        except _INSTRUCTOR_ERRORS:
            raise
        except Exception as error:
            return Answer(problem=Problem("other kind", note=_place(error) if noted else ""))

    def __getitem__(self, key: Any) -> Answer:
        return self._then(lambda value: value[key], noted=False)

    def _misused(self, *_: object) -> NoReturn:
        raise TypeError(
            "an answer is given to close, same, one_of, holds or scored, or read with "
            "answer.then(function); it is not a value to compute with"
        )

    __bool__ = __len__ = __iter__ = __float__ = __int__ = __array__ = _misused
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = _misused
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _misused
    __truediv__ = __rtruediv__ = __abs__ = __neg__ = __matmul__ = _misused


def as_answer(value: Any) -> Answer:
    """Return `value` as an answer: one computed from answers need not be wrapped."""
    return value if isinstance(value, Answer) else Answer(value)


def value_or_problem(answer: Answer) -> tuple[Any, Problem | None]:
    """Open an answer: its value, and why there is none. For this package only."""
    return answer._value, answer._problem


def _place(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{frame.filename}:{frame.lineno}: {type(error).__name__}: {error}"[:300]
