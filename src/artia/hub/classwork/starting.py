"""Start a pass over the class in a process that outlives the request, and the person's server."""

import os
import subprocess
import sys

from artia.hub.classwork.report import Report, held, now
from artia.hub.state import REPO, State

#: What the process is told; the rest of a person's server (its token, its settings) stays there.
PASSED_ON = ("ARTIA_HUB_CHILD_OF", "ARTIA_HUB_STATE", "LANG", "LC_ALL", "PATH", "TZ")


def start(state: State, lab: str) -> bool:
    """Start a pass; False, with nothing started, when one is going on."""
    with held(state, lab) as lock:
        if lock is None:
            return False
        Report(lab, began=now()).save(state)
        with (state.log.parent / "classwork.log").open("ab") as log:
            subprocess.Popen(
                [sys.executable, "-m", "artia.hub.classwork.running", lab],
                cwd=state.course,
                env=_environment(state),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # The lock goes to the process, and ends with it, however it ends.
                pass_fds=[lock],
                start_new_session=True,
            )
    return True


def _environment(state: State) -> dict[str, str]:
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {
        **kept,
        "HOME": str(state.grader_home),
        # The instructor's configuration, and not the one of the person's own server.
        "JUPYTER_CONFIG_PATH": str(REPO / "instructor"),
        "OMP_NUM_THREADS": "1",
        "PYTHONUNBUFFERED": "1",
    }
