"""Two figures of exposure, each with the sentence and the table that replace it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from artia.labs.canary.exposure import BY_CHANCE, HIGHEST, by_copies, summarize
from artia.labs.canary.trial import Trial
from artia.labs.errors import LabError, named
from artia.labs.figures import BLUE, GREEN, GREY, ORANGE, Table, new_figure
from artia.labs.limits import within
from artia.labs.messages import N_, _, ngettext, number
from artia.labs.typed import typed

Chart = tuple[Any, str, Table]  # the figure, its alternative, its data
Levels = Mapping[int, Sequence[float]]  # copies -> exposures (bits), one per canary
STYLES = ((BLUE, "o", "-"), (ORANGE, "s", "--"), (GREEN, "^", "-."), (GREY, "D", ":"))


@typed
def exposure_by_copies(series: Mapping[str, Levels]) -> Chart:
    """Mean exposure and its range for each number of copies; `series` gives each its name.

    Raises LabError for a series without an exposure, or with something else.
    """
    _check(series)
    figure, axes = new_figure()
    copies = sorted({level for levels in series.values() for level in levels})
    place = {level: i for i, level in enumerate(copies)}
    for k, (name, levels) in enumerate(series.items()):
        colour, marker, _line = STYLES[k % len(STYLES)]
        aside = 0.16 * (k - (len(series) - 1) / 2)
        at = [place[level] + aside for level in levels]
        means, below, above = _spread(levels)
        style = {"color": colour, "fmt": marker, "capsize": 4, "markersize": 8}
        axes.errorbar(at, means, [below, above], label=name, **style)
        for x, values in zip(at, levels.values(), strict=True):
            axes.plot([x] * len(values), values, "_", color=colour, markersize=7, alpha=0.5)
    _landmarks(axes)
    axes.set_xticks(range(len(copies)), [number(level) for level in copies])
    axes.set(xlabel=_("canary: copies"), ylabel=_("canary: exposure (bits)"))
    figure.legend(loc="outside upper center", ncols=4, frameon=False)  # off the ranges
    said = " ".join(_named(name, levels) for name, levels in series.items())
    alt = " ".join([_("canary: figure by copies"), said, _scale()])
    return figure, alt, (_headers(_("canary: texts")), _rows(series))


@typed
def exposure_along(trial: Trial) -> Chart:
    """Mean exposure and its range, one curve per number of copies, against the step."""
    figure, axes = new_figure()
    readings = [by_copies(each) for each in trial.readings]
    for k, level in enumerate(readings[0]):
        colour, marker, line = STYLES[k % len(STYLES)]
        rows = {step: each[level] for step, each in zip(trial.step, readings, strict=True)}
        means, below, above = _spread(rows)
        at = [step + trial.history.steps * 0.008 * k for step in rows]  # ranges side by side
        style = {"color": colour, "marker": marker, "linestyle": line, "capsize": 3}
        axes.errorbar(at, means, [below, above], label=_copies(level), **style)
    _landmarks(axes)
    axes.set(xlabel=_("step"), ylabel=_("canary: exposure (bits)"))
    figure.legend(loc="outside upper center", ncols=4, frameon=False)  # off the ranges
    steps = {_at_step(step): each for step, each in zip(trial.step, readings, strict=True)}
    first_and_last = [*steps.items()][:: max(1, len(steps) - 1)]
    ends = " ".join(_named(name, levels) for name, levels in first_and_last)
    alt = " ".join([_("canary: figure along training"), ends, _scale()])
    return figure, alt, (_headers(_("step")), _rows(steps))


def _check(series: Mapping[str, Levels]) -> None:
    for name, levels in series.items():
        if not levels or not all(map(len, levels.values())):
            raise LabError(N_("canary: no exposure"), name=named(name))
        for bits in (bits for values in levels.values() for bits in values):
            within(name, bits, -HIGHEST, 2 * HIGHEST)
    if not series:
        raise LabError(N_("canary: no reading"))


def _spread(levels: Mapping[int, Sequence[float]]) -> tuple[list[float], ...]:
    summaries = [summarize(values) for values in levels.values()]
    means = [mean for mean, _low, _high in summaries]
    below = [mean - low for mean, low, _high in summaries]
    above = [high - mean for mean, _low, high in summaries]
    return means, below, above


def _landmarks(axes: Any) -> None:
    axes.axhline(HIGHEST, color="#595959", linewidth=0.8, linestyle=":")
    axes.axhline(BY_CHANCE, color="#595959", linewidth=0.8, linestyle=":")
    aside = {"transform": axes.get_yaxis_transform(), "va": "center", "fontsize": 8}
    axes.text(1.01, HIGHEST, _("canary: the most"), **aside)
    axes.text(1.01, BY_CHANCE, _("canary: by chance"), **aside)
    axes.set(ylim=(-0.3, HIGHEST + 1))
    axes.yaxis.set_major_formatter(lambda value, _position: number(value))


def _copies(level: int) -> str:
    return ngettext("canary: {n} copy", "canary: {n} copies", level).format(n=number(level))


def _at_step(step: int) -> str:
    return _("canary: step {step}").format(step=number(step))


def _in_words(levels: Levels) -> str:
    return "; ".join(
        _("canary: a level in words").format(copies=_copies(level), **_written(values))
        for level, values in levels.items()
    )


def _named(name: str, levels: Levels) -> str:
    name = name[:1].upper() + name[1:]  # it opens a sentence
    return _("canary: a series in words").format(name=name, levels=_in_words(levels))


def _scale() -> str:
    return _("canary: the scale").format(most=number(HIGHEST, 2), chance=number(BY_CHANCE, 2))


def _written(values: Sequence[float]) -> dict[str, str]:
    names = ("mean", "lowest", "highest")
    return {name: number(x, 2) for name, x in zip(names, summarize(values), strict=True)}


def _headers(first: str) -> list[str]:
    named = [_("canary: copies"), _("canary: mean"), _("canary: lowest"), _("canary: highest")]
    return [first, *named, _("canary: each one")]


def _rows(series: Mapping[str, Levels]) -> list[list[str]]:
    return [
        [name, number(level), *_written(values).values(), _all_of(values)]
        for name, levels in series.items()
        for level, values in levels.items()
    ]


def _all_of(values: Sequence[float], most: int = 8) -> str:
    """Each canary's exposure, unless they are too many to be read."""
    return "; ".join(number(x, 1) for x in sorted(values)) if len(values) <= most else "…"
