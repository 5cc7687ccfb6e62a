"""Kill the farm ten times over one batch, and see that nothing was lost or doubled.

    python -m tests.bench.interruptions [--kills 10] [--submissions 24] [--seed N] [--json FILE]

Each time, `artia grade` is killed (SIGKILL) at a random moment once its workers have work, whatever
it had started is seen to be gone, and it is run again. At the end it runs undisturbed, and the
gradebook and the graded folders must equal those of a copy graded without interruption. Fails
when they do not, or when fewer than half of the kills fell while it was still at work.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
from pathlib import Path

from tests.grading.conftest import Course, CourseFactory
from tests.grading.interruptions import Interrupted, contents
from tests.grading.small import HALF, RIGHT, SLOW, leftovers, small_course


def interrupt(folder: Path, submissions: int, kills: int, seed: int) -> dict[str, object]:
    """Return what happened; `differences` is empty when the interruptions left no trace."""
    works = (SLOW, RIGHT, HALF)
    learners = {f"learner{n:02}": works[n % len(works)] for n in range(submissions)}
    course = small_course(CourseFactory(folder), learners)
    undisturbed = Course(folder / "undisturbed", course.assignment)
    shutil.copytree(course.root, undisturbed.root)
    undisturbed.grade("--workers", "2")
    moments = random.Random(seed)
    merged = []
    with Interrupted(course) as farm:
        killed = 0
        while killed < kills and len(merged) < 3 * kills:
            killed += farm.kill_after(moments.choice((0, 1, 1, 2)), moments.uniform(0, 1.5))
            merged.append(len(course.marks()))
    report = course.grade_json("--workers", "2")
    differences = [
        name
        for name, ours, theirs in (
            ("gradebook", course.marks(), undisturbed.marks()),
            ("autograded", *(contents(c.root / "autograded") for c in (course, undisturbed))),
            ("left behind", leftovers(course.root), []),
        )
        if ours != theirs
    ]
    return {
        "seed": seed,
        "submissions": submissions,
        "killed": killed,
        "in_the_gradebook_after_each_run": merged,
        "run_at_the_end": report["totals"]["run"],
        "differences": differences,
    }


def main() -> int:
    """Interrupt a batch, show what happened, and return an exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--submissions", type=int, default=24)
    parser.add_argument("--seed", type=int, default=20300110)
    parser.add_argument("--json", type=Path, help="where to write the report")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="interruptions-") as folder:
        report = interrupt(Path(folder), options.submissions, options.kills, options.seed)
    text = json.dumps(report, indent=2)
    print(text)
    if options.json is not None:
        options.json.write_text(text + "\n", encoding="utf-8")
    return 1 if report["differences"] or report["killed"] < options.kills / 2 else 0


if __name__ == "__main__":
    sys.exit(main())
