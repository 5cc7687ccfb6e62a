"""Job arrays through Slurm's own commands: submit, look, cancel.

Only sbatch, squeue and scancel are called. `sacct` would need slurmdbd, which small clusters do
not run; squeue itself shows how a task of an array ended for MinJobAge seconds (slurm.conf(5), 300
by default), long after the farm has looked.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from artia.grading.farm.engines import EngineError

COMMANDS = ("sbatch", "squeue", "scancel")
#: Slurm's commands wait for the controller by themselves, about ten seconds; more is a dead one.
PATIENCE = 90.0

#: squeue(1), "JOB STATE CODES": a task in one of these will not run again.
ENDED = frozenset(
    "BOOT_FAIL CANCELLED COMPLETED DEADLINE FAILED NODE_FAIL OUT_OF_MEMORY PREEMPTED REVOKED "
    "TIMEOUT".split()
)
#: squeue(1), "JOB REASON CODES": a task that waits for one of these would wait for ever.
HOPELESS = re.compile(
    r"PartitionTimeLimit|PartitionNodeLimit|BadConstraints|Invalid(Account|QOS)|"
    r"(Account|QOS)NotAllowed|JobHeld(Admin|User)|(Assoc|QOS)Max\w+PerJob\w*"
)


class SlurmError(EngineError):
    """Slurm is absent, silent, or refuses."""


@dataclass(frozen=True)
class Task:
    """What squeue says of one task of an array."""

    state: str  # squeue's own word, such as RUNNING or NODE_FAIL
    node: str = ""  # where it runs or ran; empty while it waits
    reason: str = ""  # why it waits, or Slurm's word on its end

    @property
    def ended(self) -> bool:
        """Whether it will do nothing more."""
        return self.state in ENDED

    @property
    def hopeless(self) -> bool:
        """Whether it waits for what will never come without somebody's hand."""
        return self.state == "PENDING" and bool(HOPELESS.fullmatch(self.reason))


@dataclass(frozen=True)
class Array:
    """An array to submit: tasks 0 to size - 1; `options` go to sbatch last, so they win."""

    name: str
    script: str  # the text of it
    size: int
    cpus: int  # processors of each task
    memory: int  # of each task, in bytes
    minutes: int  # after which Slurm kills a task
    options: Sequence[str] = ()

    def arguments(self) -> list[str]:
        """Return sbatch's arguments."""
        return [
            "--parsable",
            f"--job-name={self.name}",
            f"--array=0-{self.size - 1}",
            f"--time={self.minutes}",
            "--ntasks=1",
            f"--cpus-per-task={self.cpus}",
            f"--mem={self.memory // 1024**2}M",
            # The script writes its own environment and its own log.
            "--export=NONE",
            "--output=/dev/null",
            "--chdir=/",
            # The farm itself tries again, with only what is left to do.
            "--no-requeue",
            *self.options,
        ]


def check() -> None:
    """Raise SlurmError unless Slurm's commands are here and its controller answers."""
    missing = [name for name in COMMANDS if shutil.which(name) is None]
    if missing:
        raise SlurmError(
            f"The slurm engine calls {', '.join(COMMANDS)} and did not find {', '.join(missing)}: "
            "run this on a node that submits jobs, or use --engine local."
        )
    try:
        _call("squeue", "--noheader", "--me")
    except SlurmError as error:
        raise SlurmError(
            f"{error} Run this on a node that submits jobs, or use --engine local."
        ) from error


def submit(array: Array) -> str:
    """Submit an array and return its job's number. Raises SlurmError when Slurm refuses it."""
    try:
        answer = _call("sbatch", *array.arguments(), text=array.script)
    except SlurmError as error:
        raise SlurmError(
            f"{error} Correct or add an --sbatch-option (partition, account, time)."
        ) from error
    # --parsable: "number" or "number;cluster", maybe after lines of a site's own plugins.
    found = re.search(r"^(\d+)(;\S+)?$", answer, re.MULTILINE)
    if not found:
        raise SlurmError(f"Expected a job's number from sbatch, found {answer.strip()!r}.")
    return found[1]


def tasks(job: str) -> dict[int, Task]:
    """Return the tasks of an array that Slurm remembers, by index.

    One that is missing ended long ago. Raises SlurmError when Slurm does not answer.
    """
    try:
        answer = _call(
            "squeue", "--noheader", "--array", "--states=all", f"--jobs={job}",
            "--format=%K|%T|%N|%r",
        )  # fmt: skip
    except SlurmError as error:
        if "Invalid job id" in str(error):  # every task ended more than MinJobAge ago
            return {}
        raise
    rows = (line.split("|", 3) for line in answer.splitlines() if line.count("|") >= 3)
    return {
        int(index): Task(state, node.strip(), reason.strip())
        for index, state, node, reason in rows
        if index.isdigit()
    }


def living(names: Sequence[str]) -> set[str]:
    """Return the numbers of this account's arrays of these names that have not ended."""
    answer = _call("squeue", "--noheader", "--me", f"--name={','.join(names)}", "--format=%F")
    return set(answer.split())


def cancel(jobs: Sequence[str]) -> None:
    """Cancel arrays; one that has ended is no error."""
    if jobs:
        _call("scancel", "--quiet", *jobs)


def _call(*command: str, text: str = "") -> str:
    """Run one of Slurm's commands with `text` as its input and return what it printed.

    Raises SlurmError with the last thing it said.
    """
    try:
        done = subprocess.run(
            command,
            env=_environment(),
            input=text,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=PATIENCE,
        )
    except FileNotFoundError as error:
        raise SlurmError(f"The slurm engine calls {command[0]}, which is not here.") from error
    except subprocess.TimeoutExpired as error:
        raise SlurmError(
            f"{command[0]} did not answer within {PATIENCE:.0f} s: ask for the state of Slurm's "
            "controller, then run the same command again: what is graded is kept."
        ) from error
    if done.returncode:
        words = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        said = re.sub(r"^\w+: (error|fatal): ", "", words[-1]) if words else "nothing"
        raise SlurmError(f"{command[0]} failed and said: {said.rstrip('.')}.")
    return done.stdout


def _environment() -> dict[str, str]:
    """Return the environment for Slurm's commands.

    A hub's server started by Slurm itself carries its own job's SLURM_* variables, which sbatch
    would take as options for ours. SLURM_CONF says which cluster; SBATCH_* are the person's wishes.
    """
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("SLURM_") or name == "SLURM_CONF"
    }
