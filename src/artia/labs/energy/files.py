"""Write a recording: a CSV anybody can read, its figures in JSON, its datasheet in two languages.

The folder appears whole or not at all: everything is written beside it first, then renamed.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from artia.labs import messages
from artia.labs.energy.recorder import Recording
from artia.labs.errors import LabError
from artia.labs.messages import N_, _, number


def check_new(folder: Path) -> None:
    """Refuse a folder that exists: a recording never replaces another. Raises LabError."""
    try:
        os.lstat(folder)
    except (FileNotFoundError, NotADirectoryError):
        if not folder.resolve().parent.is_dir():
            parent = str(folder.parent)[-60:]
            raise LabError(N_("record: no parent folder"), folder=parent) from None
    except (OSError, ValueError):  # a name no folder can have, or a place that may not be entered
        raise LabError(N_("record: no such name"), folder=folder.name[:40]) from None
    else:
        raise LabError(N_("record: folder exists"), folder=folder.name or str(folder))


def write(folder: Path, recording: Recording) -> None:
    """Write trace.csv, trace.json, datasheet.fr.md and datasheet.en.md into a new folder."""
    check_new(folder)
    try:
        draft = Path(tempfile.mkdtemp(prefix=".part-", dir=folder.resolve().parent))
        try:
            _write_csv(draft / "trace.csv", recording)
            facts = json.dumps(figures(recording), ensure_ascii=False, indent=1)
            (draft / "trace.json").write_text(facts + "\n", encoding="utf-8")
            _write_datasheets(draft, recording)
            draft.chmod(0o755)
            os.rename(draft, folder)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
    except OSError as error:
        raise LabError(
            N_("record: not written"), folder=folder.name, reason=error.strerror
        ) from None


def _write_datasheets(draft: Path, recording: Recording) -> None:
    before = messages.language()
    try:
        for language in messages.LANGUAGES:
            messages.use(language)
            sheet = draft / f"datasheet.{language}.md"
            sheet.write_text(datasheet(recording), encoding="utf-8")
    finally:
        messages.use(before)


def figures(recording: Recording) -> dict[str, Any]:
    """Return what the JSON holds: units are in the names."""
    return {
        "device": recording.device,
        "driver": recording.driver,
        "code": recording.code,
        "date": recording.date,
        "artia": _version("artia"),
        "torch": _version("torch"),
        "interval_seconds": recording.interval,
        "samples": len(recording.seconds),
        "idle_watts": recording.idle_watts,
        "run_seconds": recording.run_seconds,
        "sampled_joules": recording.run_joules,
        "counter_joules": recording.counter_joules,
        "difference": recording.difference,
        "read_seconds": recording.read_seconds,
        "sampler_cpu_share": recording.overhead,
    }


def datasheet(recording: Recording) -> str:
    """Return the datasheet, in the language in use."""
    net = recording.run_joules - recording.idle_watts * recording.run_seconds
    remarks = [*recording.remarks, *([(N_("energy: lost in idle"), {})] if net <= 0 else [])]
    notes = [_(text).format(**values) for text, values in remarks]
    values = {
        "device": recording.device,
        "driver": recording.driver,
        "code": recording.code,
        "date": recording.date,
        "artia": _version("artia"),
        "torch": _version("torch"),
        "interval": number(recording.interval, 3),
        "samples": number(len(recording.seconds)),
        "idle_watts": number(recording.idle_watts, 1),
        "run_seconds": number(recording.run_seconds, 1),
        "sampled": number(recording.run_joules, 1),
        "net": number(net, 1),
        "counter": comparison(recording),
        "read": number(1000 * recording.read_seconds, 2),
        "overhead": number(100 * recording.overhead, 2),
        "notes": "\n".join(f"- {note}" for note in notes),
    }
    return _("record: datasheet").format(**values).rstrip() + "\n"


def comparison(recording: Recording) -> str:
    """Say how the sampled energy compares with the counter's."""
    if recording.counter_joules is None:
        return _("record: no counter")
    if recording.difference is None:
        return _("record: counter stood still")
    return _("record: counter and samples").format(
        counter=number(recording.counter_joules, 1),
        sampled=number(recording.run_joules, 1),
        difference=number(100 * recording.difference, 2),
    )


def _write_csv(path: Path, recording: Recording) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["seconds", "watts", "phase"])
        last = -1.0
        for k, (seconds, watts) in enumerate(zip(recording.seconds, recording.watts, strict=True)):
            if seconds <= last:  # two samples at one instant: the clock could not tell them apart
                continue
            phase = "idle" if k < recording.run_from else "run"
            rows.writerow([f"{seconds:.6f}", f"{watts:.3f}", phase])
            last = seconds


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "—"
