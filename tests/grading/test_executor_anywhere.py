"""The executor runs in every tier, in a server's event loop, and beside other notebooks."""

import asyncio
import os
import threading

import pytest
from traitlets.config import Config

from artia.grading.errors import TierTooLowError
from artia.grading.executor import JailedExecute
from artia.grading.executor.texts import size, text
from artia.grading.jail import Tier, best_tier
from artia.grading.outcomes import Outcome

from .executing import code, exam, execute

TIERS = [tier for tier in Tier if tier <= best_tier()]


@pytest.mark.parametrize("tier", TIERS, ids=lambda tier: tier.name.lower())
def test_every_tier_loses_nothing(tier):
    run = execute(
        code("kept = 1"),
        exam("assert kept", "before"),
        code("while True:\n    pass"),
        exam("import os\nos._exit(1)", "fatal"),
        exam("assert kept"),
        tier=tier.label,
        min_tier="none",
        cpu_budget=2,
    )
    assert [run.score(name) for name in ("before", "fatal", "test")] == [2, 0, 2]
    assert run.outcomes == [Outcome.TIMEOUT, Outcome.CRASH]
    assert run.report.tier == tier.label
    assert run.report.cpu_seconds >= 2


def test_a_tier_below_the_least_allowed_is_refused():
    with pytest.raises(TierTooLowError):
        execute(code("1"), tier="none", min_tier="landlock")


def test_it_runs_inside_a_servers_event_loop():
    async def button():
        return execute(code("x = 2"), exam("x"))

    assert asyncio.run(button()).score() == 2


def test_nothing_is_left_open():
    execute(code("1"))
    before, threads = len(os.listdir("/proc/self/fd")), threading.active_count()
    for _ in range(3):
        execute(code("1"), code("import os\nos._exit(1)"), code("1"))
    assert len(os.listdir("/proc/self/fd")) <= before
    assert threading.active_count() <= threads


def test_a_courses_own_timeout_can_only_lengthen_the_budget():
    config = Config()
    config.Execute.timeout = 300
    assert JailedExecute(config=config).cpu_budget == 300
    assert JailedExecute().cpu_budget == 120
    assert JailedExecute(timeout=None, submission_cpu=1000).cpu_budget == 1000
    assert JailedExecute(config=config).wall_limit == 900


def test_sizes_and_sentences_follow_each_language():
    space = "\N{NO-BREAK SPACE}"
    assert (size("fr", 2 << 30), size("en", 2 << 30)) == (f"2{space}Gio", f"2{space}GiB")
    assert (size("fr", 1_500_000), size("en", 999)) == (f"1,5{space}Mo", f"999{space}B")
    assert f"«{space}nan{space}»{space}:" in text("fr", "score", found="nan", points="2")
