"""Forked workers that grade a shard's submissions; one that dies takes no other with it."""

from __future__ import annotations

import ctypes
import gc
import logging
import multiprocessing
import os
import shutil
import signal
import sys
import time
import warnings
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

import IPython.display  # noqa: F401  (nbconvert imports it late: once here, not in each worker)
import nbformat
from sqlalchemy.exc import SAWarning
from sqlalchemy.orm import configure_mappers
from traitlets import TraitError
from traitlets.config import Config

import artia.grading.provisioner  # noqa: F401  (found late as well, through its entry point)
from artia.grading.errors import GradingError
from artia.grading.executor import JailedExecute
from artia.grading.farm import configuration
from artia.grading.farm.packing import Shard, Submission
from artia.grading.farm.places import private_folders
from artia.grading.farm.results import Result, publish
from artia.grading.farm.submission import PrivateCourse
from artia.grading.outcomes import Outcome
from artia.grading.reasons import reason

#: A submission whose worker died is graded again this many times before it is given up.
RETRIES = 1
#: Beyond the executor's own limit, a submission may last this long (s): nbgrader's part, and the
#: instructor's checks. Past that, the grader itself is stuck.
BEYOND = 3600
#: Between two looks at the clock (s).
_TICK = 0.25
_FORK = multiprocessing.get_context("fork")
_PR_SET_PDEATHSIG = 1  # prctl(2)


@dataclass(eq=False)
class _Worker:
    process: BaseProcess
    pipe: Connection
    folder: Path
    submission: Submission | None = None
    since: float = field(default_factory=time.monotonic)


class Pool:
    """`count` workers on one shard; a context manager, since workers must not outlive it."""

    def __init__(
        self, shard: Shard, count: int, config: Config, alive: Callable[[], bool] = lambda: True
    ) -> None:
        """`alive` tells whether kernels can be had: a failure without them proves nothing."""
        self.shard, self.count, self.config, self.alive = shard, count, config, alive
        self._workers: list[_Worker] = []
        self._deaths: Counter[str] = Counter()
        self._number = 0
        self._longest = _submission_wall(shard) + BEYOND

    def __enter__(self) -> Pool:
        self._places = private_folders("farm")
        self.folder, self.memory = self._places.__enter__()
        return self

    def __exit__(self, *reason: object) -> None:
        for worker in self._workers:
            worker.process.kill()
            worker.process.join()
        self._places.__exit__(None, None, None)

    def run(
        self,
        todo: Sequence[Submission],
        on_result: Callable[[Path], None],
        on_tick: Callable[[], None],
    ) -> list[Submission]:
        """Grade every submission of `todo`; return those left when kernels could not be had."""
        waiting = deque(todo)
        while waiting or any(worker.submission for worker in self._workers):
            while len(self._workers) < min(self.count, self._busy() + len(waiting)):
                self._workers.append(self._start())
            for worker in self._workers:
                if worker.submission is None and waiting:
                    self._give(worker, waiting.popleft())
            for worker in self._news():
                submission = worker.submission
                if self._has_finished(worker):
                    if self._is_void(submission):
                        return [submission, *self._in_hand(), *waiting]
                    on_result(self.shard.result(submission.student))
                elif submission is not None and self._may_try_again(submission):
                    waiting.append(submission)
                elif submission is not None:
                    self._give_up(worker, submission)
                    on_result(self.shard.result(submission.student))
            on_tick()
        return []

    def _is_void(self, submission: Submission) -> bool:
        """Remove a result that may only say that the fork server died, kernels with it."""
        folder = self.shard.result(submission.student)
        result = Result.load(folder)
        if result is None or result.outcome is Outcome.OK or self.alive():
            return False
        shutil.rmtree(folder)
        return True

    def _in_hand(self) -> list[Submission]:
        return [worker.submission for worker in self._workers if worker.submission is not None]

    def _busy(self) -> int:
        return sum(worker.submission is not None for worker in self._workers)

    def _start(self) -> _Worker:
        self._number += 1
        name = f"w{self._number}"
        folder, memory = self.folder / name, self.memory / name
        folder.mkdir()
        memory.mkdir(exist_ok=True)
        ours, theirs = _FORK.Pipe()
        others = [worker.pipe for worker in self._workers] + [ours]
        process = _FORK.Process(
            target=_work, args=(self.shard, folder, memory, self.config, theirs, others)
        )
        process.start()
        theirs.close()
        return _Worker(process, ours, folder)

    @staticmethod
    def _give(worker: _Worker, submission: Submission) -> None:
        worker.submission, worker.since = submission, time.monotonic()
        try:
            worker.pipe.send(submission)
        except OSError:  # it has just died: its process says so in `_news`
            return

    def _news(self) -> list[_Worker]:
        """Wait a little; return the workers that answered, died, or had to be killed."""
        ready = set(
            wait(
                [w.pipe for w in self._workers] + [w.process.sentinel for w in self._workers], _TICK
            )
        )
        for worker in self._workers:
            if worker.submission and time.monotonic() - worker.since > self._longest:
                worker.process.kill()
        return [w for w in self._workers if w.pipe in ready or w.process.sentinel in ready]

    def _has_finished(self, worker: _Worker) -> bool:
        """Tell whether a worker answered; a dead one is buried, and nothing is said of it."""
        try:
            if worker.pipe.poll():
                worker.pipe.recv()
                worker.submission = None
                return True
        except (EOFError, OSError):
            pass
        worker.process.join()
        worker.pipe.close()
        self._workers.remove(worker)
        return False

    def _may_try_again(self, submission: Submission) -> bool:
        self._deaths[submission.student] += 1
        return self._deaths[submission.student] <= RETRIES

    def _give_up(self, worker: _Worker, submission: Submission) -> None:
        code = worker.process.exitcode or 0
        if time.monotonic() - worker.since > self._longest:
            how = reason("worker stuck", limit=self._longest)
        elif code < 0:
            how = reason("worker signal", name=signal.Signals(-code).name)
        else:
            how = reason("worker code", code=code)
        result = Result(submission.student, submission.key, Outcome.ERROR)
        result.timestamp = submission.timestamp
        times = self._deaths[submission.student]
        result.end(Outcome.ERROR, reason("worker", times=times, how=how))
        result.wall_seconds = round(time.monotonic() - worker.since, 3)
        publish(result, self.shard.result(submission.student), None, _tail(worker.folder / "log"))


def _submission_wall(shard: Shard) -> float:
    """Return how long the executor lets a submission last (s), as the course's settings say."""
    try:
        return JailedExecute(config=configuration.thaw(shard.config)).submission_wall
    except TraitError as error:
        raise GradingError(
            f"A setting of JailedExecute is refused: {error}. Correct nbgrader_config.py.",
            f"Un réglage de JailedExecute est refusé\u00a0: {error}. Corrigez nbgrader_config.py.",
        ) from error


def warm() -> None:
    """Do once, before forking, what each worker would do at its first submission."""
    nbformat.validate(nbformat.v4.new_notebook())  # compiles the format's schema
    configure_mappers()  # reads how nbgrader's tables are linked


def _work(
    shard: Shard,
    folder: Path,
    memory: Path,
    config: Config,
    pipe: Connection,
    others: Sequence[Connection],
) -> None:
    """Grade what the pipe brings, until it closes. The body of a worker process."""
    _die_with_parent()
    gc.freeze()  # what was imported before the fork is not swept, nor copied by sweeping it
    for other in others:  # or the death of the parent would not close them
        other.close()
    # Ctrl-C reaches the whole terminal: the parent decides what to do of it. A handler, since
    # "ignore" would be inherited by kernels.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, lambda *_: None)
    _speak_to(folder / "log")
    warnings.filterwarnings("ignore", category=SAWarning)  # nbgrader's own, at each submission
    course_folder = folder / "course"
    course_folder.mkdir()
    course = PrivateCourse(shard, course_folder, memory, config)
    while True:
        try:
            submission = pipe.recv()
        except EOFError:
            return
        result, autograded, log = course.grade(submission)
        publish(result, shard.result(submission.student), autograded, log)
        pipe.send(submission.student)


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if parent is not None and os.getppid() != parent.pid:  # it died in the meantime
        os.kill(os.getpid(), signal.SIGKILL)


def _speak_to(log: Path) -> None:
    """Send what a library would write on the terminal to a file, read if the worker dies."""
    logging.getLogger().handlers = []
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    sys.stdout.flush()
    os.dup2(nothing, 0)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)


def _tail(log: Path, size: int = 20_000) -> str:
    try:
        return log.read_text(errors="replace")[-size:]
    except OSError:
        return ""
