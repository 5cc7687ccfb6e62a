"""How jupyter_client starts a jailed kernel: `km.start_kernel(jail=…, fork_server=…)`.

Registered as the kernel provisioner `artia-jail`, named by the kernelspec of the same name;
anything that drives kernels through jupyter_client (nbclient, nbconvert, nbgrader) uses it
unchanged.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase

from artia.grading.errors import GradingError
from artia.grading.forkserver.client import ForkServer
from artia.grading.forkserver.folders import new_kernel_folder
from artia.grading.forkserver.protocol import Lines
from artia.grading.jail import JailRequest, Tier, best_tier
from artia.grading.jail.cgroups import Group
from artia.grading.jail.removing import remove_tree
from artia.grading.jail.tree import Usage

_STEP = 0.005  # seconds between two looks for an event that is milliseconds away
_STARTING = 120.0  # seconds: a loaded machine is slow, a kernel that fails says so at once
_ANSWER = 5.0
OUTPUT_SETTINGS = ("ARTIA_OUTPUT_LIMIT", "ARTIA_OUTPUT_NOTICE")  # see forkserver.outstream
#: What a kernel may be given of the grader's environment.
ENVIRONMENT = ("NBGRADER_EXECUTION", "NBGRADER_VALIDATING", "TZ", *OUTPUT_SETTINGS)


class KernelStartError(GradingError):
    """The kernel could not be started in its jail; nothing of the learner's was run."""


@dataclass(frozen=True)
class Ending:
    """How a kernel ended: its exit code or the signal that killed it, and what it had used.

    `limit` names what it went over ("memory", "processes", "disk") when that killed it.
    """

    exit_code: int | None
    signal: int | None
    out_of_memory: bool
    cpu_seconds: float
    limit: str = ""


class JailProvisioner(KernelProvisionerBase):
    """One jailed kernel, forked by a fork server. Safe to call from several threads."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.jail: JailRequest | None = None
        self.tier = Tier.NONE
        self.pid: int | None = None  # the kernel's, as this process sees it
        self.supervisor: int | None = None
        self.ending: Ending | None = None
        self._address = ""
        self._folder: Path | None = None
        self._lines: Lines | None = None
        self.group: Group | None = None  # its control group, where it has one
        self._last = Usage(0.0, 0, 0)
        self._lock = threading.RLock()

    # --- starting ---

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Choose the jail and the sockets; the kernel answers over Unix sockets only."""
        jail = kwargs.pop("jail", None)
        server = kwargs.pop("fork_server", None)
        self.jail = jail or JailRequest(best_tier())
        self._address = server or ForkServer.shared().address
        manager = self.parent
        if self._folder is None:
            self._folder = new_kernel_folder(self._address)
            manager.transport = "ipc"
            manager.ip = str(self._folder / "s" / "c")
            manager.connection_file = str(self._folder / "connection.json")
            manager.write_connection_file()
        self.connection_info = manager.get_connection_info()
        command = manager.format_kernel_cmd(kwargs.pop("extra_arguments", []))
        return await super().pre_launch(cmd=command, **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Ask the fork server for the kernel and wait until its sockets are there.

        Raises KernelStartError with what the jail or the kernel said.
        """
        self.ending, self.group = None, None
        try:
            self._lines = Lines(self._connect())
            self._lines.send(self._request(cmd, kwargs.get("env", {})))
            await self._until_ready()
        except BaseException:  # cancellation included: nothing may stay
            await self.cleanup()
            raise
        return self.connection_info

    def _connect(self) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(_ANSWER)
        try:
            connection.connect(self._address)
        except OSError as error:
            connection.close()
            raise KernelStartError(
                f"no fork server answers at {self._address} ({error.strerror}): start one"
            ) from None
        return connection

    def _request(self, command: list[str], environment: dict[str, str]) -> dict:
        details = dict(self.connection_info)
        details = {k: v.decode() if isinstance(v, bytes) else v for k, v in details.items()}
        return {
            "jail": self.jail.to_dict(),
            "folder": str(self._folder),
            "connection": details,
            "arguments": command[command.index("-f") + 2 :] if "-f" in command else [],
            "env": {name: environment[name] for name in ENVIRONMENT if name in environment},
        }

    async def _until_ready(self) -> None:
        deadline = time.monotonic() + _STARTING
        while True:
            for message in self._read():
                if message["event"] == "failed":
                    await self._wait_for_end(_ANSWER)
                    raise KernelStartError(f"the jailed kernel did not start: {message['error']}")
                if message["event"] == "ready":
                    self.tier = self.jail.tier
                    return
            if self.ending or time.monotonic() > deadline:
                await self.kill()
                raise KernelStartError("the jailed kernel did not start: it ended or hung")
            await asyncio.sleep(_STEP)

    # --- what jupyter_client asks ---

    @property
    def has_process(self) -> bool:
        """Whether a kernel was started and not yet waited for."""
        return self._lines is not None

    async def poll(self) -> int | None:
        """Return None while the kernel lives, then its exit code (minus a signal's number)."""
        if self._lines is None:
            return 0
        self._read()
        if self.ending is None:
            return None
        if self.ending.signal is not None:
            return -self.ending.signal
        return self.ending.exit_code or 0

    async def wait(self) -> int | None:
        """Wait for the kernel's end."""
        while (code := await self.poll()) is None:
            await asyncio.sleep(_STEP)
        self.disconnect()
        return code

    async def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel and the processes of its group."""
        if signum == signal.SIGKILL:
            await self.kill()
        else:
            self._send({"do": "signal", "number": int(signum)})

    async def kill(self, restart: bool = False) -> None:
        """End the whole jail: nothing is left of it when this returns."""
        self._send({"do": "kill"})
        await self._wait_for_end(_STARTING)

    async def terminate(self, restart: bool = False) -> None:
        """End the jail like `kill`: learners' code gets no time of its own."""
        await self.kill(restart)

    async def cleanup(self, restart: bool = False) -> None:
        """Forget the kernel and its folder."""
        self.disconnect()
        if self._folder and not restart:
            remove_tree(self._folder)
            self._folder = None

    def get_shutdown_wait_time(self, recommended: float = 5.0) -> float:
        """A kernel asked politely to stop gets two seconds."""
        return min(recommended, 2.0)

    # --- what the executor asks ---

    def usage(self) -> Usage:
        """Return what the kernel and its children use; the last known once it has ended."""
        with self._lock:
            if self.ending is None and self._lines is not None:
                if self.group:
                    now = self.group.usage()
                    if now.processes:
                        self._last = now
                else:
                    self._ask_usage()
            return self._last

    def _ask_usage(self) -> None:
        self._send({"do": "usage"})
        deadline = time.monotonic() + _ANSWER
        while time.monotonic() < deadline and self.ending is None:
            if any(message["event"] == "usage" for message in self._read(wait=0.1)):
                return

    # --- the connection ---

    def _send(self, message: dict) -> None:
        with self._lock:
            if self._lines is not None and self.ending is None:
                self._lines.connection.settimeout(_ANSWER)
                self._lines.send(message)

    def _read(self, wait: float = 0.0) -> list[dict]:
        """Take what has arrived into account and return it."""
        with self._lock:
            if self._lines is None or self.ending is not None:
                return []
            self._lines.connection.settimeout(wait)
            messages = self._lines.receive()
            for message in messages:
                self._note(message)
            if self._lines.closed and self.ending is None:
                # The supervisor itself was killed, and the kernel with it
                self.ending = Ending(None, signal.SIGKILL, False, self._last.cpu_seconds)
            return messages

    def _note(self, message: dict) -> None:
        match message:
            case {"event": "started"}:
                self.pid, self.supervisor = message["pid"], message["supervisor"]
                self.group = Group.from_dict(message["group"]) if message["group"] else None
            case {"event": "usage"}:
                values = {name: message[name] for name in Usage.__dataclass_fields__}
                self._last = Usage(**values)
            case {"event": "ended"}:
                status, cpu = message["status"], message["cpu_seconds"]
                code = os.waitstatus_to_exitcode(status) if status is not None else 1
                self._last = Usage(max(cpu, self._last.cpu_seconds), 0, 0)
                exit_code, number = (code, None) if code >= 0 else (None, -code)
                memory, limit = message["out_of_memory"], message["limit"]
                cpu = self._last.cpu_seconds
                self.ending = Ending(exit_code, number, memory, cpu, limit)

    async def _wait_for_end(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while await self.poll() is None and time.monotonic() < deadline:
            await asyncio.sleep(_STEP)

    def disconnect(self) -> None:
        """Close the connection; a kernel that still lives dies of it."""
        with self._lock:
            if self._lines is not None:
                self._lines.connection.close()
                self._lines = None
