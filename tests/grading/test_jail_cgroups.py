"""Control groups: made, limited, read and removed; slots never shared, never leaked."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from artia.grading.jail import Limits, cgroups, slots

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]


@pytest.fixture
def slot():
    if os.geteuid() != 0:
        pytest.skip("control groups and slots are for root")
    slot = slots.take()
    yield slot
    slot.release()


def test_a_slot_is_held_by_one(slot):
    code = "from artia.grading.jail import slots; print(slots.take().number)"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert int(other.stdout) != slot.number
    assert slot.uid == slots.FIRST_UID + slot.number


def test_a_group_limits_counts_and_disappears(slot):
    group = slot.group()
    if group is None:
        pytest.skip("control groups cannot be written here")
    group.create(Limits(memory=64 * 2**20, processes=5))
    process = subprocess.Popen(SLEEP)
    group.add(process.pid)
    assert group.processes() == [process.pid]
    assert group.usage().processes == 1
    group.remove()
    assert process.wait(10) == -9
    assert not any(folder.exists() for folder in group.folders)


def test_what_a_killed_holder_left_is_removed_by_the_next(slot):
    group = slot.group()
    if group is None:
        pytest.skip("control groups cannot be written here")
    group.create(Limits())
    process = subprocess.Popen(SLEEP)
    group.add(process.pid)
    os.close(slot.descriptor)  # as the system does for a killed process
    slots.sweep()
    assert process.wait(10) == -9
    assert not any(folder.exists() for folder in group.folders)
    object.__setattr__(slot, "descriptor", os.open(os.devnull, os.O_RDWR))


def test_version_2_writes_the_files_of_its_documentation(tmp_path):
    """The same code on plain files: few machines have both versions."""
    group = cgroups.Group(tmp_path / "slot", tmp_path / "slot", tmp_path / "slot", 2)
    group.create(Limits(memory=1000, processes=10))
    folder = tmp_path / "slot"
    assert group.folders == [folder]
    assert (folder / "memory.max").read_text() == "1000"
    assert int((folder / "pids.max").read_text()) > 10
    (folder / "cpu.stat").write_text("usage_usec 2500000\nuser_usec 1\n")
    (folder / "memory.current").write_text("4096\n")
    (folder / "pids.current").write_text("3\n")
    usage = group.usage()
    assert (usage.cpu_seconds, usage.memory_bytes, usage.processes) == (2.5, 4096, 3)
    assert not group.killed_for_memory()
    (folder / "memory.events").write_text("oom 1\noom_kill 1\n")
    assert group.killed_for_memory()
    assert cgroups.Group.from_dict(json.loads(json.dumps(group.to_dict()))) == group
