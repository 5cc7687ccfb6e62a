"""The figure of log-odds: a mark for each name, lest a name's doing be taken for a word's."""

from __future__ import annotations

from statistics import fmean

from artia.labs.charts import Chart
from artia.labs.errors import LabError
from artia.labs.figures import BLUE, GREEN, GREY, ORANGE, new_figure
from artia.labs.messages import N_, _, number
from artia.labs.typed import typed
from artia.labs.vectors.labels import drawable
from artia.labs.vectors.odds import names, pair

COLOURS, MARKS = (BLUE, ORANGE, GREEN, GREY), ("o", "s", "^", "D")


@typed
def odds_chart(found: dict[str, list[float]], language: str, theme: str, model: str) -> Chart:
    """Show each word's log-odds with each name; words in the order of their means.

    Raises LabError when there is no word, or not one value for each of the theme's names.
    """
    first, second = (word.strip() for word in pair(language, theme))
    tried = names(language, theme)
    if not found or any(len(values) != len(tried) for values in found.values()):
        raise LabError(N_("vectors: nothing to show"))
    ranked = sorted(found.items(), key=lambda item: -fmean(item[1]))
    figure, axes = new_figure(7, 1.6 + 0.3 * len(ranked))
    for place, (_word, values) in enumerate(ranked):
        axes.plot([min(values), max(values)], [place, place], color="#c8c8c8", linewidth=1)
    for which, name in enumerate(tried):
        values = [values[which] for _word, values in ranked]
        style = {"color": COLOURS[which % 4], "label": name}
        axes.plot(values, range(len(ranked)), MARKS[which % 4], markersize=6, **style)
    axes.set_yticks(range(len(ranked)), [drawable(word) for word, _values in ranked], fontsize=9)
    axes.invert_yaxis()
    axes.axvline(0, color=GREY, linewidth=1)
    axes.set(xlabel=_("vectors: log-odds of").format(first=first, second=second))
    axes.xaxis.set_major_formatter(lambda value, _position: number(value))
    axes.legend(frameon=False, ncols=len(tried), loc="lower center", bbox_to_anchor=(0.5, 1))
    by_name = [fmean(values[which] for _word, values in ranked) for which in range(len(tried))]
    said = "; ".join(f"{name} {number(mean, 2)}" for name, mean in zip(tried, by_name, strict=True))
    top, bottom = ranked[0], ranked[-1]
    alt = _("vectors: odds in words").format(
        first=first,
        second=second,
        model=model,
        count=number(len(ranked)),
        names=said,
        top=top[0],
        highest=number(fmean(top[1]), 2),
        bottom=bottom[0],
        lowest=number(fmean(bottom[1]), 2),
    )
    rows = [
        [word, number(fmean(values), 2), *(number(value, 2) for value in values)]
        for word, values in ranked
    ]
    return figure, alt, ([_("vectors: word"), _("vectors: mean"), *tried], rows)
