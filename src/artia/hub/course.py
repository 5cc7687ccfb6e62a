"""The nbgrader course of this hub: source, release, gradebook, roster."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGraderAPI
from nbgrader.auth import NoAuthPlugin
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config, PyFileConfigLoader

from artia.authoring.course import write_course
from artia.authoring.findings import AuthoringError
from artia.hub import COURSE, HubError
from artia.hub.labs import source_labs
from artia.hub.people import Person
from artia.hub.state import REPO, State

NBGRADER_CONFIG = REPO / "instructor" / "nbgrader_config.py"


def course_config(state: State) -> Config:
    """Return the instructor's nbgrader configuration, usable without a running hub."""
    os.environ["ARTIA_HUB_STATE"] = str(state.root)
    # nbgrader runs the command `alembic` when it creates a gradebook: this environment's.
    here = str(Path(sys.executable).parent)
    if here not in os.environ["PATH"].split(os.pathsep):
        os.environ["PATH"] = here + os.pathsep + os.environ["PATH"]
    folder, name = str(NBGRADER_CONFIG.parent), NBGRADER_CONFIG.name
    config = PyFileConfigLoader(name, path=folder).load_config()
    config.Authenticator.plugin_class = NoAuthPlugin
    return config


def was_offered(state: State, lab: str) -> bool:
    """Tell whether this hub once released a lab, whole.

    Not the same as "is on offer now": an instructor may have withdrawn it since, and that holds.
    """
    return _mark(state, lab).is_file()


def _mark(state: State, lab: str) -> Path:
    return state.root / "offered" / lab


def _outbound(state: State, lab: str) -> Path:
    return state.exchange / COURSE / "outbound" / lab


def prepare_course(state: State, people: list[Person], say: Callable[[str, str], None]) -> None:
    """Write the course's sources, release its labs, list its learners; safe to run again.

    A lab once released is left alone: learners may have it, and the gradebook knows it.
    Raises HubError with nbgrader's own words when it refuses.
    """
    config = course_config(state)
    waiting = [lab for lab in source_labs() if not was_offered(state, lab)]
    if waiting:
        say(f"Préparation de {', '.join(waiting)}…", f"Preparing {', '.join(waiting)}…")
        _write_sources(waiting, state)
        api = NbGraderAPI(CourseDirectory(config=config), config=config)
        for lab in waiting:
            _succeed(state, lab, api.generate_assignment(lab))
            # nbgrader releases over nothing, not even over what an interrupted start left.
            shutil.rmtree(_outbound(state, lab), ignore_errors=True)
            _succeed(state, lab, api.release_assignment(lab))
            # Written last: a start cut short before this line does the whole again.
            _mark(state, lab).parent.mkdir(exist_ok=True)
            _mark(state, lab).touch()
    _enrol(config, people)
    _close(state.course)


def _write_sources(labs: list[str], state: State) -> None:
    try:
        write_course(labs, state.course, root=REPO)
    except AuthoringError as error:
        raise HubError(
            f"La source de {', '.join(labs)} est refusée\u00a0:",
            f"The source of {', '.join(labs)} is refused:\n{error}",
        ) from error


def _enrol(config: Config, people: list[Person]) -> None:
    coursedir = CourseDirectory(config=config)
    with Gradebook(coursedir.db_url, COURSE) as gradebook:
        for person in people:
            if person.role != "learner":
                continue
            try:
                gradebook.find_student(person.name)
            except MissingEntry:
                gradebook.add_student(person.name, lms_user_id=None)


def _succeed(state: State, lab: str, result: dict) -> None:
    log = state.log.with_name("course.log")
    with log.open("a", encoding="utf-8") as file:
        file.write((result.get("log") or "") + (result.get("error") or ""))
    if not result["success"]:
        raise HubError(
            f"nbgrader n'a pas pu préparer {lab}. Ses raisons sont à la fin de {log}.",
            f"nbgrader could not prepare {lab}. Its reasons are at the end of {log}.",
        )


def _close(course: Path) -> None:
    for path in course.glob("*"):
        # Solutions, marks and submissions: their owner's only.
        path.chmod(path.stat().st_mode & 0o700)
