"""One kernel's supervisor: jails it, passes on what the provisioner asks, and cleans up.

A fork of the fork server that owns the provisioner's connection. However things end (the
kernel's death, a request, a closed connection, the fork server's death), it kills what is
left of the kernel, removes its control group and folders, and reports.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
from dataclasses import asdict, dataclass
from pathlib import Path

from artia.grading.forkserver.child import READY, become_kernel
from artia.grading.forkserver.protocol import Lines
from artia.grading.forkserver.watch import SECONDS, Watch
from artia.grading.jail import cgroups, enter, slots, syscalls, tree
from artia.grading.jail.removing import remove_tree
from artia.grading.jail.request import JailError, JailRequest
from artia.grading.jail.tier import Tier

_PATIENCE = 10.0  # seconds for a provisioner to send its request, or to read an answer


def supervise(connection: socket.socket, server_alive: int) -> None:
    """Serve one provisioner; the caller is a fresh fork and must end after this returns.

    server_alive: a pipe that closes with the fork server.
    """
    lines = Lines(connection)
    request = lines.first(_PATIENCE)
    if request is None:
        return
    supervisor = Supervisor(lines, request, server_alive)
    try:
        supervisor.start()
        supervisor.follow()
    except (JailError, OSError) as error:
        lines.send({"event": "failed", "error": str(error)})
    finally:
        supervisor.clean_up()


@dataclass
class Kernel:
    """A kernel that was started."""

    pid: int
    handle: int  # pidfd: readable once the process has ended
    report: int  # pipe on which it says that it is ready, or what failed


class Supervisor:
    """One kernel's life, from the request to the last report."""

    def __init__(self, lines: Lines, request: dict, server_alive: int) -> None:
        self.lines = lines
        self.request = request
        self.jail_request = JailRequest.from_dict(request["jail"])
        self.folders = enter.Folders(Path(request["folder"]))
        self.server_alive = server_alive
        self.slot: slots.Slot | None = None
        self.group: cgroups.Group | None = None
        self.watch = Watch(self.jail_request, self.folders)
        self.kernel: Kernel | None = None

    def start(self) -> None:
        """Fork the kernel into its jail. Raises JailError or OSError."""
        tier = self.jail_request.tier
        self.folders.create()
        # Without a pid namespace, orphans of the kernel come here, where they can be found
        syscalls.prctl(syscalls.PR_SET_CHILD_SUBREAPER, 1)
        uid = slots.FIRST_UID
        if tier == Tier.ROOT:
            self.slot = slots.take()
            uid = self.slot.uid
            os.chown(self.folders.sockets, uid, uid)
            self._make_group()
        enter.leave_namespaces(tier)
        jail = enter.Jail(self.jail_request, self.folders, uid, bool(self.group))
        self.kernel = self._fork(jail)
        told = {"event": "started", "pid": self.kernel.pid, "supervisor": os.getpid()}
        told["group"] = self.group.to_dict() if self.group else None
        self.lines.send(told)

    def _make_group(self) -> None:
        """Limit by a control group where root may write them; rlimits and the watch otherwise."""
        group = self.slot.group()
        if group is None:
            return
        try:
            group.create(self.jail_request.limits)
        except OSError:
            self.slot.forget_group()
        else:
            self.group = group

    def _fork(self, jail: enter.Jail) -> Kernel:
        report, reporting = os.pipe()
        waiting, go = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(go)
            become_kernel(jail, self.request, waiting, reporting)
        os.close(reporting)
        os.close(waiting)
        try:
            if self.group:
                self.group.add(pid)
            os.write(go, b"!")
        finally:
            os.close(go)
        return Kernel(pid, os.pidfd_open(pid), report)

    def follow(self) -> None:
        """Do what the provisioner asks until the kernel ends or must end."""
        connection, kernel = self.lines.connection, self.kernel
        watched = [connection, self.server_alive, kernel.handle, kernel.report]
        while True:
            readable, _, _ = select.select(watched, [], [], None if self.group else SECONDS)
            if kernel.report in readable:
                watched.remove(kernel.report)
                self._read_report()
            if connection in readable and not self._obey():
                return
            if kernel.handle in readable or self.server_alive in readable:
                return
            if not self.group and self.watch.over():
                return

    def _read_report(self) -> None:
        """Pass on the kernel's only words."""
        said = b""
        while part := os.read(self.kernel.report, 65_536):
            said += part
        os.close(self.kernel.report)
        if said != READY:
            error = said.decode(errors="replace") or "it ended before it was ready"
            self.lines.send({"event": "failed", "error": error})
            return
        if self.jail_request.tier == Tier.ROOT:  # its sockets are made: no more files there
            os.chown(self.folders.sockets, 0, 0)
            os.chmod(self.folders.sockets, 0o711)
        self.lines.send({"event": "ready"})

    def _obey(self) -> bool:
        """Do what arrived on the connection; False when the kernel must end."""
        for message in self.lines.receive():
            match message:
                case {"do": "usage"}:
                    self.lines.send({"event": "usage", **asdict(self._usage())})
                case {"do": "signal", "number": int(number)}:
                    with contextlib.suppress(ProcessLookupError):
                        os.killpg(self.kernel.pid, number)
                case {"do": "kill"}:
                    return False
        return not self.lines.closed

    def _usage(self) -> tree.Usage:
        return self.group.usage() if self.group else self.watch.usage()

    def clean_up(self) -> None:
        """Leave nothing of the kernel, and say how it ended."""
        ended = {"event": "ended", "status": None, "cpu_seconds": 0.0}
        ended |= {"out_of_memory": False, "limit": ""}
        if self.kernel:
            ended |= self._end_kernel()
        tree.end_all(lambda: tree.children(os.getpid()))
        if self.group:
            self.group.empty()
            ended["cpu_seconds"] = max(ended["cpu_seconds"], self.group.usage().cpu_seconds)
            if self.group.killed_for_memory():
                ended |= {"out_of_memory": True, "limit": "memory"}
        if self.slot:
            self.slot.release()
        remove_tree(self.folders.base)
        self.lines.send(ended)

    def _end_kernel(self) -> dict:
        """Kill the kernel if it lives: a pid namespace ends with its first process."""
        used = self._usage()
        signal.pidfd_send_signal(self.kernel.handle, signal.SIGKILL)
        _, status, spent = os.wait4(self.kernel.pid, 0)
        cpu = max(used.cpu_seconds, spent.ru_utime + spent.ru_stime)
        passed = self.watch.passed
        return {
            "status": status,
            "cpu_seconds": cpu,
            "out_of_memory": passed == "memory",
            "limit": passed,
        }
