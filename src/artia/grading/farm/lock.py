"""One farm at a time on an assignment: a lock the system releases if its holder dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from artia.grading.errors import GradingError


class BusyError(GradingError):
    """Another farm is grading the same assignment."""


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold the lock file `path`. Raises BusyError, naming the process that holds it.

    A POSIX lock rather than flock(2): forked workers do not inherit it, so a farm that is killed
    frees its assignment at once; and it works across the nodes of a network file system.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(descriptor, 64).decode(errors="replace").strip() or "?"
            raise BusyError(
                f"This assignment is being graded already ({holder}). Wait for its end, or stop "
                "that command; what it has graded stays.",
                f"Quelqu'un corrige déjà ce travail ({holder}). Attendez la fin, ou arrêtez cette "
                "commande; ce qui est corrigé reste.",
            ) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"process {os.getpid()} on {os.uname().nodename}".encode(), 0)
        yield
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)
