"""A jailed kernel is an ordinary kernel for those who drive it, and for honest learners."""

from __future__ import annotations

import os

import pytest

from artia.grading.forkserver import ForkServer
from artia.grading.jail import JailRequest, Tier
from artia.grading.provisioner import KernelStartError
from tests.grading.jailed import PRELOAD, TIERS, JailedKernel, needs

TRAIN = """
import torch
torch.set_num_threads(2)
layer = torch.nn.Linear(3, 1)
optimizer = torch.optim.Adam(layer.parameters())
loss = layer(torch.ones(8, 3)).square().mean()
loss.backward()
optimizer.step()
layer.weight.grad.shape
"""
LOAD = """
from torch.utils.data import DataLoader, TensorDataset
data = TensorDataset(torch.arange(12.0))
sum(batch[0].sum().item() for batch in DataLoader(data, batch_size=3, num_workers=2))
"""
SPREAD = """
import multiprocessing
def square(x):
    print("child", x, flush=True)
    return x * x
with multiprocessing.Pool(2) as pool:
    print(pool.map(square, range(4)))
"""
PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 2])"
CHILD = "import subprocess, sys\nsubprocess.run([sys.executable, '-c', {code!r}], check=True)"
SPIN = "import time\nend = time.process_time() + 0.8\nwhile time.process_time() < end: pass"


@pytest.fixture(scope="module", params=TIERS[:2], ids=lambda tier: tier.name)
def kernel(request):
    needs(request.param)
    with JailedKernel(JailRequest(request.param)) as kernel:
        yield kernel


def test_training_with_several_threads(kernel):
    assert kernel.run(TRAIN).value == "torch.Size([1, 3])"


def test_a_data_loader_with_workers(kernel):
    kernel.run("import torch")
    assert kernel.run(LOAD).value == "66.0"


def test_processes_that_print(kernel):
    text = kernel.run(SPREAD).text
    assert "[0, 1, 4, 9]" in text
    assert text.count("child") == 4  # their lines may be mixed, as in any terminal


@pytest.mark.parametrize("first", ["", "%matplotlib inline\n"], ids=["plain", "magic"])
def test_a_figure_appears(kernel, first):
    kernel.wait(kernel.manager.restart_kernel(now=True))
    kernel.wait(kernel.client.wait_for_ready(timeout=60))
    assert "image/png" in kernel.run(first + PLOT).mimes
    assert "image/png" in kernel.run(PLOT + "\nplt.show()").mimes


def test_a_subprocess_runs(kernel):
    assert kernel.run(CHILD.format(code="print('from a child')")).text == "from a child\n"


def test_what_a_subprocess_prints_belongs_to_its_cell(kernel):
    """ipykernel alone lost a tenth of these lines on a busy machine."""
    printing = "import subprocess\nsubprocess.run(['/bin/echo', 'said'], check=True)"
    assert [kernel.run(printing).text for _ in range(100)] == ["said\n"] * 100


def test_a_subprocess_that_never_stops_printing_does_not_hold_its_cell(kernel):
    kernel.run("import subprocess\nendless = subprocess.Popen(['yes'])", timeout=30)
    assert kernel.run("endless.kill(); endless.wait()", timeout=30).error == ""


def test_shell_commands_see_the_jail_only(kernel):
    kernel.run("open('only.txt', 'w').close()")
    assert kernel.run("!ls").text.split() == ["only.txt"]
    assert kernel.run("!hostname; id -u").text.split()[0] == "jail"


def test_interrupting_a_cell(kernel):
    wait = "import time\ntime.sleep(60)"
    assert kernel.run_until_interrupted(wait).error == "KeyboardInterrupt"
    assert kernel.run("'still here'").value == "'still here'"


def test_random_numbers_differ_from_fork_to_fork(kernel):
    draw = (
        "import random, numpy, torch; (random.random(), numpy.random.rand(), torch.rand(1).item())"
    )
    with JailedKernel(JailRequest(kernel.provisioner.tier)) as sibling:
        mine, other = kernel.run(draw).value, sibling.run(draw).value
    assert not set(mine.strip("()").split(", ")) & set(other.strip("()").split(", "))


def test_temporary_files_go_where_the_jail_allows(kernel):
    """Whatever folder the fork server had settled on before."""
    asked = "import os, tempfile; tempfile.TemporaryFile().close(); "
    asked += "tempfile.gettempdir() == os.environ['TMPDIR']"
    assert kernel.run(asked).value == "True"


def test_output_is_cut_at_the_source(kernel):
    reply = kernel.run("for i in range(200_000): print('x' * 1000)", timeout=120)
    assert 900_000 < len(reply.text) < 1_100_000
    assert reply.text.rstrip().endswith("the rest is not shown")
    again = kernel.run("import sys\nprint('next cell')\nprint('error', file=sys.stderr)")
    assert again.text == "next cell\nerror\n"


@pytest.mark.parametrize("tier", TIERS, ids=lambda tier: tier.name)
def test_usage_counts_children_and_the_dead(tier):
    needs(tier)
    with JailedKernel(JailRequest(tier)) as kernel:
        provisioner = kernel.provisioner
        before = provisioner.usage()
        assert before.processes >= 5
        kernel.run(CHILD.format(code=SPIN))
        spent = provisioner.usage().cpu_seconds - before.cpu_seconds
        assert 0.7 < spent < 8
        kernel.run("kept = b'x' * (100 << 20)")
        assert provisioner.usage().memory_bytes - before.memory_bytes > 90 << 20
    assert provisioner.usage().cpu_seconds >= spent
    assert provisioner.ending.signal == 9 and provisioner.ending.exit_code is None


def test_a_restart_keeps_the_connection(kernel):
    kernel.run("marker = 1")
    first = kernel.provisioner.pid
    kernel.wait(kernel.manager.restart_kernel(now=True))
    kernel.wait(kernel.client.wait_for_ready(timeout=60))
    assert kernel.provisioner.pid != first
    assert kernel.run("marker").error == "NameError"


def test_a_polite_shutdown_ends_well():
    kernel = JailedKernel(JailRequest(TIERS[1]))
    kernel.client.stop_channels()
    kernel.wait(kernel.manager.shutdown_kernel(now=False))
    assert kernel.provisioner.ending.exit_code == 0
    kernel.stop()


def test_only_known_variables_pass():
    given = {"NBGRADER_EXECUTION": "autograde", "SECRET": "x", "HOME": "/root"}
    with JailedKernel(JailRequest(TIERS[1]), env=dict(os.environ) | given) as kernel:
        code = "import os; [os.environ.get(n) for n in ('NBGRADER_EXECUTION', 'SECRET', 'HOME')]"
        assert kernel.run(code).value == "['autograde', None, '/submission']"


def test_the_best_tier_and_a_shared_server_by_default():
    from artia.grading.jail import best_tier

    with ForkServer() as server:
        kernel = JailedKernel(None, server, jail=None)
        assert kernel.provisioner.tier == best_tier() >= Tier.LANDLOCK
        kernel.stop()


def test_an_address_nobody_answers_is_said(tmp_path):
    (tmp_path / "k").mkdir()

    class Gone:
        address = str(tmp_path / "control")

    with pytest.raises(KernelStartError, match="no fork server answers at .*: start one"):
        JailedKernel(JailRequest(TIERS[1]), Gone())
    assert list((tmp_path / "k").iterdir()) == []


def test_many_kernels_at_once():
    server = ForkServer.shared(PRELOAD)
    tier = TIERS[0] if not os.geteuid() else TIERS[1]
    needs(tier)
    kernels = [JailedKernel(JailRequest(tier), server) for _ in range(6)]
    try:
        for kernel in kernels:
            kernel.run("open('mine', 'w').close()")
        look = "import os; print(os.getpid(), os.listdir())"
        seen = {kernel.run(look).text for kernel in kernels}
        assert len({kernel.provisioner.pid for kernel in kernels}) == 6
        assert seen == {"1 ['mine']\n"}
        if tier == Tier.ROOT:  # no two jails share a user
            users = {kernel.run("import os; os.getuid()").value for kernel in kernels}
            assert len(users) == 6
    finally:
        for kernel in kernels:
            kernel.stop()
