"""No instrument: three ways of supposing, side by side, so that the doubt is seen.

None of these watts was measured on the machine at hand. They are written here to be changed:
`Meter(assumptions=Assumptions(plug_watts=35))` after a look at a plug-in wattmeter, say.
"""

from __future__ import annotations

from dataclasses import dataclass

from artia.labs.energy.reading import ASSUMED, ESTIMATED, Reading
from artia.labs.limits import within
from artia.labs.messages import _, number
from artia.labs.typed import typed, typed_methods

MOST_SECONDS = 1e9  # thirty years


@typed_methods
@dataclass(frozen=True)
class Assumptions:
    """Watts that somebody chose. The defaults are the course's, and are only plausible."""

    processor_watts: float = 100  # a whole processor at work
    cores: int = 16  # how many share those watts: a whole number
    constant_watts: float = 28  # what CodeCarbon 3.3.2 applied, whatever ran, on a server we tried
    plug_watts: float = 60  # a desktop computer at the wall, screen aside

    def __post_init__(self) -> None:
        """Refuse what cannot be a power."""
        for name in ("processor_watts", "constant_watts", "plug_watts"):
            within(name, getattr(self, name), 0.01, 100_000)
        within("cores", self.cores, 1, 4096, whole=True)


@typed
def suppose(
    seconds: float, cpu_seconds: float, assumptions: Assumptions | None = None
) -> tuple[Reading, ...]:
    """Return three readings of one run, by three assumptions.

    `seconds` went by on the clock; `cpu_seconds` were spent computing. The first reading follows
    the computing (estimated), the two others only the clock (assumed). Joules are seconds × watts.
    Raises LabError for what cannot be a duration.
    """
    seconds = within("seconds", seconds, 0, MOST_SECONDS)
    cpu_seconds = within("cpu_seconds", cpu_seconds, 0, MOST_SECONDS)
    chosen = assumptions or Assumptions()
    share = chosen.processor_watts / chosen.cores
    values = {"watts": number(chosen.processor_watts), "cores": number(chosen.cores)}
    core = _("energy: method core").format(share=number(share, 2), **values)
    constant = _("energy: method constant").format(watts=number(chosen.constant_watts))
    plug = _("energy: method plug").format(watts=number(chosen.plug_watts))
    device, note = _("energy: processor"), (_("energy: no instrument here"),)
    return (
        Reading(cpu_seconds * share, seconds, device, core, ESTIMATED, notes=note),
        Reading(seconds * chosen.constant_watts, seconds, device, constant, ASSUMED, notes=note),
        Reading(seconds * chosen.plug_watts, seconds, device, plug, ASSUMED, notes=note),
    )
