"""Grams and cents for a kilowatt-hour: the course's dated tables, read from `tariffs/`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from artia.labs.errors import LabError
from artia.labs.limits import within
from artia.labs.messages import N_, language

IN_THE_REPOSITORY = Path(__file__).parents[4] / "labs" / "tariffs"
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
    """List the grid factors, the lowest first; those still to be checked only when asked for."""
    rows = _rows("grid-intensity.csv")
    found = [
        Grid(
            row["place"],
            row[f"name_{language()}"],
            int(row["data_year"]),
            float(row["g_co2e_per_kwh"]),
            row["status"],
            row["citation"],
        )
        for row in rows
    ]
    kept = [grid for grid in found if status in (None, grid.status)]
    return sorted(kept, key=lambda grid: (grid.grams_per_kwh, grid.place))


def grid(place: str) -> Grid:
    """Return the verified factor of one province or territory. Raises LabError."""
    known = {grid.place: grid for grid in grids()}
    code = str(place).strip().upper()
    if code not in known:
        raise LabError(N_("tariffs: no such place"), found=place, known=", ".join(sorted(known)))
    return known[code]


def tariffs() -> list[Tariff]:
    """List the prices, as dated in their sources."""
    return [
        Tariff(
            row["key"],
            row[f"name_{language()}"],
            float(row["cents_per_kwh"]),
            row["date"],
            row["status"],
            row["citation"],
        )
        for row in _rows("tariffs.csv")
    ]


def my_tariff(cents_per_kwh: float) -> float:
    """Return the price of the learner's own bill, in ¢/kWh. Raises LabError."""
    return within("cents_per_kwh", cents_per_kwh, 0, 1000)


def _rows(name: str) -> list[dict[str, str]]:
    for folder in (Path("tariffs"), Path("..") / "tariffs", IN_THE_REPOSITORY):
        if (folder / name).is_file():
            with (folder / name).open(encoding="utf-8", newline="") as file:
                return list(csv.DictReader(file))
    raise LabError(N_("tariffs: not found"), name=name)
