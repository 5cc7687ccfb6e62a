"""nbgrader's Execute, in a jail: what a course's configuration puts in its place."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import nbformat
from jupyter_core.utils import run_sync
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import Execute
from traitlets import Enum, Float, Integer, List, Unicode, default

from artia.grading.checks import HiddenChecks
from artia.grading.errors import GradingError, TierTooLowError
from artia.grading.forkserver import ForkServer, PreloadError, preload_for
from artia.grading.jail import JailRequest, Limits, Tier, require
from artia.grading.outcomes import Outcome, Report
from artia.grading.reasons import Reason, reason

from . import staging
from .allowance import Allowance
from .course import Submission
from .grades import UNGRADED
from .judge import CheckingJudge, seed_of
from .link import KernelLink, Plan
from .marks import error_output, test_of
from .mend import REFUSED
from .run import NotebookRun, Rules
from .texts import language_of


class JailedExecute(Execute):
    """Execute a notebook in jailed kernels, and lose nothing.

    Times in seconds, sizes in bytes. `Execute.timeout`, where a course sets it, can only lengthen
    the budgets: here they count CPU time, so that a busy machine costs nobody a mark.
    """

    kernel_name = Unicode("artia-jail", help="A kernelspec whose kernels run in a jail.").tag(
        config=True
    )
    tier = Unicode("", help="Confine at exactly this tier; empty: the best there is.").tag(
        config=True
    )
    min_tier = Unicode("user namespaces", help="Refuse to run anything below this tier.").tag(
        config=True
    )
    fork_server = Unicode("", help="Socket of a running fork server; empty: start one.").tag(
        config=True
    )
    preload = List(
        Unicode(),
        default_value=None,
        allow_none=True,
        help="Modules the fork server imports; None: what the source notebooks import.",
    ).tag(config=True)
    cpu_budget = Float(help="CPU seconds for one cell.").tag(config=True)
    wall_limit = Float(help="Wall seconds for one cell, however idle.").tag(config=True)
    submission_cpu = Float(
        help="CPU seconds for a whole submission: notebooks, replays and hidden checks."
    ).tag(config=True)
    submission_wall = Float(help="Wall seconds for a whole submission, however idle.").tag(
        config=True
    )
    check_cpu = Float(20, help="CPU seconds for one question of a hidden check.").tag(config=True)
    memory = Integer(Limits().memory, help="Memory of one submission, bytes.").tag(config=True)
    processes = Integer(Limits().processes, help="Processes of one submission.").tag(config=True)
    disk = Integer(Limits().disk, help="Files a submission may write, bytes.").tag(config=True)
    output_limit = Integer(1_000_000, help="Output kept for one cell, bytes.").tag(config=True)
    flood_factor = Integer(20, help="Kill a cell that writes so many times the limit.").tag(
        config=True
    )
    after_death = Enum(
        ["continue", "zero"],
        default_value="continue",
        help="When a kernel dies: go on in a new one, or give 0 to the tests that remain.",
    ).tag(config=True)
    checks = Unicode(
        "", help="File of hidden checks; empty: COURSE/checks/ASSIGNMENT.py where it exists."
    ).tag(config=True)

    @default("cpu_budget")
    def _default_cpu_budget(self) -> float:
        return max(120.0, self._timeout_asked())

    @default("wall_limit")
    def _default_wall_limit(self) -> float:
        return max(900.0, 2 * self.cpu_budget)

    @default("submission_cpu")
    def _default_submission_cpu(self) -> float:
        return 600.0 if self._is_unlimited() else max(600.0, float(self.timeout))

    @default("submission_wall")
    def _default_submission_wall(self) -> float:
        # A machine that is asked several times what it can do costs nobody a mark.
        return max(3600.0, 6 * self.submission_cpu, self.wall_limit)

    def _is_unlimited(self) -> bool:
        return self.timeout is None or self.timeout < 0

    def _timeout_asked(self) -> float:
        return self.submission_cpu if self._is_unlimited() else float(self.timeout)

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict, km: object = None
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Execute in place. Raises `GradingError` only for what no notebook can cause."""
        began = monotonic()
        resources = {} if resources is None else resources
        tier = self._tier()
        report = Report(tier=tier.label)
        refusal = nb.metadata.pop(REFUSED, None)
        if refusal is not None:
            _refuse(nb, report, Reason(**refusal))
        else:
            submission = Submission.of(self, resources)
            server = self.fork_server or self._shared_server(submission)
            with self._files(submission, report, server) as files:
                plan = self._plan(tier, files, server)
                self._run(nb, resources, submission, report, plan)
        report.wall_seconds = round(monotonic() - began, 3)
        report.cpu_seconds = round(report.cpu_seconds, 3)
        report.write(nb)
        return nb, resources

    def _tier(self) -> Tier:
        least = Tier.parse(self.min_tier)
        best = require(least)
        if not self.tier:
            return best
        asked = Tier.parse(self.tier)
        if asked < least:
            raise TierTooLowError(
                f"JailedExecute.tier is {asked.label}, below JailedExecute.min_tier, which is "
                f"{least.label}. Change one of them."
            )
        require(asked)
        return asked

    def _run(
        self,
        nb: NotebookNode,
        resources: ResourcesDict,
        submission: Submission,
        report: Report,
        plan: Plan,
    ) -> None:
        rules = Rules(
            cell_cpu=self.cpu_budget,
            cell_wall=self.wall_limit,
            output=self.output_limit,
            memory=self.memory,
            goes_on=self.after_death == "continue",
            skip_tag=self.skip_cells_with_tag,
        )
        allowance = submission.allowance(
            lambda: Allowance(self.submission_cpu, self.submission_wall)
        )
        judge, judged = self._judge(nb, submission, report, allowance)
        run = NotebookRun(nb, rules, report, lambda: KernelLink(plan), judge, judged, allowance)
        run_sync(run.run)()
        if judge is not None:
            resources[UNGRADED] = judge.ungraded

    def _judge(
        self, nb: NotebookNode, submission: Submission, report: Report, allowance: Allowance
    ) -> tuple[CheckingJudge | None, frozenset[str]]:
        path = Path(self.checks) if self.checks else submission.checks
        if path is None:
            return None, frozenset()
        checks = HiddenChecks.load(path)
        seed = seed_of(path, submission.student, submission.assignment, submission.timestamp)
        judge = CheckingJudge(
            checks,
            report,
            language=language_of(nb),
            seed=seed,
            each=self.check_cpu,
            total=self.cpu_budget,
            allowance=allowance,
        )
        return judge, checks.grade_ids

    def _plan(self, tier: Tier, files: Path | None, server: str) -> Plan:
        limits = Limits(
            memory=self.memory,
            processes=self.processes,
            disk=self.disk,
            cpu_seconds=int(2 * self.submission_cpu) + 600,
        )
        return Plan(
            jail=JailRequest(tier=tier, files=files, limits=limits),
            fork_server=server,
            kernel_name=self.kernel_name,
            startup=float(self.startup_timeout),
            flood=self.flood_factor * self.output_limit,
            # Above ours, so that what is cut is said in the learner's language.
            source_cap=4 * self.output_limit,
            extra_arguments=tuple(self.extra_arguments),
        )

    def _shared_server(self, submission: Submission) -> str:
        """Return the address of this process's fork server for the assignment's imports."""
        preload = self.preload
        if preload is None:
            preload = preload_for(_code(submission.notebooks))
            try:
                return ForkServer.shared(preload).address
            except PreloadError as error:
                # A guess of ours must not stop a course: its kernels import by themselves.
                self.log.warning("Nothing is imported beforehand: %s", error)
                preload = []
        return ForkServer.shared(preload).address

    @contextmanager
    def _files(self, submission: Submission, report: Report, server: str) -> Iterator[Path | None]:
        """Lend a folder with what the learner submitted under what the course provides."""
        if submission.submitted is None:
            yield None
            return
        # Beside the fork server's socket: what a killed grader leaves is removed with it.
        place = Path(server).parent
        if not place.is_dir():
            raise GradingError(f"no fork server answers at {server}: start one.")
        with tempfile.TemporaryDirectory(prefix="files-", dir=place) as folder:
            files = Path(folder)
            room = min(staging.MOST_BYTES, self.disk // 2)
            left_out = staging.stage(
                submission.submitted, files, ignore=submission.ignore, most_bytes=room
            )
            for file in left_out:
                report.add(Outcome.POLICY, reason("left out", file=file))
            if submission.source is not None:
                staging.overlay(
                    submission.source, files, ignore=submission.ignore, keep=submission.keep
                )
            yield files


def _code(notebooks: list[Path]) -> Iterator[str]:
    for path in notebooks:
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                yield cell.source


def _refuse(nb: NotebookNode, report: Report, why: Reason) -> None:
    """Give 0 to every test of a file that was refused, with the reason."""
    report.add(Outcome.POLICY, why)
    language = language_of(nb)
    for cell in nb.cells:
        if test_of(cell):
            cell.outputs = [error_output(language, "refused", reason=getattr(why, language))]
