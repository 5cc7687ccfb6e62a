"""A kernel gets what it was allowed: memory, processes, disk, processor time."""

from __future__ import annotations

import pytest

from artia.grading.jail import JailRequest, Limits, Tier
from tests.grading.jailed import TIERS, DeadKernel, JailedKernel, needs

MIB = 2**20
GROW = "kept = []\nwhile True:\n    kept.append(b'x' * (16 << 20))"
FOUR_CHILDREN = """
import os, time
for _ in range(4):
    ready, says = os.pipe()
    if os.fork() == 0:
        kept = b"x" * (150 << 20)
        os.write(says, b".")
        time.sleep(60)
    os.close(says)
    os.read(ready, 1)  # it has its memory, or is dead
time.sleep(3)  # for who looks at the sum
"""


@pytest.fixture(params=TIERS, ids=lambda tier: tier.name)
def tier(request) -> Tier:
    needs(request.param)
    return request.param


def test_memory_is_limited(tier):
    limits = Limits(memory=400 * MIB)
    with JailedKernel(JailRequest(tier, limits=limits)) as kernel:
        try:
            reply = kernel.run(GROW)
        except DeadKernel:
            assert kernel.wait_for_end().out_of_memory
            assert kernel.provisioner.ending.limit == "memory"
        else:  # without a control group Python itself is refused, and the kernel goes on
            assert reply.error == "MemoryError"
            assert kernel.run("len(kept) * 16").value < "400"


def test_memory_of_children_together_is_limited(tier):
    with JailedKernel(JailRequest(tier, limits=Limits(memory=400 * MIB))) as kernel:
        try:
            kernel.run(FOUR_CHILDREN)
        except DeadKernel:
            assert kernel.wait_for_end().out_of_memory
        else:  # a control group kills the largest process only
            assert tier == Tier.ROOT
            assert kernel.provisioner.usage().memory_bytes <= 400 * MIB


def test_processes_are_limited(tier):
    with JailedKernel(JailRequest(tier, limits=Limits(processes=20))) as kernel:
        try:
            assert 5 <= kernel.ask("fork_until_refused(200)") <= 44
        except DeadKernel:  # root without a control group is exempt from RLIMIT_NPROC
            assert tier != Tier.ROOT
            assert kernel.wait_for_end().limit == "processes"


def test_disk_is_limited(tier):
    with JailedKernel(JailRequest(tier, limits=Limits(disk=8 * MIB))) as kernel:
        if tier.namespaces:
            assert kernel.ask("fill_disk('.', 64 << 20)") <= 8 * MIB
            assert kernel.ask("fill_disk('/tmp', 64 << 20)") == 0  # the same disk
            assert kernel.ask("fill_disk('/dev/shm', 64 << 20)") == 0
        else:
            with pytest.raises(DeadKernel):
                kernel.run("for i in range(20): open(str(i), 'wb').write(bytes(1 << 20))")
                kernel.run("import time; time.sleep(30)")
            assert kernel.wait_for_end().limit == "disk"


def test_files_that_do_not_fit_are_said(tier, tmp_path):
    (tmp_path / "large").write_bytes(bytes(9 * MIB))
    request = JailRequest(tier, files=tmp_path, limits=Limits(disk=8 * MIB))
    with pytest.raises(Exception, match="the files of the submission exceed 8,388,608 bytes"):
        JailedKernel(request)


def test_processor_time_has_a_last_limit(tier):
    with JailedKernel(JailRequest(tier, limits=Limits(cpu_seconds=1))) as kernel:
        with pytest.raises(DeadKernel):
            kernel.run("while True: pass")
        ending = kernel.wait_for_end()
        assert ending.signal == 9 and not ending.out_of_memory
        assert 0.9 < ending.cpu_seconds < 10
