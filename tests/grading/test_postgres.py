"""A gradebook in PostgreSQL gets what one in SQLite gets, from a private server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from tests.grading.conftest import Course, exam, fill, notebook, solution, written

PACKAGES = "postgresql"
SQUARE = """\
def square(x):
    ### BEGIN SOLUTION
    return x * x
    ### END SOLUTION"""
LAB = notebook(
    solution("square", SQUARE),
    exam("test_square", 2, "assert square(3) == 9"),
    exam("test_partial", 4, "score = 1 + 3 * (square(0.5) == 0.25)\nscore"),
    written("reasons", 3),
)
RIGHT = fill({"square": "def square(x):\n    return x ** 2", "reasons": "Because — élève n° 1."})
CLASS = {
    "amina": {"lab": RIGHT},
    "benoît": {"lab": fill({"square": "def square(x):\n    return 9", "reasons": "I think so."})},
    "chloe": {"lab": fill({"square": "import os\nos._exit(1)"})},
    "dmitri": {"lab": "{ this is no notebook"},
    "eli": {"lab": lambda book: book.cells.pop(1)},  # without the first test
}


def programs() -> Path | None:
    """Return the folder of the newest PostgreSQL server installed, or None.

    Debian keeps the servers out of the path, one folder for each version.
    """
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if folders:
        return max(folders, key=lambda folder: int(re.search(r"\d+", str(folder))[0]))
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


class PrivatePostgres:
    """A server in a temporary folder, reachable by a Unix socket only.

    PostgreSQL refuses to run as root, so root lends it the account `nobody`. The system's own
    servers, ports and configuration are left alone.
    """

    def __init__(self, binaries: Path) -> None:
        self.binaries = binaries
        # A socket's path is at most 107 bytes: not in pytest's deep folders.
        self.folder = Path(tempfile.mkdtemp(prefix="artia-pg-"))
        self.account: dict = {}
        if os.geteuid() == 0:
            self.account = {"user": "nobody", "group": "nogroup", "extra_groups": []}
            shutil.chown(self.folder, "nobody", "nogroup")

    def start(self) -> None:
        """Create the cluster and start the server; return once it answers."""
        data = self.folder / "data"
        # Nothing is flushed to the disk: nobody will want this database after a power cut.
        self._run("initdb", "-D", data, "-U", "artia", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-F -h '' -k {self.folder} -c unix_socket_permissions=0700"
        self._run("pg_ctl", "-D", data, "-o", options, "-l", self.folder / "log", "-w", "start")

    def database(self, name: str) -> str:
        """Create an empty database and return its SQLAlchemy address."""
        self._run("createdb", "-h", self.folder, "-U", "artia", name)
        return f"postgresql+psycopg://artia@/{name}?host={self.folder}"

    def stop(self) -> None:
        """Stop the server and remove everything it wrote."""
        if (self.folder / "data" / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder)

    def _run(self, program: str, *arguments: str | Path) -> None:
        """Run one of PostgreSQL's programs as the unprivileged account.

        Its output goes to a file: the server would keep a pipe open after `pg_ctl` has returned.
        """
        with (self.folder / "output").open("a+") as output:
            done = subprocess.run(
                [self.binaries / program, *arguments],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                timeout=120,
                **self.account,
            )
            output.seek(0)
            assert done.returncode == 0, f"{program}: {output.read()[-2000:]}"


@pytest.fixture(scope="module")
def postgres() -> Iterator[PrivatePostgres]:
    """Return a running server; skip, saying why, without one. In CI that is a failure."""
    binaries = programs()
    if binaries is None:
        reason = f"no PostgreSQL server found; as root: apt-get install {PACKAGES}"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    server = PrivatePostgres(binaries)
    try:
        server.start()
        yield server
    finally:
        server.stop()


@dataclass
class PostgresCourse(Course):
    """A course whose gradebook is elsewhere."""

    address: str

    @property
    def database(self) -> str:
        return self.address


@pytest.fixture
def pair(make_course, postgres: PrivatePostgres, request) -> tuple[Course, PostgresCourse]:
    """Return the same class twice: its gradebook in SQLite, and in PostgreSQL."""
    address = postgres.database(request.node.name)
    config = f"c.CourseDirectory.db_url = {address!r}"
    due = "2030-01-15 12:00:00 UTC"
    light = make_course({"lab": LAB}, CLASS, name="light", due=due)
    heavy = make_course({"lab": LAB}, CLASS, name="heavy", due=due, config=config)
    assert not (heavy.root / "gradebook.db").exists()
    return light, PostgresCourse(heavy.root, heavy.assignment, address)


def give_a_manual_mark(course: Course) -> None:
    """Do what formgrader does when the instructor marks an answer."""
    with Gradebook(course.database) as gradebook:
        book = gradebook.find_submission_notebook("lab", course.assignment, "amina")
        grade = gradebook.find_grade("reasons", "lab", course.assignment, "amina")
        grade.manual_score, grade.needs_manual_grade = 2.5, False
        comment = next(c for c in book.comments if c.name == "reasons")
        comment.manual_comment = "Très bien — “mais” pourquoi ?"
        gradebook.db.commit()


def test_postgres_holds_what_sqlite_holds(pair: tuple[Course, PostgresCourse]) -> None:
    light, heavy = pair
    for course in pair:
        # Refused files and dead kernels are reported by the exit code; the marks are compared.
        course.grade("--workers", "2", ok=False)
    marks = heavy.marks()
    assert marks == light.marks()
    assert marks["amina"]["lab"]["grades"]["test_partial"][0] == 4
    assert marks["benoît"]["lab"]["grades"]["test_partial"][0] == 1

    # Marked by hand, corrected and sent again, graded again: nothing is doubled, nothing is lost.
    for course in pair:
        give_a_manual_mark(course)
        course.submit("benoît", {"lab": RIGHT}, timestamp="2030-01-11 12:00:00 UTC")
        course.grade("--workers", "2", ok=False)
        course.grade("--workers", "2", "--student", "amina", "--regrade")
    marks = heavy.marks()
    assert marks == light.marks()
    assert marks["amina"]["lab"]["grades"]["reasons"][1] == 2.5
    assert marks["benoît"]["lab"]["grades"]["test_partial"][0] == 4
