"""The lab that the benchmark grades: a small classifier, as a course in PyTorch would set it.

26 cells: six functions or plots to write, five autograded tests (three of them with hidden
tests), one answer and one task graded by hand. Every seed is fixed, so that two graders which
run the same code must give the same marks.
"""

from __future__ import annotations

from dataclasses import dataclass

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

#: The assignment's and its notebook's name.
LAB = "moons"


@dataclass(frozen=True)
class AutoTest:
    """One autograded test: what learners see, what they do not, and what it is worth."""

    visible: str
    points: int
    hidden: str = ""
    #: A last expression worth `points` or half of them; empty when the test is all or nothing.
    partial: str = ""

    def source(self) -> str:
        """Return the instructor's test cell."""
        hidden = (
            f"### BEGIN HIDDEN TESTS\n{self.hidden}### END HIDDEN TESTS\n" if self.hidden else ""
        )
        return self.visible + hidden + self.partial


IMPORTS = """\
import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split
from torch import nn
"""

DATA = """\
points, classes = make_moons(n_samples=1200, noise=0.2, random_state=0)
train_points, test_points, train_classes, test_classes = train_test_split(
    points, classes, test_size=0.25, random_state=0
)
print(train_points.shape, test_points.shape)
"""

PREPARE = """\
x_train = torch.tensor(standardise(train_points, train_points), dtype=torch.float32)
x_test = torch.tensor(standardise(train_points, test_points), dtype=torch.float32)
y_train = torch.tensor(train_classes, dtype=torch.float32)
y_test = torch.tensor(test_classes, dtype=torch.float32)
"""

BOUNDARY = """\
grid = torch.cartesian_prod(torch.linspace(-3, 3, 80), torch.linspace(-3, 3, 80))
with torch.no_grad():
    level = model(grid).reshape(80, 80).T
plt.contourf(torch.linspace(-3, 3, 80), torch.linspace(-3, 3, 80), level > 0, alpha=0.3)
plt.scatter(x_test[:, 0], x_test[:, 1], c=y_test, s=8)
plt.show()
"""

TESTS = {
    "test_standardise": AutoTest(
        visible="""\
scaled = standardise(train_points, train_points)
assert scaled.shape == train_points.shape
assert np.allclose(scaled.mean(axis=0), 0, atol=1e-6), "each column's mean should be 0"
assert np.allclose(scaled.std(axis=0), 1, atol=1e-2), "each column's deviation should be 1"
""",
        hidden="""\
reference = np.array([[0.0, 10.0], [2.0, 30.0]])
other = standardise(reference, np.array([[1.0, 40.0]]))
assert np.allclose(other, [[0.0, 2.0]]), "the mean and deviation are those of the reference"
""",
        points=2,
    ),
    "test_batches": AutoTest(
        visible="""\
seen = list(batches(12, 4, torch.Generator().manual_seed(0)))
assert len(seen) == 3
assert sorted(torch.cat(seen).tolist()) == list(range(12)), "each index once"
""",
        hidden="""\
seen = list(batches(10, 4, torch.Generator().manual_seed(0)))
assert sorted(torch.cat(seen).tolist()) == list(range(10)), "the last batch may be smaller"
again = list(batches(10, 4, torch.Generator().manual_seed(1)))
assert torch.cat(seen).tolist() != torch.cat(again).tolist(), "the order is drawn"
""",
        points=2,
    ),
    "test_model": AutoTest(
        visible="""\
small = make_model(8)
assert small(torch.zeros(5, 2)).shape == (5, 1)
assert sum(p.numel() for p in small.parameters()) == 2 * 8 + 8 + 8 * 8 + 8 + 8 + 1
""",
        points=1,
    ),
    "test_train": AutoTest(
        visible="""\
torch.manual_seed(1)
trial = make_model(16)
history = train(trial, x_train[:200], y_train[:200], 5, 0.01)
assert len(history) == 5, "one mean loss an epoch"
""",
        hidden="""\
assert all(np.isfinite(history))
assert history[-1] < history[0], "the loss should go down"
""",
        partial="4.0 if losses[-1] < 0.3 else 2.0",
        points=4,
    ),
    "test_accuracy": AutoTest(
        visible="""\
logits = torch.tensor([[-1.0], [0.2], [3.0], [-0.5]])
found = accuracy(nn.Identity(), logits, torch.tensor([0.0, 1.0, 1.0, 1.0]))
assert abs(float(found) - 0.75) < 1e-6
""",
        points=2,
    ),
}


def solution_cell(grade_id: str, source: str, opening: str = "") -> NotebookNode:
    """Return a cell that learners complete; `opening` stays in what they receive."""
    text = f"{opening}### BEGIN SOLUTION\n{source}\n### END SOLUTION"
    return new_code_cell(text, metadata=_mark(grade_id, solution=True))


def autograded_cell(grade_id: str) -> NotebookNode:
    """Return the autograded test of that name."""
    test = TESTS[grade_id]
    marks = _mark(grade_id, grade=True, locked=True, points=test.points)
    return new_code_cell(test.source(), metadata=marks)


def source_notebook(solutions: dict[str, str]) -> NotebookNode:
    """Return the instructor's notebook; `solutions` gives each solution cell's code by id."""

    def solution(grade_id: str) -> NotebookNode:
        return solution_cell(grade_id, solutions[grade_id])

    cells = [
        new_markdown_cell("# Two moons\n\nA classifier in PyTorch, from the data to its accuracy."),
        new_code_cell(IMPORTS),
        new_markdown_cell("## 1. The data"),
        new_code_cell(DATA),
        new_markdown_cell("Write `standardise(reference, x)`: scale `x` by what `reference` says."),
        solution("standardise"),
        autograded_cell("test_standardise"),
        new_code_cell(PREPARE),
        new_markdown_cell("## 2. Batches\n\nWrite `batches(n, size, generator)`: draw an epoch."),
        solution("batches"),
        autograded_cell("test_batches"),
        new_markdown_cell("## 3. The model\n\nWrite `make_model(width)`: two hidden layers."),
        solution("make_model"),
        autograded_cell("test_model"),
        new_markdown_cell(
            "## 4. Training\n\nWrite `train(model, x, y, epochs, rate)` with Adam, then train."
        ),
        solution("train"),
        solution("run"),
        autograded_cell("test_train"),
        solution("plot"),
        new_code_cell(BOUNDARY),
        new_markdown_cell("## 5. Accuracy\n\nWrite `accuracy(model, x, y)`, between 0 and 1."),
        solution("accuracy"),
        autograded_cell("test_accuracy"),
        new_markdown_cell("## 6. In your words\n\nWhy is the test set scaled with the training's?"),
        new_markdown_cell(
            "Your answer.", metadata=_mark("why", grade=True, solution=True, points=2)
        ),
        new_markdown_cell(
            "Try another width, and say here what changed.",
            metadata=_mark("try", task=True, locked=True, points=2),
        ),
    ]
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number:02}"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def _mark(grade_id: str, points: int | None = None, **roles: bool) -> dict[str, object]:
    """Return nbgrader's metadata: `roles` among grade, solution, locked and task."""
    mark = {"schema_version": 3, "grade_id": grade_id}
    mark |= {"grade": False, "solution": False, "locked": False, "task": False} | roles
    if points is not None:
        mark["points"] = points
    return {"nbgrader": mark}
