"""What a rule reports."""

from pathlib import Path
from typing import NamedTuple


class Finding(NamedTuple):
    """One thing to change in a source, at a line counted from 1."""

    path: Path
    line: int
    rule: str
    message: str

    def show(self, root: Path) -> str:
        """Return `file:line: rule: message`, the file relative to `root`."""
        return f"{self.path.relative_to(root)}:{self.line}: {self.rule}: {self.message}"
