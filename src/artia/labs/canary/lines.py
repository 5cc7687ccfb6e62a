"""A corpus as a list of lines: plant canaries in it, count them, remove repeated lines."""

from __future__ import annotations

import random
import textwrap
from collections.abc import Callable, Sequence

from artia.labs.canary.answers import as_planted
from artia.labs.canary.given import answer_from
from artia.labs.canary.sentences import MOST_SEED, Canary
from artia.labs.copies import longest_copy
from artia.labs.limits import within
from artia.labs.typed import typed

Plant = Callable[[list[str], str, int, int], tuple[list[str], list[int]]]
FEWEST, MOST = 2_000, 60_000  # characters: fewer hold nothing, more would take too long here
LONGEST_LINE = 700  # characters: a whole text in one line leaves nowhere to plant


@typed
def lines_of(text: str, characters: int) -> list[str]:
    """Return the first lines of a text, empty ones left out, until they hold `characters`.

    A very long line is cut between words. Raises LabError for `characters` that cannot do.
    """
    characters = within("characters", characters, FEWEST, MOST, whole=True)
    kept, held = [], 0
    for line in text.splitlines():
        short = len(line) <= LONGEST_LINE
        for piece in [line.strip()] if short else textwrap.wrap(line, LONGEST_LINE):
            if piece and held < characters:
                kept.append(piece)
                held += len(piece)
    return kept


def plant(lines: list[str], canary: str, copies: int, seed: int) -> tuple[list[str], list[int]]:
    """Insert `copies` of a line at random; return the new lines and the places it is found at."""
    rng = random.Random(seed)
    planted = list(lines)
    for _ in range(copies):
        planted.insert(rng.randrange(len(planted) + 1), canary)
    return planted, [place for place, line in enumerate(planted) if line == canary]


@typed
def plant_all(
    lines: Sequence[str], canaries: Sequence[Canary], plant: Plant = plant, seed: int = 2
) -> list[str]:
    """Plant every canary, each with a draw of its own.

    Raises LabError for a seed that cannot do, or for a `plant` that does not plant.
    """
    seed = within("seed", seed, 0, MOST_SEED, whole=True)
    planted = list(lines)
    for number, canary in enumerate(canaries):
        given = (planted, canary.sentence, canary.copies, 100 * seed + number)
        planted, _places = answer_from("plant", plant, *given, tidy=as_planted)
    return planted


def register(lines: Sequence[str], canaries: Sequence[Canary]) -> list[tuple[str, int, list[int]]]:
    """Say of each canary: its sentence, the copies asked for, the places where it stands."""
    return [
        (
            canary.sentence,
            canary.copies,
            [place for place, line in enumerate(lines) if line == canary.sentence],
        )
        for canary in canaries
    ]


def deduplicate(lines: Sequence[str]) -> list[str]:
    """Keep the first of each line, in the order in which they came."""
    return list(dict.fromkeys(lines))


def nearest_line(written: str, lines: Sequence[str]) -> tuple[str, str]:
    """Return the line that shares the longest run of characters with `written`, and that run."""
    best, run = "", ""
    for line in lines:
        copied = longest_copy(written, line)
        if len(copied) > len(run):
            best, run = line, copied
    return best, run
