"""Collecting and grading a class in one go: the process behind the instructor's button."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from nbgrader.api import Gradebook

from artia.hub import COURSE
from artia.hub.classwork.counting import Counts, count
from artia.hub.classwork.report import Line, Phase, Report, held, is_held
from artia.hub.classwork.starting import start
from artia.hub.state import State

from . import tiny
from .tiny import LAB

pytestmark = pytest.mark.timeout(300)

NOON, LATER = "2026-03-01 17:00:00.000000 UTC", "2026-03-01 18:00:00.000000 UTC"
# In a user namespace of its own that allows no other, without capabilities: nothing but Landlock.
UNJAILED = (
    "echo 0 > /proc/sys/user/max_user_namespaces && "
    'exec setpriv --bounding-set -all --inh-caps -all "$@"'
)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> State:
    return tiny.prepare(State(tmp_path_factory.mktemp("prepared") / "state"))


@pytest.fixture
def state(prepared: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> State:
    """Return a course of its own, where nobody has submitted."""
    here = State(tmp_path / "state")
    shutil.copytree(prepared.root, here.root)
    monkeypatch.setenv("ARTIA_HUB_STATE", str(here.root))
    return here


def wait(state: State, until: Callable[[Report], bool] = lambda r: r.phase.is_over) -> Report:
    deadline = time.monotonic() + 120
    while (report := Report.load(state, LAB)) is None or not until(report):
        assert time.monotonic() < deadline, report
        time.sleep(0.1)
    return report


def started() -> psutil.Process:
    """Return the process of the pass that this one started."""
    children = psutil.Process().children()
    return next(p for p in children if "artia.hub.classwork.running" in p.cmdline())


def test_a_class_is_counted_from_what_is_on_disk(state: State) -> None:
    assert count(state, LAB) == Counts(0, 0, 0, 0)
    tiny.submit(state, "ana", tiny.notebook(), NOON)
    tiny.submit(state, "ben+c", tiny.notebook(), NOON)
    assert count(state, LAB) == Counts(submitted=2, collected=0, graded=0, waiting=2)
    assert tiny.nbgrader(state).collect(LAB)["success"]
    assert count(state, LAB) == Counts(submitted=2, collected=2, graded=0, waiting=0)
    tiny.submit(state, "ana", tiny.notebook(), LATER)
    assert count(state, LAB) == Counts(submitted=2, collected=2, graded=0, waiting=1)
    assert not count(state, LAB).all_done
    assert count(state, "lab99") == Counts(0, 0, 0, 0)


def test_a_class_is_collected_and_graded_and_every_copy_has_its_line(state: State) -> None:
    tiny.submit(state, "ana", tiny.notebook(), NOON)
    tiny.submit(state, "ben", tiny.notebook(code="found = False"), NOON)
    tiny.submit(state, "chloe", tiny.notebook(code="import os\nos._exit(3)"), NOON)
    assert start(state, LAB)
    assert not start(state, LAB), "a second click must join the pass that is going on"
    report = wait(state)
    assert report.phase is Phase.DONE, report
    assert (report.total, report.done, report.maximum) == (3, 3, 1)
    ana, ben, chloe = report.lines
    assert ana == Line("ana", "ok", score=1, to_read=True)
    assert (ben.outcome, ben.score) == ("ok", 0)
    assert (chloe.outcome, chloe.score) == ("crash", 0) and chloe.reason
    assert count(state, LAB) == Counts(3, 3, 3, 0) and count(state, LAB).all_done
    with Gradebook(f"sqlite:///{state.course}/gradebook.db", COURSE) as gradebook:
        assert gradebook.find_submission(LAB, "ana").score == 1

    # Again, after a late submission: the two others are not run.
    tiny.submit(state, "ben", tiny.notebook(), LATER)
    assert start(state, LAB)
    again = wait(state)
    assert [(line.unchanged, line.score) for line in again.lines] == [
        (True, 1),
        (False, 1),
        (True, 0),
    ]


def test_a_pass_that_is_killed_says_so_and_the_next_one_finishes(state: State) -> None:
    tiny.submit(state, "ana", tiny.notebook(), NOON)
    tiny.submit(state, "ben", tiny.notebook(code="import time\ntime.sleep(3)\nfound = True"), NOON)
    assert start(state, LAB)
    wait(state, lambda report: report.phase is Phase.GRADING)
    (running,) = (
        p for p in psutil.Process().children() if "artia.hub.classwork.running" in p.cmdline()
    )
    os.kill(running.pid, signal.SIGKILL)
    assert wait(state).phase is Phase.INTERRUPTED
    assert start(state, LAB)
    report = wait(state)
    assert (report.phase, [line.score for line in report.lines]) == (Phase.DONE, [1, 1])


def test_the_pass_knows_nothing_of_the_server_that_started_it(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "secret")
    tiny.submit(state, "ana", tiny.notebook(), NOON)
    assert start(state, LAB)
    (running,) = (
        p for p in psutil.Process().children() if "artia.hub.classwork.running" in p.cmdline()
    )
    assert "JUPYTERHUB_API_TOKEN" not in running.environ()
    assert os.getsid(running.pid) == running.pid
    running.terminate()
    assert wait(state).phase is Phase.INTERRUPTED


def test_a_machine_that_cannot_jail_grades_nothing_and_says_why(state: State) -> None:
    tiny.submit(state, "ana", tiny.notebook(), NOON)
    command = ["unshare", "--map-root-user", "sh", "-c", UNJAILED, "sh", sys.executable]
    grade = "from artia.hub.classwork.running import main; main('tiny')"
    subprocess.run([*command, "-c", grade], check=True, timeout=120)
    report = Report.load(state, LAB)
    assert (report.phase, report.problem, report.lines) == (Phase.REFUSED, "class_tier", [])
    assert "user namespaces" in report.reason
    assert not tiny.graded_file(state, "ana").exists()

    # Formgrader's own lightning bolt, the same: in its log box, before anything is run.
    grade = "from tests.hub import tiny; from artia.hub.state import State; " + (
        "print(tiny.nbgrader(State.from_environment()).autograde('tiny', 'ana')['log'])"
    )
    said = subprocess.run(
        [*command, "-c", grade], check=True, timeout=120, capture_output=True, text=True
    ).stdout
    assert "Cette machine ne sait pas isoler" in said
    assert "This machine cannot confine" in said
    assert not tiny.graded_file(state, "ana").exists()


def test_the_lock_is_the_only_thing_that_says_a_pass_is_going_on(state: State) -> None:
    Report(LAB, phase=Phase.GRADING, total=3).save(state)
    assert Report.load(state, LAB).phase is Phase.INTERRUPTED
    with held(state, LAB) as lock:
        assert lock is not None and is_held(state, LAB)
        assert Report.load(state, LAB).phase is Phase.GRADING
        Report(LAB, phase=Phase.DONE).save(state)
        assert Report.load(state, LAB).phase is Phase.COLLECTING, (
            "last time's outcome is not today's"
        )
    assert not is_held(state, LAB)
    assert Report.load(state, LAB).phase is Phase.DONE
    (state.root / "classwork" / LAB / "report.json").write_text("{")
    assert Report.load(state, LAB) is None
