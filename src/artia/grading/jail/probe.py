"""Enter the jail of one tier and look around: run as `python -m artia.grading.jail.probe TIER`.

Prints one JSON object: {"works": true} or {"works": false, "why": …}. A fresh process, because
the grader that asks has threads, and because what was tried cannot be undone.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import tempfile
import traceback
from pathlib import Path

from artia.grading.jail import landlock_rules, seccomp_filter, syscalls
from artia.grading.jail.enter import Folders, Jail, confine, leave_namespaces
from artia.grading.jail.request import JailError, JailRequest
from artia.grading.jail.slots import FIRST_UID
from artia.grading.jail.tier import Tier


def main(tier: Tier) -> dict:
    """Try `tier`; return what is printed."""
    with tempfile.TemporaryDirectory(prefix="artia-probe-") as base:
        folders = Folders(Path(base))
        folders.create()
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _supervise(tier, folders, writing)
        os.close(writing)
        with open(reading) as report:
            said = report.read()
        os.waitpid(child, 0)
    return json.loads(said) if said else {"works": False, "why": "the process ended at once"}


def _supervise(tier: Tier, folders: Folders, report: int) -> None:
    """In a child, whose namespaces disappear with it: the supervisor's part, then the kernel's."""
    try:
        if tier == Tier.ROOT and os.geteuid() != 0:
            raise PermissionError("not run as root")
        if tier == Tier.LANDLOCK and not landlock_rules.abi():
            raise JailError("this kernel has no Landlock (Linux 5.13, lsm=landlock)")
        seccomp_filter.library()
        os.chown(folders.sockets, *[FIRST_UID if tier == Tier.ROOT else -1] * 2)
        leave_namespaces(tier)
        if (kernel := os.fork()) == 0:
            confine(Jail(JailRequest(tier), folders, FIRST_UID, has_group=True))
            problem = _look(tier)
            _say(report, {"works": not problem, "why": problem})
            os._exit(0)
        os.waitpid(kernel, 0)
    except BaseException as error:
        why = f"{type(error).__name__}: {error}"
        _say(report, {"works": False, "why": why, "trace": traceback.format_exc()})
    finally:
        os._exit(0)


def _look(tier: Tier) -> str:
    """From inside: return the first thing that is not as it must be, or an empty string."""
    if _opens_a_socket():
        return "a network socket could be opened"
    if tier == Tier.LANDLOCK:
        return "a foreign file could be read" if _reads("/etc/passwd") else ""
    if os.getpid() != 1 or [p for p in os.listdir("/proc") if p.isdigit()] != ["1"]:
        return "other processes are visible"
    if {"boot", "mnt", "srv", "var"} & set(os.listdir("/")):
        return "the machine's folders are visible"
    try:
        syscalls.mount("jail", "/tmp", "tmpfs")
    except PermissionError:
        return ""
    return "file systems could be mounted"


def _reads(path: str) -> bool:
    try:
        Path(path).read_bytes()
    except PermissionError:
        return False
    return True


def _opens_a_socket() -> bool:
    try:
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()
    except PermissionError:
        return False
    return True


def _say(report: int, what: dict) -> None:
    os.write(report, json.dumps(what).encode())
    os.close(report)


if __name__ == "__main__":
    print(json.dumps(main(Tier(int(sys.argv[1])))))
