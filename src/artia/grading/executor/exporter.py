"""Read a submitted notebook, or an empty one in its place when the file is not acceptable."""

from __future__ import annotations

from pathlib import Path

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from traitlets import Bool

from .guard import check_notebook_file, claimed_language
from .mend import REFUSED
from .refusals import PolicyError


class GuardedExporter(NotebookExporter):
    """An exporter that never raises for what a learner's file contains.

    A refused file becomes an empty notebook, in which the tests are put back and are worth 0,
    with the reason: the submission has a mark, and the person knows why.
    """

    # Once all preprocessors have run, rather than after each of the dozen
    optimistic_validation = Bool(True)

    def from_filename(
        self, filename: str, resources: dict | None = None, **kw: object
    ) -> tuple[NotebookNode, dict]:
        """Convert a notebook file; see `nbconvert.exporters.Exporter.from_filename`."""
        resources = {} if resources is None else resources
        try:
            check_notebook_file(Path(filename))
        except PolicyError as error:
            self.log.warning("%s was refused: %s", filename, error)
            path = Path(filename)
            resources["metadata"] = {"name": path.stem, "path": str(path.parent)}
            language = claimed_language(path) or "en"
            resources[REFUSED] = error.reason._asdict()
            empty = new_notebook(metadata={"artia": {"language": language}})
            return self.from_notebook_node(empty, resources=resources, **kw)
        return super().from_filename(filename, resources=resources, **kw)
