"""What the provisioner and a kernel's supervisor say to each other: JSON, one object a line.

The provisioner first sends the request; then {"do": "interrupt"}, {"do": "kill"},
{"do": "signal", "number": n} or {"do": "usage"}. The supervisor answers {"event": "started"},
"ready" or "failed", "usage" to each question, and "ended" last. A closed connection kills.
"""

from __future__ import annotations

import json
import socket
import time

_CHUNK = 65_536
_LONGEST = 2**22  # bytes of one message; longer is nonsense from a broken peer


class Lines:
    """JSON lines over a stream socket, read without ever waiting for the end of one."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.closed = False
        self._rest = b""

    def send(self, message: dict) -> None:
        """Send one object. A peer that is gone is not an error: `closed` says so later."""
        try:
            self.connection.sendall(json.dumps(message).encode() + b"\n")
        except (BrokenPipeError, ConnectionResetError, TimeoutError):
            self.closed = True

    def receive(self) -> list[dict]:
        """Return the objects that have arrived whole; `closed` once there will be no more.

        Waits as long as the socket's timeout says, not at all when nothing is there and
        it does not block.
        """
        try:
            data = self.connection.recv(_CHUNK)
        except (BlockingIOError, TimeoutError):
            return []
        except ConnectionResetError:
            data = b""
        if not data:
            self.closed = True
            return []
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > _LONGEST:
            self.closed = True
            return []
        return [json.loads(line) for line in lines]

    def first(self, seconds: float) -> dict | None:
        """Wait for one object, which must come alone; None when it does not come."""
        deadline = time.monotonic() + seconds
        self.connection.settimeout(seconds)
        while not self.closed and time.monotonic() < deadline:
            for message in self.receive():
                return message
        return None
