"""Judge a test cell by its hidden check: a score, and a message for the learner."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from artia.grading.checks.ask import Ask, Asker
from artia.grading.checks.cases import Case
from artia.grading.checks.errors import ChecksError
from artia.grading.checks.registry import Check, at_fault, read_checks
from artia.grading.checks.texts import Words, to_html
from artia.grading.checks.wording import verdict_lines
from artia.grading.outcomes import Outcome

MOST_CASES = 1000  # in one check: more is a loop without an end


@dataclass(frozen=True)
class Verdict:
    """What a hidden check concludes."""

    score: float  # from 0 to the cell's points, two decimals
    message: str  # what the learner reads, as plain text
    html: str  # the same, for a notebook or a feedback page
    outcome: Outcome  # how asking went: OK unless a question went too far
    passed: int
    total: int
    notes: tuple[str, ...] = ()  # for the instructor: functions of the file that an answer stopped


@dataclass(frozen=True)
class HiddenChecks:
    """The checks of one assignment."""

    path: Path
    checks: Mapping[str, Check]

    @classmethod
    def load(cls, path: Path) -> HiddenChecks:
        """Run a checks file. Raises ChecksError, one sentence naming the file and the line."""
        return cls(Path(path), read_checks(Path(path)))

    @property
    def grade_ids(self) -> frozenset[str]:
        """The test cells that have a check."""
        return frozenset(self.checks)

    def judge(
        self, grade_id: str, asker: Asker, *, max_points: float, language: str, seed: bytes
    ) -> Verdict:
        """Run the check of a test cell against a kernel.

        The same `seed` draws the same inputs; another learner's must differ. Whatever the
        learner's code does, this returns a verdict. Raises ChecksError when the checks file is at
        fault, KeyError for a cell without check, and what the asker itself raises by mistake.
        """
        check, ask = self.checks[grade_id], Ask(asker)
        cases = self._cases(check, ask, _generator(seed, grade_id))
        score = _score(cases, max_points)
        words = Words(language)
        lines = verdict_lines(words, cases, score, max_points, check.hint)
        return Verdict(
            score=score,
            message="\n".join(lines),
            html=to_html(lines, words.language),
            outcome=ask.outcome,
            passed=sum(case.right for case in cases),
            total=len(cases),
            notes=tuple(c.problem.note for c in cases if c.problem and c.problem.note),
        )

    def _cases(self, check: Check, ask: Ask, rng: np.random.Generator) -> list[Case]:
        cases: list[Case] = []
        try:
            for case in _each(check.function(ask, rng)):
                cases.append(case)
                if len(cases) > MOST_CASES:
                    raise ValueError(f"more than {MOST_CASES} cases: a loop never ends")
            if not cases:
                raise ValueError("no case: yield close(…), same(…), one_of(…) or holds(…)")
        except Exception as error:
            if error is ask.broken or isinstance(error, ChecksError):
                raise
            raise at_fault(self.path, error, check.line) from error
        return cases


def _each(given: object) -> Iterator[Case]:
    """Go through what a check function gave: cases it yields, or returns."""
    if given is None:
        return
    several = isinstance(given, Iterable) and not isinstance(given, Case)
    for case in given if several else [given]:
        if not isinstance(case, Case):
            raise TypeError(
                "a check yields close(…), same(…), one_of(…), holds(…) or scored(…), "
                f"not {type(case).__name__}"
            )
        yield case


def _score(cases: list[Case], max_points: float) -> float:
    if all(case.right for case in cases):
        return round(float(max_points), 2)
    earned = math.fsum(case.credit * case.weight for case in cases)
    return round(max_points * earned / math.fsum(case.weight for case in cases), 2)


def _generator(seed: bytes, grade_id: str) -> np.random.Generator:
    digest = hashlib.sha256(len(seed).to_bytes(8) + seed + grade_id.encode()).digest()
    return np.random.default_rng(int.from_bytes(digest))
