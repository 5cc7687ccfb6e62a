"""Ask a jailed kernel for values, from the thread where hidden checks run.

The code and the expression travel; what comes back is one string, and nothing of it is ever
evaluated. The kernel may lie about its values: checks judge them, they do not believe them.
"""

from __future__ import annotations

import ast
import asyncio
import re
from functools import partial

from artia.grading.checks.errors import KernelGoneError, RefusedError, TooLongError
from artia.grading.outcomes import Outcome
from artia.grading.reasons import Reason, reason

from . import failure
from .allowance import Allowance, Bound
from .link import Answer, KernelLink

_NAME = "answer"
#: One string literal and nothing else, as `repr` writes it.
_LITERALS = (
    re.compile(r"'[^'\\\n]*(?:\\.[^'\\\n]*)*'"),
    re.compile(r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"'),
)
#: Wall seconds allowed for each second of CPU: machines are shared.
WALL = 6


class KernelAsker:
    """Implement the checks' `Asker` on a link. Budgets in seconds of CPU."""

    def __init__(
        self,
        link: KernelLink,
        loop: asyncio.AbstractEventLoop,
        each: float = 20.0,
        total: float = 120.0,
        allowance: Allowance | None = None,
    ):
        self._link = link
        self._loop = loop
        self._each = each
        self._total = self._left = total
        self._allowance = allowance or Allowance()
        self.too_long: Reason | None = None  # which time ran out, once one has

    def evaluate(self, code: str, expression: str) -> str:
        """Run code in the kernel, then return the string an expression gives there.

        Called from any thread but the link's. Raises `TooLongError` when the budget is spent,
        `KernelGoneError` when the kernel is dead, `RefusedError` when the code raised or the
        answer is not a string.
        """
        over = self._allowance.over()
        if over or self._left <= 0:
            self.too_long = over.why if over else reason("questions", limit=self._total)
            raise TooLongError(self.too_long.en)
        waiting = asyncio.run_coroutine_threadsafe(self._ask(code, expression), self._loop)
        try:
            answer = waiting.result(timeout=self._each * WALL + 60)
        except TimeoutError as error:  # the loop was stopped under this thread
            raise KernelGoneError("The grader was interrupted.") from error
        if answer.failure is not None and answer.failure.outcome is Outcome.TIMEOUT:
            self.too_long = answer.failure.why
        return read_answer(answer)

    async def _ask(self, code: str, expression: str) -> Answer:
        budget = min(self._each, self._left)
        cpu, wall = self._allowance.bounds(
            Bound(budget, partial(failure.question_over_cpu, budget)),
            Bound(budget * WALL, partial(failure.question_over_wall, budget * WALL)),
        )
        before = self._link.cpu_seconds
        try:
            return await self._link.execute(
                code,
                _deaf,
                cpu=cpu,
                wall=wall,
                silent=True,
                store_history=False,
                user_expressions={_NAME: expression},
            )
        finally:
            self._left -= self._link.cpu_seconds - before


def read_answer(answer: Answer) -> str:
    """Return the string in a kernel's answer. Raises as `KernelAsker.evaluate`."""
    if answer.failure is not None:
        if answer.failure.outcome is Outcome.TIMEOUT:
            raise TooLongError(answer.failure.why.en)
        raise KernelGoneError(answer.failure.why.en, outcome=answer.failure.outcome)
    if answer.reply.get("status") != "ok":
        raise RefusedError(f"The kernel raised {_error_name(answer.reply)} instead of answering.")
    results = answer.reply.get("user_expressions")
    result = results.get(_NAME) if isinstance(results, dict) else None
    if not isinstance(result, dict) or result.get("status") != "ok":
        raise RefusedError(f"The kernel raised {_error_name(result)} instead of answering.")
    data = result.get("data")
    return read_string(data.get("text/plain") if isinstance(data, dict) else None)


def read_string(shown: object) -> str:
    """Return the string whose `repr` is given. Raises `RefusedError` for anything else."""
    if not isinstance(shown, str) or len(shown) < 2:
        raise RefusedError("The kernel's answer is not a string.")
    quote, body = shown[0], shown[1:-1]
    plain = not any(special in body for special in (quote, "\\", "\n"))
    if quote in "'\"" and shown[-1] == quote and plain:
        return body
    if not any(literal.fullmatch(shown) for literal in _LITERALS):
        raise RefusedError("The kernel's answer is not a string.")
    try:
        return ast.literal_eval(shown)
    except (ValueError, SyntaxError, MemoryError) as error:
        raise RefusedError("The kernel's answer is not a string.") from error


def _error_name(reply: object) -> str:
    name = reply.get("ename") if isinstance(reply, dict) else None
    return name[:80] if isinstance(name, str) and name.isidentifier() else "an error"


def _deaf(_kind: str, _content: dict) -> None:
    """Drop what the kernel prints while it answers."""
