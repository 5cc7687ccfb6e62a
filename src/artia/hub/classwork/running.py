"""`python -m artia.hub.classwork.running LAB`: collect, then grade with the farm.

Started by `starting`, which gives it the lock. What a killed pass had graded stays; the next one
goes on from there, as the farm does.
"""

import signal
import sys

from nbgrader.api import BaseCell, Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory

from artia.grading.errors import GradingError, TierTooLowError
from artia.grading.executor import JailedExecute
from artia.grading.farm.course import Course, load_course
from artia.grading.farm.engines import make_engine
from artia.grading.farm.grading import Entry, Options, Watcher, grade
from artia.grading.farm.lock import BusyError
from artia.grading.jail import Tier, require
from artia.hub.classwork.report import Line, Phase, Report, now
from artia.hub.course import NBGRADER_CONFIG, course_config
from artia.hub.state import State


class CollectError(Exception):
    """nbgrader did not collect; its log says why."""


def main(lab: str) -> int:
    """Do one pass; return the exit status, 0 when every copy has a line."""
    # Asked to stop, the farm ends what it started before it goes.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    state = State.from_environment()
    report = Report(lab, began=now())
    try:
        report.save(state)
        _collect(state, lab)
        report.phase = Phase.PREPARING
        report.save(state)
        _grade(state, report)
        report.phase = Phase.DONE
    except (GradingError, CollectError) as error:
        report.phase, report.reason = Phase.REFUSED, str(error)
        report.problem = next(
            (key for kind, key in PROBLEMS.items() if isinstance(error, kind)), "class_refused"
        )
    report.ended = now()
    report.save(state)
    return 0 if report.phase is Phase.DONE else 1


PROBLEMS = {
    TierTooLowError: "class_tier",
    BusyError: "class_busy",
    CollectError: "class_not_collected",
}


def _collect(state: State, lab: str) -> None:
    config = course_config(state)
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    answer = api.collect(lab, update=True)
    print(answer.get("log") or "", answer.get("error") or "", flush=True)
    if not answer["success"]:
        raise CollectError((answer.get("error") or "").strip().splitlines()[-1:] or "?")


def _grade(state: State, report: Report) -> None:
    course = load_course(state.course, report.lab, [NBGRADER_CONFIG.parent])
    # Before the farm spends a minute loading libraries for nothing.
    require(Tier.parse(JailedExecute(config=course.config).min_tier))
    cells, report.maximum = _automatic(course)
    shown = 0

    def line(entry: Entry) -> Line:
        row, result = entry.row, entry.result
        scores = row.auto_scores.items() if row else ()
        return Line(
            result.student,
            str(result.outcome),
            result.reason,
            result.reason_fr,
            score=sum(score or 0 for cell, score in scores if cell in cells) if row else None,
            unchanged=entry.cached,
            to_read=bool(row and row.needs_manual_grade),
        )

    def on_total(todo: int, cached: int) -> None:
        report.phase, report.total = Phase.GRADING, todo + cached
        report.save(state)

    def on_tick() -> None:
        # At most once a second or so: each report is a whole small file.
        nonlocal shown
        if shown != report.done:
            shown = report.done
            report.save(state)

    watcher = Watcher(on_total, lambda entry: report.lines.append(line(entry)), on_tick)
    engine = make_engine("local", None)
    engine.check()
    # Everybody: what the gradebook's owner set for one learner is no business of this button.
    batch = grade(course, engine, Options(student="*"), watcher)
    report.lines = [line(entry) for entry in batch.entries]
    report.total = len(report.lines)


def _automatic(course: Course) -> tuple[set[tuple[str, str]], float]:
    """Return the cells the machine marks, (notebook, cell), and what they are worth together."""
    with Gradebook(course.database, course.folders.course_id) as gradebook:
        assignment = gradebook.find_assignment(course.assignment)
        cells = {
            (notebook.name, cell.name): cell.max_score
            for notebook in assignment.notebooks
            for cell in notebook.grade_cells
            if _is_code(cell)
        }
    return set(cells), sum(cells.values())


def _is_code(cell: BaseCell) -> bool:
    return cell.cell_type == "code"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
