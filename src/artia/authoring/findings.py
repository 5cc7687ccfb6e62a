"""What is wrong with a source, said once per line: file, cell, reason."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One reason to refuse a source. `cell` is its number counted from 1, 0 for the whole file."""

    file: str
    reason: str
    line: int = 0
    cell: int = 0
    label: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        if not self.cell:
            return f"{where}: {self.reason}"
        name = f" ({self.label})" if self.label else ""
        return f"{where}: cell {self.cell}{name}: {self.reason}"


class AuthoringError(Exception):
    """A source, or what it gives, is refused. Carries every finding, not the first one."""

    def __init__(self, findings: list[Finding]):
        self.findings = findings
        super().__init__("\n".join(str(finding) for finding in findings))

    @classmethod
    def sentence(cls, file: object, reason: str) -> "AuthoringError":
        """Return the refusal of a whole file."""
        return cls([Finding(str(file), reason)])
