"""Finding and ending what a hub started, whatever became of the hub itself."""

import os
from collections.abc import Iterator

import psutil

from artia.hub.state import CHILD_MARK, State


def children_of(state: State) -> Iterator[psutil.Process]:
    """Yield every process started by a hub of this state folder, except the one asking."""
    for process in psutil.process_iter():
        try:
            mine = process.environ().get(CHILD_MARK) == str(state.root)
        except (psutil.Error, OSError):
            continue
        if mine and process.pid != os.getpid() and process.status() != psutil.STATUS_ZOMBIE:
            yield process


def end_children(state: State, patience: float = 8.0) -> int:
    """Ask what is left to stop, then force it; return how many processes were left."""
    left = list(children_of(state))
    for process in left:
        _quietly(process.terminate)
    _, stubborn = psutil.wait_procs(left, timeout=patience)
    for process in stubborn:
        _quietly(process.kill)
    psutil.wait_procs(stubborn, timeout=2)
    return len(left)


def _quietly(action: object) -> None:
    try:
        action()
    except psutil.Error:
        pass
