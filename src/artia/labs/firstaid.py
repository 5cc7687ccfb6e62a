"""When a cell stops: a sentence in the learner's language in place of Python's long report.

The report is not lost: `%tb`, in a new cell, shows it.
"""

from __future__ import annotations

import linecache
import re
import sys
import textwrap
import traceback
from types import TracebackType
from typing import Any

from artia.labs.errors import LabError
from artia.labs.messages import _
from artia.labs.show import in_notebook

WIDTH = 90  # characters


def install() -> None:
    """From now on, cells of this notebook that stop say why in a sentence."""
    if in_notebook():
        import IPython

        IPython.get_ipython().set_custom_exc((Exception, KeyboardInterrupt), _handle)


def _handle(shell: Any, kind: type, error: BaseException, tb: Any, tb_offset: Any = None) -> list:
    sys.last_type, sys.last_value, sys.last_traceback = kind, error, tb  # what %tb reads
    lines = []
    for line in explain(error, tb).split("\n"):  # a notebook would cut long ones inside a word
        lines += textwrap.wrap(line, WIDTH, break_on_hyphens=False) or [""]
    shell._showtraceback(kind, error, lines)  # IPython leaves the showing to the handler
    return lines


def explain(error: BaseException, tb: TracebackType | None) -> str:
    """Say what stopped the cell and what to do next."""
    if isinstance(error, LabError):
        return str(error)
    if isinstance(error, KeyboardInterrupt):
        return _("cell: stopped by hand")
    if isinstance(error, SyntaxError):
        sentence = _("cell: cannot be read").format(line=error.lineno)
        code = (error.text or "").strip()
        foreign = re.match(
            r"invalid (?:character '(.)'|non-printable character (U\+\w+))", error.msg
        )
        if foreign:
            sign = foreign.group(1) or foreign.group(2)
            sentence += " " + _("cell: sign not in Python").format(sign=sign)
        return f"{sentence}\n\n{code}\n{type(error).__name__}: {error.msg}"
    unknown = re.match(r"name '(\w+)' is not defined", str(error))
    if isinstance(error, NameError) and unknown:
        return _("cell: unknown name").format(name=unknown.group(1))
    line, code = _place(tb)
    sentence = _("cell: stopped").format(line=line, code=code)
    if comma := _comma_between_digits(tb):
        sentence = _("cell: comma between digits").format(code=comma) + " " + sentence
    return f"{sentence}\n\n{type(error).__name__}: {error}"


def _comma_between_digits(tb: TracebackType | None) -> str:
    """The first line of the stopped cell with `2,5` or `2,500` in it, comments and texts aside.

    Python reads two numbers there: the cell stops later, on a line nobody changed.
    """
    for frame in _of_cells(tb)[-1:]:
        for line in linecache.getlines(frame.filename):
            if re.search(r"\d,\d", re.sub(r"#.*|\"[^\"]*\"|'[^']*'", "", line)):
                return line.split("#")[0].strip()
    return ""


def _of_cells(tb: TracebackType | None) -> list[traceback.FrameSummary]:
    frames = traceback.extract_tb(tb)
    return [f for f in frames if re.search(r"ipykernel_\d+|<ipython-input", f.filename)]


def _place(tb: TracebackType | None) -> tuple[int, str]:
    """The last line of a notebook's cell that was running: its number, its code."""
    frames = traceback.extract_tb(tb)
    place = (_of_cells(tb) or frames or [None])[-1]
    return (place.lineno or 0, place.line or "") if place else (0, "")
