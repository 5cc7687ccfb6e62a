"""What an entry of the suite says, and how it becomes a submission."""

import json
import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from artia.grading.outcomes import Outcome

from .lab import NOTEBOOK
from .prelude import PRELUDE
from .world import World

OK, TIMEOUT, OUT_OF_MEMORY, CRASH, POLICY = list(Outcome)[:5]


@dataclass(frozen=True)
class Attack:
    """A hostile learner: what their notebook does, must not achieve, and deserves.

    In code, `attempt("label", action)` prints whether the action gained anything (see `prelude`);
    none may, in any jail. The order of a notebook is: opening, `code`, answers and tests, `after`.
    """

    name: str  # also the learner's id
    tries: str
    must_not: str
    code: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    after: str = ""
    edit: Callable[[NotebookNode], None] | None = None  # on the notebook
    submit: Callable[[Path, World], None] | None = None  # on the folder, last of all
    outcomes: tuple[Outcome, ...] = (OK,)
    marks: Mapping[str, float | None] = field(default_factory=dict)  # 0 where nothing is said
    #: Tests in the learner's own kernel that this attack may forge, which nothing can prevent.
    forged: frozenset[str] = frozenset()
    #: The kernel dies or is killed on the way: not every attempt is reported.
    cut_short: bool = False
    #: Labels that do gain something where nothing confines: the proof that the attack is real.
    real: frozenset[str] = frozenset()

    @property
    def labels(self) -> set[str]:
        """The attempts in its code."""
        texts = [self.code, self.after, *self.answers.values()]
        return set(re.findall(r'attempt\("([^"]+)"', "\n".join(texts)))

    def write(self, folder: Path, release: NotebookNode, world: World) -> None:
        """Write what this learner submits in `folder`."""
        notebook = deepcopy(release)
        fill(notebook, self.answers)
        told = f"host = SimpleNamespace(**{world.told()!r})"
        notebook.cells[1].source += f"\n{PRELUDE}\n{told}"
        if self.code:
            notebook.cells.insert(2, new_code_cell(self.code.strip(), id="attack"))
        if self.after:
            notebook.cells.append(new_code_cell(self.after.strip(), id="after"))
        if self.edit:
            self.edit(notebook)
        folder.mkdir(parents=True)
        (folder / "timestamp.txt").write_text("2026-03-01 12:00:00 UTC")
        # Not nbformat.write: it would repair or refuse what some attacks break on purpose.
        (folder / NOTEBOOK).write_text(json.dumps(notebook))
        if self.submit:
            self.submit(folder, world)


def fill(notebook: NotebookNode, answers: Mapping[str, str]) -> None:
    """Put each answer in the cell of that grade id."""
    for name, answer in answers.items():
        cell_of(notebook, name).source = answer.strip()


def cell_of(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    """Return the cell of a grade id."""
    cells = (
        c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )
    return next(cells)


def read(path: Path) -> NotebookNode:
    """Read a notebook of the course."""
    return nbformat.read(path, as_version=4)
