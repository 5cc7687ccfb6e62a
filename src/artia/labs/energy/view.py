"""Put readings on the page: a table where no number stands without its label."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from artia.labs.energy.chart import show_curve, significant
from artia.labs.energy.meter import Meter
from artia.labs.energy.reading import Reading, label_name
from artia.labs.energy.trace import Trace, read_trace, recorded
from artia.labs.errors import LabError
from artia.labs.messages import N_, _, number
from artia.labs.show import inline, show, table


def show_meter(meter: Meter) -> None:
    """Show a meter's readings, what they leave out, and the instruments that did not answer."""
    notes = [note for reading in meter.readings for note in reading.notes]
    show_readings(meter.readings, [*dict.fromkeys(notes), *meter.reasons])


def show_meters(meters: Sequence[Meter]) -> None:
    """Show the main reading of several runs, then what these numbers leave out."""
    readings = [meter.reading for meter in meters]
    show_readings(readings, list(dict.fromkeys(n for r in readings for n in r.notes)))


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


def show_table(
    headers: Sequence[str], rows: Sequence[Sequence[str]], notes: Sequence[str] = ()
) -> None:
    """Show a table, and sentences under it."""
    lines = [" | ".join(headers), *(" | ".join(row) for row in rows), *notes]
    body = table(list(headers), [list(row) for row in rows])
    body += "".join(f"<p>{inline(note)}</p>" for note in notes)
    show("\n".join(lines), body)


def own_trace(path: str) -> Trace | None:
    """Return the learner's own trace; None, and one sentence, when there is none that can do."""
    name = "" if path is None else str(path).strip()
    if not name:
        show(_("trace: none of your own"))
        return None
    try:
        return read_trace(name)
    except LabError as problem:
        show(str(problem))
        return None


def replay() -> list[Trace]:
    """Show the traces that come with the lab, or say that there is none yet; return them."""
    traces = [read_trace(path) for path in recorded()]
    if not traces:
        show(_("trace: none recorded"))
    for trace in traces:
        idle = float(trace.about.get("idle_watts") or 0)
        values = {"name": trace.name, "device": trace.about.get("device", "—")}
        show(_("trace: replayed").format(**values, date=trace.about.get("date", "—")))
        show_curve(trace, idle)
    return traces


def spread(values: Sequence[float]) -> str:
    """Say how many times larger the largest is than the smallest; a dash when there is none."""
    return ratio(max(values), min(values)) if values else "—"


def ratio(one: float, other: float) -> str:
    """Divide two energies; a dash when the second is lost in idle."""
    return significant(one / other) if other > 0 else "—"


_HEADERS = (
    N_("energy: how"),
    N_("energy: joules"),
    N_("energy: seconds"),
    N_("energy: watts"),
    N_("energy: label"),
)
