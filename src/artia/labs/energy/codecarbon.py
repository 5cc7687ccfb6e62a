"""CodeCarbon, made to follow the same work as the meter, then asked where Québec is.

It estimates: processor load × a power from a table, plus a constant for memory. It is used
offline (`OfflineEmissionsTracker`), and never calls anyone.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from artia.labs.calling import hushed
from artia.labs.energy.meter import Meter
from artia.labs.energy.reading import ESTIMATED, Reading
from artia.labs.energy.tools import installed, silent
from artia.labs.messages import N_, _
from artia.labs.typed import typed

JOULES_PER_KWH = 3_600_000

# CodeCarbon's names of sources in its table of mixes, and in its table of factors.
_SOURCES = {
    "coal": "coal",
    "petroleum": "petroleum",
    "naturalGas": "natural_gas",
    "nuclear": "nuclear",
    "solar": "solar",
    "wind": "wind",
    "hydro": "hydroelectricity",
}


@dataclass(frozen=True)
class Followed:
    """One run, weighed by CodeCarbon and by the course's meter at the same time."""

    codecarbon: Reading
    ours: tuple[Reading, ...]


@dataclass(frozen=True)
class Factors:
    """Grams of CO₂e per kilowatt-hour that one version gives for Québec; keys are message ids."""

    version: str
    values: dict[str, float]


@typed
def follow(work: Callable[[], object]) -> Followed | None:
    """Run the work under CodeCarbon's offline tracker and our meter; None when it cannot be.

    What CodeCarbon raises is said, and the lab goes on; what the work raises is the learner's.
    """
    tracker = None
    with installed("codecarbon", N_("codecarbon: missing")) as package:
        if package is None:
            return None
        with Meter():  # the idle power is measured now, not while the tracker counts
            pass
        with hushed():
            tracker = _started(package)
    if tracker is None:
        return None
    found = None
    try:
        with Meter() as meter:
            work()
    finally:
        with installed("codecarbon", N_("codecarbon: missing")), hushed():
            tracker.stop()
            found = tracker.final_emissions_data
    return Followed(_reading(found), meter.readings) if found else None


def _started(package: Any) -> Any:
    tracker = package.OfflineEmissionsTracker(
        country_iso_code="CAN",
        region="quebec",
        save_to_file=False,
        log_level="critical",
        allow_multiple_runs=True,
    )
    tracker.start()
    return tracker


def _reading(found: Any) -> Reading:
    """What CodeCarbon found (kWh, s): estimated, its memory being a constant whatever it reads."""
    method = N_("codecarbon: method with a card") if found.gpu_energy else N_("codecarbon: method")
    return Reading(
        joules=found.energy_consumed * JOULES_PER_KWH,
        seconds=found.duration,
        device=_("energy: processor"),
        method=_(method).format(version=version("codecarbon")),
        label=ESTIMATED,
    )


@typed
def quebec() -> Factors | None:
    """Ask CodeCarbon for Québec with and without its accent, and redo its sum with its data."""
    with installed("codecarbon", N_("codecarbon: missing")) as package:
        if package is None:
            return None
        values = {
            N_("codecarbon: no accent"): factor("quebec"),
            N_("codecarbon: accent"): factor("québec"),
            N_("codecarbon: recomputed"): every_source("quebec"),
        }
        return Factors(version("codecarbon"), values)
    return None


def factor(region: str, country: str = "CAN") -> float:
    """Grams per kilowatt-hour that CodeCarbon applies to a region, whatever it makes of it."""
    emissions = import_module("codecarbon.core.emissions")
    units = import_module("codecarbon.core.units")
    geography = import_module("codecarbon.external.geography")
    source = import_module("codecarbon.input").DataSource()
    place = geography.GeoMetadata(country_iso_code=country, country_name="Canada", region=region)
    with hushed(), silent():
        energy = units.Energy.from_energy(kWh=1)
        kilograms = emissions.Emissions(source).get_private_infra_emissions(energy, place)
    return 1000 * kilograms


def every_source(region: str) -> float:
    """Grams per kilowatt-hour from CodeCarbon's own two tables, dams and wind turbines counted.

    Its mix of sources for the province (shares of `total`), times its factor for each source;
    a source without a factor counts for nothing.
    """
    folder = files("codecarbon") / "data" / "private_infra"
    mixes = json.loads((folder / "2023" / "canada_energy_mix.json").read_text())
    factors = json.loads((folder / "carbon_intensity_per_source.json").read_text())
    mix = mixes[region]
    return sum(mix[name] * factors[key] for name, key in _SOURCES.items()) / mix["total"]
