"""Lab 09's checks: right answers get every point in any style, wrong ones do not."""

from dataclasses import replace
from pathlib import Path

import jupytext
import pytest
from nbformat.v4 import new_code_cell, new_output
from nbgrader.utils import determine_grade

from artia.labs import messages
from artia.labs.checks import check
from artia.labs.exercises.lab09 import LABELLED, TASKS
from artia.labs.lab import Lab

from .answers_lab09 import TASKS as ANSWERS

SOURCE = Path(__file__).parents[2] / "instructor" / "source" / "lab09" / "lab09.md"
RIGHT = [(task, name) for task, answers in ANSWERS.items() for name in answers.right]
WRONG = [(task, name) for task, answers in ANSWERS.items() for name in answers.wrong]
SEEDS = range(10)
# Right on both cases that the notebook shows: for the hidden checks to refuse.
PASS_WHAT_IS_SHOWN = {"answers learnt by heart"}


def _cells():
    """The graded code of the source: grade_id -> (code, points or None)."""
    cells = {}
    for cell in jupytext.read(SOURCE).cells:
        metadata = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and metadata:
            cells[metadata["grade_id"]] = (cell.source, metadata.get("points"))
    return cells


def _grade(task, function):
    """Run a test cell as the autograder does and return what nbgrader makes of its result."""
    source, points = _cells()[f"test_{task}"]
    lines = source.rstrip().split("\n")
    result = eval(lines[-1], {"lab": Lab("lab09", "fr", "cpu"), task: function})
    output = new_output("execute_result", {"text/plain": repr(result)})
    cell = new_code_cell(source, outputs=[output])
    cell.metadata.nbgrader = {"grade": True, "points": points, "grade_id": task}
    return determine_grade(cell), result


def _with_cases(task, seed):
    cases = ANSWERS[task].cases(seed)
    for arguments, expected in cases:
        assert TASKS[task].same(TASKS[task].reference(*arguments), expected)
    return replace(TASKS[task], cases=TASKS[task].cases + [arguments for arguments, _ in cases])


def test_every_task_is_graded_in_the_notebook():
    points = {name: points for name, (_code, points) in _cells().items() if points is not None}
    assert list(points) == [f"test_{task}" for task in TASKS] == [f"test_{t}" for t in ANSWERS]
    assert sum(points.values()) == 10
    assert all(len(answers.wrong) >= 8 for answers in ANSWERS.values())
    assert len(LABELLED) == 6


@pytest.mark.parametrize(("task", "name"), RIGHT)
def test_right_answers_get_every_point_whatever_their_style(task, name):
    function = ANSWERS[task].right[name]
    for seed in SEEDS:
        result = check(_with_cases(task, seed), function, 3)
        assert result.right, (seed, result.message())
    (score, most), result = _grade(task, function)
    assert score == most, result.message()


@pytest.mark.parametrize(("task", "name"), WRONG)
def test_wrong_answers_do_not(task, name):
    function = ANSWERS[task].wrong[name]
    for seed in SEEDS:
        result = check(_with_cases(task, seed), function, 2)
        assert not result.right
    (score, most), result = _grade(task, function)
    assert score < most or name in PASS_WHAT_IS_SHOWN, result.message()
    assert result.message()


@pytest.mark.parametrize("task", TASKS)
def test_known_mistakes_are_explained_in_both_languages(task):
    reasons = set()
    for wrong, reason in TASKS[task].mistakes:
        for language in ("fr", "en"):
            messages.use(language)
            text = check(TASKS[task], wrong).message()
            explanation = messages._(reason)
            assert explanation != reason
            assert explanation in text, (reason, text)
        reasons.add(reason)
    assert len(reasons) >= 3


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("function", [None, 3, "split", lambda: 1, object()])
def test_a_check_never_raises(task, function, language):
    result = check(TASKS[task], function, 2)
    assert repr(result) == "0.0"
    assert f'lang="{language}-CA"' in result._repr_html_()


@pytest.mark.parametrize("task", TASKS)
def test_three_hints_the_third_with_a_solution_that_works(task, language, capsys):
    lab = Lab("lab09", language, "cpu")
    for step in (0, 1, 2, 3):
        lab.hint(task, step)
    assert TASKS[task].solution in capsys.readouterr().out
    cell, _points = _cells()[task]
    before, _, rest = cell.partition("### BEGIN SOLUTION\n")
    indent = before.rpartition("\n")[2]
    after = rest.partition("### END SOLUTION\n")[2]
    solution = ("\n" + indent).join(TASKS[task].solution.split("\n"))
    namespace: dict = {}
    exec(before + solution + "\n" + after, namespace)
    (score, most), result = _grade(task, namespace[task])
    assert score == most, result.message()


def test_later_cells_fall_back_on_the_course_version_and_say_so(capsys):
    namespace = {"lab": Lab("lab09", "fr", "cpu"), "watt_hours": lambda j: j / 60}
    assert eval("lab.working('watt_hours')", namespace)(3600) == 1
    assert "celle du cours" in capsys.readouterr().out
    namespace["label"] = ANSWERS["label"].right["in French"]
    assert eval("lab.working('label')", namespace)("F") == "estimated"
    namespace["label"] = ANSWERS["label"].wrong["answers learnt by heart"]
    assert eval("lab.working('label')", namespace)("F") == "estimated"
    assert "les données de cette cellule" in capsys.readouterr().out
