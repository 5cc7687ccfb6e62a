"""The script that every task of an array runs: which shard is its own, in which environment."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

#: In a shard's folder while its array may run: the array's name. A task that does not find it
#: belongs to a farm that was stopped.
MARKER = "slurm.job"
#: Its name while that array is being cancelled.
ENDING = "slurm.ending"

#: What a task keeps of the submitter's environment: where programs and libraries are, and the
#: encoding. Tokens, keys and the rest of a hub's server stay where they are.
KEPT = ("HOME", "USER", "LOGNAME", "LANG", "LC_ALL")
SEARCH_PATHS = ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH")
#: What it keeps of its own node's.
OF_THE_NODE = ("TMPDIR", "SLURM_JOB_ID", "SLURM_ARRAY_TASK_ID", "SLURM_CPUS_PER_TASK")


@dataclass(frozen=True)
class Errand:
    """One task's work: some students of a shard, or everyone."""

    shard: Path
    attempt: int = 1  # counted from 1
    students: tuple[str, ...] = ()  # none: everyone

    @property
    def log(self) -> Path:
        """Where the task writes the students it has graded, then what stopped it."""
        alone = f"-{self.students[0]}" if len(self.students) == 1 else ""
        return self.shard / f"slurm-{self.attempt}{alone}.log"


def job_script(name: str, errands: Sequence[Errand], workers: int) -> str:
    """Return the batch script of an array called `name`, whose task N does `errands[N]`.

    The shell stays the parent of Python, and passes on its exit code.
    """
    cases = "\n".join(
        f"{index}) set -- {_words(_arguments(errand, workers))}; log={_words([errand.log])};;"
        for index, errand in enumerate(errands)
    )
    of_the_node = " ".join(f'${{{name}+"{name}=${name}"}}' for name in OF_THE_NODE)
    # -P: the current folder is no place to import from.
    command = _words([sys.executable, "-P", "-m", "artia.grading.farm.shard"])
    return f"""\
#!/bin/sh
# A task of the array {name}: written by `artia grade`, never by hand.
case "$SLURM_ARRAY_TASK_ID" in
{cases}
*) exit 64;;
esac
[ "$(cat "$1/{MARKER}")" = {name} ] || exit 0
exec >"$log" 2>&1
env -i {_words(_kept())} {of_the_node} {command} "$@"
exit $?
"""


def _arguments(errand: Errand, workers: int) -> list[str | Path]:
    """Return what `artia.grading.farm.shard` is told."""
    only = [word for student in errand.students for word in ("--student", student)]
    return [errand.shard, "--workers", str(workers), *only]


def _kept() -> list[str]:
    """Return the assignments that a task gets of this process's environment."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    for name in SEARCH_PATHS:
        folders = [os.path.abspath(part) for part in os.environ.get(name, "").split(":") if part]
        if name == "PATH":  # the interpreter's first: nbgrader calls alembic by its name
            folders.insert(0, str(Path(sys.executable).parent))
        if folders:
            kept[name] = ":".join(dict.fromkeys(folders))
    return [f"{name}={value}" for name, value in kept.items()]


def _words(values: Sequence[str | Path]) -> str:
    """Quote values for the shell."""
    return shlex.join(map(str, values))
