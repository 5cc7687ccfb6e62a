"""The system calls Python does not offer, one function each; OSError when the kernel refuses.

Every function names the manual page it follows. Numbers and constants are those of
<linux/sched.h>, <linux/mount.h>, <linux/prctl.h>, <linux/capability.h> and <linux/landlock.h>;
system call numbers above 423 are the same on all architectures, and pivot_root's is looked up.
"""

from __future__ import annotations

import ctypes
import os
import platform

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long

# unshare(2)
CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS = 0x00020000, 0x02000000, 0x04000000
CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID = 0x08000000, 0x10000000, 0x20000000
CLONE_NEWNET, CLONE_NEWTIME = 0x40000000, 0x00000080
# mount(2), umount2(2), mount_setattr(2)
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND = 2, 4, 8, 4096
MS_REC, MS_PRIVATE = 16384, 1 << 18
MNT_DETACH = 2
MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID, MOUNT_ATTR_NODEV = 1, 2, 4
AT_FDCWD, AT_RECURSIVE = -100, 0x8000
# prctl(2), capabilities(7)
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NAME = 1, 4, 15
PR_CAPBSET_DROP, PR_SET_SECUREBITS, PR_SET_CHILD_SUBREAPER = 24, 28, 36
PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 38, 47, 4
SECBIT_NOROOT_AND_LOCKED = 0b11  # SECBIT_NOROOT | SECBIT_NOROOT_LOCKED: uid 0 gives nothing
_CAPABILITY_VERSION_3 = 0x20080522

_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41, "riscv64": 41, "ppc64le": 203, "s390x": 217}
_MOUNT_SETATTR, _LANDLOCK_CREATE, _LANDLOCK_RESTRICT = 442, 444, 446


def _check(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def _path(path: str | os.PathLike | None) -> bytes | None:
    return None if path is None else os.fsencode(path)


def unshare(flags: int) -> None:
    """Leave the caller's namespaces for new ones: unshare(2), namespaces(7)."""
    _check(_libc.unshare(flags), "unshare")


def sethostname(name: str) -> None:
    """Name the machine inside a UTS namespace: sethostname(2)."""
    data = name.encode()
    _check(_libc.sethostname(data, len(data)), "sethostname")


def mount(source, target, kind: str | None, flags: int = 0, data: str = "") -> None:
    """Mount a file system or change a mount's propagation: mount(2)."""
    done = _libc.mount(
        _path(source), _path(target), _path(kind), ctypes.c_ulong(flags), data.encode() or None
    )
    _check(done, f"mount {target}")


def bind(source, target) -> None:
    """Show `source` at `target` too, with what is mounted beneath: mount(2), MS_BIND."""
    mount(source, target, None, MS_BIND | MS_REC)


class _MountAttr(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "userns_fd")]


def make_readonly(target, recursive: bool = True) -> None:
    """Refuse writing, setuid programs and devices at a mount: mount_setattr(2), Linux 5.12."""
    attr = _MountAttr(MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV, 0, 0, 0)
    flags = AT_RECURSIVE if recursive else 0
    done = _libc.syscall(
        ctypes.c_long(_MOUNT_SETATTR),
        ctypes.c_int(AT_FDCWD),
        _path(target),
        ctypes.c_uint(flags),
        ctypes.byref(attr),
        ctypes.c_size_t(ctypes.sizeof(attr)),
    )
    _check(done, f"mount_setattr {target}")


def umount(target, flags: int = MNT_DETACH) -> None:
    """Unmount, now or once nobody uses it any more: umount2(2)."""
    _check(_libc.umount2(_path(target), flags), f"umount {target}")


def pivot_root(new_root) -> None:
    """Make `new_root` the root and forget the old one: pivot_root(2), section NOTES.

    With "." for both arguments the old root is stacked under the new one and detached, so
    that no folder for it is needed.
    """
    os.chdir(new_root)
    number = _PIVOT_ROOT[platform.machine()]
    _check(_libc.syscall(ctypes.c_long(number), b".", b"."), "pivot_root")
    umount(".")
    os.chdir("/")


def prctl(option: int, *values: int) -> int:
    """Change an attribute of the calling process: prctl(2)."""
    padded = [ctypes.c_ulong(value) for value in (*values, 0, 0, 0, 0)[:4]]
    return _check(_libc.prctl(ctypes.c_int(option), *padded), f"prctl {option}")


class _CapHeader(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _CapData(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint32) for name in ("effective", "permitted", "inheritable")]


def drop_bounding_set() -> None:
    """Let no program executed later bring a capability back: capabilities(7).

    Needs CAP_SETPCAP; a process that has not got it has nothing to drop either, because
    no_new_privs (set before a learner's code runs) ignores what files would give.
    """
    with open("/proc/sys/kernel/cap_last_cap") as file:
        last = int(file.read())
    for capability in range(last + 1):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except PermissionError:
            return


def drop_capabilities() -> None:
    """Empty the ambient, inheritable, permitted and effective sets: capset(2)."""
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    header, empty = _CapHeader(_CAPABILITY_VERSION_3, 0), (_CapData * 2)()
    _check(_libc.capset(ctypes.byref(header), empty), "capset")


class _LandlockAttr(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("fs", "net", "scoped")]


# landlock(7): LANDLOCK_ACCESS_NET_{BIND,CONNECT}_TCP (ABI 4),
# LANDLOCK_SCOPE_{ABSTRACT_UNIX_SOCKET,SIGNAL} (ABI 6)
_NET, _SCOPES = 0b11, 0b11


def landlock_restrict_network_and_scopes(abi: int) -> None:
    """Refuse TCP, foreign abstract sockets and signals to others: landlock_create_ruleset(2).

    A ruleset of its own, without exceptions, stacked on that of files; what the kernel's
    Landlock ABI does not know yet is left out. no_new_privs must be set.
    """
    attr = _LandlockAttr(0, _NET if abi >= 4 else 0, _SCOPES if abi >= 6 else 0)
    if not attr.net:
        return
    # A kernel that does not know `scoped` refuses a structure that holds it
    size = ctypes.sizeof(attr) if attr.scoped else _LandlockAttr.scoped.offset
    create, restrict = ctypes.c_long(_LANDLOCK_CREATE), ctypes.c_long(_LANDLOCK_RESTRICT)
    ruleset = _libc.syscall(create, ctypes.byref(attr), ctypes.c_size_t(size), ctypes.c_uint(0))
    _check(ruleset, "landlock_create_ruleset")
    try:
        done = _libc.syscall(restrict, ctypes.c_int(ruleset), ctypes.c_uint(0))
        _check(done, "landlock_restrict_self")
    finally:
        os.close(ruleset)
