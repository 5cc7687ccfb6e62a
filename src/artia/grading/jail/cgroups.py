"""Control groups: memory and processes limited, CPU time counted for a whole kernel.

Version 1 keeps one tree per controller (Documentation/admin-guide/cgroup-v1), version 2 one
tree for all (Documentation/admin-guide/cgroup-v2.rst). Groups are made beside the grader's own,
in a folder `artia-grading`, named by slot, and removed with it. Should a grader be killed, the next
holder of the slot does it (`slots`).
"""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import dataclass
from pathlib import Path

from artia.grading.jail import tree
from artia.grading.jail.request import Limits
from artia.grading.jail.rlimits import KERNEL_TASKS

NAME = "artia-grading"
MOUNT = Path("/sys/fs/cgroup")
_V1 = ("memory", "pids", "cpuacct")


@dataclass(frozen=True)
class Group:
    """One kernel's control group: a folder per controller (the same one in version 2)."""

    memory: Path
    pids: Path
    cpu: Path
    version: int

    @property
    def folders(self) -> list[Path]:
        """The group's folders, each once."""
        return list(dict.fromkeys((self.memory, self.pids, self.cpu)))

    def create(self, limits: Limits) -> None:
        """Make the group, empty, with its limits. Raises OSError."""
        for folder in self.folders:
            _make(folder)
        self.empty()
        tasks = limits.processes + KERNEL_TASKS
        if self.version == 1:
            # Lowered before memsw, which may not be below it; raised after
            _write(self.memory / "memory.limit_in_bytes", limits.memory)
            with contextlib.suppress(OSError):  # absent without swap accounting
                _write(self.memory / "memory.memsw.limit_in_bytes", limits.memory)
        else:
            _write(self.memory / "memory.max", limits.memory)
            with contextlib.suppress(OSError):
                _write(self.memory / "memory.swap.max", 0)
        _write(self.pids / "pids.max", tasks)

    def add(self, pid: int) -> None:
        """Move a process in; those it starts follow."""
        for folder in self.folders:
            _write(folder / "cgroup.procs", pid)

    def processes(self) -> list[int]:
        """Return the pids inside, as the caller's pid namespace knows them."""
        found: set[int] = set()
        for folder in self.folders:
            with contextlib.suppress(OSError):
                found.update(map(int, (folder / "cgroup.procs").read_text().split()))
        return sorted(found - {0})

    def empty(self) -> bool:
        """Kill whatever is inside; True when nothing is left."""
        return tree.end_all(self.processes)

    def remove(self) -> None:
        """Empty the group and delete it; it stays, empty, when the kernel still holds it."""
        self.empty()
        for folder in self.folders:
            _remove(folder)
            with contextlib.suppress(OSError):  # other slots are in use
                folder.parent.rmdir()

    def usage(self) -> tree.Usage:
        """Read the counters; zeros once the group is gone."""
        try:
            if self.version == 1:
                cpu = int((self.cpu / "cpuacct.usage").read_text()) / 1e9
                memory = int((self.memory / "memory.usage_in_bytes").read_text())
            else:
                cpu = _value(self.cpu / "cpu.stat", "usage_usec") / 1e6
                memory = int((self.memory / "memory.current").read_text())
            tasks = int((self.pids / "pids.current").read_text())
        except OSError:
            return tree.Usage(0.0, 0, 0)
        return tree.Usage(cpu, memory, tasks)

    def killed_for_memory(self) -> bool:
        """Whether the kernel's out-of-memory killer struck inside."""
        name = "memory.oom_control" if self.version == 1 else "memory.events"
        try:
            return _value(self.memory / name, "oom_kill") > 0
        except OSError:
            return False

    def to_dict(self) -> dict:
        """Return values JSON can hold."""
        return {
            "memory": str(self.memory),
            "pids": str(self.pids),
            "cpu": str(self.cpu),
            "version": self.version,
        }

    @classmethod
    def from_dict(cls, values: dict) -> Group:
        """Read what `to_dict` wrote."""
        memory, pids, cpu = (Path(values[key]) for key in ("memory", "pids", "cpu"))
        return cls(memory, pids, cpu, values["version"])


def group(slot: int, mount: Path = MOUNT) -> Group | None:
    """Return the group of a slot, not created yet; None where cgroups cannot be written."""
    name = f"slot{slot:03d}"
    own = _own_groups()
    if all((mount / controller / "cgroup.procs").exists() for controller in _V1):
        folders = [_pool(mount / c, own.get(c, "/")) for c in _V1]
        if all(folders):
            memory, pids, cpu = (folder / name for folder in folders)
            return Group(memory, pids, cpu, 1)
    if (mount / "cgroup.controllers").exists():
        folder = _pool_v2(mount, own.get("", "/"))
        if folder:
            return Group(*[folder / name] * 3, 2)
    return None


def _own_groups() -> dict[str, str]:
    """Return the caller's group by controller, "" for version 2: proc_pid_cgroup(5)."""
    found = {}
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        for controller in controllers.split(","):
            found[controller] = path
    return found


def _pool(tree_root: Path, own: str) -> Path | None:
    """Make the folder of slots below the caller's own group, or at the root it can see."""
    for parent in (tree_root / own.lstrip("/"), tree_root):
        if (parent / "cgroup.procs").exists():
            with contextlib.suppress(OSError):
                (parent / NAME).mkdir(exist_ok=True)
                if os.access(parent / NAME / "cgroup.procs", os.W_OK):
                    return parent / NAME
    return None


def _pool_v2(mount: Path, own: str) -> Path | None:
    """The same in version 2, where memory and pids must be handed down first.

    A group that holds processes cannot hand controllers down ("no internal processes"), so
    that the caller's own group usually refuses; its parents up to the root are tried in turn.
    """
    parent = mount / own.lstrip("/")
    candidates = [parent, *parent.parents] if parent.is_relative_to(mount) else [mount]
    for folder in candidates:
        if not folder.is_relative_to(mount):
            break
        with contextlib.suppress(OSError):
            _hand_down(folder)
            (folder / NAME).mkdir(exist_ok=True)
            _hand_down(folder / NAME)
            return folder / NAME
    return None


def _hand_down(folder: Path) -> None:
    wanted = {"memory", "pids"}
    if not wanted <= set((folder / "cgroup.subtree_control").read_text().split()):
        _write(folder / "cgroup.subtree_control", "+memory +pids")


def _make(folder: Path) -> None:
    """Make a group's folder, and again its parent, which another grader may just have removed."""
    for _ in range(20):
        try:
            folder.mkdir(exist_ok=True)
        except FileNotFoundError:
            with contextlib.suppress(FileExistsError):
                folder.parent.mkdir()
                if (folder.parent / "cgroup.subtree_control").exists():
                    _hand_down(folder.parent)
        else:
            return
    raise OSError(f"{folder}: the control group cannot be made")


def _remove(folder: Path) -> None:
    """Delete an empty group; EBUSY says that a dead process is not quite gone."""
    for _ in range(100):
        try:
            folder.rmdir()
        except FileNotFoundError:
            return
        except OSError:
            time.sleep(0.01)
        else:
            return


def _value(path: Path, key: str) -> int:
    """Read one line of a file of "key value" lines, 0 when it is not there."""
    for line in path.read_text().splitlines():
        name, _, value = line.partition(" ")
        if name == key:
            return int(value)
    return 0


def _write(path: Path, value: object) -> None:
    path.write_text(str(value))
