"""What a learner's code finds in a jail of each tier: its submission, the runtime, nothing else."""

from __future__ import annotations

import functools
import json
import os
import signal
import subprocess
import sys

import pytest

from artia.grading.jail import JailRequest, Tier
from tests.grading import unprivileged
from tests.grading.jailed import TIERS, JailedKernel, look, needs

RUNTIME = {"bin", "dev", "etc", "lib", "lib32", "lib64", "proc", "run", "sbin", "submission"}
RUNTIME |= {"sys", "tmp", "usr"}
ENVIRONMENT = {"PATH", "HOME", "TMPDIR", "IPYTHONDIR", "JUPYTER_CONFIG_DIR", "LANG", "LC_ALL"}
REFUSED = {"EPERM", "EACCES", "ENOENT"}


@functools.cache
def report(tier: Tier) -> dict:
    """Return what is found when the grader is a user without rights."""
    command = [*unprivileged.python(), "-m", "tests.grading.unprivileged", str(int(tier))]
    done = unprivileged.run(*command)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    if found["best"] < tier:
        pytest.skip(" ".join(found["diagnosis"]))
    return found


@pytest.fixture(
    scope="module",
    params=[(tier, "here") for tier in TIERS] + [(tier, "unprivileged") for tier in TIERS[1:]],
    ids=lambda param: f"{param[0].name}-{param[1]}",
)
def seen(request) -> tuple[Tier, dict]:
    """Return a tier and what is seen inside: started by this user, or by one without rights."""
    tier, who = request.param
    if who == "unprivileged":
        return tier, report(tier)["inside"]
    needs(tier)
    with JailedKernel(JailRequest(tier)) as kernel:
        return tier, look(kernel)


def test_dangerous_system_calls_are_refused(seen):
    _, inside = seen
    refused = {name: answer for name, answer in inside["calls"].items() if name != "clone3"}
    assert set(refused.values()) == {"EPERM"}, refused
    assert inside["calls"]["clone3"] == "ENOSYS"  # its flags cannot be seen; libraries use clone


def test_there_is_no_network(seen):
    _, inside = seen
    assert set(inside["network"].values()) == {"EPERM"}, inside["network"]


def test_the_machine_s_folders_are_out_of_reach(seen):
    tier, inside = seen
    reached = {path for path, answer in inside["paths"].items() if answer == "done"}
    if not tier.namespaces:
        assert not reached, reached
        assert inside["root"] is False  # not even the names at the root
        return
    # Empty folders that lead to the runtime may exist; test_jail_files looks into them
    assert not reached & {"/var", "/home", "/boot", "/run/user"}
    extra = set(inside["root"]) - RUNTIME
    assert extra <= {"root", "home", "opt", "work", "srv"} | first_folders(), extra


def first_folders() -> set[str]:
    """Where this Python and this course stand."""
    places = [sys.prefix, sys.base_prefix, *sys.path, __file__]
    return {place.split("/")[1] for place in places if place.startswith("/")}


def test_sockets_of_the_machine_are_out_of_reach(seen):
    _, inside = seen
    assert set(inside["sockets"].values()) <= REFUSED, inside["sockets"]


def test_other_processes_are_out_of_reach(seen):
    tier, inside = seen
    if tier.namespaces:
        assert inside["pids"] == [1]
        assert inside["identity"][:2] == [1, 0]
        assert inside["signal"] == "ESRCH"
    else:
        assert inside["pids"] is False
        assert inside["signal"] == "EPERM"
        assert inside["parent memory"] == "EACCES"


def test_no_right_is_left(seen):
    tier, inside = seen
    assert set(inside["capabilities"].values()) == {0}
    assert inside["no new privileges"] == "1" and inside["seccomp"] == "2"
    if tier.namespaces:
        assert inside["bounding"] == 0
        assert inside["identity"][2] >= 61_000 and inside["identity"][4] == []
        assert inside["hostname"] == "jail"


def test_only_a_private_environment_is_given(seen):
    _, inside = seen
    environment = inside["environment"]
    assert set(environment) >= ENVIRONMENT
    mine = {name: value for name, value in os.environ.items() if name not in ("PATH", "TERM")}
    leaked = {n for n, v in environment.items() if mine.get(n) == v and not n.endswith("_THREADS")}
    assert leaked <= {"LANG", "LC_ALL", "PAGER", "GIT_PAGER", "MPLBACKEND"}, leaked
    assert environment["HOME"] == inside["folder"]


def test_no_open_file_leads_outside(seen):
    _, inside = seen
    kinds = {link.split(":")[0] for link in inside["descriptors"].values()}
    assert kinds <= {"/dev/null", "pipe", "socket", "anon_inode", "/dev/urandom"}, kinds


def test_only_the_work_folder_can_be_written(seen):
    _, inside = seen
    here = inside["writing"].pop("here")
    assert here == "done"
    assert "done" not in inside["writing"].values(), inside["writing"]


@pytest.mark.parametrize("tier", TIERS[1:], ids=lambda tier: tier.name)
def test_limits_hold_for_a_grader_without_rights(tier):
    found = report(tier)
    assert found["forks"] == "processes" or 5 <= found["forks"] <= 64
    assert 0 < found["usage"]["cpu_seconds"] < 60
    assert 5 < found["usage"]["processes"] < 30
    assert not found["folder left"]
    assert found["best"] < Tier.ROOT and "run the grader as root" in found["diagnosis"][0]


def test_in_the_landlock_tier_attributes_of_foreign_files_stay(tmp_path):
    """Landlock does not rule chmod and the like: the filter pretends, so that copying works."""
    needs(Tier.LANDLOCK)
    foreign = tmp_path / "gradebook.db"
    foreign.write_text("marks")
    before = foreign.stat()
    with JailedKernel(JailRequest(Tier.LANDLOCK)) as kernel:
        path = str(foreign)
        kernel.run(f"import os; os.chmod({path!r}, 0o777); os.utime({path!r}, (0, 0))")
        for call in ("truncate(path, 0)", "setxattr(path, 'user.x', b'')", "remove(path)"):
            reply = kernel.run(f"os.{call.replace('path', repr(path))}")
            assert reply.error == "PermissionError", (call, reply)
        copying = "import shutil; open('a', 'w').write('x'); shutil.copy2('a', 'b')"
        assert kernel.run(copying).error == ""
        assert kernel.run("!echo shell").text.strip() == "shell"
    after = foreign.stat()
    assert (after.st_mode, after.st_mtime, after.st_size) == (
        before.st_mode,
        before.st_mtime,
        before.st_size,
    )


def test_before_landlock_rules_signals_the_filter_does():
    """Kernels older than Linux 6.12: a process may signal itself only."""
    code = (
        "import os, sys, signal\n"
        "from artia.grading.jail import Tier, seccomp_filter, syscalls\n"
        "syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)\n"
        "seccomp_filter.load(seccomp_filter.build(Tier.LANDLOCK, landlock_abi=5))\n"
        "os.kill(os.getpid(), 0)\n"
        "try: os.kill(os.getppid(), 0)\n"
        "except PermissionError: print('refused')\n"
        "signal.raise_signal(signal.SIGTERM)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "refused\n", done
    assert done.returncode == -signal.SIGTERM
