"""Where the labs are tried: this machine's loopback, and nothing else."""

import subprocess
import sys

import pytest

from .offline import offline

LOOK = """
import socket
with socket.create_server(("127.0.0.1", 0)) as here:
    socket.create_connection(here.getsockname(), timeout=5).close()
try:
    socket.create_connection(("192.0.2.1", 80), timeout=5)
except OSError as error:
    print(error.strerror)
print(*(name for _, name in socket.if_nameindex()))
"""


def test_only_the_loopback_answers():
    command = [sys.executable, "-c", LOOK]
    if offline(command) == command:
        pytest.skip("only root may cut the network, where the machine allows it")
    done = subprocess.run(offline(command), capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines() == ["Network is unreachable", "lo"], done.stderr
