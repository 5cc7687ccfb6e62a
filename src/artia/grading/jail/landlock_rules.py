"""Landlock (landlock(7)): which files a kernel may touch, whatever its user may.

Alone in the Landlock tier; in the others a second wall behind the mount namespace. In every
tier the run folder, which lies on the grader's disk, takes sockets only.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable
from dataclasses import dataclass

import landlock
from landlock import FSAccess

from artia.grading.jail import syscalls

_READ = FSAccess.EXECUTE | FSAccess.READ_FILE | FSAccess.READ_DIR
_SOCKETS = FSAccess.READ_DIR | FSAccess.MAKE_SOCK | FSAccess.REMOVE_FILE
# No device nodes: the process has no right to make them anyway
_WRITE = _READ | (
    FSAccess.WRITE_FILE
    | FSAccess.REMOVE_DIR
    | FSAccess.REMOVE_FILE
    | FSAccess.MAKE_DIR
    | FSAccess.MAKE_REG
    | FSAccess.MAKE_SOCK
    | FSAccess.MAKE_FIFO
    | FSAccess.MAKE_SYM
)
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


@dataclass(frozen=True)
class Reach:
    """Paths, as the confined process sees them, by what may be done beneath."""

    readable: Iterable[str | os.PathLike]
    writable: Iterable[str | os.PathLike]
    sockets: Iterable[str | os.PathLike]
    devices: Iterable[str | os.PathLike] = _DEVICES


def abi() -> int:
    """Return the kernel's Landlock version, 0 where it is absent or switched off."""
    ctypes.set_errno(0)  # the library takes an old error for its own
    try:
        return landlock.landlock_abi_version()
    except OSError:
        return 0


def restrict_files(reach: Reach) -> None:
    """Confine the calling thread to `reach`; no_new_privs must be set. Raises OSError."""
    ctypes.set_errno(0)
    rules = landlock.Ruleset()
    handled = rules.restrict_rules
    late = (FSAccess.TRUNCATE | FSAccess.REFER) & handled  # what this kernel's ABI knows
    for path in reach.readable:
        _allow(rules, path, _READ)
    # Terminals are set up by ioctl(2); no other device can be made where writing is allowed
    terminals = FSAccess.IOCTL_DEV & handled
    for path in reach.writable:
        _allow(rules, path, _WRITE | late | terminals)
    for path in reach.sockets:
        _allow(rules, path, _SOCKETS)
    for path in reach.devices:
        _allow(rules, path, (FSAccess.READ_FILE | FSAccess.WRITE_FILE) | late)
    ctypes.set_errno(0)
    rules.apply()
    os.close(rules._fd)


def restrict_network_and_scopes() -> None:
    """Refuse TCP, abstract sockets and signals to processes outside, as far as the ABI goes."""
    syscalls.landlock_restrict_network_and_scopes(abi())


def _allow(rules: landlock.Ruleset, path: str | os.PathLike, access: FSAccess) -> None:
    if not os.path.exists(path):
        return
    if not os.path.isdir(path):
        access &= FSAccess.all_file()
    ctypes.set_errno(0)
    rules.allow(path, rules=access)
