"""A real Slurm of two nodes on this machine, from Debian's packages, that leaves nothing behind.

Every daemon is a child in the foreground, with its own configuration, key, socket and ports in a
temporary folder: nothing under /etc is read or written, and an installed Slurm is not disturbed.
Two `slurmd` with different node names share the machine (slurm.conf(5), NodeHostname and Port).
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

PACKAGES = "slurmctld slurmd slurm-client munge"
PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel")
NODES = ("artia1", "artia2")
#: A third node, alone in its partition, where root lacks what the best jail needs.
WEAK = "weak"
#: Debian puts daemons in /usr/sbin, which is not on every account's path.
SEARCH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])

CONFIGURATION = """\
ClusterName=artia-test
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
SlurmctldPort={ports[0]}
StateSaveLocation={folder}/controller
SlurmdSpoolDir={folder}/%n
SlurmctldPidFile={folder}/controller.pid
SlurmdPidFile={folder}/%n.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
ReturnToService=2
# A job killed by the test must free its node at once, not after 30 s.
KillWait=2
MessageTimeout=30
SelectType=select/cons_tres
# LLN (least loaded node): otherwise every task goes to the first node, and one machine is tested.
SelectTypeParameters=CR_CPU_Memory,CR_LLN
SchedulerParameters=sched_min_interval=0,defer_batch
# The nodes may claim more processors than the machine has.
SlurmdParameters=config_overrides
NodeName={nodes[0]} NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[1]} CPUs=4 RealMemory=32000
NodeName={nodes[1]} NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[2]} CPUs=4 RealMemory=32000
NodeName={weak} NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[3]} CPUs=4 RealMemory=32000
PartitionName=weak Nodes={weak} MaxTime=04:00:00 DefMemPerCPU=300
PartitionName=cpu Nodes={nodes[0]},{nodes[1]} Default=YES MaxTime=04:00:00 DefMemPerCPU=300
"""


def why_not() -> str:
    """Return the reason why the cluster cannot be brought up here, or an empty string."""
    if os.geteuid() != 0:
        return "a private Slurm needs root: munged and slurmd refuse to start without it"
    missing = [name for name in PROGRAMS if shutil.which(name, path=SEARCH) is None]
    if missing:
        return f"{', '.join(missing)} not found; as root: apt-get install {PACKAGES}"
    return ""


def free_ports(count: int) -> list[int]:
    """Return TCP ports nobody listens on; all are held until the last is known, so they differ."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


class MiniSlurm:
    """munged, slurmctld and two slurmd in a partition, `cpu`; one in another, `weak`.

    `environment` is what a process needs to speak to it (SLURM_CONF).
    """

    def __init__(self) -> None:
        # Not under pytest's own folder: munged wants a socket that every account can reach, and
        # a socket's path is at most 107 bytes.
        self.folder = folder = Path(tempfile.mkdtemp(prefix="artia-slurm-"))
        folder.chmod(0o711)
        self.daemons: list[subprocess.Popen] = []
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SLURM")},
            "SLURM_CONF": str(folder / "slurm.conf"),
            "PATH": SEARCH,
        }

    def start(self) -> None:
        """Start the daemons and wait until both nodes are idle."""
        (self.folder / "controller").mkdir()
        key = self.folder / "munge.key"
        key.touch(mode=0o400)
        key.write_bytes(secrets.token_bytes(128))
        text = CONFIGURATION.format(
            host=socket.gethostname().split(".")[0],
            folder=self.folder,
            ports=free_ports(4),
            nodes=NODES,
            weak=WEAK,
        )
        (self.folder / "slurm.conf").write_text(text)
        self._daemon(
            "munged",
            "--foreground",
            f"--key-file={key}",
            *(f"--{what}-file={self.folder}/munge.{what}" for what in ("pid", "seed", "log")),
            f"--socket={self.folder}/munge.socket",
        )
        self._until(lambda: (self.folder / "munge.socket").exists(), "munged's socket")
        configuration = self.environment["SLURM_CONF"]
        self._daemon("slurmctld", "-D", "-c", "-f", configuration)
        for node in (*NODES, WEAK):
            (self.folder / node).mkdir()
            less = ("setpriv", "--bounding-set=-sys_admin", "--inh-caps=-sys_admin")
            before = less if node == WEAK else ()
            self._daemon(*before, "slurmd", "-D", "-N", node, "-f", configuration)
        self._until(self._is_idle, "idle nodes")

    def stop(self) -> None:
        """Cancel every job, stop the daemons, and whatever process they started."""
        if len(self.daemons) > 1:
            self.run("scancel", "--user=root", check=False)
            deadline = time.monotonic() + 20
            while self.run("squeue", "-h", check=False).strip() and time.monotonic() < deadline:
                time.sleep(0.3)
        for daemon in reversed(self.daemons):
            daemon.terminate()
            try:
                daemon.wait(timeout=20)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        for task in self.tasks():
            task.kill()
        self.daemons.clear()
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, *command: str, check: bool = True) -> str:
        """Run one of Slurm's commands against this cluster and return what it printed."""
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=60
        )
        assert not check or done.returncode == 0, f"{' '.join(command)}: {done.stderr}"
        return done.stdout

    def tasks(self) -> list[psutil.Process]:
        """Return the shells that run the tasks' scripts: each is the first process of its task."""
        spools = tuple(f"{self.folder}/{node}/job" for node in (*NODES, WEAK))
        return [
            process
            for process in psutil.process_iter(["cmdline"])
            if any(word.startswith(spools) for word in process.info["cmdline"] or [])
        ]

    def _daemon(self, program: str, *arguments: str) -> None:
        """Start a program in the foreground, its output in the folder."""
        with (self.folder / f"{len(self.daemons)}-{program}.out").open("w") as output:
            self.daemons.append(
                subprocess.Popen(
                    [program, *arguments],
                    env=self.environment,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    start_new_session=True,
                )
            )

    def _until(self, condition, what: str, patience: float = 60) -> None:
        """Wait for a condition; fail with the daemons' last words when one of them is gone."""
        deadline = time.monotonic() + patience
        while not condition():
            gone = [daemon.args[0] for daemon in self.daemons if daemon.poll() is not None]
            if gone or time.monotonic() > deadline:
                pytest.fail(f"no {what}; ended: {gone}\n{self._words()}")
            time.sleep(0.1)

    def _is_idle(self) -> bool:
        """Tell whether every node answers and waits for work."""
        states = self.run("sinfo", "-h", "-N", "-o", "%T", check=False).split()
        return states == ["idle"] * (len(NODES) + 1)

    def _words(self) -> str:
        """Return the end of every daemon's output."""
        logs = sorted([*self.folder.glob("*.out"), *self.folder.glob("*.log")])
        return "\n".join(f"--- {log.name}\n{log.read_text()[-1500:]}" for log in logs)


@pytest.fixture(scope="module")
def slurm() -> Iterator[MiniSlurm]:
    """Return a running cluster; skip, saying why, where one cannot be had.

    In CI a missing package is a failure: a skipped proof proves nothing.
    """
    reason = why_not()
    if reason and os.environ.get("CI"):
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
    cluster = MiniSlurm()
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
