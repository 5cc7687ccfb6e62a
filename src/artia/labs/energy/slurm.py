"""Ask a cluster for five minutes of a graphics card, where the cluster runs Slurm."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from artia.labs.energy.files import check_new
from artia.labs.energy.workload import check_workload
from artia.labs.errors import LabError
from artia.labs.limits import within
from artia.labs.messages import N_, _, language
from artia.labs.show import show
from artia.labs.typed import typed

PATIENCE = 60  # seconds: a busy scheduler answers in less

_JOB = """#!/bin/bash
#SBATCH --job-name=artia-energy
#SBATCH --time=00:{minutes:02d}:00
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=2
#SBATCH --mem=8G
#SBATCH --output="{output}"
{options}
# Records the power of the card while a small model trains, then writes.
{python} -m artia.labs.energy record --language {language} --out {out} --workload {workload}
"""


@typed
def submit(
    out: str = "trace-slurm",
    *,
    really: bool = True,
    minutes: int = 5,
    account: str = "",
    gpus: int = 1,
    workload: str = "train",
) -> str | None:
    """Submit a job that records a trace in the folder `out`; return its number.

    Returns None, with a sentence, where there is no Slurm or when not `really` asked. Raises
    LabError for what cannot be asked and, with what Slurm said, when it refuses the job.
    `account` is the allocation to charge, which many clusters ask for.
    """
    minutes = within("minutes", minutes, 1, 59, whole=True)
    gpus = within("gpus", gpus, 0, 8, whole=True)
    if not re.fullmatch(r"[\w.-]*", account):
        raise LabError(N_("slurm: account"), found=" ".join(account.split())[:40])
    check_workload(workload)
    folder = Path(out)
    if not re.fullmatch(r"[\w ./-]*", out) or not folder.name:
        raise LabError(N_("slurm: folder"), found=" ".join(out.split())[:40])
    command = shutil.which("sbatch")
    if command is None:
        show(_("slurm: none here"))
        return None
    if not really:
        show(_("slurm: here"))
        return None
    check_new(folder)
    script = job(folder.resolve(), minutes, account, gpus, workload)
    try:
        answer = subprocess.run(
            [command, "--parsable"],
            input=script,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise LabError(N_("slurm: refused"), reason=str(error)) from None
    if answer.returncode:
        raise LabError(N_("slurm: refused"), reason=answer.stderr.strip() or "—")
    number = answer.stdout.strip().split(";")[0]  # «number;cluster» on a federation
    show(_("slurm: submitted").format(job=number, minutes=minutes, folder=out))
    return number


def job(folder: Path, minutes: int, account: str, gpus: int, workload: str) -> str:
    """Write the job's script."""
    options = [f"#SBATCH --account={account}"] if account else []
    options += [f"#SBATCH --gpus-per-node={gpus}"] if gpus else []
    return _JOB.format(
        minutes=minutes,
        output=f"{folder}.log",
        options="\n".join(options),
        python=shlex.quote(sys.executable),
        language=language(),
        out=shlex.quote(str(folder)),
        workload=workload,
    )
