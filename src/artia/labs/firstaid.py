"""When a cell stops: a sentence in the learner's language in place of Python's long report.

The report is not lost: `%tb`, in a new cell, shows it.
"""

from __future__ import annotations

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
        return f"{sentence}\n\n{code}\n{type(error).__name__}: {error.msg}"
    unknown = re.match(r"name '(\w+)' is not defined", str(error))
    if isinstance(error, NameError) and unknown:
        return _("cell: unknown name").format(name=unknown.group(1))
    line, code = _place(tb)
    sentence = _("cell: stopped").format(line=line, code=code)
    return f"{sentence}\n\n{type(error).__name__}: {error}"


def _place(tb: TracebackType | None) -> tuple[int, str]:
    """The last line of a notebook's cell that was running: its number, its code."""
    frames = traceback.extract_tb(tb)
    cells = [
        frame for frame in frames if re.search(r"ipykernel_\d+|<ipython-input", frame.filename)
    ]
    place = (cells or frames or [None])[-1]
    return (place.lineno or 0, place.line or "") if place else (0, "")
