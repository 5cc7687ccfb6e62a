"""Lab 02's hidden checks, on a real kernel: the mark that each of 82 known answers deserves."""

import pytest

from tests.grading.lab_checks import SEEDS, LabChecks

POINTS = {"split": 2, "average_loss": 2, "bigram_probabilities": 3, "apply_temperature": 3}
LAB = LabChecks("lab02", "tests.labs.answers", POINTS)
CHECKS, ANSWERS, RIGHT, WRONG = LAB.checks, LAB.answers, LAB.right, LAB.wrong

# What wrong answers earned when the hidden tests ran in the learner's kernel; the others, nothing.
# An answer learnt by heart keeps the two cases of five that the notebook shows.
BY_HEART = {
    ("split", "answers learnt by heart"): 0.8,
    ("average_loss", "answers learnt by heart"): 0.8,
}
# Right by chance on cases that happen to suit them; cases drawn anew may take that away.
BY_CHANCE = {
    ("split", "shares swapped"): 0.4,
    ("split", "always a tenth"): 0.4,
    ("bigram_probabilities", "sideways"): 1.2,
    ("bigram_probabilities", "always 1"): 1.2,
    ("apply_temperature", "sorted"): 1.2,
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
        assert verdict.passed == verdict.total == 8
        assert not verdict.notes


@pytest.mark.slow
@pytest.mark.parametrize(("task", "name"), WRONG)
def test_wrong_answers_earn_what_they_did_and_never_more(kernel, task, name):
    for seed in SEEDS[:3]:
        verdict = LAB.judge(kernel, task, "wrong", name, seed)
        by_chance = BY_CHANCE.get((task, name), 0)
        if by_chance:
            assert verdict.score <= by_chance, verdict.message
        else:
            assert verdict.score == BY_HEART.get((task, name), 0), verdict.message
        assert verdict.score <= POINTS[task] / 2
        assert "À revoir" in verdict.message


def test_a_function_left_as_it_was_is_to_be_done_rather_than_revised(kernel):
    kernel.run("def split(text, share):\n    raise NotImplementedError()")
    verdict = CHECKS.judge("test_split", kernel, max_points=2, language="fr", seed=b"")
    assert verdict.score == 0
    assert verdict.message.splitlines() == [
        "○ À faire. Vérification automatique hors du carnet\u00a0: 0\u00a0cas réussi sur 8, "
        "0\u00a0point sur 2.",
        "Dans tous les cas\u00a0: `split` n'est pas encore écrite.",
        "Les valeurs essayées ne sont pas montrées\u00a0: elles changent d'une copie à l'autre. "
        "La vérification du carnet, elle, montre les siennes.",
    ]


def test_any_way_of_rounding_the_cut_is_right(kernel):
    kernel.run("import math")
    for cut in (
        "int(len(text) * (1 - share))",
        "math.ceil(len(text) * (1 - share))",
        "len(text) - int(len(text) * share)",
        "len(text) - math.ceil(len(text) * share)",
        "len(text) - round(share * len(text))",
        "-round(share * len(text))",
    ):
        kernel.run(f"def split(text, share):\n    cut = {cut}\n    return text[:cut], text[cut:]")
        for seed in SEEDS:
            verdict = CHECKS.judge(
                "test_split", kernel, max_points=2, language="en", seed=bytes([seed])
            )
            # The notebook's own cases may be stricter than the drawn ones, never the reverse.
            assert verdict.passed == 8, (cut, verdict.message)
