"""Turn rounds of measurements into the bench's JSON and a table of a few lines."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median

#: What can change the figures from one machine to another.
PACKAGES = (
    *("nbgrader", "nbclient", "nbconvert", "jupyter_client", "ipykernel", "ipython", "sqlalchemy"),
    *("torch", "numpy", "scikit-learn", "matplotlib"),
)
THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OMP_WAIT_POLICY")

TITLES = {"vanilla": "nbgrader autograde", "farm": "artia grade", "otter": "otter run"}

#: Above this share of the processors, other people's work decides what is measured.
QUIET = 0.05

Figures = dict[str, object]


def machine(tier: str | None) -> Figures:
    """Describe the machine, the versions and the jail that the figures were measured with."""
    cpu = Path("/proc/cpuinfo").read_text()
    models = [line.split(":")[1].strip() for line in cpu.splitlines() if "model name" in line]
    return {
        "cpu": models[0] if models else platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "linux": platform.release(),
        "python": platform.python_version(),
        "versions": {name: _version(name) for name in PACKAGES},
        "threads": {name: os.environ.get(name, "the tool's default") for name in THREADS},
        "tier": tier,
    }


def summarise(rounds: list[Figures]) -> Figures:
    """Return the two ratios asked for, how disturbed the run was, and each arm's medians."""
    arms = [arm for arm in TITLES if arm in rounds[0]]
    return {
        "speedup": _median(rounds, "speedup"),
        "overhead": _median([r["farm"] for r in rounds if "farm" in r], "overhead"),
        "disturbance": disturbance(rounds),
        "medians": {arm: _medians([r[arm] for r in rounds]) for arm in arms},
        "learners_cells": _medians([r["learners_cells"] for r in rounds]),
    }


def speedup(figures: Figures) -> float | None:
    """Return how many times faster than nbgrader the farm was in one round, on the clock."""
    if not {"vanilla", "farm"} <= figures.keys():
        return None
    return round(figures["vanilla"]["wall_s"] / figures["farm"]["wall_s"], 3)


def table(page: Figures) -> str:
    """Return the medians for people to read."""
    cells = page["learners_cells"]["cpu_s_per_submission"]
    lines = [f"{'median of rounds':20} {'wall':>9} {'wall/sub':>9} {'CPU/sub':>9} {'overhead':>9}"]
    for arm, figures in page["medians"].items():
        lines.append(
            f"{TITLES[arm]:20} {figures['wall_s']:7.1f} s {figures['wall_s_per_submission']:7.2f} s"
            f" {figures['cpu_s_per_submission']:7.2f} s {figures['overhead']:9.2f}"
        )
    lines.append(f"{'learners own cells':20} {'':9} {'':9} {cells:9.2f} s {1:7.2f}")
    if page["speedup"]:
        lines.append(
            f"artia grade: {page['speedup']:.2f} times nbgrader's throughput on "
            f"{page['machine']['cores']} cores, start-up included, tier {page['machine']['tier']}"
        )
    if (share := page["disturbance"]) > QUIET:
        lines.append(
            f"Others used up to {share:.0%} of the processors meanwhile: measure again on an idle "
            "machine. Threads that wait for one another cost nbgrader and Otter far more there."
        )
    return "\n".join(lines)


def disturbance(rounds: list[Figures]) -> float:
    """Return the largest share of the processors that others took while an arm ran."""
    cores = len(os.sched_getaffinity(0))
    arms = [r[arm] for r in rounds for arm in TITLES if arm in r]
    return round(max(a["others_cpu_s"] / (cores * a["wall_s"]) for a in arms), 3)


def _medians(rounds: list[Figures]) -> Figures:
    """Return the median over the rounds of every figure that is one number."""
    names = [k for k, v in rounds[0].items() if isinstance(v, float) and "load" not in k]
    return {name: _median(rounds, name) for name in names}


def _median(rounds: list[Figures], name: str) -> float | None:
    """Return the median of one figure over the rounds, None where it was not measured."""
    values = [r[name] for r in rounds if r.get(name) is not None]
    return round(median(values), 3) if values else None


def _version(package: str) -> str | None:
    """Return an installed package's version, None when it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None
