"""What a pass over the class writes as it goes, and the welcome page reads."""

import enum
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from artia.hub.state import State, write_private


class Phase(enum.StrEnum):
    """Where a pass is."""

    COLLECTING = "collecting"
    PREPARING = "preparing"  # the libraries of the lab are being loaded
    GRADING = "grading"
    DONE = "done"
    REFUSED = "refused"
    INTERRUPTED = "interrupted"  # never written: what a pass that died looks like

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self in (Phase.DONE, Phase.REFUSED, Phase.INTERRUPTED)


@dataclass
class Line:
    """What became of one learner's copy."""

    student: str
    outcome: str  # a value of artia.grading.outcomes.Outcome
    reason: str = ""  # one English sentence
    reason_fr: str = ""  # the same in French
    score: float | None = None  # automatic; None when there is no mark
    unchanged: bool = False  # graded before, and nothing has changed since
    to_read: bool = False  # a person has answers to read


@dataclass
class Report:
    """One pass over the class."""

    lab: str
    phase: Phase = Phase.COLLECTING
    began: str = ""
    ended: str = ""
    total: int = 0
    maximum: float = 0.0  # of the automatic marks
    lines: list[Line] = field(default_factory=list)
    problem: str = ""  # a key of hub/texts, for a refusal
    reason: str = ""  # what it quotes, in English

    @property
    def done(self) -> int:
        """How many copies have their line."""
        return len(self.lines)

    def save(self, state: State) -> None:
        """Write the report where `load` finds it, whole."""
        path = _file(state, self.lab)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(path, json.dumps(asdict(self), ensure_ascii=False))

    @classmethod
    def load(cls, state: State, lab: str) -> "Report | None":
        """Read the last report of a lab, None when there is none."""
        try:
            values = json.loads(_file(state, lab).read_text(encoding="utf-8"))
            lines = [Line(**line) for line in values.pop("lines")]
            report = cls(lines=lines, phase=Phase(values.pop("phase")), **values)
        except (OSError, ValueError, KeyError, TypeError):
            report = None
        if is_held(state, lab):
            # Started a moment ago, it may have written nothing yet.
            return report if report and not report.phase.is_over else cls(lab, began=now())
        if report and not report.phase.is_over:
            report.phase = Phase.INTERRUPTED
        return report


def now() -> str:
    """Return this moment, as a report writes it."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


@contextmanager
def held(state: State, lab: str) -> Iterator[int | None]:
    """Hold the lock of a lab's pass; yield its descriptor, None when a pass is going on.

    flock(2): a process that inherits the descriptor keeps the lock after this one lets it go.
    """
    _folder(state, lab).mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(_folder(state, lab) / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield descriptor
    finally:
        os.close(descriptor)


def is_held(state: State, lab: str) -> bool:
    """Tell whether a pass is going on."""
    if not (_folder(state, lab) / "lock").exists():
        return False
    with held(state, lab) as descriptor:
        return descriptor is None


def _folder(state: State, lab: str) -> Path:
    return state.root / "classwork" / lab


def _file(state: State, lab: str) -> Path:
    return _folder(state, lab) / "report.json"
