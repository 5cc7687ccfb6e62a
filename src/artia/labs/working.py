"""The function the rest of the notebook uses: the learner's when it is right, else the course's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from artia.labs.calling import TookTooLong, answer_of
from artia.labs.checks import Task, check
from artia.labs.messages import _
from artia.labs.show import show


def working(task: Task, function: Any) -> Callable[..., Any]:
    """Return a function that can be relied on, and say whose it is.

    The learner's may pass the check and still give something else on other data (answers
    learnt by heart, for example): the course's then answers in its place, and it is said.
    """
    if not check(task, function).right:
        show(_("with the course's function").format(name=task.name))
        return task.reference
    show(_("with your function").format(name=task.name))

    def careful(*arguments: Any) -> Any:
        expected = task.reference(*arguments)
        try:
            answer = answer_of(function, arguments)
            if (task.fits or task.same)(answer, expected):
                return task.tidy(answer)
        except (Exception, SystemExit, TookTooLong) as error:
            kind = type(error).__name__
            show(_("stopped on these data").format(name=task.name, kind=kind))
            return expected
        show(_("not on these data").format(name=task.name))
        return expected

    return careful
