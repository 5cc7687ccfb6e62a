"""Checks: right answers get every point in any style, wrong ones do not, nothing ever raises."""

from dataclasses import replace
from pathlib import Path

import jupytext
import pytest
from nbformat.v4 import new_code_cell, new_output
from nbgrader.utils import determine_grade

from artia.labs import messages
from artia.labs.checks import check
from artia.labs.exercises.lab02 import TASKS
from artia.labs.lab import Lab

from .answers import TASKS as ANSWERS

SOURCE = Path(__file__).parents[2] / "instructor" / "source" / "lab02" / "lab02.md"
RIGHT = [(task, name) for task, answers in ANSWERS.items() for name in answers.right]
WRONG = [(task, name) for task, answers in ANSWERS.items() for name in answers.wrong]
SEEDS = range(10)


def _grade_cells():
    """The test cells of the source: name of the task -> (code, points)."""
    cells = {}
    for cell in jupytext.read(SOURCE).cells:
        metadata = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and metadata.get("grade"):
            name = metadata["grade_id"].removeprefix("test_")
            cells[name] = (cell.source, metadata["points"])
    return cells


def _run_grade_cell(task, function):
    """Run a test cell as the autograder does and return what nbgrader makes of its result."""
    source, points = _grade_cells()[task]
    namespace = {"lab": Lab("lab02", "fr", "cpu"), task: function}
    lines = source.rstrip().split("\n")
    exec("\n".join(lines[:-1]), namespace)
    result = eval(lines[-1], namespace)
    output = new_output("execute_result", {"text/plain": repr(result)})
    cell = new_code_cell(source, outputs=[output])
    cell.metadata.nbgrader = {"grade": True, "points": points, "grade_id": task}
    return determine_grade(cell), result


def _with_cases(task, seed):
    """The task, tried on other cases too, whose expected answers are worked out in answers.py."""
    cases = ANSWERS[task].cases(seed)
    for arguments, expected in cases:
        assert TASKS[task].same(TASKS[task].reference(*arguments), expected)
    return replace(TASKS[task], cases=TASKS[task].cases + [arguments for arguments, _ in cases])


def test_every_task_is_graded_in_the_notebook():
    cells = _grade_cells()
    assert list(cells) == list(TASKS) == list(ANSWERS)
    assert sum(points for _, points in cells.values()) == 10
    assert all(len(answers.wrong) >= 8 for answers in ANSWERS.values())


@pytest.mark.parametrize(("task", "name"), RIGHT)
def test_right_answers_get_every_point_whatever_their_style(task, name):
    function = ANSWERS[task].right[name]
    for seed in SEEDS:
        result = check(_with_cases(task, seed), function, 3)
        assert result.right, (seed, result.message())
        assert repr(result) == "3.0"
    (score, most), result = _run_grade_cell(task, function)
    assert score == most, result.message()


@pytest.mark.parametrize(("task", "name"), WRONG)
def test_wrong_answers_do_not(task, name):
    function = ANSWERS[task].wrong[name]
    for seed in SEEDS:
        result = check(_with_cases(task, seed), function, 2)
        assert not result.right
        assert float(repr(result)) <= 1, result.message()
    (score, most), result = _run_grade_cell(task, function)
    # Two cases are shown: what is learnt by heart from them is for the hidden checks to refuse.
    assert score < most or name == "answers learnt by heart", result.message()
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
            assert explanation in text
        reasons.add(reason)
    assert len(reasons) >= 5


def test_base_10_message_names_the_number_found_and_the_number_expected():
    import math

    result = check(TASKS["average_loss"], lambda p: sum(-math.log10(x) for x in p) / len(p), 2)
    assert result.message().splitlines()[:2] == [
        "✘ À revoir\u00a0: `average_loss`. Correction automatique\u00a0: 0 sur 2\u00a0tests, "
        "note 0 sur 2.",
        "Avec `average_loss([0.5, 0.25])`, votre fonction renvoie 0,452. On attendait 1,040. "
        "Il semble que vous ayez pris le logarithme de base 10\u00a0: la perte se calcule avec "
        "le logarithme *naturel* (`math.log`).",
    ]


def test_what_works_is_named_first():
    result = check(TASKS["split"], lambda t, s: (t[:8], t[8:]), 2)
    assert result.score == 1
    assert "Ce qui marche déjà" in result.message().splitlines()[1]


@pytest.mark.parametrize("function", [None, 3, "split", lambda: 1, object()])
def test_a_check_never_raises(function, language):
    result = check(TASKS["split"], function, 2)
    assert repr(result) == "0.0"
    assert f'lang="{language}-CA"' in result._repr_html_()


def test_quitting_and_printing_do_not_reach_the_test_cell(capsys):
    import sys
    import warnings

    def noisy(text, share):
        print("loud")
        print("louder", file=sys.stderr)
        warnings.warn("loudest", stacklevel=1)
        sys.exit()

    assert check(TASKS["split"], noisy).score == 0
    captured = capsys.readouterr()
    assert captured.out == captured.err == ""  # nbgrader gives 0 to a test cell with stderr


def test_changing_the_arguments_does_not_help():
    def greedy(counts, smoothing):
        counts[:] = 0
        return counts

    assert check(TASKS["bigram_probabilities"], greedy).score == 0
    assert check(TASKS["bigram_probabilities"], ANSWERS["bigram_probabilities"].right["loop"]).right


def test_not_written_yet_is_said_kindly_and_is_no_failure():
    def split(text, share):
        raise NotImplementedError()

    lab = Lab("lab02", "fr", "cpu")
    result = eval("lab.check('split', points=2)", {"lab": lab, "split": split})
    assert result.message().startswith("○ À faire\u00a0: `split`.")
    assert "n'est pas encore écrite, et rien ne presse" in result.message()
    assert lab.failures["split"] == 0


def test_hints_grow_with_each_failure():
    lab = Lab("lab02", "fr", "cpu")
    namespace = {"lab": lab, "split": lambda t, s: (t, t)}
    said = [eval("lab.check('split')", namespace).message() for _ in range(4)]
    assert "Indice 1 sur 3." in said[0]
    assert "Indice 2 sur 3." in said[1]
    assert 'lab.hint("split", 3)' in said[2] and said[2] == said[3]


@pytest.mark.parametrize("task", TASKS)
def test_three_hints_the_third_with_a_solution_that_works(task, language, capsys):
    lab = Lab("lab02", language, "cpu")
    for step in (0, 1, 2, 3, 4):
        lab.hint(task, step)
    said = capsys.readouterr().out
    assert TASKS[task].solution in said
    cell = next(
        cell.source
        for cell in jupytext.read(SOURCE).cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == task
    )
    before, _, rest = cell.partition("    ### BEGIN SOLUTION\n")
    after = rest.partition("    ### END SOLUTION\n")[2]
    solution = "".join(f"    {line}\n" for line in TASKS[task].solution.split("\n"))
    namespace: dict = {}
    exec(before + solution + after, namespace)
    (score, most), result = _run_grade_cell(task, namespace[task])
    assert score == most, result.message()


def test_later_cells_fall_back_on_the_course_version_and_say_so(capsys):
    namespace = {"lab": Lab("lab02", "fr", "cpu"), "split": lambda t, s: (t, t)}
    assert eval("lab.working('split')", namespace)("abcd", 0.5) == ("ab", "cd")
    assert "celle du cours" in capsys.readouterr().out
    namespace["split"] = ANSWERS["split"].right["a list"]
    assert eval("lab.working('split')", namespace)("abcd", 0.5) == ("ab", "cd")
    assert "votre `split`" in capsys.readouterr().out


def test_the_message_escapes_what_the_learner_wrote():
    def split(text, share):
        raise ValueError("<script>alert(1)</script>")

    assert "<script>" not in check(TASKS["split"], split)._repr_html_()
