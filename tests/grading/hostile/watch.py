"""Look at the machine while the farm runs, and at what is left of it afterwards."""

import ctypes
import fcntl
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

PR_SET_CHILD_SUBREAPER = 36  # prctl(2)
PERIOD = 0.5  # s between two looks: each costs a hundredth of that
#: Where kernels jailed by root hold a number, each with a control group while it lives.
POOL = "artia-grading"
LOCKS = Path("/run") / POOL


@dataclass
class Watch:
    """What was seen from the start of a run to its end. Sizes in bytes."""

    token: str  # in the name of what attacks make
    temporary: Path
    peak_disk: int = 0  # of temporary folders
    peak_process: int = 0  # memory of the largest process
    processes: list[str] = field(default_factory=list)  # still alive at the end
    mounts: set[str] = field(default_factory=set)  # new ones, left at the end
    groups: list[str] = field(default_factory=list)  # that no living kernel holds
    servers: set[str] = field(default_factory=set)  # folders left by fork servers
    planted: list[str] = field(default_factory=list)  # files of attackers outside their jails

    def look(self) -> None:
        """Measure now."""
        folders = [self.temporary, *Path("/tmp").glob("artia-*")]
        self.peak_disk = max(self.peak_disk, _size(folders))
        for process in psutil.Process().children(recursive=True):
            with suppress(psutil.Error):
                self.peak_process = max(self.peak_process, process.memory_info().rss)


@contextmanager
def watching(token: str, temporary: Path) -> Iterator[Watch]:
    """Watch a run: every process it starts stays below this one, orphans included."""
    watch, over = Watch(token, temporary), threading.Event()
    known = set(psutil.Process().children(recursive=True))
    mounts, servers = _mounts(), _abandoned_servers()

    def look_often() -> None:
        while not over.wait(PERIOD):
            watch.look()

    thread = threading.Thread(target=look_often)
    _adopt_orphans(True)
    thread.start()
    try:
        yield watch
    finally:
        over.set()
        thread.join()
        watch.processes = _end_orphans(known)
        _adopt_orphans(False)
        watch.mounts, watch.groups = _mounts() - mounts, list(_abandoned_groups())
        watch.servers = _abandoned_servers() - servers
        watch.planted = _planted(token)


def _adopt_orphans(yes: bool) -> None:
    result = ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, int(yes), 0, 0, 0)
    assert result == 0, "prctl(PR_SET_CHILD_SUBREAPER) failed"


def _end_orphans(known: set[psutil.Process]) -> list[str]:
    left = [p for p in psutil.Process().children(recursive=True) if p not in known]
    # Who is being killed has its time: a jail's end is not instantaneous.
    _, alive = psutil.wait_procs(left, timeout=10)
    seen = [f"{p.pid} {p.name()} {p.cmdline()}" for p in alive]
    for process in alive:
        process.kill()
    return seen


def _size(folders: list[Path]) -> int:
    # The commands du and find, and not Python: attacks make folders nested a thousand times.
    done = subprocess.run(["du", "-skc", *folders], capture_output=True, text=True)
    return int(done.stdout.splitlines()[-1].split()[0]) * 1024


def _mounts() -> set[str]:
    # Without their numbers, which a later mount may be given again.
    lines = Path("/proc/self/mountinfo").read_text().splitlines()
    return {" ".join(line.split()[3:]) for line in lines}


def _abandoned_groups() -> Iterator[str]:
    """Find the groups of slots that nobody holds: this machine may be grading something else."""
    for pool, names, _ in os.walk("/sys/fs/cgroup"):
        if os.path.basename(pool) == POOL:
            for name in names:
                group = os.path.join(pool, name)
                if _is_free(LOCKS / f"{name}.lock") and os.path.exists(group):
                    yield group


def _abandoned_servers() -> set[str]:
    """Find the folders of fork servers that no longer live."""
    return {str(lock.parent) for lock in Path("/tmp").glob("artia-*/lock") if _is_free(lock)}


def _is_free(lock: Path) -> bool:
    try:
        with open(lock) as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # held, or gone with its holder
        return False
    return True


def _planted(token: str) -> list[str]:
    """Find what attackers made: its name begins with the token."""
    places = ("/tmp", "/var/tmp", "/dev/shm", "/run", "/root", "/opt", "/etc")
    command = ["find", *places, "-name", f"{token}*"]
    return subprocess.run(command, capture_output=True, text=True).stdout.splitlines()
