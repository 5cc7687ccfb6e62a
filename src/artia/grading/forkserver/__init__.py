"""A process that has loaded the labs' libraries once and forks a jailed kernel in milliseconds.

`client` starts it; `server` is its loop, `preload` and `warming` what it loads, `supervisor`
what each fork does around its kernel, `kernel` and `outstream` what runs inside the jail.
"""

from __future__ import annotations

from artia.grading.forkserver.preload import PreloadError

__all__ = ["ForkServer", "PreloadError", "preload_for"]


def __getattr__(name: str) -> object:
    """Load on demand: the server itself needs none of what starts it."""
    if name == "ForkServer":
        from artia.grading.forkserver.client import ForkServer

        return ForkServer
    if name == "preload_for":
        from artia.grading.forkserver.sources import preload_for

        return preload_for
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
