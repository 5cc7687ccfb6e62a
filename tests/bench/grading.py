"""Measure the grading farm against nbgrader and Otter, on the same submissions in the same run.

    python -m tests.bench.grading --json FILE [--submissions 24] [--rounds 3] [--workers N]
        [--arms vanilla,farm,otter] [--otter COMMAND] [--otter-submissions 4]

The JSON opens with `speedup`, how many times faster than `nbgrader autograde` the farm graded
(on the clock, start-up included), and `overhead`, all the CPU time of the farm over that of the
learners' own cells in a warm process. Both are medians over the rounds, which follow. Arms are
interleaved in an order that turns, each on a fresh copy of the course, once every arm has run
so that no file is read from the disk for the first time. Fails when an arm fails or when the
farm's marks are not nbgrader's; never because of a time.
"""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from tests.bench.grading_accounting import usable_groups
from tests.bench.grading_arms import Bench, BenchError, Result, check_marks, learners_cells
from tests.bench.grading_course import Marks, build_course
from tests.bench.grading_report import machine, speedup, summarise, table
from tests.bench.grading_selftest import self_test

#: How long learners train: sets their cells at about 1.9 CPU seconds on a 2026 server's core.
EPOCHS = 180


def measure_round(bench: Bench, number: int, arms: list[str]) -> dict[str, object]:
    """Run every arm once, from another one each round, and return the round's figures.

    Raises BenchError when an arm fails or when marks differ.
    """
    order = [*arms, "learners_cells"]
    order = order[number % len(order) :] + order[: number % len(order)]
    results: dict[str, Result] = {}
    for arm in order:
        print(f"round {number + 1}: {arm}…", flush=True)
        if arm == "learners_cells":
            cells = learners_cells(bench.course)
        else:
            results[arm] = run(bench, arm)
    figures = {"order": order, "learners_cells": cells_figures(cells)}
    for arm, result in results.items():
        floor = sum(list(cells.values())[: result.submissions])
        figures[arm] = {**result.to_dict(), "overhead": round(result.usage.cpu / floor, 3)}
    compare(results, figures)
    return {"speedup": speedup(figures), **figures}


def run(bench: Bench, arm: str, submissions: int | None = None) -> Result:
    """Run one arm on the course's first submissions, or on all that it takes."""
    commands = {"vanilla": bench.vanilla, "farm": bench.farm, "otter": bench.otter_run}
    return commands[arm](submissions)


def cells_figures(cells: dict[str, float]) -> dict[str, object]:
    """Return the figures of the learners' own cells, in CPU seconds."""
    total = sum(cells.values())
    return {
        "cpu_s": round(total, 3),
        "cpu_s_per_submission": round(total / len(cells), 3),
        "cpu_s_by_learner": {learner: round(used, 3) for learner, used in cells.items()},
    }


def compare(results: dict[str, Result], figures: dict[str, object]) -> None:
    """Hold the farm to nbgrader's marks, and say how many of Otter's totals are the same."""
    if "vanilla" not in results:
        return
    expected = results["vanilla"].marks
    if "farm" in results:
        check_marks(results["farm"].marks, expected)
        figures["farm"]["marks_identical_to_nbgrader"] = len(expected)
    if "otter" in results:
        totals = total_by_learner(expected)
        found = results["otter"].marks
        same = sum(abs(totals[learner] - score) < 1e-9 for learner, score in found.items())
        figures["otter"]["totals_identical_to_nbgrader"] = same


def total_by_learner(marks: Marks) -> dict[str, float]:
    """Return each learner's automatic points."""
    totals: dict[str, float] = {}
    for (learner, _), (score, _) in marks.items():
        totals[learner] = totals.get(learner, 0.0) + (score or 0.0)
    return totals


def parse_arguments() -> argparse.Namespace:
    """Read the command line; find Otter where it is installed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--json", type=Path, help="where to write the measurements")
    parser.add_argument("--submissions", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, help="the farm's; its own default otherwise")
    parser.add_argument("--arms", default="vanilla,farm,otter", help="separated by commas")
    parser.add_argument("--otter", default=shutil.which("otter"), help="otter-grader's command")
    parser.add_argument("--otter-submissions", type=int, default=4, help="it is slow")
    options = parser.parse_args()
    options.arms = [arm for arm in options.arms.split(",") if arm != "otter" or options.otter]
    if unknown := set(options.arms) - {"vanilla", "farm", "otter"}:
        parser.error(f"unknown arms: {', '.join(sorted(unknown))}")
    options.otter_submissions = min(options.otter_submissions, options.submissions)
    return options


def measure_all(options: argparse.Namespace, scratch: Path) -> dict[str, object]:
    """Build the course, prove the accounting, warm the disk's cache, and measure every round."""
    course = scratch / "course"
    build_course(course, options.submissions, EPOCHS)
    bench = Bench(course, scratch, options.workers, options.otter, options.otter_submissions)
    tier = proof = None
    if "farm" in options.arms:
        from artia.grading.jail import best_tier

        tier = best_tier().label
        print("self-test: is a jailed kernel's work counted?", flush=True)
        proof = self_test(bench)
    for arm in options.arms:
        run(bench, arm, submissions=1)
    rounds = [measure_round(bench, number, options.arms) for number in range(options.rounds)]
    return {
        **summarise(rounds),
        "submissions": options.submissions,
        "workers": options.workers or "the farm's default",
        "cpu_counters": [group.kind for group in usable_groups()] + ["waited for"],
        "self_test": proof,
        "machine": machine(tier),
        "rounds": rounds,
    }


def main() -> int:
    """Run the benchmark; 1 when an arm failed or marks differ."""
    options = parse_arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # leave no process, no group behind
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        try:
            page = measure_all(options, Path(scratch))
        except BenchError as error:
            print(error, file=sys.stderr)
            return 1
    print(table(page))
    if options.json:
        options.json.write_text(json.dumps(page, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
