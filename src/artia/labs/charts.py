"""Two charts of the labs, each with the sentence that replaces it for whoever cannot see it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from artia.labs.errors import LabError
from artia.labs.figures import BLUE, GREEN, GREY, ORANGE, Table, new_figure
from artia.labs.limits import within
from artia.labs.messages import N_, _, number

Chart = tuple[Any, str, Table]  # the figure, its alternative, its data
MOST_LOSS = 100  # nats per character: chance among all the characters there are is under 14
HATCHES = ("", "//", "..", "xx", "\\\\")
COLOURS = (GREY, ORANGE, BLUE, GREEN)


def loss_bars(losses: Mapping[str, float]) -> Chart:
    """Compare losses (nats per character) of several models on the same texts.

    Raises LabError when there is none, or when one is not a loss: below zero, infinite, too large.
    """
    if not losses:
        raise LabError(N_("no loss to compare"))
    for name, loss in losses.items():
        within(str(name), loss, 0, MOST_LOSS)
    figure, axes = new_figure(7, 0.9 + 0.5 * len(losses))
    places = range(len(losses))
    bars = axes.barh(places, list(losses.values()), height=0.6, edgecolor="white")
    for bar, colour, hatch in zip(bars, COLOURS * 3, HATCHES * 3, strict=False):
        bar.set(facecolor=colour, hatch=hatch)
    axes.bar_label(bars, [number(loss, 2) for loss in losses.values()], padding=4)
    axes.set_yticks(places, list(losses))
    axes.invert_yaxis()
    axes.grid(visible=False)
    axes.set(xlabel=_("loss on the texts set aside (nats per character)"))
    axes.xaxis.set_major_formatter(lambda value, _position: number(value, 1))
    rows = [[name, number(x, 2), number(math.exp(x), 1)] for name, x in losses.items()]
    said = "; ".join(f"{name} {number(loss, 2)}" for name, loss in losses.items())
    alt = _("Loss on the texts set aside, lower is better: {losses}.").format(losses=said)
    headers = [_("model"), _("loss (nats per character)"), _("hesitates between (characters)")]
    return figure, alt, (headers, rows)


def next_character_bars(
    characters: Sequence[str], chances: Mapping[float, Sequence[float]], most: int = 8
) -> Chart:
    """Show the probability of the likeliest next characters at several temperatures.

    `chances[temperature]` holds V probabilities, in the order of `characters`. Raises LabError
    when there is nothing to draw, or not as many probabilities as characters.
    """
    if not chances or any(len(values) != len(characters) for values in chances.values()):
        raise LabError(N_("not as many chances as characters"), needed=number(len(characters)))
    first = next(iter(chances.values()))
    top = sorted(range(len(first)), key=lambda i: -first[i])[:most]
    names = [visible(characters[i]) for i in top]
    figure, axes = new_figure()
    width = 0.8 / len(chances)
    for k, (temperature, values) in enumerate(chances.items()):
        places = [i + (k + 0.5) * width - 0.4 for i in range(len(top))]
        style = {"color": COLOURS[1:][k % 3], "hatch": HATCHES[k % 5], "edgecolor": "white"}
        label = _("temperature {value}").format(value=number(temperature))
        axes.bar(places, [values[i] for i in top], width, label=label, **style)
    axes.set_xticks(range(len(top)), names)
    axes.set(xlabel=_("next character"), ylabel=_("probability"))
    axes.yaxis.set_major_formatter(lambda value, _position: number(value))
    axes.legend(frameon=False)
    said = "; ".join(
        _("at {value}, “{character}” gets {chance}").format(
            value=number(temperature), character=names[0], chance=number(values[top[0]], 2)
        )
        for temperature, values in chances.items()
    )
    alt = _("Probability of the likeliest character by temperature: {said}.").format(said=said)
    headers = [_("next character"), *(number(temperature) for temperature in chances)]
    columns = list(chances.values())
    rows = [
        [name, *(number(column[i], 3) for column in columns)]
        for name, i in zip(names, top, strict=True)
    ]
    return figure, alt, (headers, rows)


def visible(character: str) -> str:
    """Name the characters that leave no trace on a page."""
    return {" ": _("space"), "\n": "↵", "\u00a0": _("no-break space")}.get(character, character)
