"""The graders that are compared, each run as its users run it: one command, start-up included."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat

from tests.bench.grading_accounting import Usage, measure
from tests.bench.grading_course import Marks, environment, read_marks, submitted_notebooks
from tests.bench.grading_lab import LAB
from tests.bench.grading_otter import read_score, write_autograder, write_submissions

ROOT = Path(__file__).resolve().parents[2]


class BenchError(Exception):
    """An arm failed, or two graders disagree: the figures would mean nothing."""


@dataclass(frozen=True)
class Result:
    """What one arm took in one round, and the marks it gave; otter's are totals by learner."""

    usage: Usage
    submissions: int
    load: tuple[float, float]  # the machine's, a minute's average, before and after
    marks: Marks | dict[str, float]
    more: dict[str, object]

    def to_dict(self) -> dict[str, object]:
        """Return the figures of this round."""
        return {
            **self.usage.to_dict(),
            "submissions": self.submissions,
            "wall_s_per_submission": round(self.usage.wall / self.submissions, 3),
            "cpu_s_per_submission": round(self.usage.cpu / self.submissions, 3),
            "load_before": self.load[0],
            "load_after": self.load[1],
            **self.more,
        }


@dataclass(frozen=True)
class Bench:
    """The course that every arm grades a fresh copy of, and what was asked of the arms."""

    course: Path
    scratch: Path
    workers: int | None = None
    otter: str | None = None
    otter_submissions: int = 0

    @contextmanager
    def fresh_copy(self, submissions: int | None = None) -> Iterator[Path]:
        """Give a copy of the course with its first submissions, or all; removed afterwards."""
        copy = self.scratch / "copy"
        shutil.copytree(self.course, copy)
        for path in submitted_notebooks(copy)[submissions:] if submissions else []:
            shutil.rmtree(path.parents[1])
        yield copy
        shutil.rmtree(copy)

    def vanilla(self, submissions: int | None = None) -> Result:
        """Grade with `nbgrader autograde`."""
        with self.fresh_copy(submissions) as course:
            command = [sys.executable, "-m", "nbgrader", "autograde", LAB]
            load, usage = loaded(command, course)
            marks = read_marks(course)
            return Result(usage, len(submitted_notebooks(course)), load, marks, {})

    def farm(self, submissions: int | None = None) -> Result:
        """Grade with `artia grade`, in the best jail that this machine allows."""
        with self.fresh_copy(submissions) as course:
            load, usage = loaded(self.farm_command(course), course)
            more = farm_reports(course)
            number = len(submitted_notebooks(course))
            return Result(usage, number, load, read_marks(course), more)

    def farm_command(self, course: Path) -> list[str]:
        """Return the command that grades `course` with the farm."""
        command = [sys.executable, "-m", "artia.cli", "grade", LAB]
        command += ["--course-dir", str(course), "--json", str(course.parent / "farm.json")]
        return command + (["--workers", str(self.workers)] if self.workers else [])

    def otter_run(self, submissions: int | None = None) -> Result:
        """Grade with `otter run`: one command a submission, one after another."""
        folder = self.scratch / "otter"
        folder.mkdir()
        autograder = folder / "autograder.zip"
        write_autograder(autograder)
        notebooks = write_submissions(self.course, folder, submissions or self.otter_submissions)
        each = [
            f"mkdir {path.stem} && {self.otter} run --no-logo -a {autograder} -o {path.stem} {path}"
            for path in notebooks
        ]
        load, usage = loaded(["/bin/sh", "-ec", "\n".join(each)], folder)
        marks = {path.stem: read_score(folder / path.stem / "results.json") for path in notebooks}
        shutil.rmtree(folder)
        return Result(usage, len(notebooks), load, marks, {})


def loaded(command: list[str], cwd: Path) -> tuple[tuple[float, float], Usage]:
    """Run an arm's command; return the machine's load before and after, and what it took.

    Raises BenchError with the end of what the command printed when it fails.
    """
    before = os.getloadavg()[0]
    usage = measure(command, cwd, environment())
    if usage.status:
        end = "\n".join(usage.output.splitlines()[-25:])
        raise BenchError(f"`{' '.join(command)[:200]}` ended with status {usage.status}:\n{end}")
    return (round(before, 2), round(os.getloadavg()[0], 2)), usage


def farm_reports(course: Path) -> dict[str, object]:
    """Return what the farm recorded in graded notebooks: tiers, outcomes, the kernels' CPU."""
    reports = [
        nbformat.read(path, as_version=4).metadata["artia_grading"]
        for path in sorted(course.glob(f"autograded/*/{LAB}/{LAB}.ipynb"))
    ]
    return {
        "tiers": dict(Counter(report["tier"] for report in reports)),
        "outcomes": dict(Counter(report["outcome"] for report in reports)),
        "kernels_cpu_s": round(sum(report["cpu_seconds"] for report in reports), 3),
    }


def learners_cells(course: Path) -> dict[str, float]:
    """Return the CPU seconds of each learner's own cells in one warm process, at one thread."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    command = [sys.executable, "-m", "tests.bench.grading_warm", str(course)]
    usage = measure(command, ROOT, environment(**threads))
    if usage.status:
        raise BenchError(f"the learners' own cells could not be measured:\n{usage.output[-2000:]}")
    return json.loads(usage.output.splitlines()[-1])


def check_marks(found: Marks, expected: Marks) -> None:
    """Raise BenchError, with the first differences, unless two graders gave the same marks."""
    different = sorted(
        f"{learner} {cell}: nbgrader {expected.get((learner, cell))}, "
        f"the farm {found.get((learner, cell))}"
        for learner, cell in expected.keys() | found.keys()
        if expected.get((learner, cell)) != found.get((learner, cell))
    )
    if different:
        first = "\n".join(different[:10])
        raise BenchError(f"{len(different)} marks differ from nbgrader's:\n{first}")
