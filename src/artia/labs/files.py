"""Files by the names a learner gives them: is it there, may it be written?"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from artia.labs.errors import LabError, named


def existing(path: str | os.PathLike[str], text: str) -> Path:
    """Return the path of a file that is there.

    Raises LabError otherwise: `text`, with the {name} given and the {folder} of the notebook.
    """
    with contextlib.suppress(OSError, ValueError):  # a name too long, or that no file can have
        if Path(path).is_file():
            return Path(path)
    raise LabError(text, name=named(path), folder=Path.cwd().name)


def writable(path: Path) -> bool:
    """Whether a file of that name may be written: none is there, or an ordinary one.

    Root may replace anything, even a device of the machine.
    """
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return True
    except (OSError, ValueError):  # a name too long, or that no file can have
        return False
