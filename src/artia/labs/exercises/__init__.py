"""The functions a learner completes: a file for each lab, named after it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from artia.labs.limits import one_of
from artia.labs.messages import N_

if TYPE_CHECKING:
    from artia.labs.checks import Task


def tasks(lab: str) -> dict[str, Task]:
    """Return a lab's exercises, by the name of the function. Raises LabError for another lab."""
    known = sorted(path.stem for path in Path(__file__).parent.glob("lab*.py"))
    name = one_of(lab, known, N_("no such lab"))
    return import_module(f"{__name__}.{name}").TASKS
