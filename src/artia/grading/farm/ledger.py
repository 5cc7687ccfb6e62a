"""What the gradebook says of an assignment's submissions, read in one query."""

from __future__ import annotations

from dataclasses import dataclass, field

from nbgrader.api import (
    BaseCell,
    Grade,
    Gradebook,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import select

from artia.grading.farm.results import Result


@dataclass
class Row:
    """One submission in the gradebook."""

    timestamp: str | None
    due: str | None  # its own due date, extension included
    score: float = 0.0  # as formgrader shows it, manual marks included
    needs_manual_grade: bool = False
    late_penalty: float = 0.0
    #: (notebook, cell) -> auto_score
    auto_scores: dict[tuple[str, str], float | None] = field(default_factory=dict)

    def holds(self, result: Result) -> bool:
        """Tell whether these are the marks that a result gave."""
        given = {
            (book, cell): score
            for book, marks in result.notebooks.items()
            for cell, (score, _) in marks.grades.items()
        }
        same_time = result.timestamp is None or result.timestamp == self.timestamp
        return same_time and given == self.auto_scores


def read_ledger(
    gradebook: Gradebook, assignment_id: str, student: str | None = None
) -> dict[str, Row]:
    """Return the submissions of an assignment (its id) by student; of one `student` if given."""
    submissions = select(SubmittedAssignment).where(
        SubmittedAssignment.assignment_id == assignment_id
    )
    grades = (
        select(
            SubmittedAssignment.student_id,
            Notebook.name,
            BaseCell.name,
            Grade.auto_score,
            Grade.score,
            Grade.needs_manual_grade,
        )
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .where(SubmittedAssignment.assignment_id == assignment_id)
    )
    penalties = (
        select(SubmittedAssignment.student_id, SubmittedNotebook.late_submission_penalty)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .where(SubmittedAssignment.assignment_id == assignment_id)
    )
    if student is not None:
        only = SubmittedAssignment.student_id == student
        submissions, grades, penalties = (q.where(only) for q in (submissions, grades, penalties))
    gradebook.db.expire_all()
    rows = {
        found.student_id: Row(_text(found.timestamp), due_of(found))
        for found in gradebook.db.scalars(submissions)
    }
    for name, book, cell, auto_score, score, needs_manual in gradebook.db.execute(grades):
        row = rows[name]
        row.auto_scores[book, cell] = auto_score
        row.score += score
        row.needs_manual_grade |= needs_manual
    for name, penalty in gradebook.db.execute(penalties):
        rows[name].late_penalty += penalty or 0.0
    gradebook.db.rollback()  # nothing was written: let the connection go
    return rows


def due_of(submission: SubmittedAssignment) -> str | None:
    """Return a submission's due date, its extension included; None when there is none."""
    return _text(submission.duedate) if submission.assignment.duedate else None


def _text(moment) -> str | None:
    return None if moment is None else moment.isoformat()
