"""The energy counters of a processor (RAPL), where Linux lets them be read.

`/sys/class/powercap/intel-rapl:0/energy_uj` counts the microjoules of one processor, its cores
and its caches, memory aside; AMD's recent processors publish the same file. The count starts
again from zero past `max_energy_range_uj`: one return is seen, a second would not be. Reference:
Linux, Documentation/power/powercap.
"""

from __future__ import annotations

import re
from pathlib import Path

from artia.labs.energy.instrument import UnavailableError
from artia.labs.messages import N_, _

FOLDER = Path("/sys/class/powercap")
MOST_WATTS = 500  # of one processor: at that power, how soon could its counter go round?
_RANGE = "max_energy_range_uj"


class Rapl:
    """The joules of every processor of this machine, whoever uses them."""

    shortest = 1.0

    def __init__(self, folder: Path = FOLDER) -> None:
        # intel-rapl:0 is a whole processor; intel-rapl:0:1, a part of it already counted.
        zones = [zone for zone in _zones(folder) if re.fullmatch(r"intel-rapl:\d+", zone.name)]
        self.zones = [zone for zone in zones if _word(zone / "name").startswith("package")]
        if not self.zones:
            raise UnavailableError(N_("energy: no RAPL"))
        self.start()  # raises now rather than when the work begins
        self.longest = min(_count(zone / _RANGE) for zone in self.zones) / 1e6 / MOST_WATTS
        self.device = _processor()

    @property
    def method(self) -> str:
        """How it counts, in the learner's language."""
        return _("energy: method RAPL")

    def notes(self) -> list[str]:
        """What the number counts besides this run."""
        return [_("energy: whole processor")]

    def start(self) -> dict[Path, int]:
        """Note the counters (µJ)."""
        return {zone: _count(zone / "energy_uj") for zone in self.zones}

    def joules(self, mark: dict[Path, int]) -> float:
        """Joules since the mark, one return to zero of each counter allowed for."""
        total = 0
        for zone, before in mark.items():
            counted = _count(zone / "energy_uj") - before
            if counted < 0:
                counted += _count(zone / _RANGE)
            if counted < 0:
                raise UnavailableError(N_("energy: RAPL went back"))
            total += counted
        return total / 1e6


def _zones(folder: Path) -> list[Path]:
    return sorted(folder.glob("intel-rapl:*")) if folder.is_dir() else []


def _word(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""


def _count(path: Path) -> int:
    try:
        return int(path.read_text(encoding="ascii"))
    except PermissionError:
        # Since 2020 only the administrator reads it: fast readings could betray secrets.
        raise UnavailableError(N_("energy: RAPL not readable")) from None
    except (OSError, ValueError):
        raise UnavailableError(N_("energy: no RAPL")) from None


def _processor() -> str:
    found = re.search(r"^model name\s*:\s*(.+)$", _word(Path("/proc/cpuinfo")), re.MULTILINE)
    return found.group(1).strip() if found else _("energy: processor")
