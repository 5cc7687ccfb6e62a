"""Which submissions there are, and which of them cannot be graded, each with its reason."""

from __future__ import annotations

import glob
import os
import re
import stat
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from nbgrader.utils import parse_utc

from artia.grading.farm.course import Course
from artia.grading.reasons import Reason, join, reason

#: A timestamp is one line; the rest of a larger file is nobody's.
_LINE = 200


@dataclass(frozen=True)
class Found:
    """A folder of the course's `submitted`."""

    student: str
    folder: Path
    timestamp: str | None  # UTC, ISO 8601
    problem: Reason | None  # None when it can be graded


def find_submissions(course: Course, pattern: str, notebooks: Collection[str]) -> list[Found]:
    """Return the submissions of the students whose names match, sorted, as nbgrader finds them.

    `notebooks` names the assignment's: a submission without any of them cannot be graded.
    """
    folders = course.folders
    where = folders.format_path(
        folders.submitted_directory, pattern, glob.escape(course.assignment)
    )
    name = re.compile(
        folders.format_path(
            folders.submitted_directory,
            "(?P<student>.*)",
            re.escape(course.assignment),
            escape=True,
        )
    )
    excluded = set(filter(None, folders.student_id_exclude.split(",")))
    found = []
    for path in map(Path, sorted(glob.glob(where))):
        match = name.fullmatch(str(path))
        if match and path.is_dir() and match["student"] not in excluded:
            found.append(_look(match["student"], path, notebooks))
    return found


def _look(student: str, folder: Path, notebooks: Collection[str]) -> Found:
    timestamp, problem = None, None
    try:
        present = {path.stem for path in folder.iterdir() if path.suffix == ".ipynb"}
        if not present:
            problem = reason("no notebook")
        elif present.isdisjoint(notebooks):
            problem = reason("other names", expected=_either(notebooks), found=_either(present))
        timestamp = _timestamp(folder / "timestamp.txt")
    except OSError as error:
        problem = reason("no access", said=error.strerror)
    except _NoDateError as error:
        problem = error.why
    return Found(student, folder, timestamp, problem)


def _timestamp(path: Path) -> str | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        text = b""
        if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            text = file.read(_LINE).strip()
    if not text:
        return None
    try:
        return parse_utc(text.decode()).isoformat()
    except (ValueError, OverflowError) as error:
        raise _NoDateError(text) from error


class _NoDateError(Exception):
    def __init__(self, text: bytes) -> None:
        self.why = reason("no date", text=repr(text[:40]))
        super().__init__(self.why.en)


def _either(names: Collection[str]) -> Reason:
    files = sorted(f"{name}.ipynb" for name in names)
    shown = join([Reason(name, name) for name in files[:3]], reason("or"))
    more = len(files) - 3
    return reason("more names", names=shown, count=more) if more > 0 else shown
