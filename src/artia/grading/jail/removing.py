"""Delete what a learner's code may have left on the grader's disk, however it was made."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from pathlib import Path


def remove_tree(folder: Path) -> None:
    """Delete a folder and everything in it; raises nothing.

    `shutil.rmtree` gives up before folders nested by the thousand (it calls itself) and before
    folders whose owner may not list them; chmod(1) and rm(1) do neither, and follow no link.
    """
    with contextlib.suppress(RecursionError):
        shutil.rmtree(folder, ignore_errors=True)
    if os.path.lexists(folder):
        for command in (["/bin/chmod", "-R", "u+rwX"], ["/bin/rm", "-rf"]):
            with contextlib.suppress(OSError):
                subprocess.run([*command, "--", folder], capture_output=True, check=False)
