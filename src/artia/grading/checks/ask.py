"""`ask`: what a check asks of the learner's kernel."""

from __future__ import annotations

import ast
import json
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from artia.grading.checks import envelope, probe
from artia.grading.checks.answers import Answer, Problem, raised, value_or_problem
from artia.grading.checks.errors import (
    KernelGoneError,
    NoAnswerError,
    RefusedError,
    TooLongError,
)
from artia.grading.outcomes import Outcome

_PROBE, _ANSWER = "__artia_probe__", "__artia_answer__"  # the only names left in the kernel
_KINDS = {KernelGoneError: "kernel gone", TooLongError: "too long", RefusedError: "refused"}


class Asker(Protocol):
    """A kernel that can be asked for a text."""

    def evaluate(self, code: str, expression: str) -> str:
        """Run `code`, leaving no history, and return the str that `expression` is worth.

        Raises KernelGoneError, TooLongError or RefusedError when there is none.
        """


class Ask:
    """Questions to one learner's kernel. None raises for anything a learner wrote.

    Each question sends fresh copies of its arguments: numbers, texts, lists, dictionaries, NumPy
    arrays. What a question prints is thrown away. After a question that took too long, or once
    the kernel is dead, the other questions of the same check are not asked.
    """

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._over: Problem | None = None
        self._installed = False
        self.outcome = Outcome.OK
        self.broken: Exception | None = None  # an error of the asker itself, not of the checks

    def call(self, name: str, /, *arguments: Any, **named: Any) -> Answer:
        """Ask for what the learner's function returns. A dotted name reaches a method.

        A generator, a range, a tensor, a table… come as the list or the array they stand for.
        """
        return self._ask("call", name, arguments, named)

    def printed(self, name: str, /, *arguments: Any, **named: Any) -> Answer:
        """Ask for the text that the learner's function prints when called."""
        return self._ask("printed", name, arguments, named)

    def value(self, name: str, /) -> Answer:
        """Ask for the value of a variable."""
        return self._ask("value", name)

    def tensors(self, name: str, /) -> Answer:
        """Ask for the weights of a model (its state_dict) or a dictionary of arrays.

        The value is {name: array}. See `load_weights` to run them here, on data kept aside.
        """
        answer = self._ask("tensors", name)
        value, problem = value_or_problem(answer)
        if problem or envelope.are_tensors(value):
            return answer
        return Answer(problem=Problem("not tensors", name))

    def run(self, code: str, /, **variables: Any) -> Answer:
        """Run lines of code among the learner's names, and ask for the value of the last one.

        Serves classes and several steps: `ask.run("s = Stack(); s.push(x); s.pop()", x=3)`. The
        learner's kernel sees this code: it must not hold the expected answer.
        """
        ast.parse(code)  # a slip of the instructor is not the learner's error
        return self._ask("run", code, (), variables)

    def _ask(self, do: str, what: str, arguments: tuple = (), named: dict | None = None) -> Answer:
        try:
            arguments = tuple(_open(argument) for argument in arguments)
            named = {name: _open(argument) for name, argument in (named or {}).items()}
        except _Unknown as unknown:
            return Answer(problem=unknown.problem)
        if self._over:
            return Answer(problem=self._over)
        name = "" if do == "run" else what
        if name and not all(part.isidentifier() for part in name.split(".")):
            raise ValueError(f"“{name}” is no name; ask.run takes any code")
        try:
            request = {"do": do, "what": what, "arguments": _node(arguments), "named": _node(named)}
            return Answer(envelope.read(self._evaluate(json.dumps(request))))
        except envelope.UnansweredError as error:
            return Answer(
                problem=raised(name, error.kind)
                if error.why == "raised"
                else Problem(error.why, name)
            )
        except NoAnswerError as error:
            self.outcome = max(self.outcome, error.outcome, key=lambda outcome: outcome.rank)
            problem = Problem(_KINDS.get(type(error), "refused"), name)
            if not isinstance(error, RefusedError):
                self._over = problem
            return Answer(problem=problem)

    def _evaluate(self, request: str) -> str:
        # The learner may have given another meaning to `exec` or `globals`, without malice.
        code = f"{_ANSWER} = {_PROBE}['answer'](__import__('builtins').globals(), {request!r})"
        if not self._installed:
            # A scope of its own: the probe's names do not mix with the learner's.
            scope = f"{_PROBE} = {{}}\n__import__('builtins').exec({_probe()!r}, {_PROBE})"
            code = f"{scope}\n{code}"
        try:
            answer = self._asker.evaluate(code, _ANSWER)
        except NoAnswerError:
            raise
        except Exception as error:
            self.broken = error
            raise
        self._installed = True
        return answer


class _Unknown(Exception):  # noqa: N818 (not an error: an argument that was never answered)
    def __init__(self, problem: Problem):
        self.problem = problem


def _open(argument: Any) -> Any:
    """An answer may be the argument of another question."""
    if not isinstance(argument, Answer):
        return argument
    value, problem = value_or_problem(argument)
    if problem:
        raise _Unknown(problem)
    return value


def _node(argument: Any) -> Any:
    try:
        return probe.node(argument)
    except probe.CannotError as error:
        raise TypeError(f"an argument cannot be sent to the kernel: {error}") from error


@cache
def _probe() -> str:
    return Path(probe.__file__).read_text(encoding="utf-8")
