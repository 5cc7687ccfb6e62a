"""What a jailed kernel may read: the Python runtime, system libraries, fonts; nothing else.

Folders are listed part by part, because a prefix such as /usr/local can also hold an nbgrader
exchange, Jupyter configuration with passwords or other people's files.
"""

from __future__ import annotations

import functools
import importlib.util
import sys
from pathlib import Path

_SYSTEM = ("/usr/bin", "/usr/sbin", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libexec")
_SHARED = ("/usr/share", "/usr/local/share/fonts", "/usr/local/share/R")
_ETC = (
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/localtime",
    "/etc/timezone",
    "/etc/mime.types",
    "/etc/R",
)
_OTHER = ("/sys/devices/system/cpu",)
_TOP = ("/bin", "/sbin", "/lib", "/lib32", "/lib64")
_PARTS = ("bin", "lib", "lib64", "libexec", "include", "pyvenv.cfg", "ssl", "etc/fonts")
_PRIVATE_SHARE = {"jupyter", "nbgrader"}  # kernelspecs may hold secrets, exchanges do


@functools.cache
def readable() -> tuple[Path, ...]:
    """Return the host's files and folders of the runtime, shown under the same path.

    One reached through a link (a `.venv` that is one) is shown under both its paths: libraries
    remember either. No path is under another of the list.
    """
    found = [Path(path) for path in (*_SYSTEM, *_SHARED, *_ETC, *_OTHER)]
    found += [Path(path) for path in _TOP if not Path(path).is_symlink()]
    for prefix in {sys.prefix, sys.base_prefix, sys.exec_prefix, "/usr/local"}:
        found += _parts(Path(prefix))
    found += [Path(p) for p in sys.path if Path(p).name in ("site-packages", "dist-packages")]
    found += _course()
    found += [path.resolve() for path in found]
    return tuple(_outermost(path for path in found if path.exists()))


def links() -> dict[str, str]:
    """Return the symbolic links at the root of a merged /usr: /bin → usr/bin."""
    return {path: str(Path(path).readlink()) for path in _TOP if Path(path).is_symlink()}


def _parts(prefix: Path) -> list[Path]:
    share = prefix / "share"
    shared = list(share.iterdir()) if share.is_dir() else []
    return [
        *(prefix / part for part in _PARTS),
        *(path for path in shared if path.name not in _PRIVATE_SHARE and not path.is_symlink()),
    ]


def _course() -> list[Path]:
    """artia.labs, which notebooks import; never the rest of the repository it stands in."""
    spec = importlib.util.find_spec("artia")
    folders = [Path(folder) for folder in (spec.submodule_search_locations if spec else [])]
    return [folder / name for folder in folders for name in ("__init__.py", "labs")]


def _outermost(paths) -> list[Path]:
    """Sort, and leave out what is inside another path of the list."""
    kept: list[Path] = []
    for path in sorted(set(paths)):
        if not any(path.is_relative_to(other) for other in kept):
            kept.append(path)
    return kept
