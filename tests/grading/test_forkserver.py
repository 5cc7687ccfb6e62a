"""The fork server: what it loads, what it refuses, who may talk to it."""

from __future__ import annotations

import os
import signal
import socket
import threading
from pathlib import Path

import psutil
import pytest

from artia.grading.forkserver import ForkServer, PreloadError, preload_for
from artia.grading.jail import JailRequest, Tier
from tests.grading import unprivileged
from tests.grading.jailed import PRELOAD, TIERS, JailedKernel, needs


@pytest.fixture
def modules(tmp_path, monkeypatch):
    """A folder of modules the server can import."""
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}relative")
    return tmp_path


def test_a_module_that_leaves_a_thread_is_named(modules):
    (modules / "harmless.py").write_text("import json\n")
    (modules / "busy.py").write_text(
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(600,), daemon=True).start()\n"
    )
    with pytest.raises(PreloadError, match="^busy: its import left 1 thread"):
        ForkServer(["harmless", "busy", "json"], warm=False).start()


def test_a_missing_or_broken_module_is_named(modules):
    (modules / "broken.py").write_text("raise SystemExit('no')\n")
    for name in ("not_there_at_all", "broken"):
        with pytest.raises(PreloadError, match=f"^{name}: cannot be loaded before forking"):
            ForkServer([name], warm=False).start()


def test_what_a_refused_server_made_is_removed(modules):
    before = set(Path("/tmp").glob("artia-*"))
    server = ForkServer(["not_there_at_all"], warm=False)
    with pytest.raises(PreloadError):
        server.start()
    assert not server.running
    assert {path for path in set(Path("/tmp").glob("artia-*")) - before if _mine(path)} == set()


def _mine(path: Path) -> bool:
    """Whether a folder is of this test's server: others may be starting theirs."""
    log = path / "log"
    return log.exists() and "not_there_at_all" in log.read_text()


def test_the_server_is_alone_in_its_process_and_knows_nothing_of_the_grader(monkeypatch):
    monkeypatch.setenv("DATABASE_PASSWORD", "s3cret")
    with ForkServer(["numpy"]) as server:
        process = psutil.Process(server.pid)
        assert process.num_threads() == 1
        assert process.cwd() == "/"
        assert "s3cret" not in str(process.environ())
        assert server.modules[-1] == "numpy"
        kinds = [link for link in _open_files(server.pid) if link.startswith("/")]
        folder = str(Path(server.address).parent)
        assert all(link.startswith(folder) or link == "/dev/null" for link in kinds), kinds


def _open_files(pid: int) -> list[str]:
    folder = Path(f"/proc/{pid}/fd")
    return [os.readlink(path) for path in folder.iterdir()]


def test_its_folder_and_socket_are_private():
    with ForkServer() as server:
        folder = Path(server.address).parent
        assert folder.stat().st_mode & 0o077 == 0
        assert len(server.address) < 40
        assert folder.stat().st_uid == os.getuid()
    assert not folder.exists()


def test_another_user_is_not_served(tmp_path):
    """Even where the folder's rights would let it in."""
    command = unprivileged.python()
    if "--reuid" not in command:
        pytest.skip("no Python here that another user may run")
    ask = (
        "import socket, sys; s = socket.socket(socket.AF_UNIX); s.settimeout(20)\n"
        "s.connect(sys.argv[1])\n"
        "try: s.sendall(b'{}\\n'); print(s.recv(10))\n"
        "except ConnectionError: print(b'')"
    )
    with ForkServer() as server:
        folder = Path(server.address).parent
        folder.chmod(0o755)
        os.chmod(server.address, 0o777)
        done = unprivileged.run(*command, "-c", ask, server.address)
        assert done.stdout == "b''\n", done  # closed without a word
        folder.chmod(0o700)
        assert server.running


def test_nonsense_on_the_socket_harms_nobody():
    with ForkServer() as server:
        for data in (b"", b"nonsense\n", b"{}\n", b"[1]\n", b"\xff\n"):
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(server.address)
                client.sendall(data)
        with JailedKernel(JailRequest(TIERS[-1]), server) as kernel:
            assert kernel.run("1 + 1").value == "2"


@pytest.mark.parametrize("tier", TIERS, ids=lambda tier: tier.name)
def test_its_memory_cannot_be_read_from_a_kernel(tier):
    needs(tier)
    with ForkServer() as server, JailedKernel(JailRequest(tier), server) as kernel:
        for name in ("mem", "maps", "environ", "fd"):
            reply = kernel.run(f"open('/proc/{server.pid}/{name}', 'rb').read(10)")
            assert reply.error in ("FileNotFoundError", "PermissionError"), reply
        supervisor = kernel.provisioner.supervisor
        reply = kernel.run(f"import os; os.kill({supervisor}, 9)")
        assert reply.error in ("ProcessLookupError", "PermissionError")
        assert kernel.run("1 + 1").value == "2"


def test_processes_of_the_same_user_cannot_read_it():
    """Not dumpable: /proc/PID belongs to root, and ptrace(2) is refused."""
    with ForkServer() as server:
        assert os.stat(f"/proc/{server.pid}/mem").st_uid == 0
        flags = Path(f"/proc/{server.pid}/coredump_filter")
        assert flags.stat().st_uid == 0


def test_one_shared_server_per_process_and_list():
    first = ForkServer.shared(PRELOAD)
    assert ForkServer.shared(PRELOAD) is first and first.running
    found = []
    thread = threading.Thread(target=lambda: found.append(ForkServer.shared(PRELOAD)))
    thread.start()
    thread.join()
    assert found == [first]
    assert first.running  # whatever thread asked for it


def test_a_fork_does_not_stop_its_parent_s_server():
    server = ForkServer.shared(PRELOAD)
    child = os.fork()
    if child == 0:
        try:
            assert not server.running
            server.stop()
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert server.running


def test_stopping_ends_every_kernel():
    server = ForkServer().start()
    kernels = [JailedKernel(JailRequest(tier), server) for tier in TIERS[-1:] * 2]
    pids = [psutil.Process(kernel.provisioner.pid) for kernel in kernels]
    server.stop()
    assert not any(process.is_running() for process in pids)
    for kernel in kernels:
        assert kernel.wait_for_end().signal == signal.SIGKILL
        kernel.stop()


def test_the_modules_of_notebooks():
    cells = [
        "%matplotlib inline\nimport numpy as np, os.path\nfrom torch.utils.data import DataLoader",
        "!pip install evil\nimport helper\nfrom . import sibling\nimport not_there",
        "def f(:",
        "import this, sys\nfrom artia.labs import open_lab\nfrom artia.grading import farm",
        "try:\n    import sklearn.linear_model\nexcept ImportError:\n    pass",
    ]
    found = preload_for(cells)
    assert found[:2] == ["numpy", "os.path"] or found[0] == "numpy"
    assert {"torch.utils.data", "artia.labs", "sklearn.linear_model"} <= set(found)
    assert not {"helper", "sibling", "not_there", "this", "evil"} & set(found)
    assert not [name for name in found if name.startswith("artia.grading")]


def test_local_files_are_never_taken_for_modules(tmp_path, monkeypatch):
    (tmp_path / "mine.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert preload_for(["import mine"]) == []


def test_tiers_have_names_people_write():
    for text in ("userns", "user namespaces", "User-Namespaces", "USER_NAMESPACES"):
        assert Tier.parse(text) is Tier.USER_NAMESPACES
    assert [Tier.parse(tier.label) for tier in Tier] == list(Tier)
    with pytest.raises(ValueError, match="unknown tier 'docker': write one of none, "):
        Tier.parse("docker")
