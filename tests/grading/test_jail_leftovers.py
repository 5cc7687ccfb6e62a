"""Nothing of a kernel outlives it: no process, mount, control group or folder."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from artia.grading.forkserver import ForkServer
from artia.grading.forkserver.folders import PrivateFolder
from artia.grading.jail import JailRequest, Tier, tree
from tests.grading.jailed import TIERS, JailedKernel, needs

# Children that leave the kernel's session, ignore signals and free themselves of its death
BOMBS = """
import ctypes, os, signal, time
ctypes.CDLL(None).prctl(1, 0)
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            ctypes.CDLL(None).prctl(1, 0)
            for number in (1, 2, 3, 15):
                signal.signal(number, signal.SIG_IGN)
            time.sleep(600)
        os._exit(0)
"""
PARENT = """
import json, sys, time
sys.path.insert(0, {root!r})
from artia.grading.forkserver import ForkServer
from artia.grading.jail import JailRequest, Tier, tree
from tests.grading.jailed import JailedKernel
server = ForkServer().start()
kernel = JailedKernel(JailRequest(Tier({tier})), server)
kernel.run({bombs!r})
pids = [server.pid, *tree.descendants(server.pid)]
print(json.dumps([pids, str(kernel.folder.parents[1])]), flush=True)
time.sleep(600)
"""


@pytest.fixture(params=TIERS, ids=lambda tier: tier.name)
def tier(request) -> Tier:
    needs(request.param)
    return request.param


@pytest.fixture(scope="module")
def server():
    """A light fork server that tests may kill the kernels of."""
    with ForkServer() as server:
        yield server


class Traces:
    """Everything a kernel has on this machine, noted while it lives."""

    def __init__(self, kernel: JailedKernel) -> None:
        provisioner = kernel.provisioner
        pids = [provisioner.supervisor, *tree.descendants(provisioner.supervisor)]
        self.processes = [psutil.Process(pid) for pid in pids]
        self.folder = kernel.folder
        self.groups = provisioner.group.folders if provisioner.group else []

    def assert_gone(self) -> None:
        """Wait a little for the kernel to bury its dead, then look everywhere."""
        deadline = time.monotonic() + 20
        while self.left() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert self.left() == []

    def left(self) -> list:
        alive = []
        for process in self.processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                if process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
                    alive.append(process)
        mounts = [m for m in Path("/proc/self/mounts").read_text().split() if "artia-" in m]
        return [*alive, *[p for p in (self.folder, *self.groups) if p.exists()], *mounts]


def test_after_an_ordinary_end(tier, server):
    with JailedKernel(JailRequest(tier), server) as kernel:
        kernel.run(BOMBS)
        traces = Traces(kernel)
        assert len(traces.processes) >= 5
        assert traces.folder.exists() and all(folder.exists() for folder in traces.groups)
    assert traces.left() == []  # already gone when shutdown returns


def test_after_the_kernel_is_killed(tier, server):
    kernel = JailedKernel(JailRequest(tier), server)
    kernel.run(BOMBS)
    traces = Traces(kernel)
    os.kill(kernel.provisioner.pid, signal.SIGKILL)
    ending = kernel.wait_for_end()
    assert ending.signal == signal.SIGKILL and not ending.out_of_memory
    traces.assert_gone()
    kernel.stop()


def test_after_the_kernel_exits_by_itself(tier, server):
    kernel = JailedKernel(JailRequest(tier), server)
    kernel.run(BOMBS)
    traces = Traces(kernel)
    kernel.client.execute("import os; os._exit(3)")
    assert kernel.wait_for_end().exit_code == 3
    traces.assert_gone()
    kernel.stop()


def test_after_its_supervisor_is_killed(tier, server):
    kernel = JailedKernel(JailRequest(tier), server)
    kernel.run(BOMBS)
    traces = Traces(kernel)
    os.kill(kernel.provisioner.supervisor, signal.SIGKILL)
    assert kernel.wait_for_end().signal == signal.SIGKILL
    kernel.stop()
    traces.assert_gone()


def test_after_the_grader_lets_go_of_it(tier, server):
    kernel = JailedKernel(JailRequest(tier), server)
    kernel.run(BOMBS)
    traces = Traces(kernel)
    kernel.client.stop_channels()
    kernel.provisioner.disconnect()
    traces.assert_gone()
    kernel.stop()


def test_after_the_fork_server_is_killed(tier):
    server = ForkServer().start()
    kernel = JailedKernel(JailRequest(tier), server)
    kernel.run(BOMBS)
    traces = Traces(kernel)
    os.kill(server.pid, signal.SIGKILL)
    kernel.wait_for_end()
    traces.assert_gone()
    kernel.stop()
    server.stop()
    assert not traces.folder.parents[1].exists()


def test_after_the_grader_is_killed(tier):
    script = PARENT.format(root=str(Path(__file__).parents[2]), tier=int(tier), bombs=BOMBS)
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    pids, folder = json.loads(parent.stdout.readline())
    assert len(pids) >= 6
    processes = [psutil.Process(pid) for pid in pids]
    parent.kill()
    parent.wait()
    _, alive = psutil.wait_procs(processes, timeout=20)
    assert alive == []
    assert not Path(folder).exists()


def test_folders_of_killed_servers_are_removed_by_the_next():
    server = ForkServer().start()
    abandoned = Path(server.address).parent
    with ForkServer() as other:  # which must not take a living one's for abandoned
        assert abandoned.exists()
        os.kill(server.pid, signal.SIGKILL)
        psutil.Process(server.pid).wait()
        assert abandoned.exists()
        folder = PrivateFolder.create()
        folder.remove()
        folder.unlock()
        assert not abandoned.exists()
        assert Path(other.address).exists()
    server.stop()
