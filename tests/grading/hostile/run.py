"""Run the farm on the class, and read everything it writes."""

import json
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nbformat import NotebookNode

from artia.grading.jail import Tier
from artia.grading.outcomes import Outcome

from . import lab
from .attack import read
from .watch import Watch, watching
from .world import World

#: A whole class, on two busy cores (s).
PATIENCE = 1500


@dataclass
class Graded:
    """What grading the class gave, read from outside."""

    world: World
    exit_code: int
    log: str
    before: dict[str, list]  # the gradebook's rows, by table
    watch: Watch

    @cached_property
    def results(self) -> dict[str, dict]:
        """What --json says, by learner."""
        report = json.loads((self.world.root / "report.json").read_text())
        return {result["student"]: result for result in report["submissions"]}

    def outcome(self, learner: str) -> Outcome:
        """How a submission ended."""
        return Outcome(self.results[learner]["outcome"])

    @cached_property
    def marks(self) -> dict[str, dict[str, tuple[float | None, float | None]]]:
        """Learner -> test -> automatic and manual scores, as the gradebook holds them."""
        rows: dict[str, dict] = {}
        query = """
            select submitted_assignment.student_id, base_cell.name, auto_score, manual_score
            from grade join base_cell on base_cell.id = grade.cell_id
            join submitted_notebook on submitted_notebook.id = grade.notebook_id
            join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
            join assignment on assignment.id = submitted_assignment.assignment_id
            where assignment.name = ?"""
        with closing(sqlite3.connect(self.world.course / "gradebook.db")) as base:
            for learner, test, auto, manual in base.execute(query, [lab.LAB]):
                rows.setdefault(learner, {})[test] = (auto, manual)
        return rows

    def notebook(self, learner: str) -> NotebookNode | None:
        """Return the graded notebook, None where there is none."""
        path = self.world.course / "autograded" / learner / lab.LAB / lab.NOTEBOOK
        return read(path) if path.is_file() else None

    def printed(self, learner: str) -> str:
        """Return everything a learner's cells printed."""
        notebook = self.notebook(learner)
        cells = [] if notebook is None else [c for c in notebook.cells if c.cell_type == "code"]
        return "".join(output.get("text", "") for cell in cells for output in cell.outputs)

    def written_about(self, learner: str) -> Iterator[tuple[Path, bytes]]:
        """Yield every file of the course about a learner, but what they submitted."""
        for folder, _, names in os.walk(self.world.course):
            inside = Path(folder).relative_to(self.world.course).parts
            if inside[:1] != ("submitted",) and learner in inside:
                for name in names:
                    path = Path(folder) / name
                    assert path.is_file() and not path.is_symlink(), path
                    yield path, path.read_bytes()


def tables(database: Path) -> dict[str, list]:
    """Return every row of a gradebook, by table."""
    with closing(sqlite3.connect(database)) as base:
        names = [
            row[0] for row in base.execute("select name from sqlite_master where type='table'")
        ]
        return {name: sorted(map(repr, base.execute(f"select * from {name}"))) for name in names}


def grade(world: World, tier: Tier) -> Graded:
    """Run `artia grade` on the world's course, in this tier, as the world's account."""
    before = tables(world.course / "gradebook.db")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(world.home),
        "TMPDIR": str(world.temporary),
        "LANG": "C.UTF-8",
        "ARTIA_SECRET_TOKEN": world.canaries["environment"],
        **world.account.environment,
    }
    command = ["-m", "artia.cli", "grade", lab.LAB, "--course-dir", str(world.course)]
    command += ["--workers", "2", "--json", str(world.root / "report.json")]
    command += ["--min-tier", tier.label]
    with (
        watching(world.token, world.temporary) as watch,
        open(world.root / "log", "w+b") as log,
    ):
        process = world.account.popen(
            command, cwd=world.root, env=environment, stdin=-3, stdout=log, stderr=log
        )
        try:
            exit_code = process.wait(PATIENCE)
        finally:
            process.kill()
            process.wait()
        log.seek(0)
        text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", log.read().decode(errors="replace"))
    return Graded(world, exit_code, text, before, watch)
