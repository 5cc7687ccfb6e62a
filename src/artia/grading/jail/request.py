"""What one kernel is allowed: plain values that travel as JSON to the fork server."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path

from artia.grading.errors import GradingError
from artia.grading.jail.tier import Tier

MIB = 2**20


class JailError(GradingError):
    """A jail could not be built as requested; nothing of the learner's was run."""


@dataclass(frozen=True)
class Limits:
    """The most one kernel may use, its child processes included.

    `memory` and `disk` in bytes; `processes` counts threads as well, beyond those the kernel
    itself needs; `cpu_seconds` is a backstop on each process (the executor's own budgets are
    tighter). Where cgroups are writable, files written count as memory too.
    """

    memory: int = 2048 * MIB
    processes: int = 64
    disk: int = 256 * MIB
    cpu_seconds: int = 1800
    open_files: int = 1024


@dataclass(frozen=True)
class JailRequest:
    """One kernel's jail.

    files: host folder whose regular files are copied into the work folder (never links);
    readonly: host folders or files visible inside under the same path.
    """

    tier: Tier
    files: Path | None = None
    readonly: tuple[Path, ...] = ()
    limits: Limits = field(default_factory=Limits)

    def to_dict(self) -> dict:
        """Return values JSON can hold."""
        return {
            "tier": int(self.tier),
            "files": str(self.files) if self.files else None,
            "readonly": [str(path) for path in self.readonly],
            "limits": asdict(self.limits),
        }

    @classmethod
    def from_dict(cls, values: dict) -> JailRequest:
        """Read what `to_dict` wrote."""
        return cls(
            Tier(values["tier"]),
            Path(values["files"]) if values["files"] else None,
            tuple(Path(path) for path in values["readonly"]),
            Limits(**values["limits"]),
        )
