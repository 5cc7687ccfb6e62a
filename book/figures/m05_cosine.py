"""Four words as arrows on a plane, from invented counts small enough to work out by hand.

Each word is two counts: sentences where it stands beside "light", and beside "cloth". The cosine
of two words is the sum of the products of their counts, divided by both lengths.
"""

from __future__ import annotations

from math import hypot

from matplotlib.figure import Figure

from artia.book.figures import Table, Theme, Words, decimal_signs, new_figure, number

#: Spotlight, curtain, scrim, hem; the curtain is what the others are compared with.
COUNTS = ((4, 0), (3, 4), (6, 8), (0, 5))
CURTAIN = 1

TEXT = {
    "fr": {
        "names": ["projecteur", "rideau", "tulle", "ourlet"],
        "x": "phrases avec «\u00a0lumière\u00a0»", "y": "phrases avec «\u00a0tissu\u00a0»",
        "alternative": (
            "Quatre flèches partent du même point. Celle de «\u00a0{spotlight}\u00a0» est couchée "
            "vers la droite, celle de «\u00a0{hem}\u00a0» monte tout droit\u00a0: à angle droit, "
            "cosinus {right}. Entre les deux, «\u00a0{curtain}\u00a0» et «\u00a0{scrim}\u00a0» "
            "pointent dans la même direction, la seconde deux fois plus longue\u00a0: cosinus "
            "{same}."
        ),
        "caption": "Comptes, longueur et cosinus avec «\u00a0{curtain}\u00a0» de chaque mot",
        "heads": ["Mot", "Avec «\u00a0lumière\u00a0»", "Avec «\u00a0tissu\u00a0»", "Longueur",
                  "Cosinus avec «\u00a0{curtain}\u00a0»"],
    },
    "en": {
        "names": ["spotlight", "curtain", "scrim", "hem"],
        "x": "sentences with “light”", "y": "sentences with “cloth”",
        "alternative": (
            "Four arrows leave from one point. The arrow for “{spotlight}” lies flat to the right; "
            "the one for “{hem}” goes straight up: at right angles, cosine {right}. Between them, "
            "“{curtain}” and “{scrim}” point the same way, the second twice as long: cosine {same}."
        ),
        "caption": "Each word’s counts, its length and its cosine with “{curtain}”",
        "heads": ["Word", "With “light”", "With “cloth”", "Length", "Cosine with “{curtain}”"],
    },
}  # fmt: skip

#: Where each name is written: beside the tip of its arrow.
PLACES = ((4.1, 0.35, "left"), (3.2, 3.8, "left"), (6.1, 7.7, "left"), (0.2, 5.2, "left"))


def cosine(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Sum of the products, divided by both lengths."""
    return (one[0] * other[0] + one[1] * other[1]) / (hypot(*one) * hypot(*other))


def draw(theme: Theme, language: str) -> Figure:
    """Draw four arrows; of the two that overlap, the longer is dashed and lies under."""
    text = TEXT[language]
    figure = new_figure(4.6)
    axes = figure.subplots()
    spotlight, curtain, scrim, hem = COUNTS
    for (x, y), series, width in (
        (scrim, theme.series[1], 1.8),
        (curtain, theme.series[0], 3.2),
        (spotlight, theme.series[0], 3.2),
        (hem, theme.series[0], 3.2),
    ):
        axes.annotate(
            "",
            xy=(x, y),
            xytext=(0, 0),
            arrowprops={
                "arrowstyle": "-|>",
                "color": series.color,
                "linewidth": width,
                "linestyle": series.linestyle,
                "mutation_scale": 18,
                "shrinkA": 0,
                "shrinkB": 0,
            },
        )
    for (x, y, side), name, (light, cloth) in zip(PLACES, text["names"], COUNTS, strict=True):
        axes.text(x, y, f"{name} ({light}, {cloth})", ha=side, va="center")
    axes.set(xlabel=text["x"], ylabel=text["y"], xlim=(0, 9.6), ylim=(0, 8.8), aspect="equal")
    axes.set_xticks(range(0, 9, 2))
    axes.set_yticks(range(0, 9, 2))
    decimal_signs(axes, language, x=0, y=0)
    return figure


def words(language: str) -> Words:
    """The four directions in three sentences; counts, length and cosine as a table."""
    text = TEXT[language]
    spotlight, curtain, scrim, hem = COUNTS
    named = dict(zip(("spotlight", "curtain", "scrim", "hem"), text["names"], strict=True))
    # What the sentences say, checked.
    assert cosine(spotlight, hem) == 0 and round(cosine(curtain, scrim), 12) == 1
    assert hypot(*scrim) == 2 * hypot(*curtain)

    said = text["alternative"].format(
        **named,
        right=number(cosine(spotlight, hem), language),
        same=number(cosine(curtain, scrim), language),
    )
    rows = [
        [
            name,
            *(number(each, language) for each in counts),
            number(hypot(*counts), language),
            number(cosine(counts, COUNTS[CURTAIN]), language, 2),
        ]
        for name, counts in zip(text["names"], COUNTS, strict=True)
    ]
    heads = [head.format(**named) for head in text["heads"]]
    return Words(said, Table(text["caption"].format(**named), heads, rows))
