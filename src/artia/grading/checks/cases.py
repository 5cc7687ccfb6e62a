"""The helpers a check yields: each judges one answer and makes one case."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from artia.grading.checks.answers import Problem, as_answer, value_or_problem
from artia.grading.checks.comparing import difference_in_numbers, difference_in_values, numbers
from artia.grading.checks.texts import Text


@dataclass(frozen=True)
class Case:
    """One thing tried: what it earns (0 to 1), its weight among the others, why it fails."""

    credit: float
    weight: float = 1
    problem: Problem | None = None
    hint: Text = ""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.weight) and self.weight > 0):
            raise ValueError(f"a weight is a number above 0, not {self.weight}")

    @property
    def right(self) -> bool:
        """Whether it earns everything."""
        return self.credit == 1


def close(
    answer: Any,
    expected: Any,
    tolerance: float = 1e-6,
    *,
    absolute: float | None = None,
    weight: float = 1,
    hint: Text = "",
) -> Case:
    """Pass when the numbers are those expected, or nearly: one number, a list, an array, a tensor.

    Types and precision do not matter, shapes do (one number may come in a list of one). NaN and
    infinities are never right. Each number may be off by `tolerance` times the expected one, plus
    `absolute` (default: the same tolerance), which is what counts near zero.
    """
    wanted = numbers(expected)
    if not np.isfinite(wanted).all():
        raise ValueError("the expected numbers hold NaN or an infinity")
    near_zero = tolerance if absolute is None else absolute
    return _case(
        answer,
        lambda value: difference_in_numbers(value, wanted, tolerance, near_zero),
        weight,
        hint,
    )


def same(answer: Any, expected: Any, *, weight: float = 1, hint: Text = "") -> Case:
    """Pass when the value is exactly the one expected: texts, whole numbers, lists, dictionaries…

    A tuple or an array counts as the list of its items, and 2.0 as 2; True is not 1.
    """
    return _case(answer, lambda value: difference_in_values(value, expected), weight, hint)


def one_of(answer: Any, options: Iterable[Any], *, weight: float = 1, hint: Text = "") -> Case:
    """Pass when the value is the `same` as one of the options."""
    options = list(options)
    if not options:
        raise ValueError("one_of needs at least one option")

    def difference(value: Any) -> str:
        kinds = [difference_in_values(value, option) for option in options]
        return "" if "" in kinds else kinds[0] if len(set(kinds)) == 1 else "other value"

    return _case(answer, difference, weight, hint)


def holds(
    answer: Any,
    test: Callable[[Any], Any],
    says: Text = "",
    *,
    weight: float = 1,
    hint: Text = "",
) -> Case:
    """Pass when `test(value)` is true; `says` tells the learner what is wrong when it is false.

    A test that stops on the value finds it of the wrong kind. Write it so that NaN fails:
    `abs(x - 2) < 0.1`, not `not abs(x - 2) > 0.1`.
    """
    judged = as_answer(answer).then(lambda value: bool(test(value)))
    passed, problem = value_or_problem(judged)
    if not problem and not passed:
        problem = Problem("said", says=says) if says else Problem("other value")
    return Case(0 if problem else 1, weight, problem, hint)


def scored(
    answer: Any,
    score: Callable[[Any], float],
    says: Text = "",
    *,
    weight: float = 1,
    hint: Text = "",
) -> Case:
    """Earn `score(value)`, a share from 0 to 1; the case is right at 1, and `says` tells why not.

    For a model, `lambda accuracy: (accuracy - 0.5) / 0.4` gives nothing at 50 %, all from 90 %.
    """
    judged = as_answer(answer).then(lambda value: float(score(value)))
    share, problem = value_or_problem(judged)
    credit = 0.0 if problem or math.isnan(share) else min(1.0, max(0.0, share))
    if not problem and credit < 1:
        problem = Problem("said", says=says) if says else Problem("not enough")
    return Case(credit, weight, problem, hint)


def _case(answer: Any, difference: Callable[[Any], str], weight: float, hint: Text) -> Case:
    value, problem = value_or_problem(as_answer(answer))
    if not problem and (kind := difference(value)):
        problem = Problem(kind)
    return Case(0 if problem else 1, weight, problem, hint)
