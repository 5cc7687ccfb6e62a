"""Show the course's own code inside the notebook: nothing here is a black box."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

from artia.labs.errors import LabError, shown
from artia.labs.messages import N_, _, number
from artia.labs.show import in_notebook, inline, show


def show_source(thing: Any) -> None:
    """Show the code of a module, a class or a function, folded, with its length and file.

    Raises LabError for what was not written in a file of Python: a number, a built-in function.
    """
    try:
        code = inspect.getsource(thing).rstrip()
        file = Path(inspect.getsourcefile(thing)).name
    except (TypeError, OSError):
        raise LabError(N_("no source to show"), found=shown(thing)) from None
    title = _("source of {name}").format(
        name=thing.__name__.rpartition(".")[2], file=file, lines=number(len(code.splitlines()))
    )
    if not in_notebook():
        print(title, code, sep="\n\n")
        return
    from IPython.display import Code

    listing = Code(code, language="python")._repr_html_()
    show(f"{title}\n\n{code}", f"<details><summary>{inline(title)}</summary>{listing}</details>")
