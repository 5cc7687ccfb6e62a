"""What `artia grade` shows: a progress bar while it works, a table of outcomes at the end."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from artia.grading.outcomes import Outcome
from artia.grading.reasons import Reason, join, reason

if TYPE_CHECKING:
    from artia.grading.farm.grading import Batch, Entry

#: Without a terminal, one line of progress every so many submissions.
EVERY = 25
#: Characters of a reason whose two languages share a line.
_SHORT = 28
_COLOURS = {Outcome.OK: "green", Outcome.ERROR: "bold red"}


def say(fr: str, en: str, err: bool = False) -> None:
    """Tell the person something, in both languages."""
    click.echo(f"{fr}\n  {en}", err=err)


class Screen:
    """The terminal, or a file, or nothing (`quiet`). A context manager around the work itself."""

    def __init__(self, quiet: bool = False) -> None:
        self.console = Console(quiet=quiet, highlight=False)
        self.quiet = quiet
        self.tier = ""
        self._done = self._total = 0
        # No thread of its own: the process forks while the bar is shown.
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=self.console,
            auto_refresh=False,
            disable=not self.console.is_terminal,
        )
        self._task = None

    def start(self, lab: str, course: Path, tier: str) -> None:
        """Say what will be graded, and how well it is confined."""
        if self.quiet:
            return
        say(f"Correction de {lab}, cours {course.name}", f"Grading {lab}, course {course.name}")
        if tier:
            say(f"Confinement\u00a0: {tier}", f"Confinement: {tier}")

    def total(self, todo: int, settled: int) -> None:
        """Say how much work there is."""
        self._total = todo
        if settled and not self.quiet:
            say(f"{settled} déjà à jour, {todo} à corriger", f"{settled} settled, {todo} to grade")
        self._task = self._progress.add_task("Correction / Grading", total=todo)

    def entry(self, entry: Entry) -> None:
        """Count a submission."""
        if self._task is None:
            return
        self._done += 1
        self._progress.update(self._task, completed=self._done)
        if not self.console.is_terminal and not self._done % EVERY and self._done < self._total:
            self.console.print(f"{self._done}/{self._total}")

    def tick(self) -> None:
        """Redraw."""
        self._progress.refresh()

    def __enter__(self) -> Screen:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def table(self, batch: Batch) -> None:
        """Show every outcome, then the count of each."""
        if self.quiet:
            return
        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1))
        table.add_column("Copie\nLearner", overflow="ellipsis", no_wrap=True, max_width=20)
        table.add_column("Note\nMark", justify="right", no_wrap=True)
        table.add_column("Issue\nOutcome", no_wrap=True)
        table.add_column("Raison\nReason", overflow="fold", ratio=1)
        table.add_column("\ns", justify="right", no_wrap=True)
        for entry in batch.entries:
            result = entry.result
            colour = _COLOURS.get(result.outcome, "yellow")
            seconds = f"{result.wall_seconds:.1f}" if entry.ran else "–"
            table.add_row(
                Text(result.student),
                _mark(entry, batch.max_score),
                Text(str(result.outcome), style=colour),
                _reason(entry),
                seconds,
            )
        self.console.print(table)
        counts = Counter(str(entry.result.outcome) for entry in batch.entries)
        shown = ", ".join(f"{count} {name}" for name, count in counts.most_common())
        tiers = sorted({entry.result.tier for entry in batch.entries if entry.result.tier})
        ran = sum(entry.ran for entry in batch.entries)
        say(
            f"\n{len(batch.entries)} copies\u00a0: {shown}. Exécutées\u00a0: {ran}.",
            f"{len(batch.entries)} submissions: {shown}. Run: {ran}. Tier: {', '.join(tiers)}.",
        )
        if any(entry.row and entry.row.needs_manual_grade for entry in batch.entries):
            say("*\u00a0: une personne doit encore noter.", "*: a person has marks to give yet.")
        for entry in errors(batch):
            log = batch.course.state / "results" / entry.result.student / "log.txt"
            if log.is_file():
                click.echo(f"    {log}")


def errors(batch: Batch) -> list[Entry]:
    """Return the submissions that the grader itself failed on."""
    return [entry for entry in batch.entries if entry.result.outcome is Outcome.ERROR]


def to_dict(batch: Batch) -> dict:
    """Return the whole batch as plain values. Times in seconds."""
    entries = [_entry_to_dict(entry, batch.max_score) for entry in batch.entries]
    counts = Counter(entry["outcome"] for entry in entries)
    run = [entry for entry in entries if entry["ran"]]
    return {
        "schema": 1,
        "assignment": batch.course.assignment,
        "course": str(batch.course.root),
        "max_score": batch.max_score,
        "totals": {
            "submissions": len(entries),
            "run": len(run),
            "cached": sum(entry["cached"] for entry in entries),
            "marked": sum(entry["score"] is not None for entry in entries),
            "outcomes": {str(outcome): counts[outcome] for outcome in Outcome},
            "cpu_seconds": round(sum(entry["cpu_seconds"] for entry in run), 3),
            "grader_seconds": round(sum(entry["grader_seconds"] for entry in run), 3),
            "wall_seconds": round(sum(entry["wall_seconds"] for entry in run), 3),
        },
        "submissions": entries,
    }


def _entry_to_dict(entry: Entry, max_score: float) -> dict:
    result, row = entry.result, entry.row
    return {
        "student": result.student,
        "outcome": str(result.outcome),
        "reason": result.reason,  # English, for programs
        "reason_fr": result.reason_fr,
        "score": row.score if row else None,
        "max_score": max_score,
        "needs_manual_grade": row.needs_manual_grade if row else None,
        "late_penalty": row.late_penalty if row else None,
        "timestamp": result.timestamp,
        "scores": {
            name: {cell: score for cell, (score, _) in marks.grades.items()}
            for name, marks in result.notebooks.items()
        },
        "missing_notebooks": [n for n, marks in result.notebooks.items() if not marks.submitted],
        "cached": entry.cached,
        "ran": entry.ran,
        "tier": result.tier,
        "cpu_seconds": result.cpu_seconds,
        "grader_seconds": result.grader_seconds,
        "wall_seconds": result.wall_seconds,
        "events": result.events,
    }


def _mark(entry: Entry, max_score: float) -> str:
    if entry.row is None:
        return "–"
    by_hand = "*" if entry.row.needs_manual_grade else ""
    return f"{by_hand}{entry.row.score:g}/{max_score:g}"


def _reason(entry: Entry) -> Text:
    """Return what happened, in French, then in English, dimmed."""
    result = entry.result
    parts = [Reason(result.reason, result.reason_fr)] if result.reason else []
    if entry.row and entry.row.late_penalty:
        parts.append(reason("late", points=entry.row.late_penalty))
    missing = [name for name, marks in result.notebooks.items() if not marks.submitted]
    if missing:
        parts.append(reason("missing", names=", ".join(missing)))
    if entry.cached:
        parts.append(reason("unchanged"))
    said = join(parts, Reason(" ", " "))
    between = " / " if len(said.fr) + len(said.en) < _SHORT else "\n"
    return Text.assemble(said.fr, between if said.fr else "", (said.en, "dim"))
