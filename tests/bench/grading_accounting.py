"""Run a command and count all the CPU time that it caused, wherever its processes went.

Three counters, from the surest:

* a cgroup v2 of the command's own: `cpu.stat` holds the time of every process that was ever in
  it, dead or alive, reaped or not, and needs no controller;
* the same with version 1's `cpuacct`;
* otherwise the operating system's sum over the children that were waited for.

A grader may move its kernels to cgroups of its own and leave ours. So each count is a lower
bound, the largest is kept, and `grading_selftest` proves on this machine that a jailed kernel's
work is in it. See Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/cpuacct.rst in Linux.
"""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

#: A shell that enters the cgroups named before `--`, then becomes the command.
ENTER = 'while [ "$1" != -- ]; do echo $$ > "$1/cgroup.procs" || exit 125; shift; done; shift; '


@dataclass(frozen=True)
class Usage:
    """What one command took: seconds on the clock, CPU seconds, and how they were counted."""

    wall: float
    cpu: float
    counts: dict[str, float]  # CPU seconds by each counter that this machine has
    status: int
    output: str
    left_behind: int  # processes still in its cgroup when it ended; they are killed
    others: float  # CPU seconds that everything else on the machine took meanwhile

    def to_dict(self) -> dict[str, object]:
        """Return the figures, rounded, without the output."""
        return {
            "wall_s": round(self.wall, 3),
            "cpu_s": round(self.cpu, 3),
            "cpu_s_by_counter": {name: round(value, 3) for name, value in self.counts.items()},
            "processes_left_behind": self.left_behind,
            "others_cpu_s": round(self.others, 3),
        }


class CpuGroup:
    """A cgroup for one command, in whichever hierarchy counts CPU time.

    The command enters a group below the one that counts: in version 2 a grader can only make
    groups beside a group that holds processes, and there they are counted too.
    """

    def __init__(self, kind: str, parent: Path):
        self.kind = kind
        self.folder = parent / f"artia-bench-{os.getpid()}"
        self.entrance = self.folder / "command"

    def __enter__(self) -> CpuGroup:
        self.entrance.mkdir(parents=True)
        return self

    def __exit__(self, *_: object) -> None:
        self.kill_all()
        # A cgroup can only be removed once the kernel has buried its last process.
        for _attempt in range(50):
            with suppress(OSError):
                inside = [path for path in self.folder.rglob("*") if path.is_dir()]
                for folder in [*sorted(inside, reverse=True), self.folder]:
                    folder.rmdir()
                return
            time.sleep(0.1)

    def seconds(self) -> float:
        """Return the CPU seconds used so far by everything that was ever inside."""
        if self.kind == "cpuacct":
            return int((self.folder / "cpuacct.usage").read_text()) / 1e9
        lines = (self.folder / "cpu.stat").read_text().splitlines()
        return int(dict(line.split() for line in lines)["usage_usec"]) / 1e6

    def kill_all(self) -> int:
        """End what is still running inside; return how many processes there were."""
        inside = [
            int(pid)
            for procs in self.folder.rglob("cgroup.procs")
            for pid in procs.read_text().split()
        ]
        for pid in inside:
            with suppress(ProcessLookupError):
                os.kill(pid, 9)
        return len(inside)


def usable_groups() -> list[CpuGroup]:
    """Return a group for every hierarchy in which this process may count CPU time."""
    found = []
    for line in Path("/proc/self/mounts").read_text().splitlines():
        _, mount, kind, options, *_ = line.split()
        if kind == "cgroup" and "cpuacct" in options.split(","):
            group = CpuGroup("cpuacct", Path(mount))
        elif kind == "cgroup2":
            group = CpuGroup("cgroup2", Path(mount) / _own_cgroup2())
        else:
            continue
        with suppress(OSError), group:
            # Where the folder can be made but not entered, the count would be zero.
            enter = ["/bin/sh", "-c", ENTER, "sh", str(group.entrance), "--"]
            if subprocess.run(enter, stderr=subprocess.DEVNULL).returncode == 0:
                found.append(group)
    return found


def measure(command: Sequence[str], cwd: Path, env: dict[str, str]) -> Usage:
    """Run `command` to its end and return what it and all its descendants took."""
    with ExitStack() as stack:
        groups = [stack.enter_context(group) for group in usable_groups()]
        entrances = [str(group.entrance) for group in groups]
        wrapped = ["/bin/sh", "-c", ENTER + 'exec "$@"', "sh", *entrances, "--", *command]
        children = _waited_for()
        # To a file: a pipe would stay open, and this wait with it, as long as any orphan lives.
        printed = stack.enter_context(tempfile.TemporaryFile("w+"))
        start, busy = time.monotonic(), _machine_busy()
        done = subprocess.run(wrapped, cwd=cwd, env=env, stdout=printed, stderr=printed)
        wall, busy = time.monotonic() - start, _machine_busy() - busy
        left = max((group.kill_all() for group in groups), default=0)
        counts = {group.kind: group.seconds() for group in groups}
        counts["waited for"] = _waited_for() - children
        printed.seek(0)
        output, cpu = printed.read(), max(counts.values())
    return Usage(wall, cpu, counts, done.returncode, output, left, max(0.0, busy - cpu))


def _own_cgroup2() -> str:
    """Return this process's place in the unified hierarchy, relative to its mount."""
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        if line.startswith("0::"):
            return line.removeprefix("0::").strip("/")
    return ""


def _waited_for() -> float:
    """Return the CPU seconds of this process's children that have been waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _machine_busy() -> float:
    """Return the CPU seconds that were not idle since the machine started: proc_stat(5)."""
    ticks = [int(value) for value in Path("/proc/stat").read_text().split("\n")[0].split()[1:9]]
    user, nice, system, _idle, _waiting, *interrupts_and_stolen = ticks
    return (user + nice + system + sum(interrupts_and_stolen)) / os.sysconf("SC_CLK_TCK")
