"""A kernel may die: the cell says why, earlier marks stay, and the rest is run or refused."""

import asyncio

import pytest

from artia.grading.errors import GradingError
from artia.grading.executor import JailedExecute
from artia.grading.executor.run import NotebookRun
from artia.grading.forkserver import ForkServer
from artia.grading.outcomes import Outcome, Report

from .executing import code, exam, execute, notebook

EXIT = "import os\nos._exit(0)"


def test_marks_before_a_death_stay_and_the_cells_after_it_run():
    run = execute(
        code("word = 'kept'\nprint('once')"),
        exam("assert word == 'kept'", "before"),
        exam(EXIT, "fatal"),
        code("after = word"),
        exam("assert after == 'kept'"),
        language="fr",
    )
    assert [run.score(name) for name in ("before", "fatal", "test")] == [2, 0, 2]
    assert run.outcomes == [Outcome.CRASH]
    assert (run.report.events[0].cell, run.report.events[0].grade_id) == (2, "fatal")
    assert "exit code 0" in run.report.events[0].detail
    assert "Python s'est arrêté" in run.shown(2)
    assert run.shown(0).strip() == "once"


def test_what_failed_before_a_death_is_not_replayed():
    run = execute(code("count = 1\nraise ValueError"), code(EXIT), exam("count"))
    assert "NameError" in run.shown(2)


def test_the_tests_after_a_death_are_worth_nothing_where_the_course_says_so():
    run = execute(
        exam("assert True", "before"), code(EXIT), exam("assert True"), after_death="zero"
    )
    assert (run.score("before"), run.score()) == (2, 0)
    assert "is worth zero" in run.shown(2)
    assert "The cells after it were not run." in run.shown(1)


@pytest.mark.parametrize(
    "hog", ["x = bytearray(900 << 20)", "x = [bytearray(1 << 20) for _ in range(900)]"]
)
def test_a_cell_that_eats_the_memory_is_named(hog):
    run = execute(code("kept = 1"), exam(hog, "hog"), exam("assert kept"), memory=400 << 20)
    assert run.report.outcome is Outcome.OUT_OF_MEMORY
    assert (run.score("hog"), run.score()) == (0, 2)


def test_a_fork_bomb_ends_with_its_cell():
    bomb = "import os\nwhile True:\n    os.fork()"
    run = execute(code("kept = 1"), exam(bomb, "bomb"), exam("assert kept"), cpu_budget=5)
    assert run.score("bomb") == 0
    assert run.score() == 2


def test_a_time_bomb_costs_the_cell_it_explodes_in():
    # It explodes once that cell runs, however long the machine takes to come to it
    bomb = "import os, threading\ngoes = threading.Event()\n"
    bomb += "threading.Thread(target=lambda: goes.wait() and os._exit(3)).start()"
    run = execute(
        code(bomb),
        exam("import time\ngoes.set()\ntime.sleep(60)", "slept"),
        exam("assert True"),
    )
    assert (run.score("slept"), run.score()) == (0, 2)
    assert (run.report.events[0].cell, run.report.events[0].outcome) == (1, Outcome.CRASH)


def test_a_time_bomb_after_the_last_cell_takes_no_mark():
    run = execute(
        exam("import os, threading\nthreading.Timer(0.5, os._exit, [3]).start()\nassert True")
    )
    assert run.score() == 2


@pytest.mark.parametrize("call", ["exit()", "quit()", "exit", "exit()\n1 / 0"])
def test_a_polite_exit_costs_its_own_cell_only(call):
    run = execute(
        code("kept = 1"),
        code(call),
        exam("assert kept", "between"),
        code(EXIT),
        exam("assert kept"),
        exam("exit()\nassert True", "last"),
        language="fr",
    )
    assert [run.score(name) for name in ("between", "test", "last")] == [2, 2, 0]
    assert [event.cell for event in run.report.events] == [1, 3, 5]
    assert "Cette cellule appelle `exit()`" in run.shown(1)


def test_an_exit_that_keeps_the_kernel_costs_nothing():
    run = execute(code("kept = 1\nexit(keep_kernel=True)"), exam("assert kept"))
    assert run.score() == 2
    assert run.report.outcome is Outcome.OK


def test_a_death_between_two_cells_is_put_down_to_the_first(monkeypatch):
    ready_there = NotebookRun._ready

    async def ready(run, index):
        while index == 3 and run._restarts == 0 and await run._link._alive():
            await asyncio.sleep(0.02)  # the bomb explodes before the cell is sent
        return await ready_there(run, index)

    monkeypatch.setattr(NotebookRun, "_ready", ready)
    run = execute(
        code("kept = 1"),
        exam("assert kept", "before"),
        code("import os, threading\nbomb = threading.Timer(0.7, os._exit, [3])\nbomb.start()"),
        exam("assert kept"),
        exam("assert 'bomb' not in globals()", "not replayed"),
    )
    assert [run.score(name) for name in ("before", "test", "not replayed")] == [2, 2, 2]
    assert [(event.cell, event.outcome) for event in run.report.events] == [(2, Outcome.CRASH)]
    assert "Python stopped during this cell" in run.shown(2)


def test_a_notebook_that_dies_everywhere_is_left_after_three_restarts():
    deaths = [code(EXIT) for _ in range(5)]
    run = execute(exam("assert True", "before"), *deaths, exam("assert True"), language="fr")
    assert (run.score("before"), run.score()) == (2, 0)
    assert "trop souvent" in run.shown(6)
    assert run.outcomes[:4] == [Outcome.CRASH] * 4
    assert run.notebook.cells[5].outputs == []


def test_a_cell_that_kills_only_when_replayed_is_left_out():
    fuse = "import os, pathlib\nif 'armed' in globals():\n    os._exit(1)\nprint('first')"
    run = execute(
        code("armed = 0\ndel armed"),
        code(fuse),
        code("armed = 1"),
        code(EXIT),
        exam("assert armed"),
    )
    assert run.score() == 2


def test_a_dead_fork_server_is_the_graders_fault_not_the_learners():
    with ForkServer() as server:
        run = notebook(exam("assert True"), code(EXIT), exam("assert True", "after"))
        executor = JailedExecute(fork_server=server.address)
        executor.preprocess(run, {})
        assert Report.read(run).outcome is Outcome.CRASH
    with pytest.raises(GradingError, match="fork server"):
        executor.preprocess(run, {})
