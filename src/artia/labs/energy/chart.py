"""Two pictures of energy, each with the sentence and the table that replace it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

from artia.labs.charts import COLOURS, HATCHES
from artia.labs.energy.trace import MOST_WATTS, Trace
from artia.labs.errors import LabError
from artia.labs.figures import BLUE, GREY, Table, new_figure, show_figure
from artia.labs.limits import within
from artia.labs.messages import N_, _, number
from artia.labs.show import show
from artia.labs.typed import typed

Chart = tuple[Any, str, Table]  # the figure, its alternative, its data
LABEL = 30  # characters of a label on one line
MOST_BARS = 40  # more would not be read
MOST = 1e15  # of any unit: more is surely a slip
ROWS = 12  # of a curve's data table: enough to see its shape


def bars(values: Mapping[str, float], unit: str, logarithmic: bool = False) -> Chart:
    """Compare quantities of one unit.

    `logarithmic` when they differ by more than tenfold: dots then, because the length of a bar
    that does not start at zero says nothing. Raises LabError for too many, or for no number.
    """
    if len(values) > MOST_BARS:
        raise LabError(N_("chart: too many"), found=number(len(values)), most=number(MOST_BARS))
    values = {name: within(name, value, -MOST, MOST) for name, value in values.items()}
    figure, axes = new_figure(7, 0.9 + 0.5 * len(values))
    places, sizes = range(len(values)), list(values.values())
    logarithmic = logarithmic and min(sizes, default=0) > 0  # no place for zero on such a scale
    written = {name: significant(value) for name, value in values.items()}
    if logarithmic:
        axes.plot(sizes, places, "o", color=BLUE, markersize=8)
        axes.set_xscale("log")
        axes.grid(axis="x", color="#d9d9d9", linewidth=0.6)
        for size, place, text in zip(sizes, places, written.values(), strict=True):
            beside = {"textcoords": "offset points", "va": "center", "xytext": (8, 0)}
            axes.annotate(text, (size, place), **beside)
    else:
        drawn = axes.barh(places, sizes, height=0.6, edgecolor="white")
        for bar, colour, hatch in zip(drawn, COLOURS * 9, HATCHES * 9, strict=False):
            bar.set(facecolor=colour, hatch=hatch)
        axes.bar_label(drawn, list(written.values()), padding=4)
        axes.grid(visible=False)
    axes.margins(x=0.18, y=0.15)
    axes.set_yticks(places, [textwrap.fill(name, LABEL) for name in values])
    axes.invert_yaxis()
    scale = " " + _("chart: logarithmic") if logarithmic else ""
    axes.set(xlabel=unit + scale)
    axes.xaxis.set_major_formatter(lambda value, _position: significant(value))
    said = "; ".join(f"{name}, {value}" for name, value in written.items())
    text = _("chart: dots") if logarithmic else _("chart: bars")
    rows = [[name, value] for name, value in written.items()]
    return figure, text.format(unit=unit, values=said), ([_("chart: what"), unit], rows)


def power_curve(trace: Trace, idle_watts: float = 0) -> Chart:
    """Draw watts against seconds; the energy above idle is the area that is coloured.

    Raises LabError for an idle power that cannot be one.
    """
    idle_watts = within("idle_watts", idle_watts, 0, MOST_WATTS)
    figure, axes = new_figure()
    idle = [min(idle_watts, watts) for watts in trace.watts]
    axes.fill_between(trace.seconds, idle, trace.watts, color=BLUE, alpha=0.25)
    axes.plot(trace.seconds, trace.watts, "o-" if len(trace.watts) < 60 else "-", color=BLUE)
    axes.axhline(idle_watts, color=GREY, linestyle="--", label=_("chart: at rest"))
    axes.set(xlabel=_("chart: seconds"), ylabel=_("chart: watts"), ylim=(0, None))
    axes.xaxis.set_major_formatter(lambda value, _position: number(value))
    axes.legend(frameon=False)
    values = {
        "seconds": number(trace.duration, 1),
        "least": number(min(trace.watts), 1),
        "most": number(max(trace.watts), 1),
        "idle": number(idle_watts, 1),
        "joules": number(trace.joules(idle_watts), 1),
    }
    alt = _("chart: curve").format(**values)
    every = max(1, len(trace.seconds) // ROWS)
    pairs = list(zip(trace.seconds, trace.watts, strict=True))[::every]
    rows = [[number(seconds, 1), number(watts, 1)] for seconds, watts in pairs]
    return figure, alt, ([_("chart: seconds"), _("chart: watts")], rows)


@typed
def show_bars(values: Mapping[str, float], unit: str, logarithmic: bool = False) -> None:
    """Show bars with their alternative and their data; a sentence when there are none."""
    if not values:
        show(_("chart: nothing"))
        return
    show_figure(*bars(values, unit, logarithmic))


@typed
def show_curve(trace: Trace, idle_watts: float = 0) -> None:
    """Show a power curve with its alternative and its data."""
    show_figure(*power_curve(trace, idle_watts))


@typed
def significant(value: float) -> str:
    """Write a number with about three significant digits, however small."""
    size = abs(value)
    if not 0 < size < 100:
        return number(value, 0)
    digits = 0
    while size < 100 and digits < 9:
        size, digits = size * 10, digits + 1
    written = number(value, digits)
    mark = number(0.5, 1)[1]  # a comma or a point
    return written.rstrip("0").rstrip(mark) if mark in written else written
