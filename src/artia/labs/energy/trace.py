"""Power over time: the area under a curve, and files that hold one."""

from __future__ import annotations

import csv
import json
import math
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from artia.labs.errors import LabError, named
from artia.labs.limits import within
from artia.labs.messages import N_, number
from artia.labs.typed import typed_methods

IN_THE_REPOSITORY = Path(__file__).parents[4] / "labs" / "traces"
MOST = 1_000_000  # rows: eleven days at one a second
LARGEST = 100_000_000  # bytes: a file of as many rows holds less
MOST_WATTS = 1_000_000  # a small power station: more is surely a slip


@typed_methods
@dataclass(frozen=True)
class Trace:
    """Watts at successive instants (s); `about` says on what, when, running what.

    Raises LabError for what is no curve: not as many instants as powers, fewer than two, time
    that does not move forward, a power below zero.
    """

    seconds: list[float]
    watts: list[float]
    name: str = ""
    about: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        instants, powers = list(self.seconds), list(self.watts)
        forward = all(a < b for a, b in zip(instants, instants[1:], strict=False))
        finite = all(map(_finite, instants + powers))
        if len(instants) != len(powers) or len(instants) < 2 or not forward or not finite:
            raise LabError(N_("trace: not a curve"))
        if min(powers) < 0 or max(powers) > MOST_WATTS:
            raise LabError(N_("trace: no such power"), most=number(MOST_WATTS))

    @property
    def duration(self) -> float:
        """Seconds from the first sample to the last."""
        return self.seconds[-1] - self.seconds[0]

    def joules(self, idle_watts: float = 0) -> float:
        """Energy above an idle power, in joules. Raises LabError for no such power."""
        idle_watts = within("idle_watts", idle_watts, 0, MOST_WATTS)
        return energy_of_trace(self.seconds, self.watts, idle_watts)


def energy_of_trace(seconds: Sequence[float], watts: Sequence[float], idle_watts: float) -> float:
    """Joules above idle: the trapezoids between samples, less idle × duration.

    Between two samples, the mean of the two powers times the time between them
    (trapezoidal rule).
    """
    total = 0.0
    for k in range(1, len(seconds)):
        total += (watts[k - 1] + watts[k]) / 2 * (seconds[k] - seconds[k - 1])
    return total - idle_watts * (seconds[-1] - seconds[0])


def read_trace(path: str | Path) -> Trace:
    """Read a CSV with the columns `seconds` and `watts`, and the .json beside it when there is one.

    Raises LabError for a file that is missing, has other columns, holds something else than
    numbers, goes back in time or is too short.
    """
    file, name = Path(path), named(Path(path).name)
    try:
        state = file.stat()
    except (OSError, ValueError):  # ValueError: a name no file can have
        raise LabError(N_("file not found"), name=named(path), folder=Path.cwd().name) from None
    if stat.S_ISDIR(state.st_mode):
        raise LabError(N_("trace: a folder"), name=name or named(path))
    if not stat.S_ISREG(state.st_mode):  # a device may never end
        raise LabError(N_("trace: not text"), name=name)
    if state.st_size > LARGEST:
        raise LabError(N_("trace: too long"), name=name, most=number(MOST))
    try:
        seconds, watts = _columns(file.read_text(encoding="utf-8-sig"), name)
    except (UnicodeDecodeError, csv.Error):
        raise LabError(N_("trace: not text"), name=name) from None
    except OSError:
        raise LabError(N_("file not readable"), name=name) from None
    return Trace(seconds, watts, _name(file), _about(file.with_suffix(".json")))


def recorded() -> list[Path]:
    """List the traces that come with the lab: none until one is recorded on a real device."""
    for folder in (Path("traces"), Path("..") / "traces", IN_THE_REPOSITORY):
        if found := sorted(folder.glob("**/*.csv")):
            return found
    return []


def _columns(text: str, name: str) -> tuple[list[float], list[float]]:
    first = text.split("\n", 1)[0]
    separator = ";" if ";" in first else ","  # what a French spreadsheet writes
    rows = csv.DictReader(text.splitlines(), delimiter=separator)
    titles = {(title or "").strip().lower(): title for title in rows.fieldnames or []}
    if not {"seconds", "watts"} <= set(titles):
        raise LabError(N_("trace: columns"), name=name, found=named(", ".join(titles)) or "—")
    seconds: list[float] = []
    watts: list[float] = []
    for line, row in enumerate(rows, start=2):
        if any(row.get(None) or []):  # `0,5,5`: without this, 0 s and 5 W would be read in it
            raise LabError(N_("trace: too many cells"), name=name, line=number(line))
        try:
            instant = _number(row[titles["seconds"]], separator)
            power = _number(row[titles["watts"]], separator)
        except ValueError:
            raise LabError(N_("trace: not a number"), name=name, line=number(line)) from None
        if seconds and instant <= seconds[-1]:
            raise LabError(N_("trace: back in time"), name=name, line=number(line))
        if power < 0:
            raise LabError(N_("trace: negative"), name=name, line=number(line))
        if power > MOST_WATTS:
            raise LabError(N_("trace: no such power"), most=number(MOST_WATTS))
        seconds.append(instant)
        watts.append(power)
        if len(seconds) > MOST:
            raise LabError(N_("trace: too long"), name=name, most=number(MOST))
    if len(seconds) < 2:
        raise LabError(N_("trace: too short"), name=name)
    return seconds, watts


def _finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number that no float can hold
        return False


def _number(written: str | None, separator: str) -> float:
    if written is None:  # a line with too few columns
        raise ValueError("nothing")
    value = float(written.replace(",", ".") if separator == ";" else written)
    if not math.isfinite(value):
        raise ValueError(written)
    return value


def _name(file: Path) -> str:
    return file.parent.name if file.stem == "trace" and file.parent.name else file.stem


def _about(path: Path) -> dict[str, Any]:
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return about if isinstance(about, dict) else {}
