"""How the execution of a submission ended, recorded in the graded notebook and in reports.

Every submission ends with one of these, whatever its code did.
"""

from __future__ import annotations

import enum
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from artia.grading.reasons import Reason

if TYPE_CHECKING:  # it takes a second to import, and the command line has no use for it yet
    from nbformat import NotebookNode

#: Where the report stands in a graded notebook's metadata. A learner's own is thrown away.
KEY = "artia_grading"


class Outcome(enum.StrEnum):
    """The end of an execution, from the best to the worst."""

    OK = "ok"  # every cell was run; its own errors are the learner's business
    TIMEOUT = "timeout"  # a cell went over its budget of CPU time or the wall limit
    OUT_OF_MEMORY = "out of memory"
    CRASH = "crash"  # the kernel died by itself, os._exit included
    POLICY = "policy"  # something was refused: output, size, format
    ERROR = "error"  # the grader itself failed: the submission has no mark yet

    @property
    def rank(self) -> int:
        """Position in the order above: the report of a submission keeps the highest."""
        return list(Outcome).index(self)


@dataclass(frozen=True)
class Event:
    """Something that happened to one cell; `cell` counts from 0, None means the whole file."""

    outcome: Outcome
    detail: str  # one sentence for the instructor, in English
    cell: int | None = None
    grade_id: str = ""
    detail_fr: str = ""  # the same in French


@dataclass
class Report:
    """What happened during one notebook's execution. Times in seconds, memory in bytes."""

    events: list[Event] = field(default_factory=list)
    tier: str = ""
    cpu_seconds: float = 0.0
    wall_seconds: float = 0.0

    @property
    def outcome(self) -> Outcome:
        """The worst event's outcome, or OK."""
        return max((e.outcome for e in self.events), key=lambda o: o.rank, default=Outcome.OK)

    def add(self, outcome: Outcome, why: Reason, cell: int | None = None, grade_id: str = ""):
        """Record an event."""
        self.events.append(Event(outcome, why.en, cell, grade_id, why.fr))

    def to_dict(self) -> dict:
        """Return plain values: what JSON and a notebook's metadata can hold."""
        return {"outcome": str(self.outcome), **asdict(self)}

    @classmethod
    def from_dict(cls, values: dict) -> Report:
        """Read what `to_dict` wrote."""
        events = [Event(**{**e, "outcome": Outcome(e["outcome"])}) for e in values["events"]]
        return cls(events, values["tier"], values["cpu_seconds"], values["wall_seconds"])

    def write(self, notebook: NotebookNode) -> None:
        """Put the report in the notebook's metadata, in the place of any other."""
        notebook.metadata[KEY] = self.to_dict()

    @classmethod
    def read(cls, notebook: NotebookNode) -> Report | None:
        """Return the report of a notebook that was graded here, None for another."""
        values = notebook.metadata.get(KEY)
        return cls.from_dict(values) if values else None
