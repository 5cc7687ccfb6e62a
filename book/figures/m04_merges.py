"""Two byte-pair merges on a scrap of refrain, as done in pencil in module 4.

The counting and the welding are lab 04's; here they are done word by word, so that no token runs
across a space.
"""

from __future__ import annotations

from collections import Counter

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from artia.book.figures import Table, Theme, Words, new_figure
from artia.labs.tokens.bpe import count_pairs, merge_pair

Pair, Word = tuple[str, str], list[str]

REFRAIN, MERGES = "la tralala lala", 2

TEXT = {
    "fr": {
        "title": "{step}. {name}\u00a0: {tokens} jetons",
        "names": ["Lettres séparées", "On soude {pair}", "On soude {pair}"],
        "most": "{one} suivi de {two}\u00a0: {count} fois",
        "alternative": (
            "Le refrain «\u00a0{refrain}\u00a0» en trois rangées de cases, une par jeton. Lettres "
            "séparées\u00a0: {n0} cases; le couple le plus fréquent est {a0} suivi de {b0}, "
            "{c0} fois. Une fois {m0} soudé partout\u00a0: {n1} cases; {a1} suivi de {b1} revient "
            "{c1} fois. Une fois {m1} soudé\u00a0: {n2} cases. Rien n’est soudé d’un mot à l’autre."
        ),
        "caption": "Le refrain après chaque fusion, et les couples de voisins comptés",
        "heads": ["Étape", "Les jetons, entre les barres", "Nombre de jetons",
                  "Couples de voisins"],
        "steps": ["Départ", "Après la fusion 1", "Après la fusion 2"],
    },
    "en": {
        "title": "{step}. {name}: {tokens} tokens",
        "names": ["Separate letters", "Weld {pair}", "Weld {pair}"],
        "most": "{one} then {two}: {count} times",
        "alternative": (
            "The refrain “{refrain}” as three rows of boxes, one box to a token. Separate letters: "
            "{n0} boxes; the most frequent neighbours are {a0} then {b0}, {c0} times. With {m0} "
            "welded everywhere: {n1} boxes; {a1} then {b1} comes {c1} times. With {m1} welded: "
            "{n2} boxes. Nothing is welded from one word to the next."
        ),
        "caption": "The refrain after each merge, and the neighbours counted",
        "heads": ["Step", "The tokens, between bars", "Number of tokens", "Neighbours"],
        "steps": ["Start", "After merge 1", "After merge 2"],
    },
}  # fmt: skip

ROW, BOX, GAP = 2.15, 0.9, 0.9  # heights of a row and of a box, width between words: in letters


def stages() -> list[tuple[list[Word], Counter[Pair]]]:
    """The words and the pairs counted, before the first merge and after each."""
    words = [list(word) for word in REFRAIN.split()]
    found = []
    for _ in range(MERGES + 1):
        counts = sum((count_pairs(word) for word in words), Counter())
        found.append((words, counts))
        words = [merge_pair(word, counts.most_common(1)[0][0]) for word in words]
    return found


def chosen() -> list[tuple[Pair, int]]:
    """The pair welded at each merge and how often it was counted."""
    return [counts.most_common(1)[0] for _, counts in stages()[:MERGES]]


def titles(language: str) -> list[str]:
    """The title of each row."""
    text = TEXT[language]
    welded = ["", *("".join(pair) for pair, _ in chosen())]
    return [
        text["title"].format(
            step=step + 1,
            name=text["names"][step].format(pair=welded[step]),
            tokens=sum(map(len, words)),
        )
        for step, (words, _) in enumerate(stages())
    ]


def add_row(axes: Axes, theme: Theme, words: list[Word], top: float) -> None:
    """One row of boxes; a welded token is wide, in bold, outlined in the accent colour."""
    left = 0.0
    for word in words:
        for token in word:
            welded = len(token) > 1
            axes.add_patch(
                FancyBboxPatch(
                    (left + 0.06, top - BOX),
                    len(token) - 0.12,
                    BOX,
                    boxstyle="round,pad=0,rounding_size=0.15",
                    facecolor="none",
                    edgecolor=theme.accent if welded else theme.muted,
                    linewidth=2.4 if welded else 1,
                )
            )
            style = {"fontweight": "bold"} if welded else {}
            middle = (left + len(token) / 2, top - BOX / 2 - 0.03)
            axes.text(*middle, token, ha="center", va="center", fontsize=14, **style)
            left += len(token)
        left += GAP


def draw(theme: Theme, language: str) -> Figure:
    """Three rows of boxes, each with its title and, under it, the pair to be welded next."""
    figure = new_figure(3.9)
    axes = figure.subplots()
    for step, ((words, _), title) in enumerate(zip(stages(), titles(language), strict=True)):
        top = -step * (ROW + 1)
        axes.text(0, top + 0.25, title, ha="left", va="bottom", fontweight="bold")
        add_row(axes, theme, words, top)
        if step < MERGES:
            (one, two), count = chosen()[step]
            said = TEXT[language]["most"].format(one=one, two=two, count=count)
            axes.text(0, top - BOX - 0.2, said, ha="left", va="top", style="italic")
    axes.set_xlim(-0.05, len(REFRAIN.replace(" ", "")) + 2 * GAP + 0.05)
    axes.set_ylim(-2 * (ROW + 1) - BOX - 0.1, 1.1)
    axes.set_axis_off()
    return figure


def words(language: str) -> Words:
    """The merges told in order; the tokens, their number and every count as a table."""
    text, found, welded = TEXT[language], stages(), chosen()
    # What the sentences say, checked.
    assert [sum(map(len, cut)) for cut, _ in found] == [13, 8, 6]
    assert [count for _, count in welded] == [5, 2]
    values = {"refrain": REFRAIN}
    for step, (cut, _) in enumerate(found):
        values[f"n{step}"] = sum(map(len, cut))
    for step, ((one, two), count) in enumerate(welded):
        values |= {f"a{step}": one, f"b{step}": two, f"c{step}": count, f"m{step}": one + two}
    rows = [
        [
            text["steps"][step],
            "   ".join(" | ".join(word) for word in cut),
            str(sum(map(len, cut))),
            ", ".join(
                f"{one}\u00a0+\u00a0{two}\u00a0({count})"
                for (one, two), count in sorted(counts.items(), key=lambda each: -each[1])
            ),
        ]
        for step, (cut, counts) in enumerate(found)
    ]
    return Words(text["alternative"].format(**values), Table(text["caption"], text["heads"], rows))
