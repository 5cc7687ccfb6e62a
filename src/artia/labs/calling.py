"""Call a learner's function without being stopped by it: hushed, timed, its errors explained."""

from __future__ import annotations

import contextlib
import copy
import inspect
import io
import re
import signal
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from artia.labs.messages import _, number

PATIENCE = 10  # seconds for one call; the right answers take a few thousandths


class TookTooLong(BaseException):
    """The call was still running after PATIENCE: most likely a loop without an end."""


def answer_of(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """Return what the function answers to a copy of the arguments; a generator is unrolled.

    Raises whatever the function raises, or TookTooLong.
    """
    with hushed(), time_limit(PATIENCE):
        answer = function(*copy.deepcopy(arguments))
        return list(answer) if isinstance(answer, Iterator) else answer


def explain_error(
    error: BaseException, function: Any, arguments: tuple[Any, ...], names: list[str]
) -> str:
    """Say what went wrong and what to do; `names` are those the function receives."""
    if isinstance(error, TookTooLong):
        return _("took too long").format(seconds=number(PATIENCE))
    if isinstance(error, KeyboardInterrupt):
        return _("stopped by hand")
    said = _("your function stopped").format(kind=type(error).__name__, error=_text(error))
    given = ", ".join(f"`{name}`" for name in names)
    return f"{said} {_advice(error, function, arguments).format(given=given, **_name_in(error))}"


def _advice(error: BaseException, function: Any, arguments: tuple[Any, ...]) -> str:
    if isinstance(error, RecursionError):
        return _("advice: it calls itself")
    if isinstance(error, NameError) and _name_in(error):
        return _("advice: unknown name")
    if isinstance(error, TypeError) and not _takes(function, arguments):
        return _("advice: names received")
    if isinstance(error, TypeError) and "slice indices" in str(error):
        return _("advice: whole position")
    return _("advice: reread")


def _name_in(error: BaseException) -> dict[str, str]:
    found = re.search(r"'(\w+)'", _text(error))
    return {"name": found.group(1)} if isinstance(error, NameError) and found else {}


def _takes(function: Any, arguments: tuple[Any, ...]) -> bool:
    try:
        inspect.signature(function).bind(*arguments)
    except (TypeError, ValueError):
        return False
    return True


def _text(error: BaseException) -> str:
    """What the error says, even when saying it fails."""
    with contextlib.suppress(Exception):
        return str(error) or "…"
    return "…"


@contextlib.contextmanager
def hushed():
    """Keep what the learner's function prints out of the test cell: nbgrader reads stderr."""
    silent = io.StringIO()
    with (
        warnings.catch_warnings(),
        contextlib.redirect_stdout(silent),
        contextlib.redirect_stderr(silent),
    ):
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def time_limit(seconds: float):
    """Raise TookTooLong in the code below after so long, where an alarm can be set."""
    if not hasattr(signal, "setitimer") or threading.current_thread() != threading.main_thread():
        yield
        return

    def ring(_signal: int, _frame: Any) -> None:
        raise TookTooLong

    before = signal.signal(signal.SIGALRM, ring)
    # A function checked may call another that is timed too: the outer limit goes on afterwards
    left, again = signal.setitimer(signal.ITIMER_REAL, seconds, 1)
    began = time.monotonic()
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before or signal.SIG_DFL)
        if left:
            signal.setitimer(
                signal.ITIMER_REAL, max(left - (time.monotonic() - began), 0.01), again
            )
