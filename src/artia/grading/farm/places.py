"""Private folders outside the course, which the next farm removes if this one is killed."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_MEMORY = Path("/dev/shm")
_PREFIX = "artia-"
#: What a worker's database may need there: containers give /dev/shm 64 MiB by default.
_ENOUGH = 32 * 1024**2


@contextmanager
def private_folders(name: str) -> Iterator[tuple[Path, Path]]:
    """Make a private folder, and another in memory where there is room (or inside the first).

    Both are removed at the end. A killed process leaves its own, unlocked: they are removed the
    next time someone with the same account asks for folders.
    """
    temporary = Path(tempfile.gettempdir())
    with _made(temporary, name) as folder:
        if _roomy(_MEMORY):
            with _made(_MEMORY, name) as memory:
                yield folder, memory
        else:
            memory = folder / "memory"
            memory.mkdir()
            yield folder, memory


@contextmanager
def _made(parent: Path, name: str) -> Iterator[Path]:
    _sweep(parent, name)
    made = Path(tempfile.mkdtemp(prefix=".artia-new-", dir=parent))
    # flock(2): every worker shares it by inheritance, and the last to die lets it go.
    descriptor = os.open(made, os.O_RDONLY | os.O_CLOEXEC)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    # Named once it is locked: `_sweep` takes what is not for abandoned.
    folder = made.rename(parent / made.name.replace(".artia-new-", f"{_PREFIX}{name}-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(descriptor)


def _sweep(parent: Path, name: str) -> None:
    for folder in parent.glob(f"{_PREFIX}{name}-*"):
        with suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
            try:
                if os.fstat(descriptor).st_uid == os.geteuid():
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(descriptor)


def _roomy(folder: Path) -> bool:
    try:
        status = os.statvfs(folder)
    except OSError:
        return False
    return os.access(folder, os.W_OK) and status.f_bavail * status.f_frsize > _ENOUGH
