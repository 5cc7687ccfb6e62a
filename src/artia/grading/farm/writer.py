"""The one writer: merges results into the course's gradebook and its `autograded` folder.

Each step can be done again: whatever moment the farm is killed at, merging the same result again
ends in the same state. Order of the steps: gradebook (one transaction), folder, record; a result
that is recorded is merged. Manual scores, extra credit and manual comments are never written.
"""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import parse_utc
from sqlalchemy.exc import SQLAlchemyError

from artia.grading.errors import GradingError
from artia.grading.farm.configuration import late_penalties
from artia.grading.farm.course import Course
from artia.grading.farm.ledger import due_of
from artia.grading.farm.results import AUTOGRADED, LOG, NotebookResult, Result
from artia.grading.outcomes import Outcome
from artia.grading.reasons import reason


class WriterError(GradingError):
    """The gradebook refused a result, which waits in the course for the next `artia grade`."""


class _PenaltyError(Exception):
    """The course's own late penalty plugin failed."""

    def __init__(self, error: Exception) -> None:
        self.why = reason("penalty", said=f"{type(error).__name__}: {error}")
        super().__init__(self.why.en)


class Writer:
    """Merges results, one at a time, into an open gradebook."""

    def __init__(self, course: Course, gradebook: Gradebook) -> None:
        self.course = course
        self.gradebook = gradebook
        self._penalties: AssignLatePenalties | None = None
        penalties = late_penalties(course.config)
        if penalties is not None:
            found = penalties(config=course.config)
            if found.enabled:
                found.init_plugin()
                self._penalties = found

    def record(self, student: str) -> Path:
        """Where the memory of a learner's last merged result is kept."""
        return self.course.state / "results" / student

    def merge(self, folder: Path) -> Result:
        """Merge a complete result folder, then remove it; return the result as it was recorded.

        Raises WriterError when the gradebook cannot be written; the folder then stays.
        """
        result = Result.load(folder)
        if result is None:
            raise WriterError(f"Expected a result in {folder}, found none that can be read.")
        if result.marked:
            try:
                result.due = self._write_marks(result)
            except _PenaltyError as error:
                result.end(Outcome.ERROR, error.why)
                result.notebooks = {}
            else:
                self._swap(folder / AUTOGRADED, self.course.autograded(result.student))
        record = self.record(result.student)
        record.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            (record / LOG).unlink()
        if (folder / LOG).is_file():
            shutil.copyfile(folder / LOG, record / LOG)
        result.record(record)
        shutil.rmtree(folder)
        return result

    def renew_penalty(self, result: Result) -> None:
        """Work out a penalty again, when the due date has changed since the result was merged."""
        try:
            with _Transaction(self.gradebook, result.student):
                submission = self._submission(result.student)
                self._assign_penalties(submission, result)
                result.due = due_of(submission)
        except _PenaltyError as error:
            raise WriterError(error.why.en, error.why.fr) from error
        result.record(self.record(result.student))

    def _write_marks(self, result: Result) -> str | None:
        with _Transaction(self.gradebook, result.student):
            submission = self._submission(result.student)
            if result.timestamp is not None:
                submission.timestamp = parse_utc(result.timestamp)
            books = {book.name: book for book in submission.notebooks}
            for name, marks in result.notebooks.items():
                _write_notebook(books[name], marks)
            self._assign_penalties(submission, result)
            return due_of(submission)

    def _submission(self, student: str) -> SubmittedAssignment:
        """Return a learner's submission; made, and the learner as well, as nbgrader makes them."""
        db = self.gradebook.db
        assignment = self.gradebook.find_assignment(self.course.assignment)
        found = (
            db.query(SubmittedAssignment)
            .filter_by(assignment_id=assignment.id, student_id=student)
            .one_or_none()
        )
        if found is None:
            with db.no_autoflush:
                found = _new_submission(assignment, db.get(Student, student) or Student(id=student))
            db.add(found)
            db.flush()
        return found

    def _assign_penalties(self, submission: SubmittedAssignment, result: Result) -> None:
        """Do what nbgrader's AssignLatePenalties does, on the notebooks that were submitted."""
        if self._penalties is None:
            return
        db = self.gradebook.db
        late = submission.total_seconds_late
        for book in submission.notebooks:
            if not result.notebooks[book.name].submitted:
                continue
            book.late_submission_penalty = None
            if late > 0:
                db.flush()
                db.refresh(book, ["score"])
                penalty = self._penalty(submission.student_id, book.score, late)
                if penalty is not None:
                    book.late_submission_penalty = min(max(penalty, 0), book.score)

    def _penalty(self, student: str, score: float, late: float) -> float | None:
        try:
            return self._penalties.plugin_inst.late_submission_penalty(student, score, late)
        except Exception as error:  # the course's own code
            raise _PenaltyError(error) from error

    def _swap(self, new: Path, destination: Path) -> None:
        """Put an autograded folder in the place of the former one, by renaming.

        Hidden names beside the destination: nbgrader's patterns do not see them.
        """
        incoming = destination.with_name(f".{destination.name}.artia-new")
        aside = destination.with_name(f".{destination.name}.artia-old")
        destination.parent.mkdir(parents=True, exist_ok=True)
        if new.exists():
            _remove(incoming)
            try:
                new.rename(incoming)
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                shutil.copytree(new, incoming)
        if incoming.exists():
            if destination.exists():
                _remove(aside)
                destination.rename(aside)
            incoming.rename(destination)
        _remove(aside)
        self._share()

    def _share(self) -> None:
        """Open the `autograded` folder to the group as nbgrader does when the course says so."""
        if not self.course.folders.groupshared:
            return
        folders = self.course.folders
        top = Path(os.path.normpath(folders.format_path(folders.autograded_directory, ".", ".")))
        with suppress(PermissionError):
            top.chmod((top.stat().st_mode | 0o2770) & 0o2777)


class _Transaction:
    """All of a submission's rows are written, or none."""

    def __init__(self, gradebook: Gradebook, student: str) -> None:
        self.db, self.student = gradebook.db, student

    def __enter__(self) -> None:
        self.db.rollback()  # see what others wrote since the last one
        self.db.expire_all()

    def __exit__(self, kind: type | None, error: BaseException | None, _: object) -> None:
        try:
            if kind is None:
                self.db.commit()
                return
        except SQLAlchemyError as failed:
            error = failed
        self.db.rollback()
        if isinstance(error, SQLAlchemyError):
            said = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise WriterError(
                f"The gradebook refused the marks of {self.student}: {said}. They wait in the "
                "course's folder `grading`: run the same command again."
            ) from error


def _new_submission(assignment: Assignment, student: Student) -> SubmittedAssignment:
    """Return a submission with its rows, as nbgrader's `Gradebook.add_submission` makes them.

    That method commits by itself, and a submission must appear with its marks.
    """
    submission = SubmittedAssignment(assignment=assignment, student=student)
    for notebook in assignment.notebooks:
        book = SubmittedNotebook(notebook=notebook, assignment=submission)
        for cell in notebook.grade_cells:
            Grade(cell_id=cell.id, notebook=book)
        for cell in notebook.solution_cells:
            Comment(cell_id=cell.id, notebook=book)
        for cell in notebook.task_cells:
            Comment(cell_id=cell.id, notebook=book)
            Grade(cell_id=cell.id, notebook=book)
    return submission


def _write_notebook(book: SubmittedNotebook, marks: NotebookResult) -> None:
    """Write automatic marks and comments where they differ; leave what people wrote."""
    for grade in book.grades:
        score, needs_manual = marks.grades[grade.name]
        grade.auto_score = score
        # nbgrader asks for another look at a manual mark, except on a notebook that is missing.
        seen_before = grade.manual_score is not None and marks.submitted
        grade.needs_manual_grade = needs_manual or seen_before
    for comment in book.comments:
        comment.auto_comment = marks.comments[comment.name]


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
