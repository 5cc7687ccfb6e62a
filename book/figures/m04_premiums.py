"""The token premium of one text in ten languages, under three generations of GPT's vocabularies.

m04_premiums.csv holds the tokens that lab 04 counts in the preamble and the first 23 articles of
the Universal Declaration, the part that every translation of the package has, with seven
vocabularies. A premium is the tokens of a translation divided by those of the English text; drawn
here are the three vocabularies that follow one another.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from artia.book.figures import Table, Theme, Words, new_figure, number

GENERATIONS = ["r50k", "cl100k", "o200k"]
REFERENCE, SYLLABICS = "english", ("ojibwe", "swampy_cree", "inuktitut")
TICKS = [1, 2, 4, 8, 16]

TEXT = {
    "fr": {
        "languages": {
            "french": "Français", "spanish": "Espagnol", "haitian_creole": "Créole haïtien",
            "mikmaq": "Mi’kmaq", "greenlandic": "Groenlandais", "navajo": "Navajo",
            "ojibwe": "Ojibwé *", "swampy_cree": "Cri des marais *", "inuktitut": "Inuktitut *",
            "arabic": "Arabe",
        },
        "generations": ["r50k (GPT-2, GPT-3)", "cl100k (GPT-4)", "o200k (GPT-4o)"],
        "x": "surcoût (l’échelle double à chaque trait)\n* écriture syllabique",
        "english": "anglais",
        "alternative": (
            "Dix langues, et pour chacune un point par génération de vocabulaire; plus le point "
            "est à droite, plus la langue paie. L’arabe passe de {ar0} à {ar2}, le français de "
            "{fr0} à {fr2}, l’espagnol de {es0} à {es2}. Le navajo paie encore {nv2}. Les langues "
            "en écriture syllabique restent loin à droite, sans avancer\u00a0: cri des marais, "
            "{cr0} puis {cr2}; inuktitut, {iu0} puis {iu2}."
        ),
        "caption": "Le surcoût en jetons par langue et par vocabulaire (anglais\u00a0: 1)",
        "head": "Langue",
        "note": " (écriture syllabique)",
    },
    "en": {
        "languages": {
            "french": "French", "spanish": "Spanish", "haitian_creole": "Haitian Creole",
            "mikmaq": "Mi’kmaq", "greenlandic": "Greenlandic", "navajo": "Navajo",
            "ojibwe": "Ojibwe *", "swampy_cree": "Swampy Cree *", "inuktitut": "Inuktitut *",
            "arabic": "Arabic",
        },
        "generations": ["r50k (GPT-2, GPT-3)", "cl100k (GPT-4)", "o200k (GPT-4o)"],
        "x": "premium (the scale doubles at every mark)\n* syllabics",
        "english": "English",
        "alternative": (
            "Ten languages, each with one point per generation of vocabulary; the further right "
            "the point, the more the language pays. Arabic goes from {ar0} to {ar2}, French from "
            "{fr0} to {fr2}, Spanish from {es0} to {es2}. Navajo still pays {nv2}. The languages "
            "written in syllabics stay far to the right and make no headway: Swampy Cree, {cr0} "
            "then {cr2}; Inuktitut, {iu0} then {iu2}."
        ),
        "caption": "The token premium by language and vocabulary (English: 1)",
        "head": "Language",
        "note": " (syllabics)",
    },
}  # fmt: skip


@cache
def premiums() -> dict[str, list[float]]:
    """The premium of each language under GENERATIONS, the lowest first."""
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        tokens = {row["language"]: row for row in csv.DictReader(file)}
    english = tokens.pop(REFERENCE)
    found = {
        language: [int(row[name]) / int(english[name]) for name in GENERATIONS]
        for language, row in tokens.items()
    }
    return dict(sorted(found.items(), key=lambda each: each[1][-1]))


def draw(theme: Theme, language: str) -> Figure:
    """One row a language, one point a generation, on a logarithmic axis."""
    text, found = TEXT[language], premiums()
    figure = new_figure(5.6)
    axes = figure.subplots()
    places = {name: -place for place, name in enumerate(found)}
    for name, values in found.items():
        span = [min(values), max(values)]
        axes.plot(span, [places[name]] * 2, color=theme.faint, linewidth=3, zorder=1)
    for step, (series, label) in enumerate(zip(theme.series, text["generations"], strict=False)):
        axes.scatter(
            [values[step] for values in found.values()],
            list(places.values()),
            color=series.color,
            marker=series.marker,
            s=52,
            facecolors=series.color if step == 2 else "none",
            linewidths=1.8,
            label=label,
            zorder=2 + step,
        )
    axes.axvline(1, color=theme.ink, linestyle=":", linewidth=1.2)
    axes.text(1, 0.62, text["english"], ha="center", va="bottom")
    axes.set_xscale("log")
    axes.set(xlim=(0.86, 19), ylim=(-len(found) + 0.4, 0.6), xlabel=text["x"])
    axes.set_xticks(TICKS, [number(tick, language) for tick in TICKS])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_yticks(list(places.values()), [text["languages"][name] for name in places])
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=1)
    return figure


def words(language: str) -> Words:
    """What moved and what did not; every point as a table."""
    text, found = TEXT[language], premiums()
    # What the sentences say, checked.
    assert len(found) == 10
    assert all(found[name][0] > found[name][2] for name in ("arabic", "french", "spanish"))
    assert all(found[name][2] >= found[name][0] for name in SYLLABICS)
    assert max(found, key=lambda name: found[name][2]) == "inuktitut"

    def said(value: float) -> str:
        return number(value, language, 2)

    short = {"ar": "arabic", "fr": "french", "es": "spanish", "nv": "navajo", "cr": "swampy_cree",
             "iu": "inuktitut"}  # fmt: skip
    values = {
        f"{code}{step}": said(found[name][step])
        for code, name in short.items()
        for step in range(len(GENERATIONS))
    }
    rows = [
        [text["languages"][name].replace(" *", text["note"]), *map(said, found[name])]
        for name in found
    ]
    return Words(
        text["alternative"].format(**values),
        Table(text["caption"], [text["head"], *text["generations"]], rows),
    )
