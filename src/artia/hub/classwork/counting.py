"""How many copies were submitted, collected, graded: read from the folders, never from marks."""

from dataclasses import dataclass
from pathlib import Path

from artia.hub import COURSE
from artia.hub.inbound import submission
from artia.hub.state import State

STAMP = "timestamp.txt"


@dataclass(frozen=True)
class Counts:
    """Numbers of learners."""

    submitted: int  # who submitted, collected or not
    collected: int
    graded: int  # whose last collected copy was graded by the machine
    waiting: int  # whose last submission is not collected yet

    @property
    def all_done(self) -> bool:
        """Whether nothing is left to collect or to grade."""
        return self.waiting == 0 and self.graded == self.collected


def count(state: State, lab: str) -> Counts:
    """Count the copies of a lab."""
    sent = _sent(state, lab)
    collected = _stamps(state.course / "submitted", lab)
    graded = _stamps(state.course / "autograded", lab)
    return Counts(
        submitted=len(sent.keys() | collected.keys()),
        collected=len(collected),
        graded=sum(graded.get(name) == stamp for name, stamp in collected.items()),
        # nbgrader's names sort by time, and its time stamps start as its names do.
        waiting=sum(stamp not in collected.get(name, "") for name, stamp in sent.items()),
    )


def _sent(state: State, lab: str) -> dict[str, str]:
    """Return each learner's last submission in the exchange: {name: time stamp}."""
    last: dict[str, str] = {}
    for found in map(submission, (state.exchange / COURSE / "inbound").glob("*")):
        if found and found[1] == lab:
            name, _, stamp = found
            last[name] = max(last.get(name, ""), stamp)
    return last


def _stamps(step: Path, lab: str) -> dict[str, str]:
    return {folder.parent.name: _stamp(folder) for folder in step.glob(f"[!.]*/{lab}")}


def _stamp(folder: Path) -> str:
    try:
        return (folder / STAMP).read_text(encoding="utf-8").strip()[:100]
    except (OSError, UnicodeDecodeError):
        return ""
