"""Lab 09's hidden checks, on a real kernel: the mark that each known answer deserves."""

import pytest

from tests.grading.lab_checks import SEEDS, LabChecks

POINTS = {"watt_hours": 1, "energy_of_trace": 3, "summary": 2, "footprint": 2, "label": 2}
CASES = {"label": 6}  # eight for the others
LAB = LabChecks("lab09", "tests.labs.answers_lab09", POINTS)
CHECKS, ANSWERS, RIGHT, WRONG = LAB.checks, LAB.answers, LAB.right, LAB.wrong

# An answer learnt by heart keeps the two cases that the notebook shows: two fifths of the points.
BY_HEART = {task: 0.4 * points for task, points in POINTS.items()}
# Right on the cases that happen to suit them, and on no other.
PARTIAL = {
    ("watt_hours", "whole"): 0.3,  # a whole number of watt-hours
    ("watt_hours", "upside down"): 0.2,  # one watt-hour
    ("summary", "not divided"): 0.2,  # two values: n − 1 is one
    ("energy_of_trace", "idle forgotten"): 0.3,  # a card that draws nothing at rest
    ("energy_of_trace", "idle once"): 0.3,
    ("energy_of_trace", "idle added"): 0.3,
    ("energy_of_trace", "idle cut at zero"): 0.3,
    ("energy_of_trace", "first power"): 0.3,  # a flat curve
    ("energy_of_trace", "last power"): 0.3,
    ("energy_of_trace", "one second each"): 0.9,  # readings one second apart
    ("energy_of_trace", "mean times the last instant"): 0.6,
    ("footprint", "cents"): 0.2,  # a price of nothing
    ("footprint", "rounded to the cent"): 0.2,
    ("footprint", "always Quebec"): 0.4,
    ("label", "always measured"): 0.7,
    ("label", "always estimated"): 0.6,
    ("label", "always assumed"): 0.7,
    ("label", "the sum takes its surest part"): 1.3,
    ("label", "estimated and assumed swapped"): 0.7,
}


@pytest.fixture(scope="module")
def kernel():
    """One kernel for all, where a learner's functions have NumPy and PyTorch loaded."""
    with LAB.kernel() as asker:
        yield asker


def test_every_autograded_cell_is_judged_and_there_are_enough_known_answers():
    assert CHECKS.grade_ids == {f"test_{task}" for task in ANSWERS}
    assert len(RIGHT) >= 27 and len(WRONG) >= 55


@pytest.mark.slow
@pytest.mark.parametrize(("task", "name"), RIGHT)
def test_right_answers_earn_every_point_whatever_is_drawn(kernel, task, name):
    for seed in SEEDS:
        verdict = LAB.judge(kernel, task, "right", name, seed)
        assert verdict.score == POINTS[task], (seed, verdict.message)
        assert verdict.passed == verdict.total == CASES.get(task, 8)
        assert not verdict.notes


@pytest.mark.slow
@pytest.mark.parametrize(("task", "name"), WRONG)
def test_wrong_answers_earn_what_they_deserve_and_never_more(kernel, task, name):
    by_heart = BY_HEART[task] if name == "answers learnt by heart" else 0
    for seed in SEEDS[:3]:
        verdict = LAB.judge(kernel, task, "wrong", name, seed)
        deserved = PARTIAL.get((task, name), by_heart)
        assert verdict.score == pytest.approx(deserved, abs=0.006), verdict.message
        if task != "label":
            assert verdict.score <= POINTS[task] / 2
        assert "À revoir" in verdict.message


def test_a_function_left_as_it_was_is_to_be_done_rather_than_revised(kernel):
    kernel.run(
        "def footprint(joules, grams_per_kwh, cents_per_kwh):\n    raise NotImplementedError()"
    )
    verdict = CHECKS.judge("test_footprint", kernel, max_points=2, language="fr", seed=b"")
    assert verdict.score == 0
    assert verdict.message.startswith("○ À faire.")


def test_a_function_that_calls_the_learners_own_earlier_one_is_right(kernel):
    kernel.run("def watt_hours(joules):\n    return joules / 3600")
    kernel.run(
        "def footprint(joules, grams_per_kwh, cents_per_kwh):\n"
        "    kwh = watt_hours(joules) / 1000\n"
        "    return kwh * grams_per_kwh, kwh * cents_per_kwh / 100"
    )
    verdict = CHECKS.judge("test_footprint", kernel, max_points=2, language="en", seed=b"1")
    assert verdict.score == 2
