"""Which modules the notebooks of an assignment import: what is worth loading before forking."""

from __future__ import annotations

import ast
import re
import sys
import sysconfig
from collections.abc import Iterable
from importlib.machinery import PathFinder
from pathlib import Path

import artia

_MAGIC = re.compile(r"^\s*[%!?]|^\s*\S+\?{1,2}\s*$")
_LIBRARIES = {"site-packages", "dist-packages", "lib-dynload"}
_STANDARD = sysconfig.get_path("stdlib")
_NEVER = {"__main__", "this", "antigravity"}  # they speak or open a browser when imported


def preload_for(notebook_sources: Iterable[str]) -> list[str]:
    """Return the installed modules that code cells import, in order of appearance.

    notebook_sources: the sources of code cells (IPython magics allowed; what does not parse
    is skipped). Standard library and installed packages only: a file beside the notebook may
    have any name and is never loaded outside a jail.
    """
    names: list[str] = []
    for source in notebook_sources:
        names += _imports(source)
    return [name for name in dict.fromkeys(names) if _installed(name)]


def _imports(source: str) -> list[str]:
    lines = [line for line in source.splitlines() if not _MAGIC.match(line)]
    try:
        tree = ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.append(node.module)
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def _installed(name: str) -> bool:
    """Whether `name` is a module of the standard library or of an installed package.

    Found part by part in the folders of libraries, without importing anything: importing a
    package to look for its submodule would run it here.
    """
    top = name.partition(".")[0]
    if top in _NEVER or top in sys.builtin_module_names:
        return False
    places = [path for path in sys.path if Path(path).name in _LIBRARIES or path == _STANDARD]
    if top == "artia":
        if not name.startswith("artia.labs"):
            return False
        places = [str(Path(folder).parent) for folder in artia.__path__]
    parts = name.split(".")
    for count in range(1, len(parts) + 1):
        spec = PathFinder.find_spec(".".join(parts[:count]), places)
        if spec is None or spec.origin is None:  # None: a namespace, that is any folder
            return False
        places = spec.submodule_search_locations or []
    return True
