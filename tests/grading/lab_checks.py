"""A lab's hidden checks and its known answers, judged on a real kernel."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from artia.grading.checks import HiddenChecks
from tests.grading.kernel_asker import KernelAsker

ROOT = Path(__file__).parents[2]
SEEDS = range(10)


class LabChecks:
    """The checks of `lab`, and the answers that the module `known` holds in its TASKS."""

    def __init__(self, lab: str, known: str, points: dict[str, int]) -> None:
        self.checks = HiddenChecks.load(ROOT / "instructor" / "source" / lab / "checks.py")
        self.points, self._known = points, known
        self.answers = import_module(known).TASKS
        self.right = [(task, name) for task, kinds in self.answers.items() for name in kinds.right]
        self.wrong = [(task, name) for task, kinds in self.answers.items() for name in kinds.wrong]

    @contextmanager
    def kernel(self, also: str = "") -> Iterator[KernelAsker]:
        """Open a kernel where a learner's functions have NumPy and PyTorch loaded."""
        with KernelAsker(cwd=str(ROOT)) as asker:
            asker.run(f"from {self._known} import TASKS{also and ', ' + also}")
            yield asker

    def judge(self, kernel: KernelAsker, task: str, kind: str, name: str, seed: int):
        """Return the verdict on one known answer, `right` or `wrong`, with cases drawn anew."""
        kernel.run(f"{task} = TASKS[{task!r}].{kind}[{name!r}]")
        points = self.points[task]
        return self.checks.judge(
            f"test_{task}", kernel, max_points=points, language="fr", seed=bytes([seed])
        )
