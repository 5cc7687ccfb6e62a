"""Exposure: how far ahead of the other codes a model puts the one it was shown.

All 1,000 codes are given a loss after the same beginning, then ranked. With rank 1 (the model's
first choice) exposure is log2(1,000) = 9.97 bits; half-way down the list, it is 1 bit.
Source: Carlini, Liu, Erlingsson, Kos and Song (2019), `carlini2019` in the bibliography.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch

from artia.labs.canary.given import answer_from
from artia.labs.canary.sentences import CODES, DIGITS, Canary
from artia.labs.errors import LabError
from artia.labs.messages import N_
from artia.labs.sampling import sample
from artia.labs.text import Vocabulary
from artia.labs.tinygpt import TinyGPT
from artia.labs.typed import typed

HIGHEST = math.log2(CODES)  # bits
# Of a code never shown, any rank is as likely as another: the mean of log2(1,000 / rank).
BY_CHANCE = sum(math.log2(CODES / rank) for rank in range(1, CODES + 1)) / CODES  # 1.44 bits

Exposure = Callable[[list[float], int], float]


def exposure(losses: Sequence[float], place: int) -> float:
    """log2(number of candidates) − log2(rank), in bits; the lowest loss has rank 1."""
    rank = rank_of(losses, place)
    return math.log2(len(losses)) - math.log2(rank)


def rank_of(losses: Sequence[float], place: int) -> int:
    """1, plus the number of candidates whose loss is lower."""
    return 1 + sum(loss < losses[place] for loss in losses)


@torch.no_grad()
def code_losses(model: TinyGPT, vocabulary: Vocabulary, before: str) -> list[float]:
    """Return the loss (nats) of each code after `before`, from 000 to 999.

    The 1,000 codes share 100 beginnings of two digits: one batch of 100 short texts is enough,
    and the scores of the third digit come with it. What follows the code is not counted.
    """
    digits = vocabulary.encode("0123456789")
    start = vocabulary.encode("\n" + before)[-(model.config.context - DIGITS + 1) :]
    texts = [[*start, first, second] for first in digits for second in digits]
    ids = torch.tensor(texts, device=next(model.parameters()).device)  # (100, T)
    chances = model(ids)[:, -DIGITS:].log_softmax(dim=-1)[..., digits]  # (100, 3, 10)
    row = torch.arange(100)
    first_two = chances[row, 0, row // 10] + chances[row, 1, row % 10]  # (100,)
    return (-(first_two[:, None] + chances[:, 2])).flatten().tolist()  # (1000,)


@dataclass(frozen=True)
class Reading:
    """What one model shows of one canary."""

    canary: Canary
    rank: int  # of its code among 1,000
    exposure: float  # bits
    written: str  # the three characters the model itself puts where the code should be

    @property
    def extracted(self) -> bool:
        """Whether the model, left to write, gives the code."""
        return self.written == self.canary.code


def read_canaries(
    model: TinyGPT,
    vocabulary: Vocabulary,
    canaries: Sequence[Canary],
    exposure: Exposure = exposure,
) -> list[Reading]:
    """Rank each canary's code, and let the model write it (the likeliest character each time).

    `exposure` turns losses (1,000 of them, nats) and a place into bits. Raises LabError when it
    does not.
    """
    readings = []
    for canary in canaries:
        losses, place = code_losses(model, vocabulary, canary.before), int(canary.code)
        start = "\n" + canary.before
        written = sample(model, vocabulary, start=start, length=DIGITS, temperature=0)
        bits = answer_from("exposure", exposure, losses, place, tidy=float)
        readings.append(Reading(canary, rank_of(losses, place), bits, written[len(start) :]))
    return readings


@typed
def by_copies(readings: Sequence[Reading]) -> dict[int, list[float]]:
    """Gather exposures (bits) by number of copies, fewest first."""
    found: dict[int, list[float]] = {}
    for reading in sorted(readings, key=lambda reading: reading.canary.copies):
        found.setdefault(reading.canary.copies, []).append(reading.exposure)
    return found


@typed
def most_exposed(readings: Sequence[Reading]) -> Canary:
    """Return the canary whose code stands furthest ahead of the others. Raises LabError."""
    if not readings:
        raise LabError(N_("canary: no reading"))
    return max(readings, key=lambda reading: reading.exposure).canary


def summarize(values: Sequence[float]) -> tuple[float, float, float]:
    """Mean, lowest, highest."""
    return sum(values) / len(values), min(values), max(values)
