"""Kernels of other languages: any kernel's own command, jailed by bubblewrap."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from importlib.metadata import EntryPoint

import psutil
import pytest
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.factory import KernelProvisionerFactory

from artia.grading.jail import JailRequest, Limits, Tier
from artia.grading.kernels import spec_manager
from artia.grading.kernels.cold import wrapped_spec
from tests.grading.jailed import JailedKernel, look


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    """A cold Python kernel: the one other language every machine with these tests has."""
    if shutil.which("bwrap") is None and not _installed():
        pytest.skip("bubblewrap is not installed (apt-get install bubblewrap)")
    # An installation from before this entry point existed has not got it
    point = EntryPoint("artia-bwrap", "artia.grading.kernels.cold:BwrapProvisioner", "")
    KernelProvisionerFactory.instance().provisioners.setdefault("artia-bwrap", point)
    folder = tmp_path_factory.mktemp("kernels")
    files = tmp_path_factory.mktemp("files")
    (files / "data.txt").write_text("given")
    manager = spec_manager()
    wrapped_spec("python3", folder, manager)
    manager.kernel_dirs = [str(folder)]
    cold = AsyncKernelManager(kernel_name="artia-python3", kernel_spec_manager=manager)
    request = JailRequest(Tier.USER_NAMESPACES, files=files, limits=Limits(processes=30))
    with ColdKernel(cold, request) as kernel:
        yield kernel


def _installed() -> bool:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    done = subprocess.run(["apt-get", "install", "-y", "bubblewrap"], capture_output=True)
    return done.returncode == 0


class ColdKernel(JailedKernel):
    """The same manners, without a fork server."""

    class server:  # noqa: N801 (what `look` asks for)
        address = "/tmp/artia-none/control"

    def __init__(self, manager: AsyncKernelManager, request: JailRequest) -> None:
        self.loop = asyncio.new_event_loop()
        self.manager = manager
        self.begin({"jail": request})


def test_it_sees_the_jail_only(kernel):
    inside = look(kernel)
    refused = {name: answer for name, answer in inside["calls"].items() if name != "clone3"}
    assert set(refused.values()) == {"EPERM"}, refused
    assert len(inside["pids"]) == 2  # bubblewrap's first process, and the kernel
    assert set(inside["capabilities"].values()) == {0} and inside["bounding"] == 0
    assert inside["listing"] == ["data.txt"] and inside["folder"] == "/submission"
    assert not {"var", "boot", "mnt", "run"} & set(inside["root"])
    assert inside["environment"]["HOME"] == "/submission"
    assert "VIRTUAL_ENV" not in inside["environment"]


def test_its_network_leads_nowhere(kernel):
    reach = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=3)"
    assert kernel.run(reach).error == "OSError"


def test_its_limits_hold(kernel):
    assert kernel.ask("fork_until_refused(200)") <= 60
    usage = kernel.provisioner.usage()
    assert usage.cpu_seconds > 0 and usage.processes >= 3


def test_it_can_be_interrupted(kernel):
    wait = "import time\ntime.sleep(60)"
    assert kernel.run_until_interrupted(wait).error == "KeyboardInterrupt"


def test_nothing_is_left(kernel):
    root = psutil.Process(kernel.provisioner.process.pid)
    everything = [root, *root.children(recursive=True)]
    assert len(everything) >= 3
    kernel.stop()
    assert psutil.wait_procs(everything, timeout=10)[1] == []
    assert not kernel.folder.exists()
    assert kernel.provisioner.ending.signal == 9
