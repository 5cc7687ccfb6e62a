"""A whole submission has a limit of its own: hundreds of slow cells hold nobody's worker."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from artia.grading.executor import JailedExecute
from artia.grading.outcomes import Outcome

from . import conftest as farm
from .executing import answer, code, exam, execute

#: Half a second of computing: within every cell's budget.
SLOW = "import time\nend = time.process_time() + 0.5\nwhile time.process_time() < end:\n    pass"
STOLEN_SLEEP = """
import time
end = time.time() + 1
while time.time() < end:
    try:
        time.sleep(1)
    except KeyboardInterrupt:
        end = time.time() + 1
"""
CHECKS = """
from artia.grading.checks import check, close


@check("test")
def double(ask, rng):
    for number in (1, 2):
        yield close(ask.call("double", number), 2 * number)
"""
NO_BREAK = "\N{NO-BREAK SPACE}"


def run_count(run) -> int:
    return sum(cell.execution_count is not None for cell in run.notebook.cells)


def test_many_cells_within_their_budget_end_at_the_submissions():
    slow = [code(SLOW) for _ in range(60)]
    run = execute(
        exam("assert True", "before"), *slow, exam("assert True"), cpu_budget=2, submission_cpu=3
    )
    assert (run.score("before"), run.score()) == (2, 0)
    assert run.outcomes == [Outcome.TIMEOUT]
    assert run.report.cpu_seconds < 3 + 1
    assert run_count(run) < 10
    event = run.report.events[0]
    assert f"may use 3{NO_BREAK}s of CPU time in all (submission_cpu)" in event.detail
    assert f"a droit à 3{NO_BREAK}s de calcul en tout (submission_cpu)" in event.detail_fr
    stopped = run.notebook.cells[event.cell]
    assert stopped.outputs[0].ename == "Out of time"
    assert "This cell was stopped" in stopped.outputs[0].evalue
    assert "therefore not run" in run.shown(-1)


def test_the_learner_reads_why_in_french():
    slow = [code(SLOW) for _ in range(20)]
    run = execute(*slow, exam("assert True"), submission_cpu=1.5, language="fr")
    assert run.notebook.cells[-1].outputs[0].ename == "Temps épuisé"
    assert f"a droit à 1,5{NO_BREAK}s de calcul, et il en avait pris " in run.shown(-1)


def test_replays_are_counted():
    dies = [code("import os\nos._exit(0)") for _ in range(3)]
    run = execute(code(SLOW), code(SLOW), *dies, exam("assert True"), submission_cpu=2.2)
    assert run.report.cpu_seconds < 2.2 + 1
    assert run.outcomes.count(Outcome.TIMEOUT) == 1
    assert run.score() == 0


def test_a_hidden_check_has_what_is_left(tmp_path: Path):
    path = tmp_path / "checks.py"
    path.write_text(CHECKS)
    endless = "def double(x):\n    while x > 1:\n        pass\n    return 2 * x"
    run = execute(
        answer(endless),
        exam("assert double"),
        exam("assert True", "after"),
        checks=str(path),
        submission_cpu=2,
        language="fr",
    )
    # The case that was judged in time counts
    assert (run.score(), run.score("after")) == (1, 0)
    assert run.outcomes == [Outcome.TIMEOUT]
    assert "(submission_cpu)" in run.report.events[0].detail
    assert "L'ensemble de votre travail a droit à" in run.shown(1)


def test_one_cell_of_a_long_course_may_use_what_its_course_gives_a_cell():
    executor = JailedExecute(timeout=5000)
    assert executor.submission_cpu >= executor.cpu_budget == 5000
    assert executor.submission_wall > executor.wall_limit == 10_000
    assert JailedExecute(timeout=None).submission_cpu == 600


def test_hostile_submission_of_many_waits_ends_with_its_marks():
    waits = [code(STOLEN_SLEEP) for _ in range(100)]
    run = execute(exam("assert True", "before"), *waits, exam("assert True"), submission_wall=10)
    assert (run.score("before"), run.score()) == (2, 0)
    assert run.outcomes == [Outcome.TIMEOUT]
    assert f"may last 10{NO_BREAK}s in all (submission_wall)" in run.report.events[0].detail
    assert run_count(run) < 15


@pytest.fixture
def course(make_course: farm.CourseFactory) -> farm.Course:
    """Return a course of two notebooks, in French; the first spends what both have."""
    cells = [farm.exam("early", 1, "assert True"), farm.solution("work", "### BEGIN SOLUTION\n1")]
    cells[1].source += "\n### END SOLUTION"
    books = {
        "first": farm.notebook(*cells, farm.exam("late", 1, "assert True")),
        "second": farm.notebook(farm.exam("other", 1, "assert True")),
    }
    for book in books.values():
        book.metadata["artia"] = {"language": "fr"}
    config = "c.JailedExecute.submission_cpu = 2"
    course = make_course(books, {"ada": {"second": lambda book: None}}, config=config)

    def many(book: nbformat.NotebookNode) -> None:
        book.cells[1].source = SLOW
        book.cells[2:2] = [farm.code(SLOW) for _ in range(50)]

    course.submit("bob", {"first": many, "second": lambda book: None})
    return course


def test_the_limit_is_the_submissions_and_not_each_notebooks(course: farm.Course):
    found = {each["student"]: each for each in course.grade_json()["submissions"]}
    assert (found["ada"]["outcome"], found["ada"]["score"]) == ("ok", 1)
    bob = found["bob"]
    assert (bob["outcome"], bob["score"]) == ("timeout", 1)
    assert {event["notebook"] for event in bob["events"]} == {"first", "second"}
    assert f"2{NO_BREAK}s of CPU time in all (submission_cpu)" in bob["reason"]
    assert f"2{NO_BREAK}s de calcul en tout (submission_cpu)" in bob["reason_fr"]
    course.nbgrader("generate_feedback", "ps1")
    for name in ("first", "second"):
        page = (course.root / "feedback" / "bob" / "ps1" / f"{name}.html").read_text()
        assert "Temps épuisé" in page and "de votre travail a droit à" in page
    shown = course.grade("--regrade").stdout
    assert "La copie a droit à" in shown and "The submission may use" in shown
