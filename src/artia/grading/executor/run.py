"""Run one notebook to its end, whatever its kernels do.

A cell that kills its kernel is marked; a new kernel replays the cells that had succeeded, whose
outputs and marks stay, and goes on. Every cell ends run, stopped with a reason, or refused with
a reason.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from nbformat import NotebookNode

from artia.grading.errors import GradingError
from artia.grading.outcomes import Outcome, Report
from artia.grading.reasons import Reason, reason

from . import failure as failures
from .allowance import Allowance, Bound
from .failure import Failure
from .link import Answer, KernelLink, Listener
from .marks import Test, error_output, impossible_score, test_of
from .outputs import Collector
from .texts import language_of, size, text

#: Kernels started after the first, at most.
MOST_RESTARTS = 3
#: Cells that may write all they are allowed, in one notebook.
CELLS_OF_OUTPUT = 20


@dataclass(frozen=True)
class Rules:
    """What a notebook may use. Times in seconds, sizes in bytes."""

    cell_cpu: float = 120.0
    cell_wall: float = 900.0
    output: int = 1_000_000
    memory: int = 2 << 30  # said to the learner; the jail enforces it
    goes_on: bool = True  # after a kernel's death; otherwise what is left is worth 0
    skip_tag: str = "skip-execution"


#: Judge a test after its visible cell has run: the outputs (one or more) that replace its own.
Judge = Callable[[KernelLink, int, Test], Awaitable[list[NotebookNode]]]


class NotebookRun:
    """The execution of one notebook, in place. `judges`: the grade_ids that `judge` marks.

    `allowance`: what its submission may still use, shared with the submission's other notebooks.
    """

    def __init__(
        self,
        notebook: NotebookNode,
        rules: Rules,
        report: Report,
        open_link: Callable[[], KernelLink],
        judge: Judge | None = None,
        judges: frozenset[str] = frozenset(),
        allowance: Allowance | None = None,
    ):
        self.notebook = notebook
        self.rules = rules
        self.report = report
        self.language = language_of(notebook)
        self._open_link = open_link
        self._judge = judge
        self._judges = judges
        self._allowance = allowance or Allowance()
        self._link: KernelLink | None = None
        self._done: list[int] = []  # cells to replay in a new kernel
        self._last: int | None = None  # the last cell given to this kernel
        self._replaying = False  # whether that cell had already run in another
        self._told: Failure | None = None  # the last failure that was reported
        self._restarts = 0
        self._refusal: tuple[str, dict] | None = None  # why no cell is run any more
        self._output_left = CELLS_OF_OUTPUT * rules.output

    async def run(self) -> None:
        """Run every code cell. Raises `GradingError` when no kernel can be started."""
        try:
            await self._start()
            for index, cell in enumerate(self.notebook.cells):
                if cell.cell_type == "code":
                    cell.outputs, cell.execution_count = [], None
                    if not self._skipped(cell):
                        await self._turn(index, cell)
        finally:
            await self._stop()

    def _skipped(self, cell: NotebookNode) -> bool:
        test = test_of(cell)
        if not cell.source.strip():
            return test is None or test.grade_id not in self._judges
        tags = cell.metadata.get("tags")
        # A test that is not run would be worth all its points.
        return test is None and isinstance(tags, list) and self.rules.skip_tag in tags

    async def _turn(self, index: int, cell: NotebookNode) -> None:
        """Run one cell, or say under it why it is not."""
        test = test_of(cell)
        if not await self._ready(index):
            self._refuse(cell, test)
            return
        self._last, self._replaying = index, False
        collector = Collector(self.rules.output, self.language, self._output_left)
        answer = await self._execute(cell.source, collector.take)
        self._settle(cell, answer, collector)
        self._output_left -= collector.spent
        if answer.failure:
            self._record(answer.failure, index)
        elif answer.ok:
            self._done.append(index)
        elif answer.reply.get("ename") == "MemoryError":
            self._record(failures.no_memory(), index)
        if test:
            await self._mark(index, cell, test)

    async def _execute(self, source: str, listener: Listener) -> Answer:
        cpu, wall = self.rules.cell_cpu, self.rules.cell_wall
        cpu, wall = self._allowance.bounds(
            Bound(cpu, partial(failures.over_cpu, cpu)),
            Bound(wall, partial(failures.over_wall, wall)),
        )
        return await self._link.execute(source, listener, cpu=cpu, wall=wall)

    def _settle(self, cell: NotebookNode, answer: Answer, collector: Collector) -> None:
        """Put in the cell what came of it."""
        reply = answer.reply or {}
        count = reply.get("execution_count")
        cell.execution_count = count if type(count) is int and 0 <= count < 1 << 31 else None
        name = reply.get("ename")
        known = any(o.output_type == "error" and o.ename == name for o in collector.outputs)
        if reply.get("status") not in ("ok", None) and not known:
            # As nbgrader does: a kernel may raise and show nothing.
            collector.add_error(name, reply.get("evalue"), reply.get("traceback"))
        cell.outputs = collector.finish()
        if answer.failure:
            cell.outputs.insert(0, self._explain(answer.failure))

    def _explain(self, failure: Failure) -> NotebookNode:
        goes_on = self._link.failure is None or self.rules.goes_on
        rest = text(self.language, "goes on" if goes_on else "stops")
        memory = size(self.language, self.rules.memory)
        values = {"limit": memory, **failure.values, "rest": rest}
        return error_output(self.language, failure.key, **values)

    async def _mark(self, index: int, cell: NotebookNode, test: Test) -> None:
        """Have a test judged, and refuse a result nbgrader would take for something else."""
        if test.grade_id in self._judges:
            await self._have_judged(index, cell, test)
        found = impossible_score(cell.outputs, test.points)
        if found is not None:
            values = {"found": found, "points": test.points}
            cell.outputs = [error_output(self.language, "score", **values)]
            why = reason("score", found=repr(found), points=test.points)
            self.report.add(Outcome.POLICY, why, index, test.grade_id)

    async def _have_judged(self, index: int, cell: NotebookNode, test: Test) -> None:
        """Put a verdict in the place of a test's own outputs, or why nobody could be asked.

        Without a verdict those never stay: they would be worth all the points.
        """
        errors = [output for output in cell.outputs if output.output_type == "error"]
        unasked = self._link.failure or self._refusal
        judged = [] if unasked else await self._judge(self._link, index, test)
        failure = self._link.failure or self._allowance.failure
        if failure is not None and failure is not self._told:
            self._record(failure, index)
            if judged and failure.final:
                errors.append(self._explain(failure))  # after the verdict, which has the mark
        cell.outputs = judged + errors or [self._explain(failure)]

    def _refuse(self, cell: NotebookNode, test: Test | None) -> None:
        if test:
            key, values = self._refusal
            cell.outputs = [error_output(self.language, key, **values)]

    def _record(self, failure: Failure, index: int | None) -> None:
        """Report a failure. The cell it is put down to will not be replayed."""
        test = None if index is None else test_of(self.notebook.cells[index])
        why = reason("replayed", why=failure.why) if self._replaying else failure.why
        self.report.add(failure.outcome, why, index, test.grade_id if test else "")
        self._told = failure
        if failure.final:
            self._refusal = (f"after {failure.key}", failure.values)
        if index in self._done:
            self._done.remove(index)
        if failure is self._link.failure and not self.rules.goes_on:
            self._refusal = ("gone", {})

    async def _is_gone(self) -> bool:
        """Tell whether no kernel is alive. A death first seen here is put down to the last cell.

        That cell had ended: a test keeps the mark it has, another cell now says what happened.
        """
        if self._link is None:
            return True
        failure = await self._link.check()
        if failure is not None and failure is not self._told:
            self._record(failure, self._last)
            if self._last is not None and not self._replaying:
                cell = self.notebook.cells[self._last]
                if test_of(cell) is None:
                    cell.outputs.insert(0, self._explain(failure))
        return failure is not None

    async def _ready(self, index: int) -> bool:
        """Have a kernel in which the earlier cells have run; False when none will be had."""
        while await self._is_gone() and not self._is_refused(index):
            if self._restarts == MOST_RESTARTS:
                why = reason("restarts", most=MOST_RESTARTS)
                self._give_up("restarts", Outcome.CRASH, why, index)
                break
            self._restarts += 1
            await self._stop()
            try:
                await self._start()
            except GradingError:
                # No code of the learner's has run: this is no reason for a 0.
                if self._restarts == MOST_RESTARTS:
                    raise
                continue
            await self._replay()
        return not self._is_refused(index)

    def _is_refused(self, index: int) -> bool:
        """Tell whether no cell is run any more; the submission's time may have just run out."""
        if self._refusal is None and (over := self._allowance.over()):
            self._give_up(f"after {over.key}", over.outcome, over.why, index, over.values)
        return self._refusal is not None

    def _give_up(
        self, key: str, outcome: Outcome, why: Reason, index: int, values: dict | None = None
    ) -> None:
        self._refusal = (key, values or {})
        self.report.add(outcome, why, index)

    async def _replay(self) -> None:
        """Run again, unseen, what had succeeded; a cell that now fails is left out next time."""
        for index in list(self._done):
            if self._allowance.over():
                return
            self._last, self._replaying = index, True
            source = self.notebook.cells[index].source
            answer = await self._execute(source, Collector(self.rules.output).take)
            if answer.failure:
                self._record(answer.failure, index)
            if self._link.failure:
                return

    async def _start(self) -> None:
        link = self._open_link()
        await link.start()
        self._link, self._last, self._replaying = link, None, False
        self._allowance.follow(lambda: link.cpu_seconds)
        if link.language_info:
            self.notebook.metadata["language_info"] = link.language_info

    async def _stop(self) -> None:
        """Kill the kernel and count its time."""
        link, self._link = self._link, None
        if link is not None:
            await link.close()
            self._allowance.settle()
            self.report.cpu_seconds += link.cpu_seconds
