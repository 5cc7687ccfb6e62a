"""Joules into watt-hours, grams and dollars: three divisions that are often got wrong."""

from __future__ import annotations

JOULES_PER_WATT_HOUR = 3600  # a watt is a joule a second, and an hour lasts 3600 of them


def watt_hours(joules: float) -> float:
    """Turn joules into watt-hours."""
    return joules / JOULES_PER_WATT_HOUR


def footprint(joules: float, grams_per_kwh: float, cents_per_kwh: float) -> tuple[float, float]:
    """Return (grams of CO₂e, dollars) for an energy in J, a factor in g/kWh, a price in ¢/kWh."""
    kilowatt_hours = watt_hours(joules) / 1000
    return kilowatt_hours * grams_per_kwh, kilowatt_hours * cents_per_kwh / 100
