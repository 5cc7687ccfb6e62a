"""Tables of canaries: what was planted, what was read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from artia.labs.canary.answers import as_summary
from artia.labs.canary.exposure import Reading
from artia.labs.canary.given import answer_from
from artia.labs.canary.lines import register
from artia.labs.canary.sentences import Canary
from artia.labs.messages import _, number
from artia.labs.show import show, table
from artia.labs.typed import typed


@typed
def show_register(lines: Sequence[str], canaries: Sequence[Canary]) -> None:
    """Say of each canary how many copies were asked for, and where they stand."""
    headers = [_("canary: sentence"), _("canary: copies"), _("canary: found"), _("canary: lines")]
    rows = [
        [f"`{sentence}`", number(copies), number(len(places)), _places(places)]
        for sentence, copies, places in register(lines, canaries)
    ]
    _show(_("canary: register").format(lines=number(len(lines))), headers, rows)


@typed
def show_readings(readings: Sequence[Reading]) -> None:
    """Show each code, its rank, its exposure, and what the model writes in its place."""
    headers = [
        _("canary: sentence"),
        _("canary: copies"),
        _("canary: rank"),
        _("canary: exposure (bits)"),
        _("canary: the model writes"),
        _("canary: extracted"),
    ]
    rows = [
        [
            f"`{reading.canary.sentence}`",
            number(reading.canary.copies),
            number(reading.rank),
            number(reading.exposure, 2),
            f"`{reading.written}`",
            _("canary: yes") if reading.extracted else _("canary: no"),
        ]
        for reading in readings
    ]
    _show(_("canary: readings"), headers, rows)


@typed
def show_summary(
    measured: Mapping[int, Sequence[float]], summary: Callable[..., Sequence[float]]
) -> None:
    """Show, for each number of copies, the mean exposure and both ends, in bits.

    `summary` turns the exposures of a level into (mean, lowest, highest). Raises LabError when it
    does not.
    """
    headers = [_("canary: copies"), _("canary: mean"), _("canary: lowest"), _("canary: highest")]
    rows = []
    for copies, values in measured.items():
        three = answer_from("summary", summary, values, tidy=as_summary)
        rows.append([number(copies), *(number(bits, 2) for bits in three)])
    _show(_("canary: summary"), headers, rows)


@typed
def show_nearest(rows: Sequence[tuple[str, str, str]]) -> None:
    """Show what was written, the nearest training line, and the run they share."""
    headers = [
        _("canary: written"),
        _("canary: nearest"),
        _("canary: shared"),
        _("canary: characters"),
    ]
    cells = [
        [f"`{_one_line(written)}`", f"`{_short(line)}`", f"`{run}`", number(len(run))]
        for written, line, run in rows
    ]
    _show(_("canary: nearest lines"), headers, cells)


def _show(title: str, headers: list[str], rows: list[list[str]]) -> None:
    plain = "\n".join([title, " | ".join(headers), *(" | ".join(row) for row in rows)])
    show(plain.replace("`", ""), table(headers, rows, title))


def _places(places: Sequence[int], most: int = 5) -> str:
    written = ", ".join(str(place) for place in places[:most])
    return written + (", …" if len(places) > most else "") or "—"


def _one_line(written: str) -> str:
    return written.strip("\n").replace("\n", " ↵ ")


def _short(line: str, most: int = 60) -> str:
    return line if len(line) <= most else line[: most - 1] + "…"
