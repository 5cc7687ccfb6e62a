"""Prove that a jailed kernel's work is counted, before believing any figure of the farm's.

One submission is graded twice: once it burns nothing, once it burns a known time, half of it in
an orphan that nobody waits for and that only the jail's end kills. The difference between the
two counts must hold what was burnt.
"""

from __future__ import annotations

from pathlib import Path

import nbformat

from tests.bench.grading_accounting import measure
from tests.bench.grading_arms import Bench, BenchError
from tests.bench.grading_course import environment, submitted_notebooks

#: CPU seconds burnt by each of the two processes.
SECONDS = 6.0
#: What must be found of it: the rest allows for one start-up being dearer than the other.
SHARE = 0.9

BURNER = """\
import os
import time


def burn(seconds):
    start = time.process_time()
    while time.process_time() - start < seconds:
        pass


done, tell = os.pipe()
if os.fork() == 0:
    if os.fork() == 0:
        os.setsid()
        burn({seconds})
        os.write(tell, b"1")
        time.sleep(3600)
    os._exit(0)
os.wait()
burn({seconds})
os.read(done, 1)
"""


def self_test(bench: Bench) -> dict[str, float]:
    """Return the CPU seconds burnt in the jail and those counted.

    Raises BenchError when less was counted than was burnt: the bench would flatter the farm.
    """
    counted = _graded(bench, SECONDS) - _graded(bench, 0.0)
    burnt = 2 * SECONDS
    if counted < SHARE * burnt:
        raise BenchError(
            f"{burnt:.1f} CPU seconds were burnt in a jailed kernel, {counted:.1f} were counted: "
            "run as root, or where a cgroup can be made, so that every process is counted"
        )
    return {"burnt_s": burnt, "counted_s": round(counted, 2)}


def _graded(bench: Bench, seconds: float) -> float:
    """Return the CPU seconds of the farm grading one submission that burns `seconds` twice."""
    with bench.fresh_copy(1) as course:
        _set_alight(submitted_notebooks(course)[0], seconds)
        usage = measure(bench.farm_command(course), course, environment())
    if usage.status:
        raise BenchError(f"the farm failed in the bench's self-test:\n{usage.output[-2000:]}")
    return usage.cpu


def _set_alight(path: Path, seconds: float) -> None:
    """Leave one cell to a learner's notebook: the one that burns."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution") and cell.cell_type == "code":
            first = cell.metadata["nbgrader"]["grade_id"] == "standardise"
            cell.source = BURNER.format(seconds=seconds) if first else "pass"
    nbformat.write(notebook, path)
