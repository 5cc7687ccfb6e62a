"""Lab 09 given wrong things wherever it takes one: an answer, or one clear sentence."""

import os
import sys

import pytest

from artia.labs.checks import check
from artia.labs.energy import Assumptions, Meter, Reading, meter, trials
from artia.labs.energy.reading import ASSUMED
from artia.labs.energy.trace import Trace
from artia.labs.exercises.lab09 import TASKS

from .bad_arguments import ODD, Fresh, offered_by, wrong_answers


def a_meter():
    with Meter(using=[]) as weighed:
        pass
    return weighed


VALID = {
    "Meter": Fresh(a_meter),
    "using": [],
    "meter": Fresh(a_meter),
    "meters": Fresh(lambda: [a_meter()]),
    "readings": [Reading(1.0, 1.0, "x", "y", ASSUMED)],
    "headers": ["un", "deux"],
    "rows": [["a", "b"]],
    "values": {"un": 1.0, "deux": 2.0},
    "spread.values": [1.0, 2.0],
    "unit": "J",
    "Trace": Trace([0, 1, 2], [50, 60, 50]),
    "trace": Trace([0, 1, 2], [50, 60, 50]),
    "seconds": [0, 1, 2],
    "watts": [50, 60, 50],
    "suppose.seconds": 2.0,
    "cpu_seconds": 1.0,
    "assumptions": Assumptions(),
    "work": lambda: None,
    "runs": 3,
    "one": 2.0,
    "other": 1.0,
    "value": 1.5,
    "place": "QC",
    "places": ["QC", "ON"],
    "joules": 12.0,
    "times": 2500,
    "cents_per_kwh": 10,
    "models": [("openai", "gpt-4o-mini")],
    "tokens": 400,
    "zones": ["CAN"],
    "ids": [1, 2, 3] * 100,
    "vocabulary": 5,
    "path": "",
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A learner's folder, on a machine without an instrument, a card, a queue or CodeCarbon."""
    monkeypatch.setattr(meter, "instruments", lambda: ([], ["why"]))
    monkeypatch.setitem(sys.modules, "codecarbon", None)
    monkeypatch.setattr(trials.torch.cuda, "is_available", lambda: False)
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "latin.csv").write_bytes("é".encode("cp1252"))
    (tmp_path / "noise").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "endless.csv").write_text("seconds,watts\n" + "1" * 200_000)
    (tmp_path / "huge.csv").write_text("seconds,watts\n0,1e300\n1,1e300\n")
    return tmp_path


def test_all_that_its_cells_take_from_the_package(folder, language):
    offered = offered_by("lab09", "artia.labs.energy")
    assert len(offered) > 20
    names = ("latin.csv", "noise", "empty.csv", "endless.csv", "huge.csv", "x" * 300, ".")
    os.mkfifo(folder / "pipe")
    more = {"path": {name: str(folder / name) for name in (*names, "pipe")}}
    problems = wrong_answers(offered, VALID, folder, more)
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
def test_an_answer_that_is_anything_at_all_is_only_wrong(task, language):
    for odd in ODD.values():
        result = check(task, lambda *arguments, odd=odd: odd)
        assert result.score < 1 and result.message()
