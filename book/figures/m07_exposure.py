"""Exposure of planted canaries by number of copies, before and after deduplication.

The values are measurements kept in m07-exposure.csv, one line a canary; a level may hold several.
Exposure is log2(candidates) - log2(rank) (Carlini et al., 2019), in bits.
"""

from __future__ import annotations

import csv
from functools import cache
from math import log2
from pathlib import Path
from statistics import mean

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from artia.book.figures import Series, Table, Theme, Words, new_figure, number

DATA = Path(__file__).with_name("m07-exposure.csv")
CANDIDATES = 1_000
#: Height, above and below a level's line, of what is told apart by deduplication.
APART = 0.17

TEXT = {
    "fr": {
        "kept": {"all": "corpus tel quel", "one": "après dédoublonnage"},
        "x": "exposition (bits)", "copies": ["aucune copie", "1 copie", "{n} copies"],
        "first": "premier rang\u00a0: {most}", "middle": "milieu de la liste\u00a0: {half}",
        "alternative": (
            "L’exposition des canaris selon le nombre de copies, tels quels puis après "
            "dédoublonnage. {levels} Le maximum, au premier rang sur {candidates}, est de {most}. "
            "La trace monte avec les copies; ôter les doublons ramène le canari le plus répété "
            "près du hasard."
        ),
        "level": "{copies}\u00a0: {all}, puis {one}.",
        "description": (
            "De haut en bas, un niveau par nombre de copies, du plus grand à zéro. De gauche à "
            "droite, l’exposition, de 0 à 10 bits. À chaque niveau, deux rangées de points. Ronds "
            "bleus\u00a0: le corpus tel quel. Carrés orangés\u00a0: après dédoublonnage. Deux "
            "lignes verticales servent de repères\u00a0: le milieu de la liste, à {half} bit, en "
            "tirets, et le premier rang, à {most} bits, en pointillé."
        ),
        "caption": "Exposition, en bits, parmi {candidates} candidats",
        "heads": ["Copies du canari", "Corpus tel quel", "Après dédoublonnage"],
        "range": "{mean} (de {low} à {high})",
    },
    "en": {
        "kept": {"all": "corpus as it was", "one": "after deduplication"},
        "x": "exposure (bits)", "copies": ["no copy", "1 copy", "{n} copies"],
        "first": "first rank: {most}", "middle": "middle of the list: {half}",
        "alternative": (
            "Exposure of the canaries by number of copies, as they were, then after "
            "deduplication. {levels} The maximum, first rank out of {candidates}, is {most}. The "
            "trace grows with the copies; removing duplicates brings the most repeated canary "
            "back near chance."
        ),
        "level": "{copies}: {all}, then {one}.",
        "description": (
            "From top to bottom, one level for each number of copies, from the most to none. From "
            "left to right, exposure, from 0 to 10 bits. On each level, two rows of points. Blue "
            "dots: the corpus as it was. Orange squares: after deduplication. Two vertical lines "
            "serve as landmarks: the middle of the list, at {half} bit, dashed, and the first "
            "rank, at {most} bits, dotted."
        ),
        "caption": "Exposure, in bits, among {candidates} candidates",
        "heads": ["Copies of the canary", "Corpus as it was", "After deduplication"],
        "range": "{mean} (from {low} to {high})",
    },
}  # fmt: skip


@cache
def measured() -> dict[int, dict[str, list[float]]]:
    """Exposures (bits) by number of copies, then by what was kept; most copies first."""
    lines = [line for line in DATA.read_text("utf-8").splitlines() if not line.startswith("#")]
    levels: dict[int, dict[str, list[float]]] = {}
    for row in csv.DictReader(lines):
        level = levels.setdefault(int(row["copies"]), {"all": [], "one": []})
        level[row["kept"]].append(float(row["exposure"]))
    return dict(sorted(levels.items(), reverse=True))


def name_of(copies: int, language: str) -> str:
    """« aucune copie », "4 copies"."""
    return TEXT[language]["copies"][min(copies, 2)].format(n=copies)


def said(values: list[float], language: str) -> str:
    """One value as it is, several as their mean and range."""
    if len(values) == 1:
        return number(values[0], language, 2)
    parts = {"mean": mean(values), "low": min(values), "high": max(values)}
    written = {name: number(value, language, 2) for name, value in parts.items()}
    return TEXT[language]["range"].format(**written)


def add_row(axes: Axes, height: float, values: list[float], series: Series, label: str) -> None:
    """The canaries of one level, and a line from the lowest to the highest."""
    axes.plot([min(values), max(values)], [height, height], color=series.color, linewidth=1.5)
    axes.plot(
        values,
        [height] * len(values),
        linestyle="",
        marker=series.marker,
        markersize=8,
        color=series.color,
        label=label,
    )


def draw(theme: Theme, language: str) -> Figure:
    """One level a number of copies, two rows of points a level."""
    text, levels = TEXT[language], measured()
    figure = new_figure(4.3)
    axes = figure.subplots()
    for height, (copies, kept) in enumerate(reversed(levels.items())):
        for row, series, up in zip(("all", "one"), theme.series, (APART, -APART), strict=False):
            label = text["kept"][row] if copies == 0 else "_"
            add_row(axes, height + up, kept[row], series, label)
    most, half = log2(CANDIDATES), 1.0
    marks = {"color": theme.ink, "linewidth": 1.2}
    middle = text["middle"].format(half=number(half, language))
    axes.axvline(half, linestyle="--", label=middle, **marks)
    first = text["first"].format(most=number(most, language, 2))
    axes.axvline(most, linestyle=":", label=first, **marks)
    names = [name_of(copies, language) for copies in reversed(levels)]
    axes.set_yticks(range(len(levels)), names)
    axes.set(xlabel=text["x"], xlim=(0, 10.4), ylim=(-0.6, len(levels) - 0.4))
    figure.legend(loc="outside lower center")
    return figure


def words(language: str) -> Words:
    """The mean exposure of each level in a row; means and ranges as a table."""
    text, levels = TEXT[language], measured()
    # What the sentences say, checked: the bounds that the lab gives.
    most_copied, control = levels[max(levels)], levels[0]
    assert mean(most_copied["all"]) - mean(control["all"]) > 4
    assert mean(most_copied["all"]) - mean(most_copied["one"]) > 3
    rows = [
        [str(copies), said(kept["all"], language), said(kept["one"], language)]
        for copies, kept in levels.items()
    ]
    sentences = []
    for copies, kept in levels.items():
        means = {name: number(mean(values), language, 2) for name, values in kept.items()}
        name = name_of(copies, language).capitalize()
        sentences.append(text["level"].format(copies=name, **means))
    values = {
        "levels": " ".join(sentences),
        "candidates": number(CANDIDATES, language),
        "most": number(log2(CANDIDATES), language, 2),
        "half": number(1, language),
    }
    return Words(
        text["alternative"].format(**values),
        Table(text["caption"].format(**values), text["heads"], rows),
        text["description"].format(**values),
    )
