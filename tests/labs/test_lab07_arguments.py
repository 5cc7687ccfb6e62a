"""Lab 07 given wrong things wherever it takes one: an answer, or one clear sentence."""

from functools import cache, partial

import pytest

from artia.labs.canary.exposure import by_copies
from artia.labs.canary.lines import plant, plant_all
from artia.labs.canary.sentences import draw_canaries
from artia.labs.canary.trial import run_trial
from artia.labs.checks import check
from artia.labs.exercises.lab07 import TASKS

from .bad_arguments import ODD, offered_by, wrong_answers

LINES = ["Le rideau se lève sur une cuisine vide."] * 60

SMALL = {"steps": 1, "readings": 1, "width": 8, "layers": 1}


@cache
def trial():
    canaries = draw_canaries("Casier {name}, code {code}.", each=1)
    planted = plant_all(LINES, canaries)
    return run_trial(planted, "\n".join(LINES), canaries, **SMALL)


def valid():
    last = trial().last
    canaries = [reading.canary for reading in last]
    return {
        "text": "\n".join(LINES),
        "characters": 2000,
        "form": "Casier {name}, code {code}.",
        "lines": LINES,
        "canaries": canaries,
        "plant": plant,
        "held_out": "\n".join(LINES),
        "readings": last,
        "summary": TASKS["summarize"].reference,
        "measured": by_copies(last),
        "series": {"essai": by_copies(last)},
        "trial": trial(),
        "rows": [("un", "deux", "trois")],
    }


@pytest.fixture
def folder(tmp_path):
    """Where a learner's own files are: none of them holds recorded trials."""
    (tmp_path / "noise").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "other.csv").write_text("language,rank\nfr,0\n")
    (tmp_path / "trials.csv").write_text("language,texts,width,layers,seed,step,copies,rank\n")
    return tmp_path


def test_all_that_its_cells_take_from_the_package(folder, language):
    offered = offered_by("lab07", "artia.labs.canary")
    assert len(offered) > 10
    offered["run_trial"] = partial(run_trial, **SMALL)  # its own settings take half a minute
    names = ("noise", "empty.csv", "other.csv", "nowhere/trials.csv", "x" * 300, ".")
    more = {"path": {name: str(folder / name) for name in names}}
    problems = wrong_answers(offered, valid(), folder, more)
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
def test_an_answer_that_is_anything_at_all_is_only_wrong(task, language):
    for odd in ODD.values():
        result = check(task, lambda *arguments, odd=odd: odd)
        assert result.score < 1 and result.message()
