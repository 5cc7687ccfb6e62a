"""Slots: numbers that kernels jailed by root hold while they live, unique on the machine.

A slot gives the kernel its user (no two jails share one) and its control group. It is held by
an flock(2) of the supervisor, which the kernel releases whatever way the supervisor ends.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from dataclasses import dataclass
from pathlib import Path

from artia.grading.jail import cgroups
from artia.grading.jail.request import JailError

FIRST_UID = 61_000  # beyond ordinary users, below systemd's dynamic ones (61184)
COUNT = 160
_FOLDER = Path("/run/artia-grading")


@dataclass(frozen=True)
class Slot:
    """A number held by this process until it ends or releases it.

    The lock's file names the slot's control group as long as it exists, so that the next
    holder can remove what a killed one left, wherever it was.
    """

    number: int
    descriptor: int

    @property
    def uid(self) -> int:
        """The user and the group of the kernel in this slot."""
        return FIRST_UID + self.number

    def group(self) -> cgroups.Group | None:
        """Return the slot's control group, not made yet; None where cgroups cannot be written."""
        group = cgroups.group(self.number)
        if group:
            self._write(json.dumps(group.to_dict()).encode())
        return group

    def forget_group(self) -> None:
        """End and remove the group of a holder that was killed, if there is one."""
        noted = os.pread(self.descriptor, 4096, 0)
        if noted:
            with contextlib.suppress(ValueError):  # killed while it wrote: no group was made yet
                cgroups.Group.from_dict(json.loads(noted)).remove()
            self._write(b"")

    def release(self) -> None:
        """Remove the group and let another kernel take the slot."""
        self.forget_group()
        fcntl.flock(self.descriptor, fcntl.LOCK_UN)  # a fork may hold the file as well
        os.close(self.descriptor)

    def _write(self, text: bytes) -> None:
        os.ftruncate(self.descriptor, 0)
        os.pwrite(self.descriptor, text, 0)


def take() -> Slot:
    """Take a free slot. Raises JailError when all are held, OSError when it is not root's."""
    for number in range(COUNT):
        if slot := _try(number):
            slot.forget_group()
            return slot
    raise JailError(f"all {COUNT} slots for jailed kernels are taken: stop other graders first")


def sweep() -> None:
    """End what kernels of killed graders left: groups noted in slots that nobody holds."""
    for path in _FOLDER.glob("slot*.lock"):
        if path.stat().st_size and (slot := _try(int(path.stem.removeprefix("slot")))):
            slot.release()


def _try(number: int) -> Slot | None:
    _FOLDER.mkdir(mode=0o700, exist_ok=True)
    path = _FOLDER / f"slot{number:03d}.lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return Slot(number, descriptor)
