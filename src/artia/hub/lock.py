"""One hub at a time in a state folder: a lock the system releases if the launcher dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from artia.hub import HubError
from artia.hub.state import State


@contextmanager
def only_one(state: State) -> Iterator[None]:
    """Hold the lock of a state folder. Raises HubError naming the process that holds it."""
    descriptor = os.open(state.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(descriptor, 32).decode().strip() or "?"
            raise HubError(
                f"Un serveur tourne déjà avec {state.root} (processus {holder}). "
                "«\u00a0.venv/bin/artia hub status\u00a0» donne son adresse, "
                "«\u00a0make stop\u00a0» l'arrête.",
                f"A hub is already running with {state.root} (process {holder}). "
                "“.venv/bin/artia hub status” gives its address, “make stop” stops it.",
            ) from error
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        yield
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def holder_of(state: State) -> int | None:
    """Return the process id of the launcher that holds the lock, None when nobody does."""
    try:
        descriptor = os.open(state.lock, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        pid = os.read(descriptor, 32).decode().strip()
        return int(pid) if pid.isdigit() else None
    else:
        return None
    finally:
        os.close(descriptor)
