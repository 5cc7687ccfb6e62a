"""What grading one submission gave: a folder, written whole or not at all.

    SHARD/results/STUDENT/
        result.json      scores, comments, outcome, costs (`Result`, schema below)
        autograded/      what `nbgrader autograde` would leave; absent when there is no mark
        log.txt          nbgrader's log, only when something went wrong

The folder appears under its final name by one rename, after its content reached the disk: whoever
sees `result.json` may trust the rest.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from artia.grading.errors import GradingError
from artia.grading.outcomes import Outcome
from artia.grading.reasons import Reason

SCHEMA = 1
RESULT = "result.json"
AUTOGRADED = "autograded"
LOG = "log.txt"


class ResultError(GradingError):
    """A result that this version cannot read."""


@dataclass
class NotebookResult:
    """Marks of one notebook of the assignment."""

    submitted: bool  # False: the file was missing, which nbgrader marks zero
    #: grade cell -> (auto_score or None, needs_manual_grade)
    grades: dict[str, tuple[float | None, bool]] = field(default_factory=dict)
    #: solution or task cell -> auto_comment or None
    comments: dict[str, str | None] = field(default_factory=dict)


@dataclass
class Result:
    """One submission's result. Times in seconds."""

    student: str
    key: str  # what it was graded from, see `cache`
    outcome: Outcome
    reason: str = ""  # one English sentence; empty when all went well
    reason_fr: str = ""  # the same in French
    timestamp: str | None = None  # of the submission, UTC, ISO 8601
    notebooks: dict[str, NotebookResult] = field(default_factory=dict)  # empty: no mark
    tier: str = ""
    cpu_seconds: float = 0.0  # of the jailed kernels
    grader_seconds: float = 0.0  # CPU of the grader's own process
    wall_seconds: float = 0.0
    events: list[dict] = field(default_factory=list)  # as in outcomes.Event, plus "notebook"
    due: str | None = None  # the due date its penalty was worked out for, set when it is merged

    def end(self, outcome: Outcome, why: Reason) -> None:
        """Say how it ended."""
        self.outcome, self.reason, self.reason_fr = outcome, why.en, why.fr

    @property
    def marked(self) -> bool:
        """Whether there are marks to write in the gradebook."""
        return bool(self.notebooks)

    def to_json(self) -> str:
        """Return the text of result.json."""
        return json.dumps({"schema": SCHEMA, **asdict(self)}, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Result:
        """Read what `to_json` wrote. Raises ResultError for another schema or a damaged text."""
        try:
            values = json.loads(text)
            if values.pop("schema") != SCHEMA:
                raise ValueError("another schema")
            notebooks = {
                name: NotebookResult(
                    submitted=book["submitted"],
                    grades={
                        cell: (score, manual) for cell, (score, manual) in book["grades"].items()
                    },
                    comments=book["comments"],
                )
                for name, book in values.pop("notebooks").items()
            }
            outcome = Outcome(values.pop("outcome"))
            return cls(outcome=outcome, notebooks=notebooks, **values)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ResultError(
                f"Expected a result of schema {SCHEMA}, found something else ({error})."
            ) from error

    @classmethod
    def load(cls, folder: Path) -> Result | None:
        """Read the result of a folder; None when there is none that this version can read."""
        try:
            return cls.from_json((folder / RESULT).read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError, ResultError):
            return None

    def record(self, folder: Path) -> None:
        """Write `folder/result.json` alone, atomically: the memory of what was merged."""
        folder.mkdir(parents=True, exist_ok=True)
        temporary = folder / f".{RESULT}"
        _write(temporary, self.to_json())
        os.replace(temporary, folder / RESULT)
        _sync(folder)


def publish(result: Result, folder: Path, autograded: Path | None, log: str = "") -> None:
    """Write a whole result folder under `folder`, atomically; an older one is replaced.

    `autograded` is a folder to copy into it (modes and times kept), None when there is no mark.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Two nodes of a cluster may have processes of the same number
    temporary = folder.with_name(f".{folder.name}.{socket.gethostname()}.{os.getpid()}")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir()
    if autograded is not None:
        shutil.copytree(autograded, temporary / AUTOGRADED)
        for path in (temporary / AUTOGRADED).rglob("*"):
            _sync(path)
    if log:
        _write(temporary / LOG, log)
    _write(temporary / RESULT, result.to_json())
    _sync(temporary)
    shutil.rmtree(folder, ignore_errors=True)
    temporary.rename(folder)
    _sync(folder.parent)


def finished(shard: Path) -> Iterator[Path]:
    """Yield the complete result folders of a shard, sorted by student."""
    for folder in sorted((shard / "results").glob("*")):
        if (folder / RESULT).is_file():
            yield folder


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
