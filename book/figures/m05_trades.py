"""A language model's pronouns after a first name and a trade: how many times likelier is each one.

The logarithms are in _m05_measures.py. On the axis, twice and half lie as far from a tie.
"""

from __future__ import annotations

from math import log
from statistics import fmean

from _m05_measures import NAMES, PRONOUNS
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from artia.book.figures import Table, Theme, Words, new_figure, number

#: One mark a name, the same for Alex in both panels.
MARKS = {"Dominique": 0, "Camille": 1, "Alex": 2, "Jordan": 0, "Robin": 1}
TICKS = (1 / 4, 1 / 2, 1, 2, 4, 8, 16, 32, 64)

TEXT = {
    "fr": {
        "titles": {"fr": "Phrases françaises", "en": "Phrases anglaises, métiers traduits"},
        "x": "féminin ← fois plus probable → masculin",
        "alternative": (
            "Deux listes de {count} métiers; pour chacun, un point par prénom. En français, trois "
            "bandes séparées\u00a0: {fr_0} près de l’égalité, du côté du masculin sauf une fois; "
            "{fr_1} toujours du côté du féminin; {fr_2} loin du côté du masculin. "
            "En anglais, les bandes se touchent\u00a0: {en_0} "
            "du côté du masculin, {en_2} surtout du côté du féminin, {en_1} entre les deux."
        ),
        "description": (
            "De gauche à droite, combien de fois un pronom est plus probable que l’autre\u00a0: à "
            "gauche de la ligne verticale, le féminin; à droite, le masculin. L’échelle est "
            "logarithmique\u00a0: de 1 à 2, il y a autant que de 2 à 4. Les métiers vont du plus "
            "masculin au plus féminin, en moyenne. Ceux des phrases anglaises sont désignés ici "
            "par leur domaine, en français."
        ),
        "caption": "Logarithme naturel du rapport des probabilités, masculin sur féminin",
        "heads": ["Métier", "Langue des phrases", "Premier prénom", "Deuxième", "Troisième"],
        "cell": "{name}\u00a0: {value}",
        "languages": {"fr": "français", "en": "anglais"},
    },
    "en": {
        "titles": {"fr": "French sentences, trades translated", "en": "English sentences"},
        "x": "feminine ← times likelier → masculine",
        "alternative": (
            "Two lists of {count} trades; for each, one mark a first name. In French the three "
            "names make separate bands: {fr_0} near a tie, on the masculine side but once, {fr_1} "
            "always on the feminine side, {fr_2} far on the masculine side. In English the bands "
            "touch: {en_0} on the masculine side, {en_2} mostly on the feminine side, {en_1} in "
            "between."
        ),
        "description": (
            "From left to right, how many times likelier one pronoun is than the other: left of "
            "the vertical line, the feminine; right of it, the masculine. The scale is "
            "logarithmic: 1 to 2 is as wide as 2 to 4. Trades run from the most masculine to the "
            "most feminine, on average. Those of the French sentences are given here in English."
        ),
        "caption": "Natural logarithm of the ratio of the probabilities, masculine over feminine",
        "heads": ["Trade", "Language of the sentences", "First name", "Second name", "Third name"],
        "cell": "{name}: {value}",
        "languages": {"fr": "French", "en": "English"},
    },
}  # fmt: skip

#: Which language's sentences come first, on either page.
PANELS = ("fr", "en")


def ranked(language: str, asked: str) -> list[tuple[str, list[float]]]:
    """The trades of the sentences in `asked`, named in `language`, the most masculine first."""
    found = [
        (word if asked == language else other, logs)
        for word, (other, *logs) in PRONOUNS[asked].items()
    ]
    return sorted(found, key=lambda each: -fmean(each[1]))


def fill(axes: Axes, theme: Theme, language: str, asked: str) -> None:
    """One panel: a line a trade, a mark a name."""
    text, trades = TEXT[language], ranked(language, asked)
    axes.axvline(0, color=theme.ink, linewidth=1)
    places = range(len(trades))
    ends = [(min(logs), max(logs)) for _, logs in trades]
    axes.hlines(places, *zip(*ends, strict=True), color=theme.faint, linewidth=1, zorder=1)
    for column, name in enumerate(NAMES[asked]):
        values = [logs[column] for _, logs in trades]
        style = {**theme.series[MARKS[name]].style, "linestyle": "", "markersize": 7}
        axes.plot(values, places, label=name, **style)
    axes.set_yticks(places, [word for word, _ in trades])
    axes.set(xlabel=text["x"], xlim=(log(0.2), log(72)), ylim=(len(trades) - 0.4, -0.6))
    axes.set_title(text["titles"][asked], loc="center")
    axes.set_xticks(
        [log(tick) for tick in TICKS],
        [number(max(tick, 1 / tick), language) for tick in TICKS],
    )
    axes.grid(axis="x")
    axes.legend(
        loc="upper center",
        bbox_to_anchor=(0.35, -0.16),
        ncols=3,
        columnspacing=1,
        handletextpad=0.2,
    )


def draw(theme: Theme, language: str) -> Figure:
    """Two panels, one above the other."""
    figure = new_figure(10.4)
    for axes, asked in zip(figure.subplots(2, 1), PANELS, strict=True):
        fill(axes, theme, language, asked)
    return figure


def words(language: str) -> Words:
    """What each first name does; every trade with its three logarithms."""
    text = TEXT[language]
    values = {"count": len(PRONOUNS["fr"])}
    bands = {}
    for asked, names in NAMES.items():
        values |= {f"{asked}_{place}": name for place, name in enumerate(names)}
        values[f"{asked}_top"] = ranked(language, asked)[0][0]
        bands[asked] = list(zip(*(logs for _, logs in ranked(language, asked)), strict=True))
        # The same trade comes first for each name.
        assert len({max(range(len(band)), key=band.__getitem__) for band in bands[asked]}) == 1
    # What the sentences say, checked: new measurements must not make them false.
    assert len(PRONOUNS["en"]) == len(PRONOUNS["fr"])
    dominique, camille, alex = bands["fr"]
    assert max(camille) < min(dominique) and max(dominique) < min(alex) and max(camille) < 0
    assert sum(each < 0 for each in dominique) == 1
    assert min(bands["en"][0]) > 0 and sum(each < 0 for each in bands["en"][2]) > 7

    def cell(name: str, value: float) -> str:
        return text["cell"].format(name=name, value=number(value, language, 2))

    rows = [
        [word, text["languages"][asked], *map(cell, NAMES[asked], logs)]
        for asked in PANELS
        for word, logs in ranked(language, asked)
    ]
    return Words(
        text["alternative"].format(**values),
        Table(text["caption"], text["heads"], rows),
        text["description"],
    )
