"""A worker's private database: SQLite, made for a file that lives as long as one submission.

nbgrader opens its gradebook nine times a submission, and SQLAlchemy then compiles every query
again: a quarter of what grading costs besides the learner's own code. A dialect is SQLAlchemy's
own door for such a case (see "Registering New Dialects" in its documentation): this one shares
the compiled queries between engines, and has no use for the disk.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Engine

_NAME = "artia_private"


class PrivateDialect(SQLiteDialect_pysqlite):
    """SQLite without durability, whose instances are all alike."""

    supports_statement_cache = True  # see "Caching for Third Party Dialects"
    _compiled: dict[Any, Any] = {}

    def __eq__(self, other: object) -> bool:
        """Compiled queries are found again by their dialect."""
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))

    def on_connect(self) -> Any:
        """Return what prepares a connection: a worker that dies leaves nothing worth keeping."""
        usual = super().on_connect()

        def prepare(connection: Any) -> None:
            if usual is not None:
                usual(connection)
            connection.execute("PRAGMA synchronous=OFF").close()
            connection.execute("PRAGMA journal_mode=MEMORY").close()

        return prepare

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        """Give every engine the same compiled queries."""
        engine.update_execution_options(compiled_cache=cls._compiled)


registry.register(_NAME, __name__, PrivateDialect.__name__)


def private_address(path: Path) -> str:
    """Return the address of a private database file, as `CourseDirectory.db_url` wants it."""
    return f"{_NAME}:///{path}"
