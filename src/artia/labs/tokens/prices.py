"""What a text costs: a dated table of prices that anyone can edit, and a multiplication.

Services state two prices, in dollars for a million tokens: those they read, those they write.
"""

from __future__ import annotations

import csv
import io
import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from artia.labs.charts import Chart
from artia.labs.errors import LabError, named
from artia.labs.figures import new_figure
from artia.labs.files import existing
from artia.labs.messages import N_, _, number
from artia.labs.show import show, table
from artia.labs.tokens.declarations import NAMES
from artia.labs.tokens.premiums import STYLES, alike, rows_beside
from artia.labs.tokens.vocabularies import PUBLISHED
from artia.labs.typed import typed

MILLION = 1_000_000
COLUMNS = ("service", "vocabulary", "input", "output", "kind", "date", "source")
KINDS = {"assumed": N_("tokens:assumed"), "reported": N_("tokens:reported")}
IN_THE_REPOSITORY = Path(__file__).parents[4] / "labs" / "prices" / "prices.csv"


@dataclass(frozen=True)
class Tariff:
    """One line of the table: US dollars for a million tokens read, and written."""

    service: str
    vocabulary: str
    input: float
    output: float
    kind: str  # "assumed": for the exercise; "reported": someone published it on that date
    date: str
    source: str


@typed
def price(tokens_in: int, tokens_out: int, input_price: float, output_price: float) -> float:
    """Return the dollars to pay; prices are in dollars for a million tokens, read and written."""
    return (tokens_in * input_price + tokens_out * output_price) / MILLION


@typed
def read_prices(path: str | os.PathLike[str] = "prices/prices.csv") -> list[Tariff]:
    """Read the table beside the notebook, or the course's when there is none at the usual place.

    Raises LabError, naming the line, when a column is missing or a price is not a number.
    """
    try:
        file = existing(path, N_("price table not found"))
    except LabError:
        if Path(path) != Path("prices/prices.csv") or not IN_THE_REPOSITORY.is_file():
            raise
        file = IN_THE_REPOSITORY
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise LabError(N_("price table not readable"), name=file.name) from None
    # A spreadsheet saved in French separates with semicolons, for its decimals take the comma.
    first = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in first else ",")
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or [])]
    if missing:
        raise LabError(N_("price table: columns"), name=file.name, missing=", ".join(missing))
    tariffs = [_tariff(row, file.name, reader.line_num) for row in reader]
    if not tariffs:
        raise LabError(N_("price table: empty"), name=file.name)
    return tariffs


def _tariff(row: Mapping[str | None, Any], name: str, line: int) -> Tariff:
    cells = {column: (row.get(column) or "").strip() for column in COLUMNS}
    where = {"name": name, "line": line}
    if any(row.get(None) or []):
        raise LabError(N_("price table: too many cells"), **where)
    if cells["vocabulary"] not in PUBLISHED:
        known = ", ".join(f"`{vocabulary}`" for vocabulary in PUBLISHED)
        raise LabError(
            N_("price table: vocabulary"), **where, found=named(cells["vocabulary"]), names=known
        )
    if cells["kind"] not in KINDS:
        raise LabError(N_("price table: kind"), **where, found=named(cells["kind"]))
    dollars = {column: _dollars(cells[column], column, where) for column in ("input", "output")}
    return Tariff(**{**cells, **dollars})


def _dollars(written: str, column: str, where: Mapping[str, object]) -> float:
    try:
        value = float(written.replace("\u00a0", "").replace(" ", "").replace(",", "."))
    except ValueError:
        value = math.nan
    if not 0 <= value < MILLION:  # false for NaN too
        raise LabError(N_("price table: price"), **where, column=column, found=named(written))
    return value


def _amount(dollars: float) -> str:
    """Write an amount to the cent, or finer when the cents would say nothing."""
    digits = 2 if dollars == 0 or dollars >= 0.1 else min(8, 2 - math.floor(math.log10(dollars)))
    return number(dollars, digits)


@typed
def show_prices(tariffs: Sequence[Tariff]) -> None:
    """Show the table, each price with what it is, when it was read and where it comes from."""
    headers = [
        _("tokens:service"),
        _("tokens:vocabulary"),
        _("read, US$ per million"),
        _("written, US$ per million"),
        _("tokens:kind of price"),
        _("tokens:date"),
        _("tokens:source"),
    ]
    rows = [
        [t.service, t.vocabulary, number(t.input, 2), number(t.output, 2), _(KINDS[t.kind]),
         t.date, t.source]
        for t in tariffs
    ]  # fmt: skip
    plain = "\n".join(" | ".join(row) for row in (headers, *rows))
    show(plain, table(headers, rows, _("Prices, to be edited")))


@typed
def bill_chart(bills: Mapping[str, Mapping[str, float]]) -> Chart:
    """Draw what each language pays, in US dollars, with each service: [service][language].

    On a scale where equal distances are equal ratios, a premium is the same step everywhere.
    Raises LabError for an amount that is below zero, or is not there for each language.
    """
    from matplotlib.ticker import LogLocator, NullLocator

    alike(bills)
    amounts = [value for dollars in bills.values() for value in dollars.values()]
    if any(value < 0 for value in amounts):
        raise LabError(N_("a bill below zero"))
    languages = list(next(iter(bills.values())))
    figure, axes = new_figure(7, 1.4 + 0.4 * len(languages))
    for place, ((service, dollars), (colour, marker)) in enumerate(
        zip(bills.items(), STYLES * 9, strict=False)
    ):
        heights = rows_beside(len(languages), place, len(bills))
        values = [dollars[code] for code in languages]
        style = {"color": colour, "marker": marker, "markersize": 8, "markeredgecolor": "white"}
        axes.plot(values, heights, linestyle="none", label=service, **style)
    if all(value > 0 for value in amounts):
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(lambda value, _position: number(value))
    axes.set_yticks(range(len(languages)), [_(NAMES[code]) for code in languages])
    axes.invert_yaxis()
    axes.grid(axis="both", color="#d9d9d9", linewidth=0.6)
    axes.set(xlabel=_("tokens:US dollars"))
    axes.legend(frameon=False, loc="lower center", bbox_to_anchor=(0.4, 1), ncols=4)
    said = "; ".join(
        _("with {service}, from {least} to {most}").format(
            service=service, least=_amount(min(d.values())), most=_amount(max(d.values()))
        )
        for service, d in bills.items()
    )
    alt = _("Bill by language, in US dollars: {said}.").format(said=said)
    rows = [
        [_(NAMES[code]), *(_amount(dollars[code]) for dollars in bills.values())]
        for code in languages
    ]
    return figure, alt, ([_("tokens:language"), *bills], rows)
