"""The part of a gradebook that workers need: one assignment as its source defines it, no marks.

A worker never sees the course's gradebook: it writes in a copy of this small SQLite file, so that
nothing a notebook does can reach another learner's marks, and no two workers wait for each other.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from nbgrader.api import Assignment, Base, Gradebook
from sqlalchemy import Table, create_engine, select

#: Columns that say nothing about how an assignment is graded: a new due date only moves penalties,
#: which the writer works out.
_UNGRADED = {"id", "notebook_id", "assignment_id", "course_id", "duedate"}


def copy_definition(gradebook: Gradebook, assignment: Assignment, target: Path) -> str:
    """Write one assignment's definition in a new SQLite file; return a digest of what it says.

    Identifiers are copied too, and rows keep their order: nbgrader puts deleted cells back by it.
    """
    engine = create_engine(f"sqlite:///{target}")
    digest = hashlib.sha256()
    try:
        Base.metadata.create_all(engine)
        with engine.begin() as connection:
            for table, rows in _definition(gradebook, assignment):
                if rows:
                    connection.execute(table.insert(), rows)
                digest.update(json.dumps([table.name, _meaning(rows)]).encode())
    finally:
        engine.dispose()
    return digest.hexdigest()


def _definition(gradebook: Gradebook, assignment: Assignment) -> list[tuple[Table, list[dict]]]:
    tables = Base.metadata.tables

    def rows(name: str, column: str, values: list[str]) -> list[dict]:
        table = tables[name]
        found = gradebook.db.execute(select(table).where(table.c[column].in_(values)))
        return [dict(row) for row in found.mappings()]

    books = rows("notebook", "assignment_id", [assignment.id])
    book_ids = [book["id"] for book in books]
    cells = rows("base_cell", "notebook_id", book_ids)
    cell_ids = [cell["id"] for cell in cells]
    parts = {
        "course": rows("course", "id", [assignment.course_id]),
        "assignment": rows("assignment", "id", [assignment.id]),
        "notebook": books,
        "base_cell": cells,
        "grade_cells": rows("grade_cells", "id", cell_ids),
        "solution_cells": rows("solution_cells", "id", cell_ids),
        "task_cells": rows("task_cells", "id", cell_ids),
        "source_cell": rows("source_cell", "notebook_id", book_ids),
    }
    return [(tables[name], found) for name, found in parts.items()]


def _meaning(rows: list[dict]) -> list[dict]:
    return [{k: v for k, v in row.items() if k not in _UNGRADED} for row in rows]
