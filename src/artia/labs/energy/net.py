"""From what an instrument counted to a reading: idle taken away, and all that must be said."""

from __future__ import annotations

from dataclasses import dataclass

from artia.labs.energy.instrument import Instrument, UnavailableError
from artia.labs.energy.reading import ASSUMED, MEASURED, Reading
from artia.labs.messages import N_, _, number


@dataclass(frozen=True)
class Idle:
    """The power of a device doing nothing (W): measured here, or a number that somebody gave."""

    watts: float
    measured: bool = True


def refuse_stillness(instrument: Instrument, joules: float, seconds: float) -> None:
    """Raise UnavailableError for a counter that stood still: whatever is on draws something."""
    if joules <= 0 and seconds >= instrument.shortest:
        values = {"device": instrument.device, "seconds": number(seconds, 1)}
        raise UnavailableError(N_("energy: counter stands still"), **values)


def reading_of(instrument: Instrument, joules: float, seconds: float, idle: Idle) -> Reading:
    """Return joules counted in so many seconds, less idle power × duration, as a reading.

    The label is that of its least sure part: an idle power that was given is an assumption.
    Below zero stays below zero, and is said. Raises UnavailableError for a counter that stood
    still.
    """
    refuse_stillness(instrument, joules, seconds)
    notes = instrument.notes()
    idle_joules = idle.watts * seconds
    assumed = bool(idle.watts) and not idle.measured
    if assumed:
        values = {"watts": number(idle.watts, 1), "joules": number(joules, 1)}
        notes.append(_("energy: idle given").format(**values))
    elif idle.watts:
        notes.append(_("energy: idle subtracted").format(watts=number(idle.watts, 1)))
    else:
        notes.append(_("energy: idle kept"))
    if joules <= idle_joules:
        notes.append(_("energy: lost in idle"))
    if seconds < instrument.shortest:
        values = {"seconds": number(seconds, 1), "least": number(instrument.shortest)}
        notes.append(_("energy: window too short").format(**values))
    if seconds > instrument.longest:
        minutes = number(instrument.longest / 60, 1)
        notes.append(_("energy: window too long").format(minutes=minutes))
    return Reading(
        joules=joules - idle_joules,
        seconds=seconds,
        device=instrument.device,
        method=instrument.method,
        label=ASSUMED if assumed else MEASURED,
        idle_joules=idle_joules or None,
        notes=tuple(notes),
    )
