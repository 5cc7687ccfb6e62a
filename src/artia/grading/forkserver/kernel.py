"""The last thing a fork does: become an ipykernel, inside its jail."""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from artia.grading.forkserver.app import JailedKernelApp
from artia.grading.forkserver.preload import ONE_THREAD
from artia.grading.jail.enter import Places
from artia.grading.jail.tier import Tier


def environment(places: Places, wanted: dict[str, str]) -> dict[str, str]:
    """Return a kernel's whole environment: nothing of the grader's but what is `wanted`."""
    return {
        "PATH": os.pathsep.join([str(Path(sys.prefix) / "bin"), "/usr/local/bin:/usr/bin:/bin"]),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TERM": "xterm-color",
        "USER": "learner",
        "LOGNAME": "learner",
        "HOME": places.work,
        "TMPDIR": places.temporary,
        "IPYTHONDIR": f"{places.temporary}/.ipython",
        "JUPYTER_CONFIG_DIR": f"{places.temporary}/.jupyter",
        "JUPYTER_RUNTIME_DIR": f"{places.temporary}/.jupyter",
        "MPLCONFIGDIR": f"{places.temporary}/.matplotlib",
        "XDG_CACHE_HOME": f"{places.temporary}/.cache",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        **ONE_THREAD,
        **wanted,
    }


def refresh_randomness() -> None:
    """Give this fork its own random numbers: it inherited its siblings' generators."""
    random.seed()
    tempfile._name_sequence = None
    tempfile.tempdir = None  # the fork server's: this jail has another
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed(int.from_bytes(os.urandom(4)))
    if "torch" in sys.modules:
        sys.modules["torch"].default_generator.seed()
    if "multiprocessing" in sys.modules:
        sys.modules["multiprocessing"].current_process().authkey = os.urandom(32)


def run(request: dict, places: Places, ready: Callable[[], None]) -> None:
    """Serve as the kernel that `request` describes until it is told to stop.

    ready: called once the kernel's sockets are there.
    """
    _restore_signals()
    os.environ.clear()
    os.environ.update(environment(places, request["env"]))
    refresh_randomness()
    sys.argv = ["ipykernel_launcher"]
    _find_files_beside_the_notebook()
    connection = Path(places.temporary) / "connection.json"
    details = request["connection"] | {"ip": f"{places.sockets}/c"}
    connection.write_text(json.dumps(details))
    JailedKernelApp.children_print = request["jail"]["tier"] != Tier.LANDLOCK
    app = JailedKernelApp.instance()
    app.initialize(["-f", str(connection), *request["arguments"]])
    _show_figures_inline()
    if request["jail"]["tier"] == Tier.LANDLOCK:  # which gives no terminal for `!command`
        app.shell.system = app.shell.system_raw
    ready()
    app.start()


def _show_figures_inline() -> None:
    """Do what importing Matplotlib would have done in a kernel, had it not been loaded before.

    The fork server drew with another backend, and without IPython to send figures to.
    """
    if "matplotlib_inline.backend_inline" not in sys.modules:
        return
    import matplotlib
    from matplotlib_inline import backend_inline

    matplotlib.use(os.environ["MPLBACKEND"])
    backend_inline._enable_matplotlib_integration()


def _find_files_beside_the_notebook() -> None:
    """Put the work folder where IPython puts it, before the first folder of packages.

    The fork server was started without a current folder to import from (-P).
    """
    names = [os.path.basename(path) for path in sys.path]
    packages = [i for i, name in enumerate(names) if name in ("site-packages", "dist-packages")]
    sys.path.insert(packages[0] if packages else 0, "")


def _restore_signals() -> None:
    """Handle signals as a Python that has just started, not as the fork server."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
