"""Read a loss curve aloud: which of five usual shapes it looks like, and what that means.

The limits are in nats per character, wide enough that a reading does not hang on chance.
"""

from __future__ import annotations

import math

from artia.labs.messages import N_, _, number
from artia.labs.training import History

SENTENCES = {
    "diverged": N_("curve: diverged"),
    "overfitted": N_("curve: overfitted"),
    "barely begun": N_("curve: barely begun"),
    "underfitted": N_("curve: underfitted"),
    "learning": N_("curve: learning"),
}


def shape(history: History, simple: float) -> str:
    """Name the shape; `simple` is the held-out loss of a model that only counts pairs."""
    losses, seen = history.held_out, history.train
    if not all(map(math.isfinite, seen + losses)) or seen[-1] > seen[0]:
        return "diverged"
    if losses[-1] - min(losses) > 0.05:
        return "overfitted"
    if losses[0] - losses[-1] < 0.5:
        return "barely begun"
    return "underfitted" if losses[-1] > simple else "learning"


def read_curve(history: History, simple: float) -> str:
    """Say what the curve shows, with its own numbers."""
    losses = history.held_out
    lowest = losses.index(min(losses))
    return _(SENTENCES[shape(history, simple)]).format(
        last=number(losses[-1], 2),
        low=number(losses[lowest], 2),
        step=number(history.step[lowest]),
        gap=number(losses[-1] - history.train[-1], 2),
        simple=number(simple, 2),
    )
