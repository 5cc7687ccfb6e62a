"""Grade a shard: the same work on this machine and in a task of a cluster.

`python -m artia.grading.farm.shard SHARD` is what a task runs. A shard that was interrupted goes
on where it stopped: what has a result is not graded again.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

import click
from traitlets.config import Config

from artia.grading.errors import GradingError
from artia.grading.farm.packing import Shard
from artia.grading.farm.results import finished
from artia.grading.farm.servers import BackgroundServer
from artia.grading.farm.workers import Pool, warm
from artia.grading.forkserver import ForkServer

#: A fork server that dies (short of memory, most likely) is replaced this many times, less one.
SERVERS = 3


def grade_shard(
    folder: Path,
    workers: int | None = None,
    on_result: Callable[[Path], None] = lambda result: None,
    *,
    on_tick: Callable[[], None] = lambda: None,
    only: Sequence[str] = (),
    server: BackgroundServer | None = None,
) -> None:
    """Grade what has no result yet in a shard, `workers` submissions at once.

    `on_result` is called in this thread with each complete result folder, those that were there
    already included; `on_tick` at least once a second. `only` restricts to some students. Without
    a `server`, one is started for the shard and stopped with it. Every submission ends with a
    result, whatever happens to its worker. Must be called from a process with one thread (its
    server's excepted), since it forks. Raises GradingError when nothing can be graded.
    """
    shard = Shard.load(folder)
    wanted = [s for s in shard.submissions if not only or s.student in only]
    names = {submission.student for submission in wanted}
    done = {result.name: result for result in finished(shard.folder) if result.name in names}
    for result in done.values():
        on_result(result)
    todo = [submission for submission in wanted if submission.student not in done]
    if not todo:
        return
    sys.path[:0] = [entry for entry in shard.path if entry not in sys.path]
    with ExitStack() as stack:
        if server is None:
            server = BackgroundServer(shard.preload)
            stack.callback(server.stop)
        warm()  # while the server loads
        for remaining in range(SERVERS, 0, -1):
            running = server.ready()
            alive = (lambda running=running: running.running) if remaining > 1 else (lambda: True)
            pool = Pool(shard, workers or default_workers(), settings(shard, running), alive)
            with pool:
                todo = pool.run(todo, on_result, on_tick)
            if not todo:
                return


def default_workers() -> int:
    """Return how many submissions to grade at once on the processors this process may use."""
    # Not one more: a worker and its kernel take turns, and a third kernel slows two others
    return len(os.sched_getaffinity(0))


def settings(shard: Shard, server: ForkServer) -> Config:
    """Return the executor's configuration that depends on where the shard is graded."""
    config = Config()
    config.JailedExecute.fork_server = server.address
    config.JailedExecute.preload = list(shard.preload)
    if shard.min_tier:
        config.JailedExecute.min_tier = shard.min_tier
    if shard.checks.is_file():
        config.JailedExecute.checks = str(shard.checks)
    return config


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--workers", type=click.IntRange(min=1), help="Submissions graded at once.")
@click.option("--student", "students", multiple=True, help="Only this learner (repeatable).")
def main(folder: Path, workers: int | None, students: tuple[str, ...]) -> None:
    """Grade what has no result yet in the shard FOLDER."""
    try:
        grade_shard(folder, workers, lambda result: click.echo(result.name), only=students)
    except GradingError as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()
