"""Copy what a learner submitted, and only that: no link leads out of the copy.

A submitted folder may hold a symbolic link to the gradebook, a hard link to another learner's
file, a pipe that never ends, a file of a terabyte that takes no room. nbgrader copies what they
point to; here they are left out, and said.
"""

from __future__ import annotations

import fnmatch
import os
import shutil
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path

from nbgrader.utils import find_all_files

from artia.grading.reasons import Reason, reason

#: The most a submission may weigh, bytes; and the most files and levels of folders.
MOST_BYTES = 200 << 20
MOST_FILES = 5000
MOST_LEVELS = 20

#: What nbgrader itself reads, at the top of a submission: copied while there is room.
_FIRST = ("*.ipynb", "timestamp.txt")

_OPEN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def stage(
    source: Path,
    destination: Path,
    *,
    ignore: Sequence[str] = (),
    most_bytes: int = MOST_BYTES,
    most_files: int = MOST_FILES,
) -> list[Reason]:
    """Copy the regular files of a folder; return what was left out: each file, and why.

    Symbolic links, files with several names (hard links), pipes, sockets and devices are left
    out, like what exceeds the limits. `ignore`: patterns of names, as `CourseDirectory.ignore`.
    Raises OSError only when the folder itself cannot be read or the copy cannot be written.
    """
    destination.mkdir(parents=True, exist_ok=True)
    room = _Room(most_bytes, most_files)
    folder = os.open(source, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        _copy_folder(folder, destination, "", tuple(ignore), room, MOST_LEVELS)
    finally:
        os.close(folder)
    return room.skipped


class _Room:
    """What may still be copied, and what was not."""

    def __init__(self, most_bytes: int, most_files: int):
        self.bytes = most_bytes
        self.files = most_files
        self.skipped: list[Reason] = []

    def skip(self, name: str, key: str, **values: object) -> None:
        if len(self.skipped) < 100:
            printable = name.encode("utf-8", "backslashreplace").decode()
            why = reason(key, **values)
            self.skipped.append(reason("file", path=printable[:200], why=why))


def _copy_folder(
    folder: int, destination: Path, prefix: str, ignore: tuple, room: _Room, levels: int
) -> None:
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in entries)
    if not prefix:
        # Thousands of images must not push the notebook out: a stable sort keeps the rest.
        names.sort(key=lambda name: not any(fnmatch.fnmatch(name, first) for first in _FIRST))
    for name in names:
        path = prefix + name
        if any(fnmatch.fnmatch(name, pattern) for pattern in ignore):
            continue
        if room.files <= 0:
            room.skip(path, "too many files")
            return
        try:
            kind = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
            if stat.S_ISDIR(kind):
                if levels == 0:
                    room.skip(path, "too deep")
                    continue
                room.files -= 1
                inner = os.open(name, _OPEN | os.O_DIRECTORY, dir_fd=folder)
                try:
                    (destination / name).mkdir(exist_ok=True)
                    _copy_folder(inner, destination / name, path + "/", ignore, room, levels - 1)
                finally:
                    os.close(inner)
            elif stat.S_ISREG(kind):
                _copy_file(folder, name, destination / name, path, room)
            else:
                room.skip(path, "link")
        except OSError as error:
            room.skip(path, "unreadable", said=error.strerror)


def _copy_file(folder: int, name: str, destination: Path, path: str, room: _Room) -> None:
    with os.fdopen(os.open(name, _OPEN, dir_fd=folder), "rb") as readable:
        # Looked at again once open: the name may lead elsewhere by now.
        state = os.fstat(readable.fileno())
        if not stat.S_ISREG(state.st_mode):
            room.skip(path, "link")
        elif state.st_nlink > 1:
            room.skip(path, "hard link")
        elif state.st_size > room.bytes:
            room.skip(path, "too large", size=state.st_size)
        else:
            room.bytes -= state.st_size
            room.files -= 1
            with open(destination, "wb") as written:
                _copy_exactly(readable, written, state.st_size)


def _copy_exactly(readable, written, count: int) -> None:
    """Copy at most the bytes that were counted: the file may be growing."""
    while count > 0 and (block := readable.read(min(count, 1 << 20))):
        written.write(block)
        count -= len(block)


def overlay(
    source: Path, destination: Path, *, ignore: Iterable[str] = (), keep: Iterable[str] = ()
) -> None:
    """Put the instructor's files over the learner's, as nbgrader does; no notebook is copied.

    `keep`: names, relative to the source, that the learner may have changed
    (`Autograde.exclude_overwriting`). Links in the source are followed: it is the instructor's.
    """
    kept = {os.path.normpath(name) for name in keep}
    for found in find_all_files(str(source), [*ignore, "*.ipynb"]):
        name = os.path.relpath(found, source)
        if name in kept:
            continue
        target = destination / name
        for above in reversed(target.relative_to(destination).parents):
            blocking = destination / above
            if blocking.exists() and not blocking.is_dir():
                blocking.unlink()  # a learner's file where a folder of the course stands
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir():
            shutil.rmtree(target)
        shutil.copyfile(found, target)
        target.chmod(0o755 if os.access(found, os.X_OK) else 0o644)
