"""Run Python as a user without any right, whoever runs the tests.

`python -m tests.grading.unprivileged TIER` is what is run so: it prints, as JSON, what a jail of
that tier looks like from inside when the grader itself is an ordinary user.
"""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).parents[2]
# CAP_SETFCAP stays: since Linux 5.12, who maps uid 0 in a user namespace must hold it
NO_RIGHTS = ["setpriv", "--bounding-set", "-all,+setfcap", "--inh-caps", "-all"]
NOBODY = [*NO_RIGHTS, "--reuid", "65534", "--regid", "65534", "--clear-groups"]
# A second process: the first one still reads with the rights setpriv had
_TRY = (
    "import subprocess, sys; subprocess.run([sys.executable, '-c', "
    "'import artia.grading.forkserver, artia.grading.jail, psutil, numpy'], check=True)"
)


def environment() -> dict[str, str]:
    """Return what Python needs to find this environment's packages, and nothing else."""
    packages = sysconfig.get_path("purelib")
    path = os.pathsep.join([packages, str(ROOT / "src"), str(ROOT)])
    return {"PATH": "/usr/bin:/bin", "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}


@functools.cache
def python() -> tuple[str, ...]:
    """Return the command of a Python without rights: as nobody, or as root with none left.

    As nobody where some Python may be read by anybody; the second where it may not.
    """
    if os.geteuid() != 0:
        return (sys.executable,)
    system = f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    for command in ([*NOBODY, sys.executable], [*NOBODY, system]):
        if run(*command, "-c", _TRY).returncode == 0:
            return tuple(command)
    return (*NO_RIGHTS, sys.executable)


def run(*command: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    """Run a command in the clean environment above."""
    return subprocess.run(
        command, env=environment(), cwd="/", capture_output=True, text=True, timeout=timeout
    )


def report(tier: int) -> dict:
    """Start a fork server and a kernel as whoever runs this; return what the kernel sees."""
    from artia.grading.forkserver import ForkServer
    from artia.grading.jail import JailRequest, Limits, Tier, best_tier, diagnose
    from tests.grading.jailed import DeadKernel, JailedKernel, look

    found: dict = {"best": int(best_tier()), "diagnosis": diagnose()}
    request = JailRequest(Tier(tier), limits=Limits(processes=40, memory=256 * 2**20))
    with ForkServer(["numpy"]) as server:
        with JailedKernel(request, server) as kernel:
            found["inside"] = look(kernel)
            found["usage"] = vars(kernel.provisioner.usage())
            try:
                found["forks"] = kernel.ask("fork_until_refused(300)")
            except DeadKernel:
                found["forks"] = kernel.wait_for_end().limit
        found["folder left"] = kernel.folder.exists()
    return found


if __name__ == "__main__":
    print(json.dumps(report(int(sys.argv[1]))))
