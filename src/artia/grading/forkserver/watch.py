"""Limits on a whole kernel where no control group keeps them: looked at four times a second.

rlimits bound each process; this bounds their sum, and the work folder of the tiers whose disk
has no size. A kernel can be over for a quarter of a second, never for long.
"""

from __future__ import annotations

import os
from pathlib import Path

from artia.grading.jail import tree
from artia.grading.jail.enter import Folders
from artia.grading.jail.request import JailRequest
from artia.grading.jail.rlimits import KERNEL_TASKS

SECONDS = 0.25
_LOOKS_PER_DISK = 4  # the folder is walked once a second


class Watch:
    """Adds up what the children of this process use, and says when it is too much."""

    def __init__(self, request: JailRequest, folders: Folders) -> None:
        self.request = request
        self.folders = folders
        self.used = tree.Usage(0.0, 0, 0)
        self.passed = ""
        self._inherited = tree.own_memory(os.getpid())  # what the fork server had loaded
        self._looks = 0

    def usage(self) -> tree.Usage:
        """Return the use of all descendants; CPU time never goes down when some disappear."""
        now = tree.measure(tree.descendants(os.getpid()), self._inherited)
        cpu = max(now.cpu_seconds, self.used.cpu_seconds)
        self.used = tree.Usage(cpu, now.memory_bytes, now.processes)
        return self.used

    def over(self) -> str:
        """Return the name of a limit that is passed, "" when none is."""
        limits, used = self.request.limits, self.usage()
        if used.memory_bytes > limits.memory:
            self.passed = "memory"
        elif used.processes > limits.processes + KERNEL_TASKS:
            self.passed = "processes"
        elif self._disk_over():
            self.passed = "disk"
        return self.passed

    def _disk_over(self) -> bool:
        self._looks += 1
        if self.request.tier.namespaces or self._looks % _LOOKS_PER_DISK:
            return False
        size = folder_size(self.folders.work) + folder_size(self.folders.temporary)
        return size > self.request.limits.disk


def folder_size(folder: Path) -> int:
    """Return the bytes that the files below a folder take on disk."""
    total = 0
    for path, _, files in os.walk(folder):
        for name in files:
            try:
                total += os.lstat(os.path.join(path, name)).st_blocks * 512
            except OSError:
                continue  # deleted meanwhile
    return total
