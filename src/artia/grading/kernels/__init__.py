"""The kernelspecs of jailed kernels, found without installing anything.

`artia-jail` forks a Python kernel from a fork server. To offer it to every Jupyter program of
a machine instead: `jupyter kernelspec install --sys-prefix FOLDER`, with the folder that
`spec_folder()` returns joined with the kernel's name.
"""

from __future__ import annotations

from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager

JAIL = "artia-jail"


def spec_folder() -> Path:
    """Return the folder that holds one folder per kernelspec."""
    return Path(__file__).parent


def spec_manager(**kwargs: object) -> KernelSpecManager:
    """Return a manager that finds these kernels as well as the installed ones."""
    manager = KernelSpecManager(**kwargs)
    manager.kernel_dirs = [str(spec_folder()), *manager.kernel_dirs]
    return manager
