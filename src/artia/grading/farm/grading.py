"""A batch from end to end: what to grade, where, and what came of it."""

from __future__ import annotations

import difflib
import glob
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import nbformat
from nbgrader.api import Assignment, Gradebook, MissingEntry
from sqlalchemy.exc import SQLAlchemyError

from artia.grading.errors import GradingError
from artia.grading.executor import grading_config, stage
from artia.grading.farm import cache, configuration
from artia.grading.farm.course import Course, CourseError
from artia.grading.farm.definition import copy_definition
from artia.grading.farm.engines import Engine
from artia.grading.farm.ledger import Row, read_ledger
from artia.grading.farm.lock import only_one
from artia.grading.farm.packing import Shard, Submission
from artia.grading.farm.results import Result, finished
from artia.grading.farm.selection import Found, find_submissions
from artia.grading.farm.writer import Writer
from artia.grading.forkserver import preload_for
from artia.grading.outcomes import Outcome
from artia.grading.reasons import reason


@dataclass(frozen=True)
class Options:
    """What the person asked."""

    student: str | None = None  # a pattern; None: as the course's configuration says
    regrade: bool = False
    min_tier: str = ""


@dataclass
class Entry:
    """What became of one submission."""

    result: Result
    cached: bool = False  # graded before, and nothing has changed since
    ran: bool = False  # it was given to a worker
    row: Row | None = None  # what the gradebook now says; None when there is no mark


@dataclass
class Watcher:
    """Whom to tell how it goes."""

    on_total: Callable[[int, int], None] = lambda todo, cached: None
    on_entry: Callable[[Entry], None] = lambda entry: None
    on_tick: Callable[[], None] = lambda: None


@dataclass
class Batch:
    """The outcome of a whole run."""

    course: Course
    max_score: float
    entries: list[Entry] = field(default_factory=list)  # sorted by student


def grade(course: Course, engine: Engine, options: Options, watcher: Watcher) -> Batch:
    """Grade what is new or has changed, merge it, and say what became of every submission.

    Raises GradingError when nothing can be graded, or when the gradebook stops answering; what was
    merged stays, and the next call goes on from there.
    """
    with ExitStack() as stack:
        _refuse_misplaced_checks(course)
        gradebook = stack.enter_context(course.gradebook())
        stack.enter_context(_explained())
        assignment = _find_assignment(course, gradebook)
        _private(course.root / "grading")
        stack.enter_context(only_one(course.state / "lock"))
        engine.prepare(preload_for(_code(course.source)))
        stack.callback(engine.close)
        return _Run(course, engine, options, watcher, gradebook, assignment).run()


class _Run:
    """One run of the farm, under the assignment's lock."""

    def __init__(
        self,
        course: Course,
        engine: Engine,
        options: Options,
        watcher: Watcher,
        gradebook: Gradebook,
        assignment: Assignment,
    ) -> None:
        self.course, self.engine, self.options, self.watcher = course, engine, options, watcher
        self.gradebook = gradebook
        self.assignment_id = assignment.id
        self.notebooks = {notebook.name for notebook in assignment.notebooks}
        self.batch = Batch(course, assignment.max_score)
        self.writer = Writer(course, gradebook)
        self.shards = course.state / "shards"

    def run(self) -> Batch:
        """Grade; see `grade`."""
        pattern = self.options.student or self.course.folders.student_id
        found = find_submissions(self.course, pattern, self.notebooks)
        if not found:
            where = self.course.submitted(pattern)
            raise CourseError(
                f"Expected submissions at {where}, found none. Collect them first, with "
                f"`nbgrader collect {self.course.assignment}` or formgrader.",
                f"On attendait des copies dans {where}; il n'y en a pas. Ramassez-les d'abord "
                f"avec `nbgrader collect {self.course.assignment}` ou formgrader.",
            )
        left_over = sorted(self.shards.glob("*")) if self.shards.is_dir() else []
        self.engine.recover(left_over)
        template = self._new_template()
        keys = {each.student: self._key(each) for each in found}
        merged = self._merge_left_over(left_over, keys)
        waiting = [each for each in found if each.student not in merged]
        todo = [each for each in waiting if not self._is_settled(each, keys[each.student])]
        self.watcher.on_total(len(todo), len(self.batch.entries))
        if todo:
            self._grade(template, todo, keys)
        shutil.rmtree(self.shards, ignore_errors=True)
        self.batch.entries.sort(key=lambda entry: entry.result.student)
        return self.batch

    def _new_template(self) -> Shard:
        """Prepare what every shard of this run has in common, and the key of its context."""
        folder = self.shards / "template"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        assignment = self.gradebook.find_assignment(self.course.assignment)
        definition = copy_definition(self.gradebook, assignment, folder / "definition.db")
        self.gradebook.db.rollback()
        frozen = configuration.freeze(grading_config(self.course.config))
        checks = self.course.checks
        if checks.is_file():
            shutil.copyfile(checks, folder / "checks.py")
        ignore = self.course.folders.ignore
        unwanted = shutil.ignore_patterns(*ignore, "*.ipynb")
        if self.course.source.is_dir():
            shutil.copytree(self.course.source, folder / "source", ignore=unwanted)
        else:  # nbgrader grades without it: the gradebook is enough
            (folder / "source").mkdir()
        self.context = cache.context_key(definition, frozen, self.course.source, checks, ignore)
        return Shard(
            folder,
            self.course.assignment,
            (),
            frozen,
            self.options.min_tier,
            tuple(preload_for(_code(self.course.source))),
            tuple(configuration.search_path(frozen, self.course.root)),
        )

    def _key(self, found: Found) -> str:
        ignore = self.course.folders.ignore
        return cache.submission_key(self.context, found.folder, found.timestamp, ignore)

    def _merge_left_over(self, shards: Sequence[Path], keys: dict[str, str]) -> set[str]:
        """Merge what a killed farm had graded, as far as it still holds; forget the rest.

        Returns whose results were merged. Learners who were not asked for (`--student`) count
        too: one of them may be half merged.
        """
        merged = set()
        for shard in shards:
            for folder in finished(shard):
                result = Result.load(folder)
                if result is None or result.outcome is Outcome.ERROR:
                    continue
                asked = result.student in keys
                if result.key != (keys.get(result.student) if asked else self._key_of(result)):
                    continue
                merged.add(result.student)
                result = self.writer.merge(folder)
                if asked:
                    self._enter(result)
            if shard.name != "template":
                shutil.rmtree(shard)
        return merged

    def _key_of(self, result: Result) -> str | None:
        """Return the key that a learner's submission has now."""
        found = find_submissions(self.course, glob.escape(result.student), self.notebooks)
        return self._key(found[0]) if found else None

    def _is_settled(self, found: Found, key: str) -> bool:
        """Tell whether nothing has to be run for a submission, and enter what became of it."""
        if found.problem:
            result = Result(found.student, key, Outcome.POLICY, timestamp=found.timestamp)
            result.end(Outcome.POLICY, found.problem)
            self._enter(result, ran=False)
            return True
        record = Result.load(self.writer.record(found.student))
        if self.options.regrade or record is None or record.key != key:
            return False
        if record.outcome is Outcome.ERROR:
            return False
        if not record.marked:
            self.batch.entries.append(Entry(record, True))
            return True
        if not self._still_there(record):
            return False
        if self._ledger[found.student].due != record.due:
            self.writer.renew_penalty(record)
            self._ledger.update(self._read(found.student))
        self.batch.entries.append(Entry(record, True, False, self._ledger[found.student]))
        return True

    @cached_property
    def _ledger(self) -> dict[str, Row]:
        """What the gradebook held before anything was graded."""
        return read_ledger(self.gradebook, self.assignment_id)

    def _read(self, student: str) -> dict[str, Row]:
        return read_ledger(self.gradebook, self.assignment_id, student)

    def _still_there(self, record: Result) -> bool:
        """Tell whether what a record says was merged is still in the gradebook and the folder."""
        row = self._ledger.get(record.student)
        folder = self.course.autograded(record.student)
        present = (
            (folder / f"{name}.ipynb").is_file()
            for name, marks in record.notebooks.items()
            if marks.submitted
        )
        return row is not None and row.holds(record) and all(present)

    def _grade(self, template: Shard, todo: Sequence[Found], keys: dict[str, str]) -> None:
        """Have the engine grade submissions, and enter each of them."""
        shards: list[Path] = []
        places: dict[str, Path] = {}
        rest = list(todo)
        for number, size in enumerate(self.engine.split(len(todo)), 1):
            part, rest = rest[:size], rest[size:]
            folder = self.shards / f"{number:04}"
            shards.append(self._write_shard(template, folder, part, keys))
            places.update((found.student, folder) for found in part)
        waiting = {found.student: found for found in todo}

        def on_result(folder: Path) -> None:
            result = self.writer.merge(folder)
            waiting.pop(result.student, None)
            self._enter(result)

        failures = self.engine.grade(shards, on_result, self.watcher.on_tick)
        for student, found in waiting.items():
            said = failures.get(places[student])
            result = Result(student, keys[student], Outcome.ERROR, timestamp=found.timestamp)
            why = reason("engine", said=said) if said else reason("engine ended")
            result.end(Outcome.ERROR, why)
            result.record(self.writer.record(student))
            self._enter(result)

    def _write_shard(
        self, template: Shard, folder: Path, part: Sequence[Found], keys: dict[str, str]
    ) -> Path:
        shutil.copytree(template.folder, folder)
        submissions = []
        for found in part:
            left_out = stage(
                found.folder,
                folder / "submitted" / found.student,
                ignore=self.course.folders.ignore,
            )
            submissions.append(
                Submission(found.student, keys[found.student], found.timestamp, tuple(left_out))
            )
        values = {**vars(template), "folder": folder, "submissions": tuple(submissions)}
        Shard(**values).save()
        return folder

    def _enter(self, result: Result, ran: bool = True) -> None:
        row = self._read(result.student).get(result.student) if result.marked else None
        entry = Entry(result, False, ran, row)
        self.batch.entries.append(entry)
        self.watcher.on_entry(entry)


def _find_assignment(course: Course, gradebook: Gradebook) -> Assignment:
    """Return the assignment's row. Raises CourseError when it cannot be graded."""
    name = course.assignment
    try:
        assignment = gradebook.find_assignment(name)
    except MissingEntry:
        assignment = None
    if assignment is not None and assignment.notebooks:
        return assignment
    if course.source.is_dir():
        raise CourseError(
            f"{name} has a source but was never generated: the gradebook knows none of its "
            f"cells. Run `nbgrader generate_assignment {name}` in {course.root} first.",
            f"{name} a une source, mais le carnet de notes n'en connaît aucune cellule. Lancez "
            f"d'abord `nbgrader generate_assignment {name}` dans {course.root}.",
        )
    known = sorted(each.name for each in gradebook.assignments)
    close = difflib.get_close_matches(name, known, 1, 0.4)
    hint = f" Did you mean {close[0]}?" if close else ""
    suggestion = f" Vouliez-vous dire {close[0]}?" if close else ""
    raise CourseError(
        f"Expected an assignment of the course in {course.root}, found none called {name}.{hint} "
        f"It has: {', '.join(known) or 'none yet'}.",
        f"Le cours de {course.root} n'a pas de travail nommé {name}.{suggestion} "
        f"Il contient\u00a0: {', '.join(known) or 'rien encore'}.",
    )


def _refuse_misplaced_checks(course: Course) -> None:
    misplaced = course.source / "checks.py"
    if misplaced.exists():
        raise CourseError(
            f"Hidden checks stand in {misplaced}, and nbgrader gives learners every file of that "
            f"folder. Move them to {course.checks}, then generate and release it again.",
            f"Des vérifications cachées se trouvent dans {misplaced}, et nbgrader distribue tout "
            f"ce dossier. Déplacez-les vers {course.checks}, puis produisez et publiez de nouveau.",
        )


def _code(source: Path) -> Iterator[str]:
    """Yield the code of the assignment's source notebooks."""
    for path in sorted(source.glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                yield cell.source


def _private(folder: Path) -> None:
    """Make a folder that only its owner may enter: it holds submissions and hidden checks."""
    folder.mkdir(mode=0o700, exist_ok=True)


@contextmanager
def _explained() -> Iterator[None]:
    """Turn a database's failure into a sentence."""
    try:
        yield
    except SQLAlchemyError as error:
        said = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise GradingError(
            f"The gradebook stopped answering: {said}. What was merged stays; run the same "
            "command again once it answers."
        ) from error
