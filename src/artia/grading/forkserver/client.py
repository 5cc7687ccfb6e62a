"""Start, find and stop a fork server from the grader's process."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from artia.grading.errors import GradingError
from artia.grading.forkserver.folders import PrivateFolder
from artia.grading.forkserver.preload import ONE_THREAD, PreloadError

_SECONDS_TO_STOP = 20


class ForkServer:
    """A fresh process that has imported `preload` once and forks a kernel for each request.

    A context manager; the server ends with this process however it ends. `warm` uses known
    libraries once before forking (`warming`). Raises PreloadError when a module cannot be
    preloaded, GradingError when the server does not start.
    """

    def __init__(self, preload: Sequence[str] = (), warm: bool = True) -> None:
        self.preload = tuple(preload)
        self.warm = warm
        self.modules: list[str] = []
        self._folder: PrivateFolder | None = None
        self._process: subprocess.Popen | None = None
        self._owner = 0

    @property
    def address(self) -> str:
        """The path of the server's control socket. Raises GradingError before `start`."""
        if self._folder is None:
            raise GradingError("the fork server is not running: call start() first")
        return self._folder.socket

    @property
    def pid(self) -> int | None:
        """The server's process, None before `start`."""
        return self._process.pid if self._process else None

    @property
    def running(self) -> bool:
        """Whether the server can serve this process."""
        return self._process is not None and self._mine() and self._process.poll() is None

    def start(self) -> ForkServer:
        """Start the server and wait until it has loaded everything."""
        if self.running:
            return self
        folder = PrivateFolder.create()
        with open(folder.log, "wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-P", "-s", "-m", "artia.grading.forkserver"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=clean_environment(folder.path),
                cwd="/",
                pass_fds=[folder.lock],
                start_new_session=True,
            )
        self._folder, self._process, self._owner = folder, process, os.getpid()
        order = {"folder": str(folder.path), "lock": folder.lock, "parent": os.getpid()}
        order |= {"modules": self.preload, "warm": self.warm}
        with contextlib.suppress(BrokenPipeError):  # it says why below
            process.stdin.write(json.dumps(order).encode() + b"\n")
            process.stdin.flush()
        folder.unlock()
        said = process.stdout.readline()
        answer = json.loads(said) if said else {}
        if "ready" not in answer:
            self._fail(answer)
        self.modules = answer["modules"]
        return self

    def _fail(self, answer: dict) -> None:
        complaint = self._folder.log.read_text(errors="replace") if not answer else ""
        self.stop()
        if "error" in answer:
            raise PreloadError(answer["error"])
        last = complaint.strip().splitlines()[-1:] or ["no reason given"]
        raise GradingError(f"the fork server did not start: {last[0]}")

    def stop(self) -> None:
        """End the server and every kernel it forked; nothing when it does not run here."""
        process, folder = self._process, self._folder
        if process is None or not self._mine():
            return
        self._process = self._folder = None
        process.terminate()  # a forked worker may hold the pipe, whose end alone would not do
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        try:
            process.wait(_SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
        folder.remove()

    def _mine(self) -> bool:
        """A forked child inherits this object but not the right to stop its parent's server."""
        return self._owner == os.getpid()

    def __enter__(self) -> ForkServer:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @classmethod
    def shared(cls, preload: Sequence[str] = ()) -> ForkServer:
        """Return this process's server for a preload list, started at first use."""
        key = (os.getpid(), tuple(preload))
        with _lock:
            server = _shared.get(key)
            if server is None or not server.running:
                server = _shared[key] = cls(preload).start()
                atexit.register(server.stop)
        return server


_shared: dict[tuple, ForkServer] = {}
_lock = threading.Lock()
os.register_at_fork(after_in_child=lambda: globals().update(_lock=threading.Lock()))


def clean_environment(private: Path) -> dict[str, str]:
    """Return the server's environment: where Python finds its modules, and one thread.

    private: a folder for caches where the user has none.
    """
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "MPLCONFIGDIR": str(_font_cache(private)),
        "IPYTHONDIR": str(private / "ipython"),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # ipykernel loads a debugger nobody will use
        **ONE_THREAD,
    }
    places = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if absolute := [place for place in places if os.path.isabs(place)]:
        environment["PYTHONPATH"] = os.pathsep.join(absolute)
    return environment


def _font_cache(private: Path) -> Path:
    """Return where Matplotlib keeps its list of fonts, from one server to the next if possible.

    Not the user's own folder, whose matplotlibrc would change learners' figures.
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"))
    folder = cache / "artia" / "matplotlib"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return private
    return folder if os.access(folder, os.W_OK) else private
