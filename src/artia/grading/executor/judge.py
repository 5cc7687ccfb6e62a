"""Have a test judged by the instructor's hidden checks, outside the learner's reach."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_output

from artia.grading.checks import HiddenChecks, Verdict
from artia.grading.outcomes import Outcome, Report
from artia.grading.reasons import reason

from .allowance import Allowance
from .asker import KernelAsker
from .link import KernelLink
from .marks import Test, error_output

log = logging.getLogger(__name__)


class CheckingJudge:
    """Judge the tests of one submission. Callable as `run.Judge`."""

    def __init__(
        self,
        checks: HiddenChecks,
        report: Report,
        *,
        language: str,
        seed: bytes,
        each: float = 20.0,
        total: float = 120.0,
        allowance: Allowance | None = None,
    ):
        self._checks = checks
        self._report = report
        self._language = language
        self._seed = seed
        self._allowance = allowance or Allowance()
        self._budget = {"each": each, "total": total, "allowance": self._allowance}
        self.ungraded: set[str] = set()  # cells whose check has a bug: a person marks them

    async def __call__(self, link: KernelLink, index: int, test: Test) -> list[NotebookNode]:
        """Return the outputs that say the verdict, or that there is none."""
        asker = KernelAsker(link, asyncio.get_running_loop(), **self._budget)
        try:
            verdict = await asyncio.to_thread(
                self._checks.judge,
                test.grade_id,
                asker,
                max_points=test.points,
                language=self._language,
                seed=self._seed,
            )
        # Whatever the instructor's file raises is a bug in it: never a silent 0.
        except Exception as error:
            log.exception("The hidden check of %s failed", test.grade_id)
            why = reason("check failed", said=f"{type(error).__name__}: {error}")
            self._report.add(Outcome.ERROR, why, index, test.grade_id)
            self.ungraded.add(test.grade_id)
            return [error_output(self._language, "ungraded")]
        # The death of the kernel and the end of the submission's time are told by who runs it.
        told_elsewhere = link.failure or self._allowance.failure
        if (verdict.outcome is not Outcome.OK or verdict.notes) and not told_elsewhere:
            if verdict.notes:
                why = reason("check note", said=" ".join(verdict.notes))
            else:
                why = asker.too_long or reason("no answer")
            self._report.add(verdict.outcome, why, index, test.grade_id)
        return [verdict_output(verdict)]


def verdict_output(verdict: Verdict) -> NotebookNode:
    """Return the result nbgrader reads the mark from, with the message people read."""
    return new_output(
        "execute_result",
        data={
            "text/plain": str(float(verdict.score)),
            "text/html": verdict.html,
            "text/markdown": verdict.message,
        },
    )


def seed_of(checks: Path, *identity: str) -> bytes:
    """Return what a submission's random inputs are drawn from: its own, and always the same."""
    digest = hashlib.sha256(checks.read_bytes())
    for part in identity:
        digest.update(b"\0" + part.encode("utf-8", "surrogateescape"))
    return digest.digest()
