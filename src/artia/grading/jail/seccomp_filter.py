"""The system calls a kernel may make: seccomp(2) through libseccomp.

A list of what is refused would miss the calls of tomorrow, so the filter lists what is
allowed (`seccomp_calls`, after the default profile of container engines): a dangerous call that
is known answers EPERM, an unknown one ENOSYS, on which libraries fall back.
"""

from __future__ import annotations

import errno
import os
import platform
import socket

from artia.grading.jail import syscalls
from artia.grading.jail.request import JailError
from artia.grading.jail.seccomp_calls import (
    ALLOWED,
    HOST_WIDE,
    PRCTL_OPTIONS,
    PRETENDED,
    REFUSED,
    UNCOUNTED,
)
from artia.grading.jail.tier import Tier

_NAMESPACES = (
    syscalls.CLONE_NEWNS
    | syscalls.CLONE_NEWCGROUP
    | syscalls.CLONE_NEWUTS
    | syscalls.CLONE_NEWIPC
    | syscalls.CLONE_NEWUSER
    | syscalls.CLONE_NEWPID
    | syscalls.CLONE_NEWNET
)
_FAMILIES = 64  # more than Linux has; an unknown one answers ENOSYS
_INTERNET = {socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK}  # ZeroMQ lists interfaces
_SOCKET_TYPE = 0xF  # the rest are SOCK_CLOEXEC and SOCK_NONBLOCK


def library():
    """Return pyseccomp. Raises JailError where libseccomp is not installed."""
    try:
        import pyseccomp
    except (ImportError, RuntimeError, OSError) as error:
        raise JailError(
            "the jail needs libseccomp: install it (apt-get install libseccomp2) and pyseccomp"
        ) from error
    return pyseccomp


def build(tier: Tier, landlock_abi: int, counted: bool = False, internet: bool = False):
    """Return the filter of a tier, to be given to `load` in the process it confines.

    landlock_abi: the kernel's, 0 without; counted: whether a control group counts memory;
    internet: allow TCP and UDP, for a kernel whose network namespace leads nowhere.
    """
    lib = library()
    rules = lib.SyscallFilter(lib.ERRNO(errno.ENOSYS))
    # The default would kill one thread of a kernel that makes 32-bit calls, and hang the rest
    rules.set_attr(lib.Attr.ACT_BADARCH, lib.ERRNO(errno.ENOSYS))
    rules.set_attr(lib.Attr.CTL_OPTIMIZE, 2)  # a binary tree: fewer comparisons a call
    refuse = lib.ERRNO(errno.EPERM)
    landlock_tier = tier == Tier.LANDLOCK
    refused = _refused(landlock_tier, landlock_abi, counted)
    pretended = PRETENDED if landlock_tier else frozenset()
    for name in sorted(pretended):
        _add(rules, lib.ERRNO(0), name)
    for name in sorted(ALLOWED - refused - pretended):
        _add(rules, lib.ALLOW, name)
    for name in sorted(refused):
        _add(rules, refuse, name)
    _clone(rules, lib, refuse)
    _sockets(rules, lib, refuse, tier, internet)
    _prctl(rules, lib)
    if landlock_tier:
        _signals(rules, lib, refuse, landlock_abi)
        _own_limits_only(rules, lib, refuse)
    else:
        for name in ("kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"):
            _add(rules, lib.ALLOW, name)
        _add(rules, lib.ALLOW, "pidfd_send_signal")
        _add(rules, lib.ALLOW, "prlimit64")
    return rules


def _refused(landlock_tier: bool, landlock_abi: int, counted: bool) -> frozenset[str]:
    names = REFUSED if counted else REFUSED | UNCOUNTED
    if landlock_tier:
        names |= HOST_WIDE
        if landlock_abi < 3:  # which cannot rule it yet
            names |= {"truncate"}
    return names


def load(rules) -> None:
    """Confine the calling thread and its descendants; no_new_privs must be set."""
    rules.load()


def _add(rules, action: int, name: str, *arguments) -> None:
    """Add a rule; a call this architecture or this libseccomp does not know needs none."""
    lib = library()
    try:
        number = lib.resolve_syscall(lib.Arch.NATIVE, name)
    except OSError:
        return
    if number >= 0:
        rules.add_rule(action, number, *arguments)


def _clone(rules, lib, refuse: int) -> None:
    """Threads and processes, but no namespace. clone3 hides its flags: ENOSYS, by default."""
    flags = 1 if platform.machine() == "s390x" else 0  # clone(2): argument order
    _add(rules, lib.ALLOW, "clone", lib.Arg(flags, lib.MASKED_EQ, _NAMESPACES, 0))
    for bit in range(64):
        if _NAMESPACES >> bit & 1:
            _add(rules, refuse, "clone", lib.Arg(flags, lib.MASKED_EQ, 1 << bit, 1 << bit))


def _sockets(rules, lib, refuse: int, tier: Tier, internet: bool) -> None:
    """Unix sockets only: no TCP, no UDP, no netlink, no raw packets.

    Without a mount namespace the machine's own sockets (a container engine's, a system log's)
    are within reach: no connect, and none of the datagrams that need no connection.
    """
    alone = tier == Tier.LANDLOCK
    families = {socket.AF_UNIX} | (_INTERNET if internet else set())
    kinds = (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET, socket.SOCK_RAW)
    for name in ("socket", "socketpair"):
        for family in range(_FAMILIES):
            wanted = lib.Arg(0, lib.EQ, family)
            if family not in families:
                _add(rules, refuse, name, wanted)
                continue
            for kind in kinds:
                allowed = kind == socket.SOCK_STREAM or not alone
                typed = lib.Arg(1, lib.MASKED_EQ, _SOCKET_TYPE, kind)
                _add(rules, lib.ALLOW if allowed else refuse, name, wanted, typed)
    _add(rules, refuse if alone else lib.ALLOW, "connect")


def _prctl(rules, lib) -> None:
    """A few harmless options; the signal at the parent's death only pretends to be set.

    It keeps the one that ties the kernel to its supervisor; PyTorch's process pools ask for
    their own and would fail on an error. Options are compared whole: the kernel looks at the
    low half only, and a high half would otherwise slip through.
    """
    low = 0xFFFFFFFF
    death = lib.Arg(0, lib.MASKED_EQ, low, syscalls.PR_SET_PDEATHSIG)
    _add(rules, lib.ERRNO(0), "prctl", death)
    for option in PRCTL_OPTIONS:
        _add(rules, lib.ALLOW, "prctl", lib.Arg(0, lib.EQ, option))


def _signals(rules, lib, refuse: int, landlock_abi: int) -> None:
    """Without a pid namespace, other processes of the same user are within reach.

    Landlock keeps signals inside from its version 6 on; before, the kernel's process may
    signal itself only, and cannot end its children.
    """
    for name in ("rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_send_signal", "tkill"):
        _add(rules, refuse, name)
    if landlock_abi >= 6:
        for name in ("kill", "tgkill"):
            _add(rules, lib.ALLOW, name)
        return
    own = os.getpid()
    for name in ("kill", "tgkill"):
        _add(rules, lib.ALLOW, name, lib.Arg(0, lib.EQ, own))
        _add(rules, refuse, name, lib.Arg(0, lib.NE, own))


def _own_limits_only(rules, lib, refuse: int) -> None:
    """Without it a process could set the CPU limit of the grader to zero."""
    _add(rules, lib.ALLOW, "prlimit64", lib.Arg(0, lib.EQ, 0))
    _add(rules, refuse, "prlimit64", lib.Arg(0, lib.NE, 0))
