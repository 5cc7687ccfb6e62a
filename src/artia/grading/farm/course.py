"""The nbgrader course that is graded: its configuration, its folders, its gradebook."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.apps.autogradeapp import AutogradeApp
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config

from artia.grading.errors import GradingError

#: How long (s) to wait for whoever else writes in an SQLite gradebook: formgrader, mostly.
PATIENCE = 60


class CourseError(GradingError):
    """The course cannot be graded as it stands."""


@dataclass(frozen=True)
class Course:
    """A course and one of its assignments."""

    config: Config
    folders: CourseDirectory
    assignment: str

    @property
    def root(self) -> Path:
        """The course's folder."""
        return Path(self.folders.root)

    @property
    def source(self) -> Path:
        """The instructor's version of the assignment."""
        return self._path(self.folders.source_directory, ".")

    def submitted(self, student: str) -> Path:
        """Where a learner's submission stands."""
        return self._path(self.folders.submitted_directory, student)

    def autograded(self, student: str) -> Path:
        """Where it stands once graded."""
        return self._path(self.folders.autograded_directory, student)

    @property
    def checks(self) -> Path:
        """The assignment's hidden checks; the file may not exist."""
        return self.root / "checks" / f"{self.assignment}.py"

    @property
    def state(self) -> Path:
        """Where the farm keeps what it needs to go on after an interruption."""
        return self.root / "grading" / self.assignment

    @cached_property
    def database(self) -> str:
        """The gradebook's address, patient with other writers when it is an SQLite file."""
        url = make_url(self.folders.db_url)
        if url.get_backend_name() == "sqlite" and "timeout" not in url.query:
            url = url.update_query_dict({"timeout": str(PATIENCE)})
        return url.render_as_string(hide_password=False)

    @contextmanager
    def gradebook(self) -> Iterator[Gradebook]:
        """Open the gradebook. Raises CourseError when there is none, or none that answers."""
        url = make_url(self.folders.db_url)
        where = url.render_as_string(hide_password=True)
        if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
            raise CourseError(
                f"Expected the course's gradebook at {where}, found nothing there. Run "
                f"`nbgrader generate_assignment {self.assignment}` in {self.root} first.",
                f"On attendait le carnet de notes du cours, {where}\u00a0: il n'y a rien. Lancez "
                f"d'abord `nbgrader generate_assignment {self.assignment}` dans {self.root}.",
            )
        try:
            gradebook = Gradebook(self.database, self.folders.course_id)
        except (SQLAlchemyError, ImportError) as error:
            raise CourseError(
                f"The gradebook {where} cannot be opened: {_first_line(error)}. If nbgrader was "
                "upgraded, back it up, then run `nbgrader db upgrade`."
            ) from error
        with gradebook:
            yield gradebook

    def _path(self, step: str, student: str) -> Path:
        return Path(os.path.normpath(self.folders.format_path(step, student, self.assignment)))


def load_course(folder: Path, assignment: str, more_config: Sequence[Path] = ()) -> Course:
    """Read a course's configuration as `nbgrader autograde --course-dir FOLDER` would from there.

    `more_config` names folders whose nbgrader_config.py is read first, as JUPYTER_CONFIG_PATH does.
    The course's folder joins sys.path for good, as under nbgrader: its plugins are found there.
    Raises CourseError when the configuration cannot be read.
    """
    if not folder.is_dir():
        raise CourseError(
            f"Expected the folder of an nbgrader course, found nothing at {folder}.",
            f"On attendait le dossier d'un cours nbgrader; {folder} n'existe pas.",
        )
    application = AutogradeApp()
    application.raise_config_file_errors = True
    application.log_level = "ERROR"
    with _working_in(folder), _more_jupyter_config(more_config):
        try:
            application.initialize([f"--course-dir={folder.resolve()}"])
        except Exception as error:  # a configuration file is a program: it may raise anything
            raise CourseError(
                f"The configuration of the course in {folder} cannot be read: {_first_line(error)}."
            ) from error
        folders = application.coursedir
        config = application.config.copy()
        # Whatever is relative to the course is settled now, while it is the current folder.
        config.CourseDirectory.root = folders.root = os.path.abspath(folders.root)
        folders.db_url = _settled(folders.db_url)
    return Course(config, folders, assignment)


def _settled(address: str) -> str:
    url = make_url(address)
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        url = url.set(database=os.path.abspath(url.database))
    return url.render_as_string(hide_password=False)


def _first_line(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".strip().splitlines()[0].rstrip(".")


@contextmanager
def _working_in(folder: Path) -> Iterator[None]:
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@contextmanager
def _more_jupyter_config(folders: Sequence[Path]) -> Iterator[None]:
    before = os.environ.get("JUPYTER_CONFIG_PATH")
    if folders:
        parts = [str(folder) for folder in folders] + ([before] if before else [])
        os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(parts)
    try:
        yield
    finally:
        if folders and before is None:
            del os.environ["JUPYTER_CONFIG_PATH"]
        elif before is not None:
            os.environ["JUPYTER_CONFIG_PATH"] = before


# nbgrader starts its own command `alembic` by name when it creates a gradebook: this environment's.
_HERE = str(Path(sys.executable).parent)
if _HERE not in os.environ.get("PATH", "").split(os.pathsep):
    os.environ["PATH"] = _HERE + os.pathsep + os.environ.get("PATH", os.defpath)
