"""A cell that does not end is stopped, by its CPU time or by the clock; the rest is run."""

import pytest

from artia.grading.outcomes import Outcome

from .executing import code, exam, execute

DRAW = "import random\ntoken = random.random()"
IGNORES = """
import signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
while True:
    pass
"""


def test_an_endless_loop_is_interrupted_and_the_same_kernel_goes_on():
    run = execute(
        code(DRAW + "\nprint(token)"),
        code("while True:\n    pass"),
        code("print(token)"),
        exam("assert token"),
        cpu_budget=1,
        language="fr",
    )
    assert run.score() == 2
    assert run.shown(0) == run.shown(2)
    assert run.outcomes == [Outcome.TIMEOUT]
    assert run.report.events[0].cell == 1
    first = run.notebook.cells[1].outputs[0]
    assert first.ename == "Calcul sans fin"
    assert "a calculé pendant 1\N{NO-BREAK SPACE}s sans finir" in first.evalue
    assert "Les autres cellules ont été exécutées." in first.evalue
    assert "KeyboardInterrupt" in run.shown(1)


def test_a_test_that_does_not_end_is_worth_nothing_whatever_it_showed_before():
    run = execute(exam("from IPython.display import display\nwhile True:\n    pass"), cpu_budget=1)
    assert run.score() == 0
    assert run.notebook.cells[0].outputs[0].ename == "Endless computation"


def test_a_sleeping_cell_is_stopped_by_the_clock():
    run = execute(code("import time\ntime.sleep(1e6)"), exam("1 / 1"), wall_limit=1)
    assert run.outcomes == [Outcome.TIMEOUT]
    assert run.notebook.cells[0].outputs[0].ename == "Endless wait"
    assert run.score() == 1


def test_a_cell_that_ignores_the_interrupt_is_killed_and_earlier_cells_are_replayed():
    run = execute(
        code("kept = 7"),
        exam("assert kept == 7", "before"),
        code(IGNORES),
        exam("assert kept == 7"),
        cpu_budget=1,
    )
    assert run.outcomes == [Outcome.TIMEOUT]
    assert (run.score("before"), run.score()) == (2, 2)


def test_a_cell_that_swallows_the_interrupt_is_still_late():
    run = execute(
        exam("try:\n    while True:\n        pass\nexcept KeyboardInterrupt:\n    pass\n2"),
        cpu_budget=1,
    )
    assert run.score() == 0


def test_child_processes_spend_the_budget_too():
    spin = "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'while True: pass'])"
    run = execute(code(spin), exam("2"), cpu_budget=2, wall_limit=60)
    assert run.outcomes == [Outcome.TIMEOUT]
    assert "Endless computation" in run.shown(0)
    assert run.score() == 2


def test_a_notebook_that_used_its_whole_budget_is_left_with_a_reason():
    run = execute(
        exam("assert True", "before"),
        code("while True:\n    pass"),
        code("raise SystemError('not run')"),
        exam("assert True"),
        submission_cpu=2,
    )
    assert (run.score("before"), run.score()) == (2, 0)
    assert "may compute for 2\N{NO-BREAK SPACE}s," in run.shown(3)
    assert run.notebook.cells[2].outputs == []


def test_input_is_refused_at_once():
    run = execute(exam("input()"), wall_limit=300)
    assert run.score() == 0
    assert "StdinNotImplementedError" in run.shown(0)
    assert run.report.outcome is Outcome.OK


@pytest.mark.parametrize("tag", ["skip-execution", "raises-exception"])
def test_a_tag_does_not_spare_a_test(tag):
    cell = exam("raise ValueError")
    cell.metadata["tags"] = [tag]
    assert execute(cell).score() == 0
