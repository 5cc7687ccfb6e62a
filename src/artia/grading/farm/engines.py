"""Where shards are graded: on this machine, or on a Slurm cluster.

The farm cuts a batch into shards (self-contained folders, see `shard`), hands them to an engine,
and merges each result as soon as the engine shows it. An engine decides where and when a shard is
graded, never how: every engine ends in `shard.grade_shard`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from artia.grading.errors import GradingError

#: Called with the folder of a complete result (`SHARD/results/STUDENT`, see `results`).
OnResult = Callable[[Path], None]
#: Called at least once a second while the engine waits: the progress bar lives on it.
OnTick = Callable[[], None]


class EngineError(GradingError):
    """The engine cannot work here: what it needs, and how to get it."""


class Engine(Protocol):
    """Grades shards somewhere. One instance serves one batch; it is used from one thread."""

    #: What `--engine` calls it.
    name: str

    def check(self) -> None:
        """Refuse what cannot work, before anything is prepared. Raises EngineError."""

    def prepare(self, preload: Sequence[str]) -> None:
        """Start early whatever is slow to start, before shards exist.

        `preload` names the modules that the notebooks import. Must return at once. Called again
        when a first guess was wrong: only the last call counts.
        """

    def split(self, count: int) -> list[int]:
        """Return the sizes of the shards for `count` submissions (count > 0); they add up to it."""

    def recover(self, shards: Sequence[Path]) -> None:
        """Stop whatever a killed farm left working on these folders; return once it has ended.

        Called under the assignment's lock, before their results are merged and they are deleted.
        """

    def grade(
        self, shards: Sequence[Path], on_result: OnResult, on_tick: OnTick
    ) -> dict[Path, str]:
        """Grade every submission of every shard; return when each shard has ended.

        `on_result` is called once for each result folder, in this thread, in any order, as soon as
        it is complete. A shard that dies may be tried again: it grades what has no result yet.
        Returns the shards that ended without all their results, each with one English sentence
        that says why; the farm reports their submissions as errors. Whatever interrupts it (an
        exception of a callback, KeyboardInterrupt) must stop everything it started, then go on.
        """

    def close(self) -> None:
        """Stop what `prepare` started. Safe to call twice, and without `prepare`."""


def make_engine(
    name: str,
    workers: int | None = None,
    shard_size: int | None = None,
    sbatch_options: Sequence[str] = (),
) -> Engine:
    """Return the engine called `name`; `workers` is the number of submissions graded at once.

    On a cluster, `workers` is what one task grades at once (its processors), `shard_size` how many
    submissions it is given, and `sbatch_options` go to sbatch as they are. None lets the engine
    choose. Raises EngineError for a name that is none of ENGINES.
    """
    if name == "local":
        from artia.grading.farm.local import LocalEngine

        return LocalEngine(workers)
    if name == "slurm":
        from artia.grading.farm.slurm import SlurmEngine

        size = {} if shard_size is None else {"shard_size": shard_size}
        return SlurmEngine(workers, sbatch_options=sbatch_options, **size)
    raise EngineError(f"Expected an engine among {', '.join(ENGINES)}, found {name!r}.")


ENGINES = ("local", "slurm")
