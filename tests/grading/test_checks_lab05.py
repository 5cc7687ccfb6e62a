"""Lab 05's hidden checks, on a real kernel: the mark that each known answer deserves."""

import pytest

from tests.grading.lab_checks import SEEDS, LabChecks

POINTS = {"cosine": 2, "association": 2, "effect_size": 3, "permutation_p": 3}
LAB = LabChecks("lab05", "tests.labs.answers_lab05", POINTS)
CHECKS, ANSWERS, RIGHT, WRONG = LAB.checks, LAB.answers, LAB.right, LAB.wrong

# An answer learnt by heart keeps the two cases of five that the notebook shows.
BY_HEART = {(task, "answers learnt by heart"): 0.4 * points for task, points in POINTS.items()}
# The most that an answer may earn when it is right by chance on cases that happen to suit it.
BY_CHANCE = {
    ("cosine", "absolute"): 0.4,
    ("cosine", "rounded"): 0.2,
    ("cosine", "correlation"): 0.2,
    ("association", "zipped"): 0.4,
    ("effect_size", "absolute"): 0.9,
    ("permutation_p", "equal only"): 0.3,
    ("permutation_p", "pairs won"): 1.2,
    ("permutation_p", "both sides"): 0.9,
    ("permutation_p", "sizes of Y"): 0.9,
    ("permutation_p", "one minus p"): 0.3,
}


@pytest.fixture(scope="module")
def kernel():
    """One kernel for all, where a learner's functions have NumPy and PyTorch loaded."""
    with LAB.kernel() as asker:
        yield asker


def test_every_autograded_cell_is_judged_and_there_are_enough_known_answers():
    assert CHECKS.grade_ids == {f"test_{task}" for task in ANSWERS}
    assert len(RIGHT) >= 27 and len(WRONG) >= 50


@pytest.mark.slow
@pytest.mark.parametrize(("task", "name"), RIGHT)
def test_right_answers_earn_every_point_whatever_is_drawn(kernel, task, name):
    for seed in SEEDS:
        verdict = LAB.judge(kernel, task, "right", name, seed)
        assert verdict.score == POINTS[task], (seed, verdict.message)
        assert verdict.passed == verdict.total == 8
        assert not verdict.notes


@pytest.mark.slow
@pytest.mark.parametrize(("task", "name"), WRONG)
def test_wrong_answers_earn_what_they_deserve_and_never_more(kernel, task, name):
    for seed in SEEDS[:3]:
        verdict = LAB.judge(kernel, task, "wrong", name, seed)
        if (task, name) in BY_CHANCE:
            assert verdict.score <= BY_CHANCE[task, name], verdict.message
        else:
            assert verdict.score == pytest.approx(BY_HEART.get((task, name), 0)), verdict.message
        assert verdict.score <= POINTS[task] / 2
        assert "À revoir" in verdict.message


def test_a_function_that_calls_an_empty_one_of_the_learner_is_only_wrong(kernel):
    kernel.run("def cosine(u, v):\n    raise NotImplementedError()")
    kernel.run("def association(w, a, b):\n    return sum(cosine(w, x) for x in a)")
    verdict = CHECKS.judge("test_association", kernel, max_points=2, language="fr", seed=b"")
    assert verdict.score == 0
