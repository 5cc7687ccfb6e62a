"""When a submission need not be run again: what its result depends on, as one key.

The key covers the submission's files and timestamp, the assignment's definition, files and hidden
checks, the settings that grade, and the environment. Whatever changes gives another key.
"""

from __future__ import annotations

import fnmatch
import hashlib
import importlib.metadata
import json
import os
import platform
import stat
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import artia.grading
from artia.grading.farm.results import SCHEMA

#: A file larger than this is known by its size and date: no submission is staged with it.
_HUGE = 512 * 1024**2


def context_key(
    definition: str, frozen: dict, source: Path, checks: Path, ignore: Sequence[str]
) -> str:
    """Return what every result of an assignment depends on.

    `definition` is `copy_definition`'s digest; `frozen` comes from `configuration.freeze`.
    """
    digest = hashlib.sha256()
    for part in (SCHEMA, definition, frozen, _environment()):
        digest.update(json.dumps(part, sort_keys=True).encode())
    for path, content in _files(source, [*ignore, "*.ipynb"]):
        digest.update(f"{path}\0{content}\0".encode())
    if checks.is_file():
        digest.update(checks.read_bytes())
    return digest.hexdigest()


def submission_key(context: str, folder: Path, timestamp: str | None, ignore: Sequence[str]) -> str:
    """Return what the result of one submission depends on."""
    digest = hashlib.sha256(f"{context}\0{timestamp}\0".encode())
    for path, content in _files(folder, ignore):
        digest.update(f"{path}\0{content}\0".encode(errors="surrogateescape"))
    return digest.hexdigest()


def _environment() -> list[str]:
    """Name what code runs: the interpreter, every installed package, and the grader itself."""
    packages = sorted(
        {f"{d.name}=={d.version}" for d in importlib.metadata.distributions() if d.name}
    )
    grader = Path(artia.grading.__file__).parent
    sources = [f"{path}:{content}" for path, content in _files(grader, ["__pycache__", "farm"])]
    labs = grader.with_name("labs")
    sources += [f"{path}:{content}" for path, content in _files(labs, ["__pycache__"])]
    return [platform.python_implementation(), sys.version, platform.machine(), *packages, *sources]


def _files(folder: Path, ignore: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield (relative path, digest) of the regular files; links are followed nowhere."""
    for current, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _ignored(name, ignore))
        for name in sorted(names):
            path = Path(current) / name
            if not _ignored(name, ignore) and (content := _content(path)) is not None:
                yield str(path.relative_to(folder)), content


def _ignored(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch.fnmatch(name, pattern) for pattern in patterns)


def _content(path: Path) -> str | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        return f"unreadable: {error.strerror}"
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            return None
        if status.st_size > _HUGE:
            return f"{status.st_size} bytes of {status.st_mtime_ns}"
        return hashlib.file_digest(file, "sha256").hexdigest()
