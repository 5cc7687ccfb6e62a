"""The local engine: one shard, graded by forked workers of this very process."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from artia.grading.farm.engines import EngineError, OnResult, OnTick

if TYPE_CHECKING:
    from artia.grading.farm.servers import BackgroundServer


class LocalEngine:
    """Grades on this machine; see `engines.Engine`."""

    name = "local"

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers
        self._server: BackgroundServer | None = None

    def check(self) -> None:
        """Refuse a system without what jails are made of."""
        if sys.platform != "linux":
            raise EngineError(
                f"Learners' code is confined by Linux's own means, and this is {sys.platform}. "
                "Run this command on Linux: a virtual machine, or WSL 2 on Windows."
            )

    def prepare(self, preload: Sequence[str]) -> None:
        """Start the fork server, which imports while this process prepares the rest."""
        from artia.grading.farm.servers import BackgroundServer

        if self._server is not None and self._server.preload == tuple(preload):
            return
        self.close()
        self._server = BackgroundServer(preload)

    def split(self, count: int) -> list[int]:
        """Return one shard."""
        return [count]

    def recover(self, shards: Sequence[Path]) -> None:
        """End what a killed farm left on a cluster; here, everything died with that farm."""
        from artia.grading.farm.slurm import recover

        recover(shards)

    def grade(
        self, shards: Sequence[Path], on_result: OnResult, on_tick: OnTick
    ) -> dict[Path, str]:
        """Grade every shard, one after the other."""
        from artia.grading.farm.shard import grade_shard

        for shard in shards:
            grade_shard(shard, self.workers, on_result, on_tick=on_tick, server=self._server)
        return {}

    def close(self) -> None:
        """Stop the fork server."""
        if self._server is not None:
            self._server.stop()
            self._server = None
