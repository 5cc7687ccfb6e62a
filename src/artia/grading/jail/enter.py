"""Enter the jail: the supervisor prepares, then the kernel's process confines itself.

The order matters: namespaces and the new root while there are rights to make them, limits,
then the user and the rights, and last the two filters, which cannot be taken off.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from artia.grading.jail import (
    credentials,
    landlock_rules,
    rlimits,
    runtime,
    seccomp_filter,
    syscalls,
)
from artia.grading.jail import root as jail_root
from artia.grading.jail.copying import copy_files, open_folder
from artia.grading.jail.request import JailError, JailRequest
from artia.grading.jail.slots import FIRST_UID
from artia.grading.jail.tier import Tier

_OWN = (
    syscalls.CLONE_NEWNS
    | syscalls.CLONE_NEWNET
    | syscalls.CLONE_NEWIPC
    | syscalls.CLONE_NEWUTS
    | syscalls.CLONE_NEWCGROUP
)
_PROC = ("self", "cpuinfo", "meminfo", "stat", "loadavg", "uptime", "version", "filesystems")


@dataclass(frozen=True)
class Folders:
    """The host folders of one kernel, under a private one: sockets, work folder, mount point."""

    base: Path

    @property
    def sockets(self) -> Path:
        """Where the kernel makes its sockets."""
        return self.base / "s"

    @property
    def work(self) -> Path:
        """The work folder of the tiers that have no file system of their own."""
        return self.base / "work"

    @property
    def temporary(self) -> Path:
        """The same for temporary files."""
        return self.base / "tmp"

    @property
    def mount_point(self) -> Path:
        """An empty folder, to build the new root on."""
        return self.base / "root"

    def create(self) -> None:
        """Make them all, private."""
        for folder in (self.sockets, self.work, self.temporary, self.mount_point):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)


@dataclass(frozen=True)
class Places:
    """The same places as the confined process sees them."""

    work: str
    sockets: str
    temporary: str


@dataclass(frozen=True)
class Jail:
    """What the supervisor decided: the request, the kernel's user, whether cgroups count."""

    request: JailRequest
    folders: Folders
    uid: int
    has_group: bool

    @property
    def places(self) -> Places:
        """Where the kernel will find its folders."""
        if self.request.tier.namespaces:
            return Places(jail_root.WORK, jail_root.RUN, "/tmp")
        host = self.folders
        return Places(str(host.work), str(host.sockets), str(host.temporary))


def leave_namespaces(tier: Tier) -> None:
    """In the supervisor, before it forks the kernel: the child will be pid 1 of its own world."""
    if tier == Tier.USER_NAMESPACES:
        uid, gid = os.getuid(), os.getgid()
        syscalls.unshare(syscalls.CLONE_NEWUSER | syscalls.CLONE_NEWPID)
        credentials.map_user(uid, gid, FIRST_UID, FIRST_UID)
    elif tier == Tier.ROOT:
        syscalls.unshare(syscalls.CLONE_NEWPID)


def confine(jail: Jail) -> Places:
    """In the kernel's process, alone in its thread: give up everything but the jail.

    Returns the places of its folders. Raises OSError when the kernel refuses a step, JailError
    when the request cannot be met: the caller must then end without running anything.
    """
    request, tier = jail.request, jail.request.tier
    os.umask(0o022)
    if tier.namespaces:
        syscalls.unshare(_OWN)
        syscalls.sethostname("jail")
        jail_root.build_root(
            request, str(jail.folders.mount_point), str(jail.folders.sockets), jail.uid, jail.uid
        )
    else:
        files = open_folder(request.files)
        copy_files(files, jail.places.work, request.limits.disk, os.getuid(), os.getgid())
    rlimits.set_limits(request.limits, _most_tasks(jail), memory_too=not jail.has_group)
    if tier > Tier.NONE:
        syscalls.drop_bounding_set()
    if tier == Tier.ROOT:
        credentials.become(jail.uid, jail.uid)
    credentials.give_up_rights()
    os.chdir(jail.places.work)
    if tier > Tier.NONE:
        _filter(jail)
    return jail.places


def _filter(jail: Jail) -> None:
    abi = landlock_rules.abi()
    if not abi and jail.request.tier == Tier.LANDLOCK:
        raise JailError("this kernel has no Landlock (Linux 5.13 and later, lsm=landlock)")
    rules = seccomp_filter.build(jail.request.tier, abi, counted=jail.has_group)
    if abi:
        landlock_rules.restrict_files(_reach(jail))
        landlock_rules.restrict_network_and_scopes()
    seccomp_filter.load(rules)


def _reach(jail: Jail) -> landlock_rules.Reach:
    places = jail.places
    writable = [places.work, places.temporary]
    if jail.request.tier.namespaces:  # nothing to hide: the root holds what may be read only
        writable += ["/dev/shm", "/dev/pts"]
        return landlock_rules.Reach(["/"], writable, [places.sockets])
    readable = [*runtime.readable(), *jail.request.readonly]
    readable += [Path("/proc") / name for name in _PROC]
    return landlock_rules.Reach(readable, writable, [places.sockets])


def _most_tasks(jail: Jail) -> int | None:
    """The limit of processes where no cgroup counts them."""
    if jail.has_group:
        return None
    most = jail.request.limits.processes + rlimits.KERNEL_TASKS
    if jail.request.tier.namespaces:
        return most  # a user of its own, or a count of its own in the user namespace
    return most + _tasks_of_user()


def _tasks_of_user() -> int:
    """Count the processes and threads of the caller's user, who may be doing other things."""
    import psutil

    own = os.getuid()
    total = 0
    for process in psutil.process_iter(["uids", "num_threads"]):
        if process.info["uids"] and process.info["uids"].real == own:
            total += process.info["num_threads"] or 0
    return total
