"""A file system for one kernel: the runtime read-only, its own /work, /proc, /dev and nothing else.

Called in the kernel's process, in a new mount namespace, with privileges over it. Everything
mounted here disappears with the last process of the namespace.
"""

from __future__ import annotations

import os
from pathlib import Path

from artia.grading.jail import runtime, syscalls
from artia.grading.jail.copying import copy_files, open_folder
from artia.grading.jail.request import JailRequest

WORK = "/submission"  # not /work or /home/…, where a course's own environment may stand
RUN = "/run/kernel"  # the sockets, shared with the grader
_DISK = "/.disk"
_DEVICES = ("null", "zero", "full", "random", "urandom")
# What tells about the machine rather than about the jail, as container engines mask it
_MASKED = ("kcore", "keys", "timer_list", "sched_debug", "kallsyms", "sysrq-trigger", "kmsg")
_INODES = 65_536


def build_root(request: JailRequest, mount_point: str, run_dir: str, uid: int, gid: int) -> None:
    """Replace the caller's root by the jail's; `uid` and `gid` will own what is writable.

    mount_point: an empty host folder to build on; run_dir: host folder shown as RUN.
    Raises OSError when the kernel refuses a step, JailError when the files do not fit.
    """
    files = open_folder(request.files)  # before the host's paths disappear
    syscalls.mount("none", "/", None, syscalls.MS_REC | syscalls.MS_PRIVATE)
    syscalls.mount("jail", mount_point, "tmpfs", _NO_DEVICES, "size=1m,nr_inodes=4k,mode=755")
    root = Path(mount_point)
    for name, target in runtime.links().items():
        (root / name.lstrip("/")).symlink_to(target)
    _folder(root / RUN.lstrip("/"))
    syscalls.bind(run_dir, root / RUN.lstrip("/"))
    _proc(root)
    _dev(root)
    _disk(root, request.limits.disk, uid, gid)
    for path in (*runtime.readable(), *request.readonly):  # last: they may stand in /tmp
        _show(path, root)
    _etc(root, uid, gid)
    syscalls.pivot_root(root)
    syscalls.make_readonly("/", recursive=False)
    copy_files(files, WORK, request.limits.disk, uid, gid)


_NO_DEVICES = syscalls.MS_NOSUID | syscalls.MS_NODEV


def _folder(path: Path) -> Path:
    path.mkdir(mode=0o755, parents=True, exist_ok=True)
    return path


def _show(path: Path, root: Path) -> None:
    """Bind a host path, read-only, under the same path."""
    target = root / str(path).lstrip("/")
    if path.is_dir():
        _folder(target)
    else:
        _folder(target.parent)
        target.touch()
    syscalls.bind(path, target)
    syscalls.make_readonly(target)


def _proc(root: Path) -> None:
    proc = _folder(root / "proc")
    syscalls.mount("proc", proc, "proc", _NO_DEVICES | syscalls.MS_NOEXEC)
    for name in _MASKED:
        if (proc / name).exists():
            syscalls.bind("/dev/null", proc / name)
    # A grader that is root in a user namespace owns /proc/sys without any capability
    syscalls.make_readonly(proc)


def _dev(root: Path) -> None:
    """The harmless devices, and terminals of its own (IPython's `!command` opens one)."""
    dev = _folder(root / "dev")
    for name in _DEVICES:
        (dev / name).touch()
        syscalls.bind(f"/dev/{name}", dev / name)
    for name, target in (("fd", ""), ("stdin", "/0"), ("stdout", "/1"), ("stderr", "/2")):
        (dev / name).symlink_to(f"/proc/self/fd{target}")
    flags = syscalls.MS_NOSUID | syscalls.MS_NOEXEC
    syscalls.mount("devpts", _folder(dev / "pts"), "devpts", flags, "newinstance,ptmxmode=0666")
    (dev / "ptmx").symlink_to("pts/ptmx")


def _disk(root: Path, size: int, uid: int, gid: int) -> None:
    """One file system of limited size behind everything that can be written."""
    disk = _folder(root / _DISK.lstrip("/"))
    syscalls.mount("disk", disk, "tmpfs", _NO_DEVICES, f"size={size},nr_inodes={_INODES},mode=755")
    for name in (WORK, "/tmp", "/dev/shm"):
        part = _folder(disk / name.strip("/").replace("/", "-"))
        os.chown(part, uid, gid)
        part.chmod(0o700)
        target = _folder(root / name.lstrip("/"))
        syscalls.bind(part, target)
    syscalls.umount(disk)
    disk.rmdir()


def _etc(root: Path, uid: int, gid: int) -> None:
    """The few files libraries look up: who am I, what is localhost."""
    etc = _folder(root / "etc")
    (etc / "passwd").write_text(f"learner:x:{uid}:{gid}:learner:{WORK}:/bin/sh\n")
    (etc / "group").write_text(f"learner:x:{gid}:\n")
    (etc / "hosts").write_text("127.0.0.1 localhost jail\n")
    (etc / "nsswitch.conf").write_text("passwd: files\ngroup: files\nhosts: files\n")
