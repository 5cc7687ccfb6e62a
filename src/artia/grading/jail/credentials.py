"""Give up every right: user, groups, capabilities, and the way back to them."""

from __future__ import annotations

import contextlib
import os
import signal

from artia.grading.jail import syscalls


def become(uid: int, gid: int) -> None:
    """Become a user that owns nothing on this machine (credentials(7)); needs root."""
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)


def map_user(uid: int, gid: int, to_uid: int, to_gid: int) -> None:
    """Name the caller's host user (`uid`) `to_uid` in its new user namespace.

    user_namespaces(7): an unprivileged process may map its own user only, and its own group
    only once setgroups(2) is refused. /proc/self belongs to root while the process is not
    dumpable, hence the two prctl.
    """
    syscalls.prctl(syscalls.PR_SET_DUMPABLE, 1)
    try:
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{to_uid} {uid} 1")
        _write("/proc/self/gid_map", f"{to_gid} {gid} 1")
    finally:
        syscalls.prctl(syscalls.PR_SET_DUMPABLE, 0)


def give_up_rights() -> None:
    """Drop all capabilities for good and forbid gaining any right by executing a program.

    The process dies with its parent from here on: the kernel forgets PR_SET_PDEATHSIG when
    credentials change, so it is set last (and the seccomp filter keeps it).
    """
    with contextlib.suppress(PermissionError):  # nothing to lock for a process without rights
        syscalls.prctl(syscalls.PR_SET_SECUREBITS, syscalls.SECBIT_NOROOT_AND_LOCKED)
    syscalls.drop_capabilities()
    syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
    # Without this, /proc/self belongs to root and libraries cannot read about themselves
    syscalls.prctl(syscalls.PR_SET_DUMPABLE, 1)
    syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)
