"""One test, many lists: draw eight words from a larger pool, again and again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from artia.labs.charts import Chart
from artia.labs.errors import LabError
from artia.labs.figures import BLUE, GREEN, GREY, ORANGE, new_figure
from artia.labs.limits import within
from artia.labs.messages import N_, _, number
from artia.labs.typed import typed
from artia.labs.vectors.measures import cosines
from artia.labs.vectors.space import Space
from artia.labs.vectors.wordlists import WordTest

SIZE = 8  # words drawn from each pool
COLOURS = (BLUE, ORANGE, GREEN)


@dataclass(frozen=True)
class Spread:
    """The effect sizes that lists drawn from two pools give in one space."""

    space: str
    effects: np.ndarray  # (draws,)

    def at(self, *percents: float) -> list[float]:
        """Return percentiles of the effect sizes, to two decimals (never a minus zero)."""
        return [float(np.round(value, 2)) + 0.0 for value in np.percentile(self.effects, percents)]


def many_lists(pools: WordTest, space: Space, draws: int = 1000, seed: int = 2) -> Spread:
    """Draw SIZE words of each pool, `draws` times, and measure each time.

    Raises LabError when a word is not in the space.
    """
    draws = within("draws", draws, 100, 5000, whole=True)
    a, b = space.table(pools.a), space.table(pools.b)
    rng = np.random.default_rng(seed)
    drawn = []
    for words in (pools.x, pools.y):
        table = space.table(words)
        scores = cosines(table, a).mean(axis=1) - cosines(table, b).mean(axis=1)
        places = rng.permuted(np.tile(np.arange(len(words)), (draws, 1)), axis=1)[:, :SIZE]
        drawn.append(scores[places])  # (draws, SIZE)
    gaps = drawn[0].mean(axis=1) - drawn[1].mean(axis=1)
    return Spread(space.title, gaps / np.concatenate(drawn, axis=1).std(axis=1))


@typed
def spread_chart(pools: WordTest, spaces: Sequence[Space], draws: int = 1000) -> Chart:
    """Show how far the effect size moves with the list, in each space."""
    spreads = [many_lists(pools, space, draws) for space in spaces]
    if not spreads:
        raise LabError(N_("vectors: nothing to show"))
    figure, axes = new_figure(7, 1.2 + 0.9 * len(spreads))
    for place, spread in enumerate(spreads):
        colour = COLOURS[place % 3]
        bins = np.linspace(-2, 2, 61)
        heights, edges = np.histogram(spread.effects, bins)
        tops = place - 0.75 * heights / heights.max()
        axes.fill_between(edges[:-1], place, tops, step="post", color=colour, alpha=0.6)
        axes.plot(spread.at(50), [place], "|", color="black", markersize=14)
    axes.set_yticks(range(len(spreads)), [spread.space for spread in spreads], fontsize=9)
    axes.set_ylim(len(spreads) - 0.7, -0.95)
    axes.axvline(0, color=GREY, linewidth=1)
    axes.grid(visible=False)
    axes.set(xlim=(-2.05, 2.05), xlabel=_("vectors: effect size d"))
    axes.xaxis.set_major_formatter(lambda value, _position: number(value))
    said = "; ".join(_spoken(spread) for spread in spreads)
    alt = _("vectors: spread in words").format(title=pools.title, draws=number(draws), said=said)
    headers = [_("vectors: space"), _("vectors: lowest"), "2.5 %", _("vectors: middle"), "97.5 %"]
    headers = [header.replace(".5 %", _("vectors: half per cent")) for header in headers]
    rows = [
        [spread.space, *(number(value, 2) for value in spread.at(0, 2.5, 50, 97.5, 100))]
        for spread in spreads
    ]
    return figure, alt, ([*headers, _("vectors: highest")], rows)


def _spoken(spread: Spread) -> str:
    low, middle, high = (number(value, 2) for value in spread.at(0, 50, 100))
    return _("vectors: one spread in words").format(
        space=spread.space, low=low, middle=middle, high=high
    )
