"""Read a checks file: the functions marked `@check`, by the grade_id of the cell they judge."""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from artia.grading.checks.errors import ChecksError
from artia.grading.checks.texts import Text

CheckFunction = Callable[..., Any]


@dataclass(frozen=True)
class Check:
    """A function of a checks file and the test cell it judges."""

    grade_id: str
    function: CheckFunction
    hint: Text

    @property
    def line(self) -> int:
        """Where the function begins in its file."""
        return self.function.__code__.co_firstlineno


# The checks of the file being read. A file imported by any other means is an ordinary module.
_found: ContextVar[list[Check] | None] = ContextVar("found", default=None)


def check(grade_id: str, hint: Text = "") -> Callable[[CheckFunction], CheckFunction]:
    """Mark a function `(ask, rng)` as the hidden check of the test cell named `grade_id`.

    The function yields cases: `yield close(ask.call("mean", [1, 2]), 1.5)`. The cell earns its
    points in proportion to the right cases. `hint` is shown below the kinds of failure.
    """
    if not isinstance(grade_id, str) or not grade_id:
        raise TypeError('write the grade_id of a test cell: @check("test_mean")')

    def mark(function: CheckFunction) -> CheckFunction:
        if not inspect.isfunction(function):
            raise TypeError("@check stands above a function: def name(ask, rng):")
        if list(inspect.signature(function).parameters) != ["ask", "rng"]:
            raise TypeError(f"a check receives two things: def {function.__name__}(ask, rng):")
        found = _found.get()
        if found is not None:
            found.append(Check(grade_id, function, hint))
        return function

    return mark


def read_checks(path: Path) -> dict[str, Check]:
    """Run a checks file and return its checks by grade_id. Raises ChecksError, one sentence."""
    try:
        source = path.read_bytes()
    except OSError as error:
        raise ChecksError(f"{path}: cannot be read ({error.strerror}).") from error
    with _collecting() as found:
        try:
            module = ModuleType(path.stem)
            module.__file__ = str(path)
            exec(compile(source, str(path), "exec"), module.__dict__)
        except (SyntaxError, ValueError) as error:
            if isinstance(error, SyntaxError) and error.filename == str(path):
                raise ChecksError(f"{path}:{error.lineno}: {error.msg}.") from error
            raise at_fault(path, error) from error
        except (Exception, SystemExit) as error:
            raise at_fault(path, error) from error
    checks: dict[str, Check] = {}
    for one in found:
        if one.grade_id in checks:
            earlier = checks[one.grade_id].line
            raise ChecksError(
                f"{path}:{one.line}: “{one.grade_id}” already has a check (line {earlier}); "
                "a test cell has one, which may yield any number of cases."
            )
        checks[one.grade_id] = one
    if not checks:
        raise ChecksError(f'{path}: no function is marked @check("grade_id").')
    return checks


def at_fault(path: Path, error: BaseException, line: int = 0) -> ChecksError:
    """Return what an instructor needs to mend the file: where it stopped, and on what.

    `line` is used when the error does not pass through the file.
    """
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename == str(path)
    ]
    where = f"{path}:{lines[-1] if lines else line}" if lines or line else str(path)
    said = " ".join(str(error).split())[:300]
    return ChecksError(f"{where}: {type(error).__name__}: {said or 'no message'}.")


@contextmanager
def _collecting() -> Iterator[list[Check]]:
    found: list[Check] = []
    token = _found.set(found)
    try:
        yield found
    finally:
        _found.reset(token)
