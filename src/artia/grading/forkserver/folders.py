"""The fork server's private folder: control socket, kernels' sockets; never left behind.

The folder lies directly in /tmp, because a Unix socket's path holds 107 characters at most. A
server that is killed cannot clean up: its lock is free then, and the next server does it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
from pathlib import Path

from artia.grading.jail.removing import remove_tree

PREFIX = "artia-"
_UNBORN = ".artia-"  # while a folder is made: nobody else cleans up what has another name
_LOCK, _SOCKET, _KERNELS, _LOG = "lock", "control", "k", "log"


class PrivateFolder:
    """One fork server's folder, readable by its user only, held by a lock while it lives."""

    def __init__(self, path: Path, lock: int = -1) -> None:
        """`lock`: the descriptor that holds it, -1 for a process that does not."""
        self.path = path
        self.lock = lock

    @classmethod
    def create(cls) -> PrivateFolder:
        """Make one, locked, after cleaning up those of servers that were killed."""
        place = Path("/tmp") if os.access("/tmp", os.W_OK) else Path(tempfile.gettempdir())
        remove_stale(place)
        unborn = Path(tempfile.mkdtemp(prefix=_UNBORN, dir=place))
        (unborn / _KERNELS).mkdir(mode=0o700)
        lock = os.open(unborn / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        return cls(unborn.rename(place / unborn.name.lstrip(".")), lock)

    @property
    def socket(self) -> str:
        """The control socket's path: the address of the fork server."""
        return str(self.path / _SOCKET)

    @property
    def log(self) -> Path:
        """Where the server writes what it has to complain about."""
        return self.path / _LOG

    def unlock(self) -> None:
        """Close this process's lock; the folder stays held by those who inherited it."""
        if self.lock >= 0:
            os.close(self.lock)
            self.lock = -1

    def remove(self) -> None:
        """Delete the folder and everything in it."""
        remove_tree(self.path)


def new_kernel_folder(address: str) -> Path:
    """Make a folder for one kernel beside the control socket of its fork server."""
    return Path(tempfile.mkdtemp(prefix="", dir=Path(address).parent / _KERNELS))


def remove_stale(place: Path) -> None:
    """Delete the folders of servers of this user that no longer live."""
    for path in place.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            if path.is_symlink() or path.stat().st_uid != os.getuid():
                continue
            if _abandoned(path):  # OSError without a lock: it is not ours
                remove_tree(path)


def _abandoned(path: Path) -> bool:
    descriptor = os.open(path / _LOCK, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True
