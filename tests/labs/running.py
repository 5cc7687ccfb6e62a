"""Run a learner's notebook from top to bottom, and tell what it cost. Tests and bench use it.

python -m tests.labs.running NOTEBOOK FOLDER OUT EXPRESSION     what `run` starts, offline
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from artia.authoring.manifest import read_manifest
from artia.authoring.paths import LANGUAGES, Repository

from .offline import offline

ROOT = Path(__file__).resolve().parents[2]
REPOSITORY = Repository(ROOT)
SECONDS_A_CELL = 600
LABS = [lab for lab in REPOSITORY.labs() if REPOSITORY.learner(lab, LANGUAGES[0]).is_file()]

# Put before the lab: any connection beyond the machine is refused and remembered.
GUARD = """
import socket
_calls, _connect = [], socket.socket.connect
def _guarded(self, address):
    outside = self.family in (socket.AF_INET, socket.AF_INET6)
    if outside and address[0] not in ("127.0.0.1", "::1", "localhost"):
        _calls.append(str(address))
        raise OSError("no network in a lab")
    return _connect(self, address)
socket.socket.connect = _guarded
"""
# Put after it. Not ru_maxrss: a process starts with its parent's.
REPORT = """
import json, re, resource
_used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(json.dumps({{
    "calls": _calls,
    "cpu": sum(used.ru_utime + used.ru_stime for used in _used),
    "memory": int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024,
    "also": {expression},
}}))
"""


@dataclass(frozen=True)
class Run:
    """One notebook, run; its last cell and its first are ours."""

    notebook: NotebookNode
    calls: list[str]  # addresses beyond this machine that were asked for
    cpu: float  # seconds of the kernel and what it started, imports included
    wall: float  # seconds, the kernel's start included
    memory: float  # megabytes, the kernel's highest
    also: Any  # what `expression` was worth at the end


def run(lab: str, language: str, folder: Path, expression: str = "None") -> Run:
    """Run a learner's notebook in `folder`, where its files are put as they are for a learner."""
    read_manifest(REPOSITORY, lab).place(folder)
    with tempfile.TemporaryDirectory() as aside:
        out = Path(aside) / "run.ipynb"
        notebook = REPOSITORY.learner(lab, language)
        command = [sys.executable, "-m", "tests.labs.running"]
        command += [str(notebook), str(folder), str(out), expression]
        done = subprocess.run(
            offline(command),
            cwd=ROOT,
            env=os.environ | {"OMP_NUM_THREADS": "1"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr[-6000:]
        executed = nbformat.read(out, as_version=4)
    return Run(
        executed,
        wall=float(done.stdout.split()[-1]),
        **json.loads(executed.cells[-1].outputs[0].text),
    )


def main(notebook: str, folder: str, out: str, expression: str) -> None:
    """Run the notebook and print how many seconds it took, by the clock."""
    node = nbformat.read(notebook, as_version=4)
    node.cells.insert(0, nbformat.v4.new_code_cell(GUARD))
    node.cells.append(nbformat.v4.new_code_cell(REPORT.format(expression=expression)))
    place = {"metadata": {"path": folder}}
    client = NotebookClient(node, timeout=SECONDS_A_CELL, kernel_name="python3", resources=place)
    began = time.monotonic()
    client.execute()
    print(time.monotonic() - began)
    nbformat.write(node, out)


if __name__ == "__main__":
    main(*sys.argv[1:])
