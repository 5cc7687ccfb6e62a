"""Lab 05's functions: what the notebook's own check says of known answers, and the course's own."""

import math

import numpy as np
import pytest

from artia.labs.checks import check
from artia.labs.errors import LabError
from artia.labs.exercises.lab05 import TASKS
from artia.labs.vectors import measures

from .answers_lab05 import TASKS as ANSWERS

RIGHT = [(task, name) for task, answers in ANSWERS.items() for name in answers.right]
WRONG = [(task, name) for task, answers in ANSWERS.items() for name in answers.wrong]
BY_HEART = [pair for pair in WRONG if pair[1] == "answers learnt by heart"]


@pytest.mark.parametrize(("task", "name"), RIGHT)
def test_right_answers_pass_the_visible_check(task, name):
    result = check(TASKS[task], ANSWERS[task].right[name], 2)
    assert result.right, result.message()


@pytest.mark.parametrize(("task", "name"), [pair for pair in WRONG if pair not in BY_HEART])
def test_wrong_answers_fail_it_and_are_told_something(task, name, language):
    result = check(TASKS[task], ANSWERS[task].wrong[name], 2)
    assert not result.right
    assert "{" not in result.message() and len(result.message()) > 100


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("seed", range(3))
def test_the_course_answers_as_plain_python_does(task, seed):
    for arguments, expected in ANSWERS[task].cases(seed):
        assert TASKS[task].reference(*arguments) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("task", TASKS)
def test_every_mistake_that_is_explained_is_wrong_on_every_case_it_is_meant_for(task):
    for wrong, sentence in TASKS[task].mistakes:
        outcomes = []
        for arguments in TASKS[task].cases:
            expected = TASKS[task].reference(*arguments)
            outcomes.append(TASKS[task].same(wrong(*arguments), expected))
        assert not all(outcomes), sentence


def test_the_spread_counts_all_scores_and_d_stays_within_two():
    assert measures.effect_size([1, 1], [0, 0]) == pytest.approx(2)
    assert measures.effect_size([0, 0], [1, 1]) == pytest.approx(-2)


def test_equal_scores_and_arrows_of_zeros_are_refused_in_a_sentence(language):
    for wrong in (
        lambda: measures.effect_size([1, 1], [1, 1]),
        lambda: measures.cosine([0, 0], [1, 2]),
        lambda: measures.permutation_p(range(20), range(20)),
    ):
        with pytest.raises(LabError) as found:
            wrong()
        assert len(str(found.value)) > 60 and "{" not in str(found.value)


def test_a_p_value_counts_the_real_piles_and_forgives_the_order_of_additions():
    assert measures.permutation_p([9, 8, 7], [1, 2, 3]) == pytest.approx(1 / 20)
    assert measures.permutation_p([0.1, 0.2, 0.3], [0.3, 0.2, 0.1]) >= 0.5
    assert measures.permutation_p([1, 1], [1, 1]) == 1


def test_the_interval_holds_the_effect_and_repeats():
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=8) + 1, rng.normal(size=8)
    low, high = measures.bootstrap_interval(x, y)
    assert low < measures.effect_size(x, y) < high
    assert (low, high) == measures.bootstrap_interval(x, y)
    least, most = measures.one_word_less(x, y)
    assert least <= measures.effect_size(x, y) <= most


def test_cosines_of_tables_are_those_of_their_rows():
    rng = np.random.default_rng(2)
    one, other = rng.normal(size=(3, 5)), rng.normal(size=(2, 5))
    table = measures.cosines(one, other)
    assert table.shape == (3, 2)
    assert table[2, 1] == pytest.approx(measures.cosine(one[2], other[1]), abs=1e-6)
    assert math.isclose(float(np.linalg.norm(measures.unit(one)[0])), 1, abs_tol=1e-6)
