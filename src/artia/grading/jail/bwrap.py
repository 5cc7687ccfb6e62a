"""A jail for kernels that are not forked (R, Julia, another Python): bubblewrap, bwrap(1).

The same file system, filter and namespaces as the user namespaces tier, around a command. Disk
is bounded file by file; memory as well, process by process, unless the grader is root.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from artia.grading.jail import rlimits, runtime, seccomp_filter
from artia.grading.jail.copying import copy_files, open_folder
from artia.grading.jail.request import JailError, JailRequest
from artia.grading.jail.root import WORK
from artia.grading.jail.slots import FIRST_UID
from artia.grading.jail.tier import Tier


def program() -> str:
    """Return bubblewrap's path. Raises JailError where it is not installed."""
    found = shutil.which("bwrap")
    if found is None:
        raise JailError(
            "kernels that are not Python need bubblewrap: install it (apt-get install bubblewrap)"
        )
    return found


def wrap(
    command: list[str],
    request: JailRequest,
    folder: Path,
    environment: dict[str, str],
    kernel_parts: tuple[Path, ...] = (),
) -> tuple[list[str], int]:
    """Return `command` jailed, and the descriptor of the filter it must inherit.

    folder: a private host folder; what is in `folder/s` is shared with the kernel, under the
    same path, and its files are copied to `folder/work` first. kernel_parts: more to show
    read-only (an installation of R outside /usr). The caller closes the descriptor.
    """
    work = folder / "work"
    work.mkdir(mode=0o700, exist_ok=True)
    source = open_folder(request.files)
    copy_files(source, str(work), request.limits.disk, os.getuid(), os.getgid())
    rules = seccomp_filter.build(Tier.USER_NAMESPACES, 0, internet=True)
    descriptor = _exported(rules)
    options = [*_namespaces(), *_files(request, kernel_parts)]
    options += ["--bind", str(work), WORK, "--chdir", WORK]
    options += ["--bind", str(folder / "s"), str(folder / "s")]
    for name, value in environment.items():
        options += ["--setenv", name, value]
    options += ["--seccomp", str(descriptor)]
    return [program(), *options, "--", *_limited(request), *command], descriptor


def _namespaces() -> list[str]:
    """Everything private, no rights, and no life after the grader's."""
    user = str(FIRST_UID)
    return [
        *("--unshare-user", "--unshare-all", "--cap-drop", "ALL"),
        *("--uid", user, "--gid", user, "--hostname", "jail"),
        *("--die-with-parent", "--new-session", "--clearenv"),
    ]


def _files(request: JailRequest, more: tuple[Path, ...]) -> list[str]:
    size = str(request.limits.disk)
    options = ["--proc", "/proc", "--dev", "/dev", "--perms", "0700", "--size", size]
    options += ["--tmpfs", "/tmp"]  # first: what is shown may stand in /tmp
    for path in (*runtime.readable(), *request.readonly, *more):
        options += ["--ro-bind", str(path), str(path)]
    for name, target in runtime.links().items():
        options += ["--symlink", target, name]
    return options


def _limited(request: JailRequest) -> list[str]:
    """Limits of prlimit(1), set inside: processes are then counted in the user namespace."""
    limits = request.limits
    tasks = limits.processes + rlimits.KERNEL_TASKS
    return [
        "/usr/bin/prlimit",
        f"--nproc={tasks}",
        f"--data={limits.memory}",
        f"--cpu={limits.cpu_seconds}",
        f"--fsize={limits.disk}",
        f"--nofile={limits.open_files}",
        "--core=0",
    ]


def _exported(rules) -> int:
    """Write the filter as bubblewrap reads it, to a file without a name."""
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        descriptor = os.dup(file.fileno())
    os.set_inheritable(descriptor, True)
    return descriptor
