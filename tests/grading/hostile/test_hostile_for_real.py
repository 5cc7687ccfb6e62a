"""The attacks are real: where nothing confines them, they gain what the suite says.

Without this, a suite of attacks that fail by a slip of the pen would prove nothing. Each runs in
a plain Python, as whoever runs the tests, against a course made for it alone.
"""

import json
import os
import re
import signal
from collections.abc import Iterator

import pytest

from artia.grading.jail import Tier

from .accounts import itself
from .attack import Attack
from .attacks import ATTACKS
from .course import build
from .prelude import PRELUDE
from .world import World, world

pytestmark = pytest.mark.slow

REAL = [attack for attack in ATTACKS.values() if attack.real]
# A shell for the magics, without a kernel: the cells one after the other, from a file.
SHELL = """
import json, sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
for cell in json.load(open(sys.argv[1])):
    shell.run_cell(cell)
"""


@pytest.fixture(scope="module")
def unconfined() -> Iterator[World]:
    with world(itself()) as place:
        build(place, [], Tier.ROOT)
        yield place


@pytest.mark.parametrize("attack", REAL, ids=[attack.name for attack in REAL])
def test_hostile_attack_gains_where_nothing_confines(attack: Attack, unconfined: World):
    if unconfined.decoy.poll() is not None:
        unconfined.rouse_decoy()
    told = f"host = SimpleNamespace(**{unconfined.told()!r})"
    folder = unconfined.root / attack.name
    folder.mkdir()
    cells = folder / "cells.json"
    cells.write_text(json.dumps(["import numpy as np", f"{PRELUDE}\n{told}", attack.code]))
    secret = unconfined.canaries["environment"]
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "SECRET_TOKEN": secret}
    with open(folder / "out", "w+") as out:
        process = itself().popen(
            ["-c", SHELL, str(cells)], cwd=folder, env=environment, stdout=out, stderr=out
        )
        # Not reaped yet, so that its number still names the session, and what it forked there.
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        out.seek(0)
        printed = out.read()
    assert attack.real <= set(re.findall(r"\[gained\] ([^:\n]+)", printed)), printed
