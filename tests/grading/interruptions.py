"""A farm that is killed: started as a person starts it, stopped as a power cut stops it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import psutil

from tests.grading.conftest import Course, environment

#: Nothing here takes so long (s), unless it is stuck.
PATIENCE = 120


class Interrupted:
    """A context manager around `artia grade` processes on one course."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.process: subprocess.Popen | None = None
        self.shards = course.root / "grading" / course.assignment / "shards"

    def __enter__(self) -> Interrupted:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def start(self, *arguments: str) -> None:
        """Start grading; return when the submissions have been handed to the workers."""
        command = [sys.executable, "-m", "artia.cli", "grade", self.course.assignment, *arguments]
        self.process = subprocess.Popen(
            command,
            cwd=self.course.root,
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._until(lambda: any(self.shards.glob("0*/shard.json")))

    def kill_after(self, results: int, seconds: float) -> bool:
        """Start grading and kill it so many seconds after so many more results were merged.

        Returns whether it was still running. Waits for the end of everything it had started.
        """
        before = self._merged()
        self.start("--workers", "2")
        self._until(lambda: self._merged() >= before + results)
        time.sleep(seconds)
        family = self.family()
        killed = self.process.poll() is None
        self.process.kill()
        self.process.wait()
        _, alive = psutil.wait_procs(family, timeout=20)
        assert alive == [], f"still alive after their farm was killed: {alive}"
        return killed

    def kill_a_worker(self) -> None:
        """Kill the process that grades, once a kernel works for it, and see that it is gone."""
        self.wait_for_kernels()
        workers = [p for p in psutil.Process(self.process.pid).children() if not _is_server(p)]
        os.kill(workers[0].pid, signal.SIGKILL)
        self._until(lambda: not psutil.pid_exists(workers[0].pid))

    def kill_the_server(self) -> None:
        """Kill the fork server, once a kernel works, and every kernel with it."""
        self.wait_for_kernels()
        server = next(process for process in self._children() if _is_server(process))
        server.kill()
        self._until(lambda: not server.is_running())

    def wait_for_kernels(self) -> None:
        """Return once a kernel runs a learner's cells: the fork server has descendants."""
        self._until(lambda: any(_is_server(p) and p.children() for p in self._children()))

    def is_waiting_with_a_result(self) -> bool:
        """Return once a result waits to be merged; False if the farm ended instead."""
        self._until(lambda: any(self.shards.glob("0*/results/*/result.json")))
        time.sleep(1)  # were it not waiting, it would have merged it by now
        return self.process.poll() is None

    def family(self) -> list[psutil.Process]:
        """Return the farm and everything it has started."""
        try:
            farm = psutil.Process(self.process.pid)
            return [farm, *farm.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def wait(self) -> int:
        """Return the farm's exit code."""
        return self.process.wait(PATIENCE)

    def _merged(self) -> int:
        return len(list(self.shards.with_name("results").glob("*/result.json")))

    def _children(self) -> list[psutil.Process]:
        try:
            return psutil.Process(self.process.pid).children()
        except psutil.NoSuchProcess:
            return []

    def _until(self, happened: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not happened() and self.process.poll() is None:
            assert time.monotonic() < deadline, "nothing happened"
            time.sleep(0.02)


def contents(folder: Path) -> dict[str, object]:
    """Return what autograded folders hold, without what no two runs share."""
    return {str(path.relative_to(folder)): _read(path) for path in sorted(folder.rglob("*"))}


def _read(path: Path) -> object:
    if path.is_dir():
        return None
    if path.suffix == ".ipynb":
        return [(c.cell_type, c.source) for c in nbformat.read(path, as_version=4).cells]
    return path.read_bytes()


def _is_server(process: psutil.Process) -> bool:
    try:
        return "artia.grading.forkserver" in process.cmdline()
    except psutil.Error:
        return False
