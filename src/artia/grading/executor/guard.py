"""Look at a notebook file before anything parses it for good.

nbgrader reads, copies and validates a whole notebook several times: a file made to exhaust the
memory or the stack is refused here, in the time it takes to read it once.
"""

from __future__ import annotations

import json
import os
import re
import stat
from pathlib import Path

from .clean import structure_size
from .refusals import PolicyError

MOST_BYTES = 30_000_000
MOST_CELLS = 2000
MOST_SOURCE = 1_000_000  # characters of one cell
MOST_LEVELS = 60
#: Bytes outside strings: parsed, they take about 20 times that in memory.
MOST_STRUCTURE = 8_000_000

_LANGUAGE = re.compile(rb'"artia"\s*:\s*\{[^{}]{0,200}?"language"\s*:\s*"(fr|en)"')


def check_notebook_file(path: Path) -> None:
    """Return when the file may be read as a notebook. Raises `PolicyError`."""
    document = _parse(_read(Path(path)))
    if not isinstance(document, dict):
        raise PolicyError("not a notebook")
    _check_levels(document)
    _check_version(document)
    cells = document.get("cells")
    if not isinstance(cells, list):
        raise PolicyError("no cells")
    if len(cells) > MOST_CELLS:
        raise PolicyError("too many cells", most=MOST_CELLS, found=len(cells))
    if not isinstance(document.get("metadata"), dict):
        raise PolicyError("metadata")
    for number, cell in enumerate(cells, 1):
        _check_cell(number, cell)


def claimed_language(path: Path) -> str | None:
    """Return the course language a refused file was delivered in, if it can be made out."""
    try:
        found = _LANGUAGE.search(_read(Path(path)))
    except PolicyError:
        return None
    return found.group(1).decode() if found else None


def _read(path: Path) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise PolicyError("cannot be opened", why=error.strerror) from error
    state = os.fstat(descriptor)
    if not stat.S_ISREG(state.st_mode):
        os.close(descriptor)  # Python makes no file object of a folder
        raise PolicyError("not regular")
    with os.fdopen(descriptor, "rb") as file:
        if state.st_size > MOST_BYTES:
            megabytes = {"most": MOST_BYTES // 1_000_000, "found": state.st_size // 1_000_000}
            raise PolicyError("too heavy", **megabytes)
        return file.read(MOST_BYTES)


def _parse(content: bytes) -> object:
    if structure_size(content) > MOST_STRUCTURE:
        raise PolicyError("too much structure")
    try:
        return json.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise PolicyError("encoding") from error
    except RecursionError as error:
        raise PolicyError("nested", most=MOST_LEVELS) from error
    except ValueError as error:
        raise PolicyError("damaged") from error


def _check_levels(document: dict) -> None:
    """Refuse what would exhaust the stack of those who copy it recursively."""
    level = [document]
    for _ in range(MOST_LEVELS):
        inner = []
        for value in level:
            children = value.values() if isinstance(value, dict) else value
            inner.extend(child for child in children if isinstance(child, dict | list))
        level = inner
        if not level:
            return
    raise PolicyError("nested", most=MOST_LEVELS)


def _check_version(document: dict) -> None:
    version, minor = document.get("nbformat"), document.get("nbformat_minor")
    if type(version) is not int or version != 4 or type(minor) is not int or not 0 <= minor <= 99:
        raise PolicyError("format", found=f"{version}.{minor}"[:20])


def _check_cell(number: int, cell: object) -> None:
    kind = cell.get("cell_type") if isinstance(cell, dict) else None
    source = cell.get("source") if isinstance(cell, dict) else None
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    known = kind in ("code", "markdown", "raw") and isinstance(source, str)
    if (
        not known
        or not isinstance(cell.get("metadata"), dict)
        or not isinstance(cell.get("outputs", []), list)
    ):
        raise PolicyError("cell", number=number)
    if len(source) > MOST_SOURCE:
        raise PolicyError("long cell", number=number, most=MOST_SOURCE, found=len(source))
