"""Run an association test in a space, with the learner's functions or the course's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from artia.labs.errors import LabError
from artia.labs.show import show
from artia.labs.typed import typed, typed_methods
from artia.labs.vectors import measures
from artia.labs.vectors.space import Space
from artia.labs.vectors.wordlists import WordTest


@typed_methods
@dataclass(frozen=True)
class Functions:
    """The three functions a test needs."""

    association: Callable[..., float] = measures.association
    effect_size: Callable[..., float] = measures.effect_size
    permutation_p: Callable[..., float] = measures.permutation_p


@dataclass(frozen=True)
class Result:
    """What a test gives in one space."""

    test: WordTest
    space: str
    scores_x: list[float]
    scores_y: list[float]
    effect: float
    p: float
    interval: tuple[float, float]  # 95 %, the words drawn again
    without_one: tuple[float, float]  # the extremes when one word is left out


def run_test(test: WordTest, space: Space, functions: Functions | None = None) -> Result:
    """Score each word of X and Y, then compare the two lists. Raises LabError on unknown words."""
    use = functions or Functions()
    space.table(test.words)  # so that every missing word is named at once
    table_a, table_b = space.table(test.a), space.table(test.b)
    scores_x, scores_y = (
        [float(use.association(vector, table_a, table_b)) for vector in space.table(words)]
        for words in (test.x, test.y)
    )
    return Result(
        test=test,
        space=space.title,
        scores_x=scores_x,
        scores_y=scores_y,
        effect=float(use.effect_size(scores_x, scores_y)),
        p=float(use.permutation_p(scores_x, scores_y)),
        interval=measures.bootstrap_interval(scores_x, scores_y),
        without_one=measures.one_word_less(scores_x, scores_y),
    )


@typed
def run_tests(
    tests: Sequence[WordTest], spaces: Sequence[Space], functions: Functions | None = None
) -> list[Result]:
    """Run each test in each space; where a word is missing, say so and go on."""
    results = []
    for test in tests:
        for space in spaces:
            try:
                results.append(run_test(test, space, functions))
            except LabError as problem:
                show(str(problem))
    return results
