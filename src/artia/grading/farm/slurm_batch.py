"""One batch on a cluster: arrays submitted, results seen, dead tasks tried again."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from artia.grading.farm import slurm_jobs as jobs
from artia.grading.farm.engines import OnResult, OnTick
from artia.grading.farm.packing import Shard
from artia.grading.farm.results import finished
from artia.grading.farm.slurm_script import MARKER, Errand, job_script

ATTEMPTS = 3
#: Seconds between two looks at the queue, at the folders, and at the clock.
QUEUE, FOLDERS, CLOCK = 3.0, 1.0, 0.25
#: A controller that restarts is waited for; results arrive all the same.
SILENCE = 15 * 60.0
#: Looks at the queue after a task's end before its shard is believed incomplete: a network file
#: system may show a result some seconds late.
LOOKS = 2


@dataclass(frozen=True)
class Needs:
    """What each task asks of Slurm."""

    cpus: int
    memory: int  # bytes
    minutes: int
    options: tuple[str, ...] = ()  # the person's own, for sbatch


@dataclass(eq=False)
class Running:
    """An errand given to Slurm, as the task `index` of the array `job`."""

    errand: Errand
    job: str
    index: int
    looks: int = 0  # how many times it was seen ended
    end: jobs.Task | None = None  # the last thing Slurm said of it


class Batch:
    """The arrays of one call of `SlurmEngine.grade`."""

    def __init__(self, needs: Needs, shards: Sequence[Path], on_result: OnResult) -> None:
        self.needs = needs
        self.shards = list(shards)
        self.on_result = on_result
        self.name = f"artia-{secrets.token_hex(6)}"  # unique: `recover` cancels by name
        self.left = {shard: students(shard) for shard in shards}
        self.running: list[Running] = []
        self.failures: dict[Path, str] = {}
        # Slurm's commands may be slow to answer, and the progress bar must not wait for them.
        self._caller = ThreadPoolExecutor(1, thread_name_prefix="slurm")
        self._look: Future | None = None
        self._heard = time.monotonic()

    def run(self, on_tick: OnTick) -> dict[Path, str]:
        """Grade everything; return why, for each shard that stays incomplete."""
        for shard in self.shards:
            (shard / MARKER).write_text(self.name)
        self._collect()
        self._submit([Errand(shard) for shard in self.shards if self.left[shard]])
        next_collection = next_look = 0.0
        while self.running:
            now = time.monotonic()
            if now >= next_collection:
                self._collect()
                next_collection = now + FOLDERS
            if self._look is None and now >= next_look:
                self._look = self._caller.submit(ask, {run.job for run in self.running})
            if self._look is not None and self._look.done():
                self._understand(self._look)
                self._look, next_look = None, now + QUEUE
            on_tick()
            time.sleep(CLOCK)
        for shard in self.shards:
            (shard / MARKER).unlink()
        return {shard: self.failures[shard] for shard in self.shards if self.left[shard]}

    def close(self) -> None:
        """Wait for the command under way, if any."""
        self._caller.shutdown()

    def _submit(self, errands: Sequence[Errand]) -> None:
        """Give errands to Slurm as one array."""
        if not errands:
            return
        array = jobs.Array(
            name=self.name,
            script=job_script(self.name, errands, self.needs.cpus),
            size=len(errands),
            cpus=self.needs.cpus,
            memory=self.needs.memory,
            minutes=self.needs.minutes,
            options=self.needs.options,
        )
        job = jobs.submit(array)
        self.running += [Running(errand, job, index) for index, errand in enumerate(errands)]

    def _collect(self) -> None:
        """Report the results that have appeared."""
        for shard in {run.errand.shard for run in self.running} or self.shards:
            for folder in finished(shard):
                if folder.name in self.left[shard]:
                    self.left[shard].remove(folder.name)
                    self.on_result(folder)

    def _understand(self, look: Future) -> None:
        """Act on what the queue showed: let go of what is done, try again what died.

        Raises SlurmError when Slurm has been silent too long, or a task waits for nothing.
        """
        try:
            queue: dict[str, dict[int, jobs.Task]] = look.result()
        except jobs.SlurmError:
            if time.monotonic() - self._heard > SILENCE:
                raise
            return
        self._heard = time.monotonic()
        self._collect()  # what a task wrote before its end is there by now
        for run in self.running:
            task = queue.get(run.job, {}).get(run.index)
            if task is not None and task.hopeless:
                raise jobs.SlurmError(
                    f"Slurm keeps job {run.job} waiting for ever and says {task.reason}: "
                    "correct the --sbatch-option (time, partition, account), then run it again."
                )
            run.end = task or run.end
            run.looks += task is None or task.ended
        self._let_go()

    def _let_go(self) -> None:
        """Drop the tasks that have ended; submit again, as one array, what they left undone."""
        ended = [run for run in self.running if run.looks and self._is_settled(run)]
        self.running = [run for run in self.running if run not in ended]
        again: list[Errand] = []
        for run in ended:
            left = self._left(run.errand)
            if left:
                self.failures[run.errand.shard] = why(run)
            if left and run.errand.attempt < ATTEMPTS:
                again += next_errands(run.errand, left)
        try:
            self._submit(again)
        except jobs.SlurmError as error:  # the tasks that still run are worth more than these
            for errand in again:
                self.failures[errand.shard] += f" It could not be submitted again: {error}"

    def _is_settled(self, run: Running) -> bool:
        """Tell whether an ended task's results are all that will ever come."""
        return not self._left(run.errand) or run.looks >= LOOKS

    def _left(self, errand: Errand) -> list[str]:
        """Return the students of an errand without a result."""
        left = self.left[errand.shard]
        return sorted(left & set(errand.students) if errand.students else left)


def students(shard: Path) -> set[str]:
    """Return whose submissions a shard holds."""
    return {submission.student for submission in Shard.load(shard).submissions}


def ask(numbers: Iterable[str]) -> dict[str, dict[int, jobs.Task]]:
    """Return the tasks of several arrays, by job and index."""
    return {job: jobs.tasks(job) for job in numbers}


def next_errands(errand: Errand, left: Sequence[str]) -> list[Errand]:
    """Return what to submit after an errand died: its rest, and the last time one by one.

    The students are named: a result that is merged leaves the shard's folder, and the task would
    take it for one that was never graded.
    """
    attempt = errand.attempt + 1
    if attempt < ATTEMPTS:
        return [Errand(errand.shard, attempt, tuple(left))]
    return [Errand(errand.shard, attempt, (student,)) for student in left]


def why(run: Running) -> str:
    """Return one sentence on how a task ended without all its results."""
    state = run.end.state if run.end and run.end.ended else "gone from the queue"
    node = f" on {run.end.node}" if run.end and run.end.node else ""
    try:
        lines = run.errand.log.read_text(errors="replace").splitlines()
    except OSError:
        said = f"it wrote no log: does that node see {run.errand.shard} under this very path?"
    else:
        last = next((line.strip() for line in reversed(lines) if line.strip()), "")
        said = f"it said: {last.removeprefix('Error: ')}" if last else ""
    return f"Its task ended ({state}{node}, attempt {run.errand.attempt} of {ATTEMPTS})" + (
        f"; {said}" if said else " without a word."
    )
