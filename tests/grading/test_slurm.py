"""A class graded on a real Slurm of two nodes, whose tasks die, gets the marks it gets here."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.grading.conftest import (
    Course,
    CourseFactory,
    environment,
    exam,
    fill,
    notebook,
    solution,
)
from tests.grading.slurm_cluster import WEAK, MiniSlurm, slurm  # noqa: F401  (a fixture)

pytestmark = pytest.mark.slow

SQUARE = """\
def square(x):
    ### BEGIN SOLUTION
    return x * x
    ### END SOLUTION"""
LAB = notebook(
    solution("square", SQUARE),
    exam("test_square", 2, "assert square(3) == 9"),
    exam("test_partial", 4, "score = 1 + 3 * (square(0.5) == 0.25)\nscore"),
)
#: Right, half right, wrong, untouched, out of the kernel's life.
ANSWERS = (
    "def square(x):\n    return x ** 2",
    "def square(x):\n    return 9",
    "def square(x):\n    raise ValueError(x)",
    None,
    "import os\nos._exit(1)",
)
STUDENTS = [f"s{number:02}" for number in range(60)]
#: Starts a grading that does not outlive its test.
Starter = Callable[[Course], "Grading"]
#: A grading that takes longer is stuck; the tests take seconds.
PATIENCE = 300


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Return a course of sixty submissions, not graded."""
    works = {
        student: {"lab": fill({"square": answer} if answer else {})}
        for student, answer in zip(STUDENTS, ANSWERS * 12, strict=True)
    }
    return CourseFactory(tmp_path_factory.mktemp("slurm"))({"lab": LAB}, works, name="template")


@pytest.fixture(scope="module")
def reference(template: Course) -> dict:
    """Return the whole gradebook as the local engine leaves it."""
    course = copy(template, "local", STUDENTS)
    course.grade("--workers", "2")
    return course.marks()


@pytest.fixture
def cluster(slurm: MiniSlurm, monkeypatch: pytest.MonkeyPatch) -> Iterator[MiniSlurm]:  # noqa: F811
    """Return the cluster, which `artia grade` then finds; nothing runs on it afterwards."""
    monkeypatch.setenv("SLURM_CONF", slurm.environment["SLURM_CONF"])
    yield slurm
    slurm.run("scancel", "--user=root", check=False)


def copy(template: Course, name: str, students: list[str]) -> Course:
    """Return a copy of the course with the submissions of some students."""
    root = template.root.with_name(name)
    shutil.copytree(template.root, root)
    for folder in (root / "submitted").iterdir():
        if folder.name not in students:
            shutil.rmtree(folder)
    return Course(root, template.assignment)


@pytest.fixture
def start() -> Iterator[Starter]:
    started: list[Grading] = []

    def begin(course: Course) -> Grading:
        started.append(Grading(course))
        return started[-1]

    yield begin
    for grading in started:
        grading.process.kill()
        grading.process.wait()


class Grading:
    """`artia grade --engine slurm` under way, and what can be seen of it from outside."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.report = course.root / "report.json"
        self.output = course.root / "output.txt"
        command = [sys.executable, "-m", "artia.cli", "grade", course.assignment]
        command += ["--engine", "slurm", "--workers", "2", "--json", str(self.report)]
        with self.output.open("w") as file:
            self.process = subprocess.Popen(
                command, cwd=course.root, env=environment(), stdout=file, stderr=file
            )

    @property
    def shards(self) -> list[Path]:
        """The shards' folders."""
        folder = self.course.root / "grading" / self.course.assignment / "shards"
        return sorted(path.parent for path in folder.glob("*/shard.json"))

    def graded(self, shard: Path) -> set[str]:
        """Return the students of a shard who have a result: in its folder, or merged."""
        merged = shard.parents[1] / "results"
        found = [*shard.glob("results/*/result.json"), *merged.glob("*/result.json")]
        return {path.parent.name for path in found} & submitted(shard)

    def until(self, condition: Callable[[], object]) -> object:
        """Wait for a condition and return what it gave; fail when the grading ends before."""
        deadline = time.monotonic() + PATIENCE
        while not (found := condition()):
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() < deadline, self.output.read_text()
            time.sleep(0.05)
        return found

    def finish(self) -> dict:
        """Wait for the end; return the report, with the exit code."""
        code = self.process.wait(timeout=PATIENCE)
        assert self.report.exists(), self.output.read_text()
        return {**json.loads(self.report.read_text()), "code": code}


def is_zombie(process: psutil.Process) -> bool:
    """Tell whether a process has ended and only waits for its parent to look."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def submitted(shard: Path) -> set[str]:
    """Return whose submissions a shard holds."""
    values = json.loads((shard / "shard.json").read_text())
    return {each["student"] for each in values["submissions"]}


def kill(cluster: MiniSlurm, shard: Path) -> bool:
    """Kill -9 every process of the tasks that grade a shard, as a dead node would."""
    killed = False
    for task in cluster.tasks():
        try:
            tree = [task, *task.children(recursive=True)]
            if any(str(shard) in process.cmdline() for process in tree):
                for process in tree:
                    process.kill()
                    killed = True
        except psutil.NoSuchProcess:
            continue
    return killed


def suspend(cluster: MiniSlurm) -> None:
    """Stop every task where it is: still in the queue, no longer grading."""
    for task in cluster.tasks():
        with suppress(psutil.NoSuchProcess):
            task.suspend()  # before its children are listed: it starts no other
            for process in task.children(recursive=True):
                process.suspend()


def wait_until(condition: Callable[[], object]) -> None:
    """Wait for a condition; fail when it takes too long."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_task_killed_midway_costs_nothing(
    cluster: MiniSlurm, template: Course, reference: dict, start: Starter
) -> None:
    course = copy(template, "midway", STUDENTS)
    grading = start(course)
    shard = grading.until(
        lambda: next((s for s in grading.shards if 3 <= len(grading.graded(s)) < 20), None)
    )
    assert sorted(len(submitted(shard)) for shard in grading.shards) == [10, 25, 25]
    assert len(set(cluster.run("squeue", "-h", "--format=%F").split())) == 1, "one array"
    assert kill(cluster, shard)
    kept = grading.graded(shard)
    assert 3 <= len(kept) < 25

    # The task that comes after it says whom it grades: nobody a second time.
    again = ""
    while grading.process.poll() is None:
        with suppress(FileNotFoundError):
            again = (shard / "slurm-2.log").read_text()
        time.sleep(0.1)
    assert grading.finish()["code"] == 0, grading.output.read_text()
    assert again, "the task was not submitted again"
    assert not kept & set(again.split())
    assert course.marks() == reference


def test_a_task_that_always_dies_is_tried_again_then_reported(
    cluster: MiniSlurm, template: Course, reference: dict, start: Starter
) -> None:
    """One shard's tasks die at once wherever they run; the other shard's never notice."""
    few = STUDENTS[:27]
    course = copy(template, "always", few)
    grading = start(course)
    shards = grading.until(lambda: len(grading.shards) == 2 and grading.shards)
    small = min(shards, key=lambda shard: len(submitted(shard)))
    lost = submitted(small)
    assert len(lost) == 2
    arrays = set()
    while grading.process.poll() is None:
        kill(cluster, small)
        arrays |= set(cluster.run("squeue", "-h", "--format=%F", check=False).split())
        time.sleep(0.05)
    report = grading.finish()
    assert len(arrays) == 3, "the first array, and two more for what is left"
    assert report["code"] != 0
    ended = {each["student"]: each for each in report["submissions"]}
    assert {name for name, each in ended.items() if each["outcome"] == "error"} == lost
    assert all("attempt 3 of 3" in ended[name]["reason"] for name in lost)
    assert course.marks() == {name: reference[name] for name in few if name not in lost}

    # The cause is gone: the same command grades those two.
    course.grade("--engine", "slurm", "--workers", "2")
    assert course.marks() == {name: reference[name] for name in few}


def test_an_interrupted_grading_is_resumed(
    cluster: MiniSlurm, template: Course, reference: dict, start: Starter
) -> None:
    few = STUDENTS[:27]
    course = copy(template, "resumed", few)

    def queued() -> set[str]:
        return set(cluster.run("squeue", "-h", "--format=%F").split())

    def under_way(grading: Grading, results: int) -> Grading:
        # Until its own array is in the queue, the results are those of the grading before it.
        grading.until(queued)
        graded = lambda: [len(grading.graded(shard)) for shard in grading.shards]  # noqa: E731
        grading.until(lambda: any(count >= results for count in graded()))
        return grading

    # Ctrl-C: every task is cancelled before the command ends.
    first = under_way(start(course), 2)
    processes = [each for task in cluster.tasks() for each in (task, *task.children(True))]
    assert len(processes) > 4  # shells, graders, their workers and fork servers
    first.process.send_signal(signal.SIGINT)
    assert first.process.wait(timeout=PATIENCE) != 0
    assert not cluster.run("squeue", "-h").strip()
    assert not [each for each in psutil.wait_procs(processes, 20)[1] if not is_zombie(each)]
    assert "Traceback" not in first.output.read_text()

    # kill -9: the tasks go on without it, until the next command takes what they have done.
    second = under_way(start(course), 3)
    second.process.kill()
    second.process.wait()
    alone = sum(len(second.graded(shard)) for shard in second.shards)
    wait_until(lambda: sum(len(second.graded(shard)) for shard in second.shards) > alone)
    suspend(cluster)  # or they might be through before the next command looks
    kept = set().union(*map(second.graded, second.shards))
    former = queued()
    assert former

    third = start(course)
    third.until(lambda: queued() - former)
    left = set().union(*map(submitted, third.shards))
    assert left and not left & kept
    assert third.finish()["code"] == 0, third.output.read_text()
    assert course.marks() == {name: reference[name] for name in few}
    assert not cluster.tasks()


def test_the_tier_is_the_one_of_the_node(cluster: MiniSlurm, template: Course) -> None:
    """The machine that submits has the best tier; the node of the partition `weak` has not."""
    course = copy(template, "weak", STUDENTS[:1])
    there = ("--engine", "slurm", "--workers", "1", f"--sbatch-option=--partition={WEAK}")
    report = course.grade_json(*there, "--min-tier", "root", ok=False)
    (refused,) = report["submissions"]
    assert refused["outcome"] == "error"
    assert "user namespaces" in refused["reason"]
    assert course.marks() == {}
    (graded,) = course.grade_json(*there)["submissions"]
    assert graded["outcome"] == "ok"
    assert graded["tier"] == "user namespaces"


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--partition=absent", "Invalid partition"),
        ("--time=2-00:00:00", "PartitionTimeLimit"),
    ],
)
def test_what_slurm_refuses_is_one_sentence(
    cluster: MiniSlurm, template: Course, option: str, said: str
) -> None:
    course = copy(template, option.strip("-").partition("=")[0], STUDENTS[:1])
    done = course.grade("--engine", "slurm", f"--sbatch-option={option}", ok=False)
    assert done.returncode != 0
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert not cluster.run("squeue", "-h").strip()


def test_without_slurm_the_engine_says_so(
    template: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = copy(template, "without", STUDENTS[:1]).grade("--engine", "slurm", ok=False)
    assert done.returncode != 0
    assert "did not find sbatch" in done.stderr
    assert "--engine local" in done.stderr
    assert "Traceback" not in done.stderr
