"""What a shard is: a folder with everything needed to grade some submissions, anywhere.

    SHARD/
        shard.json            what to grade, and the settings (`Shard`)
        definition.db         the assignment as its source defines it; no mark
        source/               the source's files, without its notebooks
        checks.py             its hidden checks, if it has any
        submitted/STUDENT/    the submissions, copied without links
        results/STUDENT/      one folder a submission, as soon as it is graded (see `results`)

`shard` grades one.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from artia.grading.errors import GradingError
from artia.grading.reasons import Reason

SCHEMA = 1


class ShardError(GradingError):
    """A folder that is no shard, or that another version wrote."""


@dataclass(frozen=True)
class Submission:
    """A submission to grade."""

    student: str
    key: str  # what the result will be valid for, see `cache`
    timestamp: str | None = None  # UTC, ISO 8601
    left_out: tuple[Reason, ...] = ()  # files that were not copied, each with why


@dataclass(frozen=True)
class Shard:
    """What to grade and how. Every path is inside the folder, except `path`."""

    folder: Path
    assignment: str
    submissions: tuple[Submission, ...]
    config: dict  # see `configuration.freeze`
    min_tier: str = ""  # a label of `jail.Tier`; empty: the executor's own default
    preload: tuple[str, ...] = ()  # modules the fork server imports
    path: tuple[str, ...] = ()  # for sys.path: where the course's own modules are

    @property
    def definition(self) -> Path:
        """The database that workers copy."""
        return self.folder / "definition.db"

    @property
    def source(self) -> Path:
        """The assignment's files."""
        return self.folder / "source"

    @property
    def checks(self) -> Path:
        """The hidden checks; the file may not exist."""
        return self.folder / "checks.py"

    def submitted(self, student: str) -> Path:
        """The copy of a learner's submission."""
        return self.folder / "submitted" / student

    def result(self, student: str) -> Path:
        """Where a learner's result goes."""
        return self.folder / "results" / student

    def save(self) -> None:
        """Write shard.json: last of all, so that a folder without it is unfinished."""
        values = {key: value for key, value in asdict(self).items() if key != "folder"}
        text = json.dumps({"schema": SCHEMA, **values}, ensure_ascii=False, indent=1)
        temporary = self.folder / ".shard.json"
        temporary.write_text(text, encoding="utf-8")
        os.replace(temporary, self.folder / "shard.json")

    @classmethod
    def load(cls, folder: Path) -> Shard:
        """Read a shard. Raises ShardError when the folder holds none that this version knows."""
        try:
            values = json.loads((folder / "shard.json").read_text(encoding="utf-8"))
            if values.pop("schema") != SCHEMA:
                raise ValueError("another schema")
            submissions = tuple(_submission(each) for each in values.pop("submissions"))
            values = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
            return cls(folder=folder.resolve(), submissions=submissions, **values)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ShardError(
                f"Expected a shard of schema {SCHEMA} in {folder}, found something else: {error}."
            ) from error


def _submission(values: dict) -> Submission:
    left_out = tuple(Reason(*file) for file in values["left_out"])
    return Submission(**{**values, "left_out": left_out})
