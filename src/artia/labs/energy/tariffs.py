"""Grams and cents for a kilowatt-hour: the course's dated tables, read from `tariffs/`."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from artia.labs.errors import LabError, named
from artia.labs.limits import within
from artia.labs.messages import N_, language
from artia.labs.typed import typed

IN_THE_REPOSITORY = Path(__file__).parents[4] / "labs" / "tariffs"
Row = TypeVar("Row")
VERIFIED = "verified"  # seen in the document itself, or in several reports that agree


@dataclass(frozen=True)
class Grid:
    """How much CO₂e comes with a kilowatt-hour used in one place, one year."""

    place: str  # the code of the province or territory
    name: str
    year: int  # of the data, not of the document
    grams_per_kwh: float
    status: str
    citation: str


@dataclass(frozen=True)
class Tariff:
    """What a kilowatt-hour costs, or would cost, under one tariff on one date."""

    key: str
    name: str
    cents_per_kwh: float
    date: str  # ISO
    status: str
    citation: str


def grids(status: str | None = VERIFIED) -> list[Grid]:
    """List the grid factors (g CO₂e/kWh), the lowest first; unverified ones only when asked for.

    Raises LabError for a table that is missing or damaged.
    """
    found = _read("grid-intensity.csv", _grid)
    kept = [grid for grid in found if status in (None, grid.status)]
    return sorted(kept, key=lambda grid: (grid.grams_per_kwh, grid.place))


@typed
def grid(place: object) -> Grid:
    """Return the verified factor of one province or territory. Raises LabError."""
    known = {grid.place: grid for grid in grids()}
    code = place.strip().upper() if isinstance(place, str) else ""
    if code not in known:
        values = {"found": named(place), "known": ", ".join(sorted(known))}
        raise LabError(N_("tariffs: no such place"), **values)
    return known[code]


@typed
def grids_of(places: str | Sequence[object]) -> list[Grid]:
    """Return the factors of several places, one alone being allowed. Raises LabError."""
    return [grid(place) for place in ([places] if isinstance(places, str) else places)]


@typed
def tariffs() -> list[Tariff]:
    """List the prices (¢/kWh), as dated in their sources. Raises LabError for a damaged table."""
    return _read("tariffs.csv", _tariff)


@typed
def my_tariff(cents_per_kwh: float) -> float:
    """Return the price of the learner's own bill, in ¢/kWh. Raises LabError."""
    return within("cents_per_kwh", cents_per_kwh, 0, 1000)


def _grid(row: dict[str, str]) -> Grid:
    return Grid(
        row["place"],
        row[f"name_{language()}"],
        int(row["data_year"]),
        float(row["g_co2e_per_kwh"]),
        row["status"],
        row["citation"],
    )


def _tariff(row: dict[str, str]) -> Tariff:
    return Tariff(
        row["key"],
        row[f"name_{language()}"],
        float(row["cents_per_kwh"]),
        row["date"],
        row["status"],
        row["citation"],
    )


def _read(name: str, make: Callable[[dict[str, str]], Row]) -> list[Row]:
    for folder in (Path("tariffs"), Path("..") / "tariffs", IN_THE_REPOSITORY):
        if (folder / name).is_file():
            break
    else:
        raise LabError(N_("tariffs: not found"), name=name)
    try:
        with (folder / name).open(encoding="utf-8-sig", newline="") as file:
            rows = [make(row) for row in csv.DictReader(file)]
    except (OSError, ValueError, KeyError, TypeError, csv.Error):  # opened and saved elsewhere
        rows = []
    if not rows:
        raise LabError(N_("tariffs: damaged"), name=name)
    return rows
