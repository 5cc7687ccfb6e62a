"""The fork server's own process: one thread, no secret, one fork per kernel asked for.

It accepts connections from processes of its own user, hands each to a forked supervisor and
does nothing else. It ends with its parent, and every kernel ends with it.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import struct
import traceback

from artia.grading.forkserver.folders import PrivateFolder
from artia.grading.forkserver.supervisor import supervise
from artia.grading.jail import seccomp_filter, slots, syscalls, tree
from artia.grading.jail.request import JailError


class Server:
    """Accepts connections until its parent's pipe closes or its parent is gone."""

    def __init__(self, folder: PrivateFolder, lifeline: int, parent: int) -> None:
        """Listen in `folder`; lifeline: pipe held by the parent; parent: its pidfd."""
        self.folder = folder
        self.lifeline = lifeline
        self.parent = parent
        self.supervisors: set[int] = set()
        self.alive, self.holding = os.pipe()  # supervisors see it close when this process ends
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener.bind(folder.socket)
        self.listener.listen(64)

    def serve(self) -> None:
        """Run until the end, then leave neither process nor folder."""
        wakeup, waking = os.pipe()
        os.set_blocking(waking, False)
        signal.set_wakeup_fd(waking, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, lambda *_: None)  # the number arrives in the pipe
        watched = [self.lifeline, self.parent, self.listener, wakeup]
        try:
            while True:
                readable, _, _ = select.select(watched, [], [])
                if wakeup in readable and signal.SIGTERM in os.read(wakeup, 4096):
                    return
                self._reap()
                if self.lifeline in readable or self.parent in readable:
                    return
                if self.listener in readable:
                    self._accept()
        finally:
            self._end()

    def _accept(self) -> None:
        connection, _ = self.listener.accept()
        with connection:
            if _peer_user(connection) != os.getuid():
                return
            try:
                pid = os.fork()
            except OSError:  # no more processes: the closed connection says so
                traceback.print_exc()
                return
            if pid:
                self.supervisors.add(pid)
                return
            try:
                self._become_supervisor(connection)
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(0)

    def _become_supervisor(self, connection: socket.socket) -> None:
        """In the fork: keep the connection and the pipe that tells of the server's end."""
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        kept = sorted({0, 1, 2, connection.fileno(), self.alive})
        for low, high in zip(kept, [*kept[1:], os.sysconf("SC_OPEN_MAX")], strict=True):
            os.closerange(low + 1, high)
        supervise(connection, self.alive)

    def _reap(self) -> None:
        """Bury ended supervisors, and end the kernel of one that was killed."""
        crashed = False
        while self.supervisors:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                break
            if pid in self.supervisors:
                self.supervisors.discard(pid)
                crashed |= status != 0
        if crashed:
            tree.end_all(self._orphans)
            _sweep_slots()

    def _orphans(self) -> list[int]:
        """Processes of killed supervisors: they became children of this one (subreaper)."""
        return [pid for pid in tree.children(os.getpid()) if pid not in self.supervisors]

    def _end(self) -> None:
        self.listener.close()
        os.close(self.holding)  # every supervisor ends its kernel now
        while self.supervisors:
            pid, _ = os.waitpid(-1, 0)
            self.supervisors.discard(pid)
        tree.end_all(self._orphans)
        _sweep_slots()
        self.folder.remove()


def _sweep_slots() -> None:
    if os.geteuid() == 0:
        try:
            slots.sweep()
        except OSError:
            pass  # root without rights: it made no group either


def _peer_user(connection: socket.socket) -> int:
    """Return the user at the other end: unix(7), SO_PEERCRED."""
    data = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return struct.unpack("3i", data)[1]


def become_server() -> None:
    """Be unreadable for other processes and the parent of whatever a supervisor loses."""
    syscalls.prctl(syscalls.PR_SET_DUMPABLE, 0)
    syscalls.prctl(syscalls.PR_SET_CHILD_SUBREAPER, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the grader, which will stop us
    with contextlib.suppress(JailError):  # said again, in full, by the kernels that need it
        seccomp_filter.library()  # found by running ldconfig, which a jail has not
    _sweep_slots()  # of graders that were killed
    os.umask(0o077)
    os.chdir("/")
