"""`python -m artia.grading.forkserver`: started by `ForkServer`, never by hand.

Standard input brings one line of JSON, then stays open as long as the parent lives; standard
output takes one line of JSON, "ready" or what went wrong.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from artia.grading.forkserver.folders import PrivateFolder
from artia.grading.forkserver.preload import PreloadError, preload


def main() -> int:
    """Load, then serve; return the exit status."""
    order = json.loads(_read_line(0))
    parent = os.pidfd_open(order["parent"])
    if os.getppid() != order["parent"]:
        return 1  # it is gone already
    # The lock was inherited, and holds as long as this process or a supervisor lives
    folder = PrivateFolder(Path(order["folder"]), order["lock"])
    try:
        modules = preload(order["modules"], order["warm"])
    except PreloadError as error:
        folder.remove()
        _answer({"error": str(error)})
        return 1
    from artia.grading.forkserver import server

    server.become_server()
    serving = server.Server(folder, 0, parent)
    _answer({"ready": True, "modules": modules})
    serving.serve()
    os._exit(0)  # the folder is gone: taking the libraries down in order takes a third of a second


def _read_line(descriptor: int) -> bytes:
    """Read one line without buffering what follows."""
    line = b""
    while not line.endswith(b"\n"):
        part = os.read(descriptor, 1)
        if not part:
            raise SystemExit(1)
        line += part
    return line


def _answer(message: dict) -> None:
    os.write(1, json.dumps(message).encode() + b"\n")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)


if __name__ == "__main__":
    sys.exit(main())
