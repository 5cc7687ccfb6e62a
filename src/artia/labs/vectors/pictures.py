"""The lab's figures, each with the sentence and the table that say what it shows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from artia.labs.charts import Chart
from artia.labs.errors import LabError
from artia.labs.figures import BLUE, GREEN, GREY, ORANGE, new_figure
from artia.labs.messages import N_, _, number
from artia.labs.typed import typed
from artia.labs.vectors.labels import drawable, near_marks, shortened
from artia.labs.vectors.measures import cosines
from artia.labs.vectors.probing import Result
from artia.labs.vectors.space import Space

COLOURS, MARKS = (BLUE, ORANGE, GREEN, GREY), ("o", "s", "^", "D")


def flat_map(space: Space, words: Sequence[str]) -> Chart:
    """Lay words flat along the two directions in which they differ most.

    Principal components of the words' unit vectors. Raises LabError with fewer than three words.
    """
    if len(words) < 3:
        raise LabError(N_("vectors: too few words for a map"), found=number(len(words)))
    table = space.table(words)
    table = table / np.linalg.norm(table, axis=1, keepdims=True)
    centred = table - table.mean(axis=0)
    left, sizes, _right = np.linalg.svd(centred, full_matrices=False)
    left = left * np.sign(left[np.abs(left).argmax(axis=0), range(left.shape[1])])
    places = left[:, :2] * sizes[:2]  # (K, 2)
    kept = float((sizes[:2] ** 2).sum() / (sizes**2).sum())
    figure, axes = new_figure(7, 5)
    axes.scatter(places[:, 0], places[:, 1], color=BLUE, s=22)
    names = [drawable(word) for word in words]
    for name, place, (shift, side) in zip(names, places, near_marks(names, places), strict=True):
        style = {"textcoords": "offset points", "ha": side, "fontsize": 9}
        axes.annotate(name, place, xytext=shift, **style)
    axes.margins(0.15)
    axes.set(xticks=[], yticks=[], xlabel=_("vectors: first direction"))
    axes.set_ylabel(_("vectors: second direction"))
    near = cosines(table, table)
    np.fill_diagonal(near, -2)
    rows = []
    for i, word in enumerate(words):
        nearest = int(near[i].argmax())
        place = [number(float(value), 2) for value in places[i]]
        other, value = shortened(words[nearest]), number(float(near[i, nearest]), 2)
        rows.append([shortened(word), *place, other, value])
    closest = np.unravel_index(near.argmax(), near.shape)
    alt = _("vectors: map in words").format(
        count=number(len(words)),
        space=space.title,
        share=number(100 * kept, 0),
        one=shortened(words[closest[0]]),
        other=shortened(words[closest[1]]),
        cosine=number(float(near.max()), 2),
    )
    headers = [_("vectors: word"), _("vectors: first direction"), _("vectors: second direction")]
    return figure, alt, ([*headers, _("vectors: nearest word"), _("vectors: cosine")], rows)


@typed
def effects(results: Sequence[Result]) -> Chart:
    """Show effect sizes with their intervals: a line for each test and space."""
    if not results:
        raise LabError(N_("vectors: nothing to show"))
    spaces = list(dict.fromkeys(result.space for result in results))
    figure, axes = new_figure(7.5, 1.3 + 0.36 * len(results) + 0.3 * len(spaces))
    for place, result in enumerate(results):
        which = spaces.index(result.space) % len(COLOURS)
        low, high = result.interval
        axes.plot([low, high], [place, place], color=COLOURS[which], linewidth=2)
        axes.plot([result.effect], [place], MARKS[which], color=COLOURS[which], markersize=7)
    for which, space in enumerate(spaces):
        style = {"color": COLOURS[which % 4], "marker": MARKS[which % 4], "linewidth": 2}
        axes.plot([], [], label=space, **style)
    axes.axvline(0, color=GREY, linewidth=1)
    titles = [drawable(result.test.title, 100) for result in results]
    axes.set_yticks(range(len(results)), titles, fontsize=8)
    axes.invert_yaxis()
    axes.grid(visible=False)
    axes.set(xlim=(-2.05, 2.05), xlabel=_("vectors: effect size d"))
    axes.xaxis.set_major_formatter(lambda value, _position: number(value))
    axes.legend(frameon=False, fontsize=8, loc="upper center", bbox_to_anchor=(0.3, -0.12))
    highest, lowest = (choose(results, key=lambda one: one.effect) for choose in (max, min))
    alt = _("vectors: effects in words").format(
        all=number(len(results)),
        above=number(sum(result.interval[0] > 0 for result in results)),
        below=number(sum(result.interval[1] < 0 for result in results)),
        highest=_spoken(highest),
        lowest=_spoken(lowest),
    )
    return figure, alt, effects_table(results)


@typed
def effects_table(results: Sequence[Result]) -> tuple[list[str], list[list[str]]]:
    """Write results as a table: d, p, the interval, and d with one word less."""
    headers = [_("vectors: test"), _("vectors: space"), "d", "p", _("vectors: interval")]
    rows = [
        [
            result.test.title,
            result.space,
            number(result.effect, 2),
            chance(result.p),
            _range(result.interval),
            _range(result.without_one),
        ]
        for result in results
    ]
    return [*headers, _("vectors: one word less")], rows


def chance(p: float) -> str:
    """Write a p-value: three decimals, never zero."""
    return f"< {number(0.001, 3)}" if p < 0.001 else number(p, 3)


def _spoken(result: Result) -> str:
    return f"{result.test.title}, {result.space} ({number(result.effect, 2)})"


def _range(ends: tuple[float, float]) -> str:
    return _("vectors: from to").format(low=number(ends[0], 2), high=number(ends[1], 2))
