"""Limits of setrlimit(2): on every process in every tier, alone where there is no cgroup."""

from __future__ import annotations

import os
import resource
from pathlib import Path

from artia.grading.jail.request import Limits

KERNEL_TASKS = 24  # threads an idle ipykernel has, with room for a shell


def set_limits(limits: Limits, tasks: int | None, memory_too: bool) -> None:
    """Apply `limits` to the calling process and what it will start.

    tasks: the most processes and threads of the user, None where something better counts
    them; memory_too: without a cgroup, bound each process's private memory as well, beyond
    what it inherited from the fork server.
    """
    files = limits.open_files
    _set(resource.RLIMIT_CORE, 0)
    _set(resource.RLIMIT_CPU, limits.cpu_seconds)
    _set(resource.RLIMIT_FSIZE, limits.disk)
    _set(resource.RLIMIT_NOFILE, files)
    _set(resource.RLIMIT_MEMLOCK, min(limits.memory, 8 * 2**20))
    _set(resource.RLIMIT_MSGQUEUE, 0)
    if tasks is not None:
        _set(resource.RLIMIT_NPROC, tasks)
    if memory_too:
        _set(resource.RLIMIT_DATA, data_size() + limits.memory)


def data_size() -> int:
    """Return the caller's private writable memory in bytes: proc_pid_statm(5), `data`."""
    pages = int(Path("/proc/self/statm").read_text().split()[5])
    return pages * os.sysconf("SC_PAGESIZE")


def _set(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:  # never more than the grader itself was given
        most = min(most, hard)
    resource.setrlimit(kind, (most, most))
