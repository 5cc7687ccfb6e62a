"""Hidden checks decide the mark, from outside, whatever the notebook's own kernel says."""

from pathlib import Path

import pytest

from artia.grading.checks.errors import RefusedError
from artia.grading.executor import JailedExecute, failure
from artia.grading.executor.asker import read_answer, read_string
from artia.grading.executor.grades import UNGRADED
from artia.grading.executor.judge import seed_of
from artia.grading.executor.link import Answer, KernelLink
from artia.grading.outcomes import Outcome, Report

from .executing import Executed, answer, exam, execute, notebook

CHECKS = """
from artia.grading.checks import check, close

@check("test")
def double(ask, rng):
    for number in rng.integers(2, 1000, 2):
        yield close(ask.call("double", int(number)), 2 * int(number))
    yield close(ask.call("double", 0), 0)
    yield close(ask.call("double", -1), -2)
"""
RIGHT = "def double(x):\n    return 2 * x"
VISIBLE = "assert double(1) == 2"


@pytest.fixture
def checks(tmp_path: Path) -> str:
    path = tmp_path / "checks.py"
    path.write_text(CHECKS, encoding="utf-8")
    return str(path)


def test_a_right_answer_has_all_its_points_and_a_message(checks):
    run = execute(answer(RIGHT), exam(VISIBLE), checks=checks, language="fr")
    assert run.score() == 2
    (result,) = run.notebook.cells[1].outputs
    assert result.output_type == "execute_result"
    assert set(result.data) == {"text/plain", "text/html", "text/markdown"}
    assert run.report.outcome is Outcome.OK


def test_a_partly_right_answer_has_a_part(checks):
    run = execute(answer("def double(x):\n    return 2 * abs(x)"), exam("0"), checks=checks)
    assert run.score() == 1.5


def test_a_check_judges_even_where_the_visible_test_is_blank(checks):
    assert execute(answer("double = abs"), exam(""), checks=checks).score() < 2


def test_a_visible_test_made_to_pass_gains_nothing(checks):
    lie = "class Two:\n    __eq__ = lambda *a: True\ndef double(x):\n    return Two()"
    assert execute(answer(lie), exam(VISIBLE), checks=checks).score() == 0


def test_a_visible_test_that_fails_keeps_its_message_but_does_not_decide(checks):
    run = execute(answer(RIGHT), exam("assert double(1) == 3, 'look again'"), checks=checks)
    assert run.score() == 2
    assert "look again" in run.shown(1)


def test_what_the_visible_cell_prints_is_dropped(checks):
    noisy = "import sys\nprint('free points')\nprint('oops', file=sys.stderr)\n99"
    run = execute(answer(RIGHT), exam(noisy), checks=checks)
    assert run.score() == 2
    assert "free points" not in run.shown(1)
    assert run.report.outcome is Outcome.OK


def test_a_visible_cell_that_kills_the_kernel_is_worth_nothing(checks):
    run = execute(answer(RIGHT), exam("import os\nos._exit(0)"), exam("1", "after"), checks=checks)
    assert (run.score(), run.score("after")) == (0, 1)
    assert run.outcomes == [Outcome.CRASH]


def test_a_kernel_that_dies_when_asked_loses_that_cell_only(checks):
    trap = "import os\ndef double(x):\n    os._exit(0)"
    run = execute(answer(trap), exam("1"), exam("assert double", "after"), checks=checks)
    assert (run.score(), run.score("after")) == (0, 2)
    assert Outcome.CRASH in run.outcomes


def test_a_kernel_condemned_before_the_question_leaves_no_point_of_its_own(checks, monkeypatch):
    execute_there = KernelLink.execute

    async def condemned(link, code, *arguments, **settings):
        answer = await execute_there(link, code, *arguments, **settings)
        if code == VISIBLE:
            assert answer.ok
            link.failure = failure.flooded(3_000_000, 20)
        return answer

    monkeypatch.setattr(KernelLink, "execute", condemned)
    run = execute(answer(RIGHT), exam(VISIBLE), exam("assert double", "after"), checks=checks)
    assert (run.score(), run.score("after")) == (0, 2)
    assert run.outcomes == [Outcome.POLICY]
    assert [output.output_type for output in run.notebook.cells[1].outputs] == ["error"]
    assert "more output than a person can read" in run.shown(1)


def test_a_flood_that_is_counted_with_the_reply_is_no_answer(monkeypatch):
    wait_there = KernelLink._wait

    async def flooded(link, request, cpu, wall):
        reply = await wait_there(link, request, cpu, wall)
        if cpu.seconds == 7:
            await request.idle
            link.failure = failure.flooded(3_000_000, 20)
            link._broken.set()
        return reply

    monkeypatch.setattr(KernelLink, "_wait", flooded)
    run = execute(exam("assert True"), cpu_budget=7)
    assert run.score() == 0
    assert run.outcomes == [Outcome.POLICY]


def test_a_question_without_end_is_stopped(checks):
    loop = "def double(x):\n    while True:\n        pass"
    run = execute(
        answer(loop), exam("1"), exam("assert double", "after"), checks=checks, check_cpu=1
    )
    assert (run.score(), run.score("after")) == (0, 2)
    assert Outcome.TIMEOUT in run.outcomes


def test_the_question_leaves_no_trace_in_the_kernel(checks):
    look = "assert not any('ask' in line or 'json' in line for line in In[:-1])"
    run = execute(answer(RIGHT), exam("1"), exam(look, "after"), checks=checks)
    assert run.score("after") == 2


def test_a_bug_in_a_check_leaves_the_cell_to_a_person(tmp_path):
    path = tmp_path / "checks.py"
    path.write_text(CHECKS.replace("yield close", "1 / 0\n        yield close", 1))
    run = notebook(answer(RIGHT), exam("1"), language="fr")
    resources = {"metadata": {}}
    JailedExecute(preload=[], checks=str(path)).preprocess(run, resources)
    done = Executed(run, Report.read(run))
    assert resources[UNGRADED] == {"test"}
    assert done.outcomes == [Outcome.ERROR]
    assert "ZeroDivisionError" in done.report.events[0].detail
    assert "une personne la notera" in done.shown(1)


def test_inputs_differ_between_learners_and_not_between_runs(checks):
    first = seed_of(Path(checks), "ada", "lab", "2026-11-23")
    assert first == seed_of(Path(checks), "ada", "lab", "2026-11-23")
    assert first != seed_of(Path(checks), "bob", "lab", "2026-11-23")
    assert first != seed_of(Path(checks), "adal", "ab", "2026-11-23")


@pytest.mark.parametrize(
    "text", ["", "plain", "it's", "a \"b\" 'c' \\ \n é \x00 \U0001f600", "x" * 10**6]
)
def test_a_string_comes_back_as_it_was(text):
    assert read_string(repr(text)) == text


@pytest.mark.parametrize(
    "shown",
    [None, 3, "", "'", "1", "'a' 'b'", "'a'+'b'", "f'x'", "b'x'", "'a\nb'", "('a')", "''''a'''",
     "__import__('os')", "'\\x'", "'" + "\\'" * 9, "[" * 9999],
)  # fmt: skip
def test_what_is_not_one_string_is_refused(shown):
    with pytest.raises(RefusedError):
        read_string(shown)


@pytest.mark.parametrize(
    "reply",
    [
        {},
        {"status": "error", "ename": ["x"]},
        {"status": "ok"},
        {"status": "ok", "user_expressions": []},
        {"status": "ok", "user_expressions": {"answer": {"status": "error", "ename": "E"}}},
        {"status": "ok", "user_expressions": {"answer": {"status": "ok", "data": "'x'"}}},
    ],
)
def test_a_malformed_answer_is_refused(reply):
    with pytest.raises(RefusedError):
        read_answer(Answer(reply))
