"""Import once what every kernel would import again, and warm it, without leaving a thread.

A fork copies only the thread that forks: a module that starts others at import would hand
every kernel locks nobody will release. Such a module is refused by name.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import sys
from collections.abc import Callable, Iterable

from artia.grading.errors import GradingError

#: Read by the numerical libraries when they are loaded: one thread, hence none at fork time.
ONE_THREAD = {
    name: "1"
    for name in (
        "OMP_NUM_THREADS",
        "MKL_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "NUMEXPR_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
    )
}
#: What any notebook kernel needs, so that a fork finds it loaded.
KERNEL_MODULES = (
    "ipykernel.kernelapp",
    "ipykernel.debugger",
    "artia.grading.forkserver.kernel",
    "artia.grading.forkserver.outstream",
)


class PreloadError(GradingError):
    """A module cannot be loaded before forking: it is missing, broken, or starts a thread."""


def preload(modules: Iterable[str], warm: bool) -> list[str]:
    """Import `modules` in order, warm those that are known, and freeze memory for forking.

    Returns the modules imported. Raises PreloadError naming the module at fault.
    """
    from artia.grading.forkserver import warming

    gc.disable()  # imports make no garbage to speak of: a sixth of their CPU time is saved
    loaded = []
    for name in dict.fromkeys((*KERNEL_MODULES, *modules)):
        _step(name, "import", lambda name=name: importlib.import_module(name))
        loaded.append(name)
    if warm:
        for name, action in warming.actions():
            if name in sys.modules:
                _step(name, "warm-up", action)
    # The collector of a fork never touches, hence never copies, these objects. Nothing is collected
    # first: what imports leave is little, and looking for it takes a tenth of the start.
    gc.freeze()
    gc.enable()
    return loaded


def _step(name: str, what: str, action: Callable[[], object]) -> None:
    """Do one thing for one module and see that it left this process with a single thread."""
    try:
        with contextlib.redirect_stdout(sys.stderr):
            action()
    except BaseException as error:  # a module may raise anything, SystemExit included
        raise PreloadError(
            f"{name}: cannot be loaded before forking, {what} failed "
            f"({type(error).__name__}: {error}); install it or leave it out of the preload list"
        ) from error
    threads = len(os.listdir("/proc/self/task"))
    if threads != 1:
        raise PreloadError(
            f"{name}: its {what} left {threads - 1} thread(s) running, expected none before "
            "forking; leave it out of the preload list (notebooks will import it themselves)"
        )
