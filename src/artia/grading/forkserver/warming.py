"""Use each library once, in a way any notebook might, before kernels are forked from it.

What a library does at first use (PyTorch imports half of itself at the first optimiser step,
Matplotlib reads its fonts) would otherwise be done again by each kernel. Generic operations on
made-up numbers only: never a solution, a test or a mark, since each fork inherits this memory.
"""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable


def actions() -> list[tuple[str, Callable[[], None]]]:
    """Return pairs (module, what to do when it is loaded)."""
    return [
        ("IPython", warm_ipython),
        ("numpy", warm_numpy),
        ("torch", warm_torch),
        ("matplotlib", warm_matplotlib),
        ("sklearn.datasets", warm_sklearn),
    ]


def warm_numpy() -> None:
    """Multiply, invert and draw at random."""
    import numpy as np

    table = np.random.default_rng(0).normal(size=(4, 4))
    np.linalg.inv(table @ table.T + np.eye(4))
    repr(table)


def warm_torch() -> None:
    """Do one step of training of two layers, and read what they answer."""
    import torch

    torch.set_num_threads(1)
    network = torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.ReLU(), torch.nn.Linear(4, 2))
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)
    some = torch.randperm(5)[:3]
    loss = torch.nn.functional.cross_entropy(network(torch.ones(5, 4)[some]), some % 2)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    with torch.no_grad():
        (network(torch.ones(3, 4)).argmax(dim=1) == some).float().mean().item()
    repr((loss, network))


def warm_matplotlib() -> None:
    """Draw one figure in memory, and load what notebooks draw with."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    import matplotlib_inline.backend_inline  # noqa: F401
    from matplotlib.backends import backend_registry

    figure, (left, right) = plt.subplots(ncols=2)
    left.semilogy([0, 1], [1, 10], label="warm")
    left.set_title("$x^2$")
    left.legend()
    right.contourf([[0, 1], [1, 0]])
    right.scatter([0, 1], [1, 0], c=[0, 1])
    figure.savefig(io.BytesIO(), format="png", bbox_inches="tight")  # as notebooks show them
    plt.close(figure)
    backend_registry.list_all()  # reads the entry points of all installed packages
    matplotlib.rcdefaults()
    matplotlib.rcParams["backend"] = matplotlib.rcsetup._auto_backend_sentinel


def warm_sklearn() -> None:
    """Draw a few points: the checks of arguments are compiled at first use."""
    from sklearn.datasets import make_moons

    make_moons(4, noise=0.1, random_state=0)


#: What ipykernel and IPython import when they start or meet their first error. Private names,
#: which change with versions: a missing one costs a fork a few milliseconds, nothing more.
_LATE = (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.magic_arguments",
    "IPython.core.magics.ast_mod",
    "IPython.core.magics.execution",
    "IPython.core.magics.pylab",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "IPython.utils.module_paths",
    "IPython.utils.wildcard",
    "faulthandler",
    "tornado.platform.asyncio",
)


def warm_ipython() -> None:
    """Load what IPython would load late, and show one error as a notebook does."""
    import importlib

    from IPython.core.ultratb import FormattedTB

    for name in _LATE:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    try:
        exec(compile("1 / 0", "<warm>", "exec"), {})
    except ZeroDivisionError:
        show = FormattedTB(mode="Context", theme_name="linux")
        show.structured_traceback(*sys.exc_info())
