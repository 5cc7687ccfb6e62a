"""A process and its descendants: find them, add up what they use, end them all."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Usage:
    """What a kernel used so far (`cpu_seconds`) and holds now, child processes included."""

    cpu_seconds: float
    memory_bytes: int
    processes: int  # threads counted too


def children(pid: int) -> list[int]:
    """Return the pids of a process's children: proc_pid_task_tid_children(5)."""
    found: list[int] = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children") as file:
                found += map(int, file.read().split())
    except FileNotFoundError:
        if os.path.exists(f"/proc/{pid}/task/{pid}/stat"):  # a kernel without that file
            return [child.pid for child in psutil.Process(pid).children()]
    except ProcessLookupError:
        pass
    return found


def descendants(pid: int) -> list[int]:
    """Return the pids of children, grandchildren and so on; the process itself excluded."""
    found: list[int] = []
    left = children(pid)
    while left:
        child = left.pop()
        if child not in found:
            found.append(child)
            left += children(child)
    return found


def measure(pids: list[int], inherited: int = 0) -> Usage:
    """Add up the use of processes; `inherited` bytes of each one's memory do not count.

    A fork shares its parent's memory until it writes: what the fork server had loaded belongs
    to nobody in particular. CPU time includes that of children waited for.
    """
    cpu, memory, tasks = 0.0, 0, 0
    for pid in pids:
        try:
            process = psutil.Process(pid)
            with process.oneshot():
                cpu += sum(process.cpu_times()[:4])
                tasks += process.num_threads()
                memory += max(0, own_memory(pid) - inherited)
        except (psutil.Error, OSError, ValueError):
            continue  # gone meanwhile
    return Usage(cpu, memory, tasks)


def own_memory(pid: int) -> int:
    """Return a process's anonymous and shared memory in bytes: proc_pid_status(5)."""
    total = 0
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(("RssAnon:", "RssShmem:")):
            total += int(line.split()[1]) * 1024
    return total


def end_all(find: Callable[[], list[int]], seconds: float = 10.0) -> bool:
    """Kill what `find` returns again and again until it returns nothing; True when it did.

    Each round first stops everything, so that a process that forks cannot outrun the list.
    Children of the caller are reaped.
    """
    deadline = time.monotonic() + seconds
    while pids := find():
        for action in (signal.SIGSTOP, signal.SIGKILL):
            for pid in pids:
                _signal(pid, action)
        _reap(pids)
        if time.monotonic() > deadline:
            return False
        time.sleep(0.002)
    return True


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        pass


def _reap(pids: list[int]) -> None:
    for pid in pids:
        try:
            os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            pass
