"""Lab 07's visible checks: right answers in any style, wrong ones explained, points as written."""

from dataclasses import replace
from pathlib import Path

import jupytext
import pytest

from artia.labs import messages
from artia.labs.checks import check
from artia.labs.exercises.lab07 import TASKS

from .answers_lab07 import TASKS as ANSWERS

SOURCE = Path(__file__).parents[2] / "instructor" / "source" / "lab07" / "lab07.md"
RIGHT = [(task, name) for task, answers in ANSWERS.items() for name in answers.right]
WRONG = [(task, name) for task, answers in ANSWERS.items() for name in answers.wrong]
SEEDS = range(10)


def _with_cases(task, seed):
    """The task, tried on other cases too, whose expected answers are worked out in answers."""
    cases = ANSWERS[task].cases(seed)
    for arguments, expected in cases:
        assert TASKS[task].same(TASKS[task].reference(*arguments), expected)
    return replace(TASKS[task], cases=TASKS[task].cases + [arguments for arguments, _ in cases])


def test_every_task_is_graded_in_the_notebook_in_order():
    points = {}
    for cell in jupytext.read(SOURCE).cells:
        metadata = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and metadata.get("grade"):
            points[metadata["grade_id"].removeprefix("test_")] = metadata["points"]
            assert f"points={metadata['points']}" in cell.source
    assert list(points) == list(TASKS) == list(ANSWERS)
    assert sum(points.values()) == 12
    assert all(len(answers.wrong) >= 8 for answers in ANSWERS.values())


@pytest.mark.parametrize(("task", "name"), RIGHT)
def test_right_answers_get_every_point_whatever_their_style(task, name):
    for seed in SEEDS:
        result = check(_with_cases(task, seed), ANSWERS[task].right[name], 3)
        assert result.right, (seed, result.message())


@pytest.mark.parametrize(("task", "name"), WRONG)
def test_wrong_answers_do_not(task, name):
    for seed in SEEDS:
        result = check(_with_cases(task, seed), ANSWERS[task].wrong[name], 2)
        assert not result.right
        assert float(repr(result)) <= 1, result.message()
    shown = check(TASKS[task], ANSWERS[task].wrong[name], 2)
    # Two cases are shown: what is learnt by heart from them is for the hidden checks to refuse.
    assert not shown.right or name == "answers learnt by heart", shown.message()


@pytest.mark.parametrize("task", TASKS)
def test_known_mistakes_are_explained_in_both_languages(task):
    reasons = set()
    for wrong, reason in TASKS[task].mistakes:
        for language in ("fr", "en"):
            messages.use(language)
            text = check(TASKS[task], wrong).message()
            explanation = messages._(reason)
            assert explanation != reason
            assert explanation in text
        reasons.add(reason)
    assert len(reasons) >= 5


def test_the_message_names_what_came_and_what_was_expected():
    result = check(TASKS["exposure"], ANSWERS["exposure"].wrong["natural logarithm"], 3)
    assert result.message().splitlines()[1] == (
        "Avec `exposure([5.0, 1.0, 2.0, 4.0, 3.0, 6.0, 8.0, 7.0], 4)`, votre fonction renvoie "
        "0,981. On attendait 1,415. Il semble que vous ayez pris le logarithme naturel\u00a0: "
        "l'exposition se compte en bits, avec `math.log2`."
    )


def test_any_place_will_do_for_a_canary_on_real_lines():
    task = TASKS["plant"]
    arguments = ([f"ligne {i}" for i in range(30)], "Casier Lynx, code 310.", 4, 7)
    expected = task.reference(*arguments)
    for name, function in ANSWERS["plant"].right.items():
        answer = function(*([*arguments[0]], *arguments[1:]))
        assert task.same(answer, expected), name
        planted, places = task.tidy(answer)
        assert [planted[place] for place in places] == ["Casier Lynx, code 310."] * 4


def test_two_lines_with_as_long_a_run_are_both_right_on_real_lines():
    fits = TASKS["nearest_line"].fits
    assert fits(("le piano", "piano"), ("un piano", "piano"))
    assert not fits(("le piano", "pia"), ("un piano", "piano"))
