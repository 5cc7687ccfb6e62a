"""Run a command where there is no network: nothing but this machine's own loopback address.

    python tests/labs/offline.py COMMAND …      inside the namespace: raises the loopback, goes on

Only root may make a network namespace. Anybody else runs the command as it is: the guard that
`tests.labs.running` puts in notebooks still refuses and remembers every connection.
"""

import fcntl
import os
import socket
import struct
import subprocess
import sys
from functools import cache

SIOCSIFFLAGS = 0x8914  # netdevice(7)
IFF_UP = 0x1


def offline(command: list[str]) -> list[str]:
    """Return the command that runs `command` without a network, when this machine allows it."""
    if not _can_cut():
        return command
    return ["unshare", "--net", sys.executable, __file__, *command]


@cache
def _can_cut() -> bool:
    if os.geteuid() != 0:
        return False
    return subprocess.run(["unshare", "--net", "true"], capture_output=True).returncode == 0


def _raise_loopback() -> None:
    """Jupyter talks to its kernels over 127.0.0.1, which a new namespace has, but down."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", IFF_UP))


if __name__ == "__main__":
    _raise_loopback()
    os.execvp(sys.argv[1], sys.argv[1:])
