"""The slurm engine: shards graded by the tasks of a job array on a cluster.

The farm's process stays on the node that submits and is the only writer of the gradebook: it sees
each result appear in the shard's folder, which every node must see under the same path. It looks
at the queue with one squeue for each array, however many tasks it has.

A task that ends before its shard is complete is submitted again, twice at most, and grades what
has no result yet. The last time, each submission left gets a task of its own: one that brings its
whole task down (memory of the node, a fault of the grader) takes no neighbour with it.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from artia.grading.farm import slurm_jobs as jobs
from artia.grading.farm.engines import EngineError, OnResult, OnTick
from artia.grading.farm.slurm_batch import Batch, Needs
from artia.grading.farm.slurm_script import ENDING, MARKER

#: Below this many submissions a task's own start (imports, fork server) would cost too much.
SMALLEST_SHARD = 25
WORKERS = 4
#: Of a task: a submission may last an hour by itself (`JailedExecute.submission_wall`).
MINUTES = 120
GIB = 1024**3
#: Of each kernel, as in its jail; and of a task's graders and fork server.
KERNEL_MEMORY, TASK_MEMORY = 2 * GIB, 1 * GIB
#: For tasks to end once cancelled: KillWait is 30 s by default, an epilog comes after it.
GOODBYE = 180.0


class SlurmEngine:
    """Grades shards as a job array; see `engines.Engine`."""

    name = "slurm"

    def __init__(
        self,
        workers: int | None = None,
        *,
        shard_size: int = SMALLEST_SHARD,
        sbatch_options: Sequence[str] = (),
    ) -> None:
        self.workers = workers or WORKERS
        self.shard_size = shard_size
        self.sbatch_options = tuple(sbatch_options)

    def check(self) -> None:
        """Refuse a shard size that wastes the cluster, and a Slurm that does not answer."""
        if self.shard_size < SMALLEST_SHARD:
            raise EngineError(
                f"Expected at least {SMALLEST_SHARD} submissions a shard, found "
                f"{self.shard_size}: leave out --shard-size, or use --engine local."
            )
        jobs.check()

    def prepare(self, preload: Sequence[str]) -> None:
        """Do nothing: what is slow to start starts on the nodes."""

    def split(self, count: int) -> list[int]:
        """Return full shards and a last one with what is left."""
        full, left = divmod(count, self.shard_size)
        return [self.shard_size] * full + [left] * bool(left)

    def recover(self, shards: Sequence[Path]) -> None:
        """Cancel the arrays that a killed farm left on these folders, and wait for their end."""
        recover(shards)

    def grade(
        self, shards: Sequence[Path], on_result: OnResult, on_tick: OnTick
    ) -> dict[Path, str]:
        """Grade every shard on the cluster; see `engines.Engine.grade`."""
        needs = Needs(
            cpus=self.workers,
            memory=self.workers * KERNEL_MEMORY + TASK_MEMORY,
            minutes=MINUTES,
            options=self.sbatch_options,
        )
        batch = Batch(needs, shards, on_result)
        try:
            return batch.run(on_tick)
        except BaseException:
            recover(shards)
            raise
        finally:
            batch.close()

    def close(self) -> None:
        """Do nothing: `grade` stops what it started."""


def recover(shards: Sequence[Path]) -> None:
    """Cancel whatever arrays work on these folders, and wait until Slurm says they have ended.

    Does nothing, and calls nothing, for folders that were never given to Slurm: any engine may
    call it. Raises EngineError when Slurm does not answer or cannot end them; the folders then
    still say so, and the next call tries again.
    """
    for shard in shards:
        if (shard / MARKER).is_file():
            (shard / MARKER).rename(shard / ENDING)  # a task that starts from now on does nothing
    endings = [shard / ENDING for shard in shards if (shard / ENDING).is_file()]
    names = sorted({ending.read_text().strip() for ending in endings})
    deadline = time.monotonic() + GOODBYE
    while names and (left := jobs.living(names)):
        jobs.cancel(sorted(left))
        if time.monotonic() > deadline:
            raise EngineError(
                f"Expected jobs {', '.join(sorted(left))} to end once cancelled, and they still "
                "run: ask for the state of their nodes, then run the same command again."
            )
        time.sleep(1)
    for ending in endings:
        ending.unlink()
