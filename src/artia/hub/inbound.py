"""What a submission in the exchange is called: NAME+LAB+STAMP+RANDOM, as nbgrader writes it."""

import re
from pathlib import Path

NAME = re.compile(r"[\w.@+-]{1,64}")
STAMP = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{1,6} \S+")


def submission(folder: Path) -> tuple[str, str, str] | None:
    """Return (name, lab, stamp) of a folder of the exchange, None when it is no submission."""
    parts = folder.name.rsplit("+", 3)
    if len(parts) != 4 or folder.is_symlink() or not folder.is_dir():
        return None
    name, lab, stamp, _ = parts
    return (name, lab, stamp) if NAME.fullmatch(name) and STAMP.fullmatch(stamp) else None
