"""Trials recorded in advance with ten seeds, to compare one's own with.

`tests/bench/canaries.py` made them with this package; `canaries/datasheet.*.md` says when and
how. Only ranks are kept: exposure is worked out from them.
"""

from __future__ import annotations

import csv
import math
import os
from collections.abc import Iterator
from pathlib import Path

from artia.labs.canary.sentences import CODES
from artia.labs.canary.trial import LAYERS, WIDTH
from artia.labs.errors import LabError, named
from artia.labs.messages import N_, language
from artia.labs.typed import typed

COLUMNS = ["language", "seed", "texts", "width", "layers", "step", "copies", "rank"]
AS_IS, DEDUPLICATED = "as is", "deduplicated"
IN_THE_REPOSITORY = Path(__file__).parents[4] / "labs" / "canaries"


def recorded_file() -> Path:
    """Find the recorded trials: beside the notebook, one folder up, or in the repository."""
    for folder in (Path("canaries"), Path("..") / "canaries", IN_THE_REPOSITORY):
        if (folder / "trials.csv").is_file():
            return folder / "trials.csv"
    raise LabError(N_("canary: trials not found"), file="canaries/trials.csv")


@typed
def recorded(
    texts: str = AS_IS,
    *,
    width: int = WIDTH,
    layers: int = LAYERS,
    step: int | None = None,
    seed: int | None = None,
    path: str | os.PathLike[str] | None = None,
) -> dict[int, list[float]]:
    """Exposures (bits) of the recorded trials by number of copies; all seeds, at the last step.

    None of them when no trial was recorded with these settings. Raises LabError for a file that
    is missing or damaged.
    """
    file = Path(path) if path is not None else recorded_file()
    try:
        return _recorded(file, texts, (width, layers), step, seed)
    except (OSError, ValueError, KeyError, TypeError, csv.Error):  # opened and saved elsewhere
        raise LabError(N_("canary: trials damaged"), file=named(file)) from None


def _recorded(
    file: Path, texts: str, sizes: tuple[int, int], step: int | None, seed: int | None
) -> dict[int, list[float]]:
    rows = [
        row
        for row in _rows(file)
        if (row["language"], row["texts"]) == (language(), texts)
        and (int(row["width"]), int(row["layers"])) == sizes
        and seed in (None, int(row["seed"]))
    ]
    last = max((int(row["step"]) for row in rows), default=0)
    found: dict[int, list[float]] = {}
    for row in sorted(rows, key=lambda row: int(row["copies"])):
        if int(row["step"]) == (last if step is None else step):
            bits = math.log2(CODES / int(row["rank"]))
            found.setdefault(int(row["copies"]), []).append(bits)
    return found


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
