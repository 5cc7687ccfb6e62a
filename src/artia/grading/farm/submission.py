"""One submission through nbgrader, in a private copy of the course: what a worker repeats.

`nbgrader autograde` is used as a library, unpatched, on a course that holds the assignment's
definition, its files and this one submission. What it leaves there is the result.
"""

from __future__ import annotations

import glob
import io
import logging
import re
import resource
import shutil
import time
import traceback
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import nbformat
from nbformat.reader import NotJSONError
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.nbgraderformat import SchemaTooNewError, SchemaTooOldError
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config

from artia.grading.executor import PolicyError, check_notebook_file
from artia.grading.farm import configuration
from artia.grading.farm.database import private_address
from artia.grading.farm.packing import Shard, Submission
from artia.grading.farm.results import NotebookResult, Result
from artia.grading.outcomes import Event, Outcome, Report
from artia.grading.reasons import Reason, join, reason

#: Of nbgrader's log, the end that is kept (characters) when something went wrong.
LOG_LIMIT = 50_000
#: A sentence on a notebook that was not copied, as `stage` writes it; not one in a folder.
_NOTEBOOK = re.compile(r"[^/]*\.ipynb: ")
#: The machine's or the grader's fault, whatever was being read at that time.
_OURS = (OSError, MemoryError, SQLAlchemyError)


class _Autograde(Autograde):
    """nbgrader's converter, which logs its failures, remembering the last one as well."""

    failure: Exception | None = None
    executed = False  # whether the failing notebook had been read and restored

    def init_assignment(self, *arguments: Any) -> None:
        self._watch(super().init_assignment, *arguments)

    def convert_single_notebook(self, *arguments: Any) -> None:
        self._watch(super().convert_single_notebook, *arguments)

    def _init_preprocessors(self) -> None:
        self.executed = not self._sanitizing
        super()._init_preprocessors()

    def _watch(self, step: Any, *arguments: Any) -> None:
        try:
            step(*arguments)
        except Exception as error:
            self.failure = error
            raise


class PrivateCourse:
    """A course with one assignment and, one after the other, one submission of it.

    `folder` is empty and private; `memory`, in a memory file system if there is one, holds the
    database: nbgrader opens it nine times a submission and waits for the disk at each commit.
    """

    def __init__(self, shard: Shard, folder: Path, memory: Path, extra: Config) -> None:
        self.shard = shard
        self.root = folder
        self.database = memory / "gradebook.db"
        (folder / "source").mkdir()
        (folder / "source" / shard.assignment).symlink_to(shard.source)
        self.config = configuration.thaw(shard.config)
        self.config.merge(extra)
        self.config.CourseDirectory.root = str(folder)
        self.config.CourseDirectory.db_url = private_address(self.database)
        self.config.CourseDirectory.assignment_id = shard.assignment

    def grade(self, submission: Submission) -> tuple[Result, Path | None, str]:
        """Grade a submission: (result, the autograded folder if there is a mark, log).

        Raises nothing that a submission could cause; the folder stays until the next call.
        """
        self._clean()
        began, cpu = time.monotonic(), _own_cpu()
        result = Result(
            submission.student, submission.key, Outcome.OK, timestamp=submission.timestamp
        )
        with _Log() as log:
            try:
                # Before anything is given: a damaged file neither gives nor takes a mark
                for path in sorted(self.shard.submitted(submission.student).glob("*.ipynb")):
                    check_notebook_file(path)
                self._autograde(submission, result)
            except PolicyError as error:
                result.end(Outcome.POLICY, reason("not graded", name=path.name, why=error.reason))
            except _OURS as error:
                traceback.print_exc(file=log.text)
                result.end(Outcome.ERROR, reason("grader", said=_sentence(error)))
        result.wall_seconds = round(time.monotonic() - began, 3)
        result.grader_seconds = round(_own_cpu() - cpu, 3)
        bad = result.outcome is Outcome.ERROR or not result.marked
        return (
            result,
            self._autograded(submission) if result.marked else None,
            log.end if bad else "",
        )

    def _clean(self) -> None:
        for name in ("submitted", "autograded"):
            shutil.rmtree(self.root / name, ignore_errors=True)
        shutil.copyfile(self.shard.definition, self.database)

    def _autograded(self, submission: Submission) -> Path:
        return self.root / "autograded" / submission.student / self.shard.assignment

    def _autograde(self, submission: Submission, result: Result) -> None:
        inbox = self.root / "submitted" / submission.student
        inbox.mkdir(parents=True)
        (inbox / self.shard.assignment).symlink_to(self.shard.submitted(submission.student))
        config = self.config.copy()
        config.CourseDirectory.student_id = glob.escape(submission.student)
        converter = _Autograde(coursedir=CourseDirectory(config=config), config=config)
        try:
            converter.start()
        except NbGraderException as error:
            failure = converter.failure or error
            if isinstance(failure, _OURS):
                raise failure from error
            result.end(
                Outcome.ERROR if converter.executed else Outcome.POLICY,
                _reason(failure, converter, submission.left_out),
            )
        else:
            self._read_reports(submission, result)
            result.notebooks = self._read_marks(submission)

    def _read_marks(self, submission: Submission) -> dict[str, NotebookResult]:
        folder = self._autograded(submission)
        with Gradebook(self.config.CourseDirectory.db_url, "") as gradebook:
            found = gradebook.find_submission(self.shard.assignment, submission.student)
            return {
                book.name: NotebookResult(
                    submitted=(folder / f"{book.name}.ipynb").is_file(),
                    grades={g.name: (g.auto_score, g.needs_manual_grade) for g in book.grades},
                    comments={c.name: c.auto_comment for c in book.comments},
                )
                for book in found.notebooks
            }

    def _read_reports(self, submission: Submission, result: Result) -> None:
        ours = Report()
        for file in submission.left_out:
            ours.add(Outcome.POLICY, reason("left out", file=file))
        for event in ours.events:
            _add(result, event, "")
        for path in sorted(self._autograded(submission).glob("*.ipynb")):
            report = Report.read(nbformat.read(path, as_version=nbformat.NO_CONVERT))
            if report is None:
                continue
            result.tier = report.tier
            result.cpu_seconds = round(result.cpu_seconds + report.cpu_seconds, 3)
            for event in report.events:
                _add(result, event, path.stem)


class _Log:
    """nbgrader's log of one submission, in memory: nothing reaches the terminal."""

    def __init__(self) -> None:
        self.text = io.StringIO()
        self._handler = logging.StreamHandler(self.text)
        self._handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))

    def __enter__(self) -> _Log:
        self._logger = logging.getLogger("traitlets")
        self._logger.handlers = [self._handler]
        self._logger.setLevel(logging.INFO)
        self._logger.propagate = False
        return self

    def __exit__(self, *_: object) -> None:
        self._logger.handlers = [logging.NullHandler()]

    @property
    def end(self) -> str:
        """The last part of the log."""
        return self.text.getvalue()[-LOG_LIMIT:]


def _add(result: Result, event: Event, notebook: str) -> None:
    """Note an event; the worst gives the submission its outcome and its reason."""
    result.events.append({**asdict(event), "notebook": notebook})
    if event.outcome.rank > result.outcome.rank:
        result.end(event.outcome, Reason(event.detail, event.detail_fr))


def _reason(error: Exception, converter: Autograde, left_out: Sequence[Reason]) -> Reason:
    """Return one sentence on a submission that nbgrader could not go through."""
    if isinstance(error, NbGraderException) and not converter.notebooks:
        lost = [file for file in left_out if _NOTEBOOK.match(file.en)]
        return (
            reason("nothing left", files=join(lost[:3], Reason("; ", "; ")))
            if lost
            else reason("no name")
        )
    single = len(converter.notebooks) == 1
    name = Path(converter.notebooks[0]).name if single else reason("a notebook")
    if converter.executed:
        return reason("grader after", name=name, said=_sentence(error))
    if isinstance(error, NotJSONError | UnicodeDecodeError):
        return reason("not json", name=name)
    if isinstance(error, SchemaTooOldError):
        return reason("too old", name=name)
    if isinstance(error, SchemaTooNewError):
        return reason("too new", name=name)
    return reason("cannot be read", name=name, said=_sentence(error))


def _sentence(error: BaseException) -> str:
    text = " ".join(str(error).split())[:300].rstrip(". ")
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _own_cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
