"""What a learner reads: how many cases are right, then the kinds of failure. Never the answer."""

from __future__ import annotations

from collections import Counter

from artia.grading.checks.answers import Problem
from artia.grading.checks.cases import Case
from artia.grading.checks.texts import Text, Words

_TO_DO = {"not written", "missing"}  # nothing was tried yet
_MOST_KINDS = 4


def verdict_lines(
    words: Words, cases: list[Case], score: float, max_points: float, hint: Text
) -> list[str]:
    """Return the message, headline first."""
    failed = [case for case in cases if not case.right]
    lines = [_headline(words, cases, score, max_points)]
    if not failed:
        return lines
    kinds = Counter(_kind(words, case.problem) for case in failed)
    for kind, count in kinds.most_common(_MOST_KINDS):
        if count == len(cases):
            lines.append(words.say("in every case", kind=kind))
        else:
            lines.append(words.count("in {n} case", "in {n} cases", count, kind=kind))
    hints = [words.choose(text) for text in [*(case.hint for case in failed), hint] if text]
    return [*lines, *dict.fromkeys(hints), words.say("inputs not shown")]


def _headline(words: Words, cases: list[Case], score: float, max_points: float) -> str:
    passed = sum(case.right for case in cases)
    kinds = {case.problem.kind for case in cases if case.problem}
    verdict = "to revise" if kinds else "passed"
    if not passed and kinds <= _TO_DO:
        verdict = "to do"
    return words.say(
        verdict,
        cases=words.count("{n} case right", "{n} cases right", passed, total=len(cases)),
        points=words.count("{n} point", "{n} points", score, total=words.number(max_points)),
    )


def _kind(words: Words, problem: Problem | None) -> str:
    if problem is None:
        return words.say("other value")
    if problem.kind == "said":
        return words.choose(problem.says)
    named = f"{problem.kind}, named" if problem.kind in _NAMED and problem.name else problem.kind
    return words.say(named, name=problem.name, error=problem.error)


_NAMED = {"missing", "not callable", "not written"}
