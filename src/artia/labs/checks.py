"""Check a learner's function: a score nbgrader can read, a message a person can use.

nbgrader takes the text of a test cell's result for its score, so `repr(check)` is a
number; a notebook shows the message instead. Whatever the learner's function does (an
exception, a wrong type, nothing at all), the check explains it and never raises.
"""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from artia.labs.calling import TookTooLong, answer_of, explain_error, hushed
from artia.labs.messages import _, number
from artia.labs.show import inline, wrap

Arguments = tuple[Any, ...]


@dataclass(frozen=True)
class Task:
    """What a learner writes in one graded cell, and how to judge it on given arguments."""

    name: str
    reference: Callable[..., Any]
    cases: list[Arguments]  # those the notebook shows
    same: Callable[[Any, Any], bool]  # (answer, expected): both are right, whatever their type
    describe: Callable[[Any], str]  # an answer, in a few words
    tidy: Callable[[Any], Any]  # a right answer, as the rest of the notebook uses it
    fits: Callable[[Any, Any], bool] | None = None  # `same` for data of any size, when it differs
    mistakes: list[tuple[Callable[..., Any], str]] = field(default_factory=list)
    hints: tuple[str, str, str] = ("", "", "")  # message ids; the third explains `solution`
    solution: str = ""


@dataclass(frozen=True)
class Outcome:
    """One call of the learner's function: right, or the reason why not."""

    call: str
    right: bool
    problem: str = ""
    written: bool = True
    endless: bool = False  # stopped by the clock or by hand: not to be called again


@dataclass(frozen=True)
class Check:
    """The result of a check. Its repr is the number of points; its HTML is the message."""

    task: Task
    function: Callable[..., Any] | None
    points: float
    outcomes: tuple[Outcome, ...]
    hint: str = ""

    @property
    def passed(self) -> int:
        """How many calls gave the right answer."""
        return sum(outcome.right for outcome in self.outcomes)

    @property
    def right(self) -> bool:
        """Whether every call gave the right answer."""
        return self.passed == len(self.outcomes)

    @property
    def score(self) -> float:
        """Points earned: the share of right answers."""
        return round(self.points * self.passed / len(self.outcomes), 2)

    def message(self) -> str:
        """The whole message, as plain text."""
        lines = [self._headline()]
        if self.passed and not self.right:
            lines += [_("what works") + " " + ", ".join(o.call for o in self.outcomes if o.right)]
        first = next((outcome for outcome in self.outcomes if not outcome.right), None)
        if first:
            lines += [first.problem]
        if first and self.hint:
            lines += [self.hint]
        return "\n".join(lines)

    def _headline(self) -> str:
        verdict = _("check passed") if self.right else _("check to revise")
        if not any(outcome.written for outcome in self.outcomes):
            verdict = _("check to do")
        return verdict.format(
            name=self.task.name,
            passed=self.passed,
            total=len(self.outcomes),
            score=_short(self.score),
            points=_short(self.points),
        )

    def __repr__(self) -> str:
        return repr(self.score)

    def _repr_html_(self) -> str:
        first, *rest = self.message().split("\n")
        head = f'<p role="status"><strong>{inline(first)}</strong></p>'
        return wrap(head + "".join(f"<p>{inline(line)}</p>" for line in rest))


def check(task: Task, function: Any, points: float = 1) -> Check:
    """Judge `function` on the task's visible cases."""
    outcomes: list[Outcome] = []
    for arguments in task.cases:
        if outcomes and outcomes[-1].endless:
            outcomes.append(outcomes[-1])
        else:
            outcomes.append(call(task, function, arguments, task.reference(*arguments)))
    return Check(task, function, points, tuple(outcomes))


def call(task: Task, function: Any, arguments: Arguments, expected: Any) -> Outcome:
    """Call the learner's function once and say what happened, in their language."""
    shown = f"`{task.name}({', '.join(_brief(a) for a in arguments)})`"
    if function is None:
        return Outcome(shown, False, _("no such function").format(name=task.name), written=False)
    if not callable(function):
        kind = type(function).__name__
        problem = _("not a function").format(name=task.name, kind=kind)
        return Outcome(shown, False, problem, written=False)
    try:
        answer = answer_of(function, arguments)
        right = task.same(answer, expected)
    except NotImplementedError:
        problem = _("not yet written").format(name=task.name)
        return Outcome(shown, False, problem, written=False)
    except BaseException as error:  # a person pressing stop included: the message says so
        names = list(inspect.signature(task.reference).parameters)
        problem = explain_error(error, function, arguments, names)
        endless = isinstance(error, TookTooLong | KeyboardInterrupt)
        problem = _("with").format(call=shown) + " " + problem
        return Outcome(shown, False, problem, endless=endless)
    return Outcome(shown, right, "" if right else explain(task, shown, arguments, answer, expected))


def explain(task: Task, shown: str, arguments: Arguments, answer: Any, expected: Any) -> str:
    """Say what came, what was expected and, for a known mistake, where it comes from."""
    if answer is None:
        return _("returned nothing").format(call=shown)
    got, wanted = f"`{type(answer).__name__}`", task.describe(expected)
    with contextlib.suppress(Exception):
        got = task.describe(answer)
    if got == wanted:
        return _("almost the same").format(call=shown, got=got)
    sentence = _("got and expected").format(call=shown, got=got, expected=wanted)
    for wrong, reason in task.mistakes:
        with contextlib.suppress(Exception), hushed():
            if task.same(answer, wrong(*arguments)):
                return f"{sentence} {_(reason)}"
    return sentence


def _brief(value: Any, most: int = 40) -> str:
    text = " ".join(repr(value.tolist() if hasattr(value, "tolist") else value).split())
    return text if len(text) <= most else text[: most - 1] + "…"


def _short(value: float) -> str:
    return number(value) if value == int(value) else number(value, 2)
