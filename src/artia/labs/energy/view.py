"""Put readings on the page: a table where no number stands without its label."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from artia.labs.energy.chart import MOST, show_curve, significant
from artia.labs.energy.meter import Meter
from artia.labs.energy.reading import Reading, label_name
from artia.labs.energy.trace import MOST_WATTS, Trace, read_trace, recorded
from artia.labs.errors import LabError, named
from artia.labs.limits import within
from artia.labs.messages import N_, _, number
from artia.labs.show import inline, show, table
from artia.labs.typed import typed


@typed
def show_meter(meter: Meter) -> None:
    """Show a meter's readings, what they leave out, and the instruments that did not answer."""
    notes = [note for reading in meter.readings for note in reading.notes]
    show_readings(meter.readings, [*dict.fromkeys(notes), *meter.reasons])


@typed
def show_meters(meters: Sequence[Meter]) -> None:
    """Show the main reading of several runs, then what these numbers leave out."""
    readings = [meter.reading for meter in meters]
    show_readings(readings, list(dict.fromkeys(n for r in readings for n in r.notes)))


@typed
def show_readings(readings: Iterable[Reading], notes: Sequence[str] = ()) -> None:
    """Show readings in a table, then sentences."""
    headers = [_(text) for text in _HEADERS]
    rows = [
        [
            reading.method,
            number(reading.joules, 1),
            number(reading.seconds, 2),
            number(reading.watts, 1),
            label_name(reading.label),
        ]
        for reading in readings
    ]
    show_table(headers, rows, notes)


@typed
def show_table(
    headers: Sequence[str], rows: Sequence[Sequence[str]], notes: Sequence[str] = ()
) -> None:
    """Show a table, and sentences under it."""
    lines = [" | ".join(headers), *(" | ".join(row) for row in rows), *notes]
    body = table(list(headers), [list(row) for row in rows])
    body += "".join(f"<p>{inline(note)}</p>" for note in notes)
    show("\n".join(lines), body)


@typed
def own_trace(path: str | os.PathLike[str] | None) -> Trace | None:
    """Return the learner's own trace; None, and one sentence, when there is none that can do."""
    if path is None or isinstance(path, str) and not path.strip():
        show(_("trace: none of your own"))
        return None
    try:
        return read_trace(path.strip() if isinstance(path, str) else path)
    except LabError as problem:
        show(str(problem))
        return None


@typed
def replay() -> list[Trace]:
    """Show the traces that come with the lab, or say that there is none yet; return them.

    A file that holds no trace is said, and the others are shown.
    """
    paths = recorded()
    if not paths:
        show(_("trace: none recorded"))
    traces = [trace for path in paths if (trace := own_trace(path))]
    for trace in traces:
        values = {key: named(trace.about.get(key, "—")) for key in ("device", "date")}
        show(_("trace: replayed").format(name=trace.name, **values))
        show_curve(trace, _idle_watts(trace))
    return traces


def _idle_watts(trace: Trace) -> float:
    """What the file beside the trace says of idle power; 0 when it says nothing that can be one."""
    try:
        return within("idle_watts", trace.about.get("idle_watts"), 0, MOST_WATTS)
    except LabError:
        return 0


@typed
def spread(values: Sequence[float]) -> str:
    """Say how many times larger the largest is than the smallest; a dash when there is none."""
    return ratio(max(values), min(values)) if len(values) else "—"


@typed
def ratio(one: float, other: float) -> str:
    """Divide two energies; a dash when the second is lost in idle."""
    one, other = (float(within("joules", joules, -MOST, MOST)) for joules in (one, other))
    return significant(one / other) if other > 0 else "—"


_HEADERS = (
    N_("energy: how"),
    N_("energy: joules"),
    N_("energy: seconds"),
    N_("energy: watts"),
    N_("energy: label"),
)
