"""Find, from a preprocessor, the course and the submission nbgrader is converting."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from weakref import WeakKeyDictionary

from nbconvert.exporters.exporter import ResourcesDict
from nbgrader.converters.base import BaseConverter
from traitlets.config import LoggingConfigurable

from .allowance import Allowance

#: nbgrader makes new preprocessors for each notebook: what one submission has left stays with
#: its converter, which takes submissions one after the other.
_ALLOWANCES: WeakKeyDictionary[BaseConverter, tuple[tuple[str, str], Allowance]] = (
    WeakKeyDictionary()
)


@dataclass(frozen=True)
class Submission:
    """Who submitted what, and where the files are; None where there are none."""

    student: str = ""
    assignment: str = ""
    timestamp: str = ""
    submitted: Path | None = None  # the learner's folder
    source: Path | None = None  # the instructor's
    checks: Path | None = None  # the assignment's hidden checks
    notebooks: list[Path] = field(default_factory=list)  # the instructor's
    ignore: tuple[str, ...] = ()  # patterns of names nbgrader never copies
    keep: tuple[str, ...] = ()  # files of the course that the learner may change
    converter: BaseConverter | None = None

    @classmethod
    def of(cls, preprocessor: LoggingConfigurable, resources: ResourcesDict) -> Submission:
        """Return the submission being converted; outside nbgrader, the notebook's folder."""
        converter = preprocessor
        while converter is not None and not isinstance(converter, BaseConverter):
            converter = converter.parent
        if converter is None:
            path = (resources or {}).get("metadata", {}).get("path")
            return cls(submitted=Path(path) if path else None)
        ours, course = resources["nbgrader"], converter.coursedir
        student, assignment = ours["student"], ours["assignment"]

        def folder(kind: str, owner: str) -> Path | None:
            path = Path(course.root, course.format_path(kind, owner, assignment))
            return path if path.is_dir() else None

        submitted = folder(course.submitted_directory, student)
        source = folder(course.source_directory, ".")
        released = folder(course.release_directory, ".")
        checks = Path(course.root, "checks", f"{assignment}.py")
        return cls(
            student=student,
            assignment=assignment,
            timestamp=str(submitted and course.get_existing_timestamp(str(submitted))),
            submitted=submitted,
            source=source,
            checks=checks if checks.is_file() else None,
            notebooks=_notebooks(source) or _notebooks(released),
            ignore=tuple(course.ignore),
            keep=tuple(converter.exclude_overwriting.get(assignment, ())),
            converter=converter,
        )

    def allowance(self, make: Callable[[], Allowance]) -> Allowance:
        """Return what is left to the whole submission; made at its first notebook."""
        if self.converter is None:
            return make()
        owner, allowance = _ALLOWANCES.get(self.converter, (None, None))
        if owner != (self.student, self.assignment):
            owner, allowance = (self.student, self.assignment), make()
            _ALLOWANCES[self.converter] = owner, allowance
        return allowance


def _notebooks(folder: Path | None) -> list[Path]:
    if folder is None:
        return []
    return sorted(folder / name for name in os.listdir(folder) if name.endswith(".ipynb"))
