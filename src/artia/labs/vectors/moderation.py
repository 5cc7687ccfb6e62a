"""A tool that flags sentences, as sold: alt-profanity-check, a classifier of English words."""

from __future__ import annotations

import warnings

from artia.labs.charts import Chart
from artia.labs.errors import LabError, named
from artia.labs.figures import BLUE, GREY, ORANGE, new_figure
from artia.labs.messages import N_, _, number
from artia.labs.typed import typed
from artia.labs.vectors.labels import drawable, shortened
from artia.labs.vectors.wordlists import theme_data

THRESHOLD = 0.5  # above it, the tool's own `predict` says offensive


@typed
def sentences(language: str, theme: str) -> list[str]:
    """Return a theme's sentences, in groups one after the other."""
    groups = theme_data(language, theme)["moderated"]
    return [sentence for group in groups for sentence in group["sentences"]]


@typed
def flagged(written: object) -> dict[str, float]:
    """Return, for each sentence, the probability of being offensive that the tool gives it.

    Raises LabError when the tool is not installed or when there is no sentence.
    """
    if isinstance(written, str):
        written = [written]  # a sentence may hold commas: it is not cut
    listed = written if isinstance(written, list | tuple | set) else []
    kept = [one if isinstance(one, str) else named(one) for one in listed]
    kept = [sentence for sentence in kept if sentence.strip()]
    if not kept:
        raise LabError(N_("vectors: no sentence"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its model was saved by an older scikit-learn
            from profanity_check import predict_prob

            chances = predict_prob(kept)
    except ImportError:
        raise LabError(N_("vectors: package missing"), package="alt-profanity-check") from None
    return {sentence: float(chance) for sentence, chance in zip(kept, chances, strict=True)}


@typed
def chart(chances: dict[str, float]) -> Chart:
    """Show each sentence's probability, and the line above which it is blocked.

    Raises LabError when there is no sentence.
    """
    if not chances:
        raise LabError(N_("vectors: no sentence"))
    figure, axes = new_figure(7.5, 0.9 + 0.32 * len(chances))
    values = list(chances.values())
    blocked = [value > THRESHOLD for value in values]
    drawn = axes.barh(range(len(values)), values, height=0.65, edgecolor="white")
    for bar, over in zip(drawn, blocked, strict=True):
        bar.set(facecolor=ORANGE if over else BLUE, hatch="//" if over else "")
    axes.bar_label(drawn, [number(value, 2) for value in values], padding=3, fontsize=8)
    axes.axvline(THRESHOLD, color=GREY, linewidth=1, linestyle="--")
    axes.set_yticks(range(len(values)), [drawable(one) for one in chances], fontsize=8)
    axes.invert_yaxis()
    axes.grid(visible=False)
    axes.set(xlim=(0, 1.1), xlabel=_("vectors: probability of being offensive"))
    axes.xaxis.set_major_formatter(lambda value, _position: number(value))
    most, least = max(chances, key=chances.get), min(chances, key=chances.get)
    alt = _("vectors: moderation in words").format(
        count=number(len(values)),
        blocked=number(sum(blocked)),
        most=shortened(most, 80),
        highest=number(chances[most], 2),
        least=shortened(least, 80),
        lowest=number(chances[least], 2),
    )
    headers = [_("vectors: sentence"), _("vectors: probability of being offensive")]
    headers.append(_("vectors: blocked"))
    rows = [
        [sentence, number(value, 2), _("vectors: yes") if value > THRESHOLD else _("vectors: no")]
        for sentence, value in chances.items()
    ]
    return figure, alt, (headers, rows)
