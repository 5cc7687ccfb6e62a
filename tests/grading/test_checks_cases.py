"""The helpers a check yields, on values."""

import numpy as np
import pytest

from artia.grading.checks import WrongAnswerError, close, holds, one_of, same, scored
from artia.grading.checks.answers import Answer


@pytest.mark.parametrize(
    ("value", "expected", "right"),
    [
        (2, 2.0, True),
        ([2.0], 2, True),
        (np.array([[2]], dtype="i1"), 2.0, True),
        (2, [2.0], True),
        (np.float32([0.1, 0.2]), [0.1, 0.2], True),
        (((1, 2), [3, 4]), np.array([[1, 2], [3, 4]]), True),
        ([1, 2, 3], [[1, 2, 3]], False),
        ([[1], [2]], [1, 2], False),
        ([], [], True),
        (np.zeros((0, 3)), np.zeros((0, 2)), False),
        (1e-7, 0, True),
        (1e-3, 0, False),
        (1e9 + 1, 1e9, True),
        (1e308, -1e308, False),
        (1 + 1j, 1, False),
        (1j, 1j, True),
        ([True], [1], False),
        (np.array([True]), [1], False),
        ("1", 1, False),
        ({}, 1, False),
        (None, 0, False),
        ([1, None], [1, 2], False),
        (2**70, 2**70, True),
    ],
)
def test_close(value, expected, right):
    assert close(value, expected).right is right


def test_close_takes_its_tolerance_from_the_expected_value():
    assert close(100.9, 100, 0.01).right and not close(101.1, 100, 0.01).right
    assert not close(0.5, 0, 0.01).right and close(0.5, 0, 0.01, absolute=1).right


@pytest.mark.parametrize(
    ("value", "expected", "right"),
    [
        ("a", "a", True),
        ((1, 2), [1, 2], True),
        (np.array([1, 2]), (1, 2), True),
        (2.0, 2, True),
        (True, 1, False),
        (1, True, False),
        ([True], [1], False),
        ("1", 1, False),
        (None, None, True),
        (None, 0, False),
        ({"a": (1,)}, {"a": [1]}, True),
        ({"a": 1, "b": 2}, {"a": 1}, False),
        ({1, 2}, {2, 1}, True),
        (frozenset({1}), {1}, True),
        ([1], {1}, False),
        (float("nan"), float("nan"), False),
        (b"a", "a", False),
    ],
)
def test_same(value, expected, right):
    assert same(value, expected).right is right


def test_one_of_holds_and_scored():
    assert one_of(2, [1, 2]).right and not one_of(3, [1, 2]).right
    assert holds("abc", lambda text: len(text) == 3).right
    assert not holds(float("nan"), lambda x: abs(x - 2) < 0.1).right
    assert holds(3, len).problem.kind == "other kind"
    assert "test_checks_cases.py" in holds(3, lambda x: x[0]).problem.note
    assert not holds(np.ones(2), lambda x: x == 1).right
    assert [scored(0, lambda _, n=n: n).credit for n in (-1, 0.25, 7, np.nan)] == [0, 0.25, 1, 0]
    assert not scored(0, lambda _: "a").right

    def test(value):
        assert value > 3

    assert holds(4, test).right is False and holds(2, test).problem.kind == "other value"

    def refuse(value):
        raise WrongAnswerError("two parts are expected")

    assert holds(4, refuse).problem.says == "two parts are expected"


def test_a_mistake_that_no_value_can_cause_is_the_instructors():
    with pytest.raises(NameError):
        holds(3, lambda x: undefined(x))  # noqa: F821


@pytest.mark.parametrize(
    "use",
    [bool, len, list, float, abs, np.asarray, lambda a: a == 1, lambda a: a + 1, lambda a: 1 < a],
)
def test_an_answer_is_not_a_value(use):
    with pytest.raises(TypeError, match="given to close, same"):
        use(Answer(1))
