"""Lab 07's hidden checks, on a real kernel: the mark that each known answer deserves."""

import pytest

from tests.grading.lab_checks import SEEDS, LabChecks

POINTS = {"plant": 3, "exposure": 3, "summarize": 2, "deduplicate": 2, "nearest_line": 2}
CASES = {"plant": 8, "exposure": 8, "summarize": 9, "deduplicate": 8, "nearest_line": 8}
LAB = LabChecks("lab07", "tests.labs.answers_lab07", POINTS)
CHECKS, ANSWERS, RIGHT, WRONG = LAB.checks, LAB.answers, LAB.right, LAB.wrong

# An answer learnt by heart keeps the two cases that the notebook shows: two fifths, or a little
# less where the learner's own exposures are a case too. Every other wrong answer earns nothing…
HEART = "answers learnt by heart"
BY_HEART = {task: 0.4 * points for task, points in POINTS.items()} | {"summarize": 0.68}
# … save on cases that happen to suit it: at most this. Nothing planted is right for 0 copies, two
# lines that differ by a capital are rare, and a level of the lab has four canaries.
BY_CHANCE = {
    ("plant", "one too few"): 0.6,
    ("plant", "none"): 0.6,
    ("plant", "replaced"): 0.6,
    ("plant", "no register"): 0,
    ("plant", "a register that lies"): 0.6,
    ("plant", "places as drawn"): 1.2,
    ("plant", "shuffled"): 1.2,
    ("plant", "reversed"): 0.6,
    ("exposure", "rounded"): 0.9,
    ("summarize", "divided by four"): 0.8,
    ("deduplicate", "capitals"): 0.8,
    ("deduplicate", "spaces"): 0.8,
    ("nearest_line", "the longest line"): 0.4,
}


@pytest.fixture(scope="module")
def kernel():
    """One kernel for all, where a learner's functions have NumPy and PyTorch loaded."""
    with LAB.kernel("measured") as asker:
        yield asker


def test_every_autograded_cell_is_judged_and_there_are_enough_known_answers():
    assert CHECKS.grade_ids == {f"test_{task}" for task in ANSWERS}
    assert len(RIGHT) >= 25 and len(WRONG) >= 60


@pytest.mark.slow
@pytest.mark.parametrize(("task", "name"), RIGHT)
def test_right_answers_earn_every_point_whatever_is_drawn(kernel, task, name):
    for seed in SEEDS:
        verdict = LAB.judge(kernel, task, "right", name, seed)
        assert verdict.score == POINTS[task], (seed, verdict.message)
        assert verdict.passed == verdict.total == CASES[task]
        assert not verdict.notes


@pytest.mark.slow
@pytest.mark.parametrize(("task", "name"), WRONG)
def test_wrong_answers_earn_what_they_deserve_and_never_more(kernel, task, name):
    for seed in SEEDS[:3]:
        verdict = LAB.judge(kernel, task, "wrong", name, seed)
        if name == HEART:
            assert verdict.score == pytest.approx(BY_HEART[task], abs=0.01), verdict.message
        else:
            assert verdict.score <= BY_CHANCE.get((task, name), 0) + 0.01, verdict.message
        assert verdict.score <= POINTS[task] / 2
        assert "À revoir" in verdict.message


def test_own_exposures_are_judged_for_agreement_not_for_size(kernel):
    kernel.run("summarize = TASKS['summarize'].right['built in']")
    for own in ("{0: [1.0, 2.0], 16: [0.0, 0.5]}", "{0: [9.97] * 4, 4: [3.0, 1.0]}"):
        kernel.run(f"measured = {own}")
        verdict = CHECKS.judge("test_summarize", kernel, max_points=2, language="en", seed=b"")
        assert verdict.score == 2, verdict.message
    kernel.run("measured = None")
    verdict = CHECKS.judge("test_summarize", kernel, max_points=2, language="en", seed=b"")
    assert verdict.passed == 8 and verdict.score == pytest.approx(1.88, abs=0.01)
    kernel.run("from tests.labs.answers_lab07 import measured")


def test_answers_learnt_by_heart_and_exposures_made_up_earn_two_fifths_and_no_more(kernel):
    kernel.run(
        "measured = {0: [0.0], 1: [0.0]}\n"
        "heart = TASKS['summarize'].wrong['answers learnt by heart']\n"
        "def summarize(values):\n"
        "    return (0, 0, 0) if values == [0.0] else heart(values)"
    )
    verdict = CHECKS.judge("test_summarize", kernel, max_points=2, language="en", seed=b"")
    assert verdict.score == pytest.approx(0.8, abs=0.01), verdict.message
    kernel.run("from tests.labs.answers_lab07 import measured")


def test_a_function_left_as_it_was_is_to_be_done_rather_than_revised(kernel):
    kernel.run("def exposure(losses, place):\n    raise NotImplementedError()")
    verdict = CHECKS.judge("test_exposure", kernel, max_points=3, language="fr", seed=b"")
    assert verdict.score == 0
    assert verdict.message.startswith("○ À faire.")
