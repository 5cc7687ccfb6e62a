"""Lab 04's hidden checks, on a real kernel: the mark that each known answer deserves."""

import pytest

from tests.grading.lab_checks import SEEDS, LabChecks

POINTS = {"count_pairs": 2, "merge_pair": 3, "learn_merges": 2, "premium": 2, "price": 1}
LAB = LabChecks("lab04", "tests.labs.answers_lab04", POINTS)
CHECKS, ANSWERS, RIGHT, WRONG = LAB.checks, LAB.answers, LAB.right, LAB.wrong

# An answer learnt by heart keeps the two cases of five that the notebook shows.
BY_HEART = {(task, "answers learnt by heart"): 0.4 * points for task, points in POINTS.items()}
# Right on the cases that happen to suit them; the most they may earn, as a share of the points.
BY_CHANCE = {
    ("count_pairs", "always 1"): 0.2,
    ("count_pairs", "counted on the way"): 0.2,
    ("merge_pair", "from the right"): 0.5,
    ("merge_pair", "backwards"): 0.5,
    ("premium", "always English"): 0.5,
    ("premium", "rounded"): 0.2,
}


@pytest.fixture(scope="module")
def kernel():
    """One kernel for all."""
    with LAB.kernel() as asker:
        yield asker


def test_every_autograded_cell_is_judged_and_there_are_enough_known_answers():
    assert CHECKS.grade_ids == {f"test_{task}" for task in ANSWERS}
    assert len(RIGHT) >= 30 and len(WRONG) >= 60


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
        by_chance = BY_CHANCE.get((task, name), 0)
        if by_chance:
            assert verdict.score <= by_chance * POINTS[task], verdict.message
        else:
            deserved = round(BY_HEART.get((task, name), 0), 2)
            assert verdict.score == deserved, verdict.message
        assert "À revoir" in verdict.message


def test_a_function_left_as_it_was_is_to_be_done_rather_than_revised(kernel):
    kernel.run("def premium(counts, reference):\n    raise NotImplementedError()")
    verdict = CHECKS.judge("test_premium", kernel, max_points=2, language="fr", seed=b"")
    assert verdict.score == 0
    assert verdict.message.startswith("○ À faire.")
