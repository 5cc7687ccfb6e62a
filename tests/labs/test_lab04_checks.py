"""Lab 04's visible checks: right answers pass in any style, wrong ones are explained."""

from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import jupytext
import pytest

from artia.labs import messages
from artia.labs.checks import check
from artia.labs.exercises.lab04 import TASKS
from artia.labs.lab import Lab

from .answers_lab04 import TASKS as ANSWERS

SOURCE = Path(__file__).parents[2] / "instructor" / "source" / "lab04" / "lab04.md"
RIGHT = [(task, name) for task, answers in ANSWERS.items() for name in answers.right]
WRONG = [(task, name) for task, answers in ANSWERS.items() for name in answers.wrong]
SEEDS = range(10)


def _with_cases(task, seed):
    """The task on other cases too, whose expected answers are worked out in answers_lab04.py."""
    cases = ANSWERS[task].cases(seed)
    for arguments, expected in cases:
        assert TASKS[task].same(TASKS[task].reference(*arguments), expected)
    return replace(TASKS[task], cases=TASKS[task].cases + [arguments for arguments, _ in cases])


def _cells():
    return {
        cell.metadata["nbgrader"]["grade_id"]: cell
        for cell in jupytext.read(SOURCE).cells
        if cell.metadata.get("nbgrader")
    }


def test_every_task_is_graded_and_the_points_add_up():
    cells = _cells()
    points = {
        name.removeprefix("test_"): cell.metadata["nbgrader"]["points"]
        for name, cell in cells.items()
        if name.startswith("test_")
    }
    assert list(points) == list(TASKS) == list(ANSWERS)
    assert sum(points.values()) == 10
    assert cells["note_premium"].metadata["nbgrader"]["points"] == 12
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
        assert not result.right and result.score < 2, result.message()


@pytest.mark.parametrize(("task", "name"), RIGHT)
def test_what_a_right_answer_gives_serves_the_rest_of_the_notebook(task, name):
    for arguments in deepcopy(TASKS[task].cases):  # some answers work in place
        tidy = TASKS[task].tidy
        expected = tidy(TASKS[task].reference(*arguments))
        answer = ANSWERS[task].right[name](*arguments)
        answer = list(answer) if name == "a generator" else answer
        assert TASKS[task].same(tidy(answer), expected)


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


@pytest.mark.parametrize("task", TASKS)
def test_three_hints_the_third_with_a_solution_that_works(task, language, capsys):
    lab = Lab("lab04", language, "cpu")
    for step in (0, 1, 2, 3):
        lab.hint(task, step)
    assert TASKS[task].solution in capsys.readouterr().out
    cell = _cells()[task].source
    before, _, rest = cell.partition("### BEGIN SOLUTION\n")
    indent = before.rpartition("\n")[2]
    after = rest.partition("### END SOLUTION\n")[2]
    solution = "".join(f"{indent}{line}\n" for line in TASKS[task].solution.split("\n"))
    code = before[: len(before) - len(indent)] + solution + after
    namespace: dict = {"lab": lab}
    exec(code, namespace)
    result = check(TASKS[task], namespace[task])
    assert result.right, result.message()


@pytest.mark.parametrize("task", TASKS)
def test_hopeless_answers_get_a_sentence_and_no_point(task, language):
    for answer in (None, 3, "pa", [], {}, [None], {"a": None}, object()):
        result = check(TASKS[task], lambda *_, answer=answer: answer)
        assert result.score == 0
        assert result.message()
