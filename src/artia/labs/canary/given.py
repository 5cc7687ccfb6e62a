"""Call a function that a cell gave to the course: its errors and answers, said in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from artia.labs.errors import LabError, shown
from artia.labs.messages import N_


def answer_from(name: str, function: Callable[..., Any], *arguments: Any, tidy: Any) -> Any:
    """Return what the function answers, made tidy by `tidy`.

    Raises LabError when it stops on these data, or when `tidy` cannot make anything of its answer.
    `lab.working` never gives such a function; a name typed in its place may.
    """
    try:
        answer = function(*arguments)
    except LabError:
        raise
    except Exception as error:
        kind = type(error).__name__
        raise LabError(N_("canary: a function stopped"), name=name, kind=kind) from None
    try:
        return tidy(answer)
    except Exception:
        found = shown(answer)
        raise LabError(N_("canary: a function answers amiss"), name=name, found=found) from None
