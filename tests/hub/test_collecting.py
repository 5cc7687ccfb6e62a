"""What somebody may leave in the exchange besides a submission."""

import os
from pathlib import Path

import pytest

from artia.hub.classwork.counting import Counts, count
from artia.hub.state import State

from . import tiny
from .tiny import LAB

STAMP = "2026-03-01 17:00:00.000000 UTC"
STRANGE = (
    f"<img src=x onerror=alert(1)>+{LAB}+{STAMP}+x",
    f"zoe+{LAB}+yesterday+x",
    f"zoe+{LAB}+x",
    f"+{LAB}+{STAMP}+x",
)


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> State:
    """Return a course whose exchange holds ana's submission, and worse."""
    here = tiny.prepare(State(tmp_path_factory.mktemp("collecting") / "state"))
    inbound = here.exchange / "artia" / "inbound"
    tiny.submit(here, "ana", tiny.notebook(), STAMP)
    sent = next(inbound.glob("ana+*"))
    (sent / "link").symlink_to(here.course / "gradebook.db")
    (sent / "folder").symlink_to(here.course / "source")
    os.link(here.course / "gradebook.db", sent / "hard")
    os.mkfifo(sent / "pipe")
    with (sent / "huge").open("wb") as file:
        file.truncate(300_000_000)
    for name in STRANGE:
        (inbound / name).mkdir()
    (inbound / f"linked+{LAB}+{STAMP}+x").symlink_to(here.course / "source" / LAB)
    answer = tiny.nbgrader(here).collect(LAB)
    assert answer["success"], answer
    return here


def test_only_submissions_are_collected(state: State) -> None:
    assert [folder.name for folder in (state.course / "submitted").iterdir()] == ["ana"]
    assert count(state, LAB) == Counts(submitted=1, collected=1, graded=0, waiting=0)


def test_only_regular_files_are_collected(state: State) -> None:
    submitted = Path(state.course, "submitted", "ana", LAB)
    assert {path.name for path in submitted.rglob("*")} == {f"{LAB}.ipynb", "timestamp.txt"}
    assert [path.name for path in submitted.parent.iterdir()] == [LAB]


def test_a_later_submission_takes_the_place_of_the_first(state: State) -> None:
    tiny.submit(state, "ana", tiny.notebook("Mieux."), STAMP.replace("17:", "18:"))
    assert count(state, LAB).waiting == 1
    assert tiny.nbgrader(state).collect(LAB)["success"]
    submitted = Path(state.course, "submitted", "ana", LAB, f"{LAB}.ipynb")
    assert "Mieux." in submitted.read_text()
    assert count(state, LAB).waiting == 0
