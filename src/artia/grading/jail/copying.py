"""Copy a submission's files into a kernel's work folder: regular files only, never through links.

The folder may hold whatever a learner put there, and the copy is made with more rights than
the learner's code will have: nothing is followed, and only plain bytes are copied.
"""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

from artia.grading.jail.request import JailError


def open_folder(folder: Path | None) -> int | None:
    """Open the folder to copy from, so that it can still be read once its path is out of reach."""
    if folder is None:
        return None
    try:
        return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise JailError(f"{folder}: cannot be read ({error.strerror})") from None


def copy_files(source: int | None, target: str, most: int, uid: int, gid: int) -> None:
    """Copy what `open_folder` opened to `target`, at most `most` bytes, then close it.

    Raises JailError when it does not fit.
    """
    if source is None:
        return
    left = most
    try:
        for path, folders, files, descriptor in os.fwalk(".", dir_fd=source):
            place = os.path.normpath(os.path.join(target, path))
            for name in files:
                left -= _copy_file(descriptor, name, os.path.join(place, name), left, uid, gid)
                if left < 0:
                    raise JailError(f"the files of the submission exceed {most:,} bytes of disk")
            for name in folders:
                # fwalk lists a link to a folder among the folders, but does not enter it
                if not stat.S_ISLNK(os.lstat(name, dir_fd=descriptor).st_mode):
                    os.mkdir(os.path.join(place, name), 0o700)
                    os.chown(os.path.join(place, name), uid, gid)
    finally:
        os.close(source)


def _copy_file(folder: int, name: str, target: str, left: int, uid: int, gid: int) -> int:
    """Copy one file and return its size; nothing for anything but a regular file."""
    try:
        opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except OSError:  # a link, a socket, or not readable
        return 0
    with open(opened, "rb") as source:
        state = os.fstat(opened)
        if not stat.S_ISREG(state.st_mode):
            return 0
        if state.st_size > left:
            return state.st_size
        with open(target, "wb") as copy:
            os.fchmod(copy.fileno(), 0o700 if state.st_mode & 0o100 else 0o600)
            os.fchown(copy.fileno(), uid, gid)
            shutil.copyfileobj(source, copy)
        return state.st_size
