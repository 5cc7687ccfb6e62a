"""The three acts of module 7, each with its question and what can show it."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from artia.book.figures import Table, Theme, Words, new_figure

TEXT = {
    "fr": {
        "acts": [
            ("Copier pour entraîner", "des œuvres réunies en un corpus",
             "Avait-on le droit de faire ces copies?", "la fiche de données"),
            ("Garder dans les poids", "des nombres ajustés sur ces œuvres",
             "Ces nombres sont-ils une copie?", "l’exposition"),
            ("Produire une sortie", "un texte tiré des poids, sur requête",
             "Est-ce une reproduction, et de qui?", "l’extraction"),
        ],
        "between": ["entraînement", "requête"],
        "shown": "Ce qui le montre\u00a0: {shown}",
        "alternative": (
            "Trois actes qui se suivent, chacun avec sa question et, entre parenthèses, ce qui le "
            "montre. {acts} L’entraînement mène au deuxième; une requête, au troisième."
        ),
        "act": "{act}\u00a0: {question} ({shown}).",
        "caption": "Les trois actes\u00a0: ce qui s’y fait, la question, la preuve",
        "heads": ["Acte", "Ce qui s’y fait", "La question de droit", "Ce qui le montre"],
    },
    "en": {
        "acts": [
            ("Copying to train", "works gathered into a corpus",
             "Was there a right to make these copies?", "the datasheet"),
            ("Keeping in the weights", "numbers adjusted on those works",
             "Are these numbers a copy?", "exposure"),
            ("Producing an output", "a text drawn from the weights",
             "Is it a reproduction, and whose?", "extraction"),
        ],
        "between": ["training", "prompt"],
        "shown": "What shows it: {shown}",
        "alternative": (
            "Three acts in a row, each with its question and, in brackets, what shows it. {acts} "
            "Training leads to the second; a prompt, to the third."
        ),
        "act": "{act}: {question} ({shown}).",
        "caption": "The three acts: what is done, the question, the evidence",
        "heads": ["Act", "What is done", "The question of law", "What shows it"],
    },
}  # fmt: skip

WIDTH, HEIGHT, GAP = 6.2, 1.5, 0.55


def top_of(act: int) -> float:
    """Height of the upper edge of a box; the first box is the highest."""
    return -act * (HEIGHT + GAP)


def add_box(axes: Axes, theme: Theme, act: int, lines: tuple[str, str, str, str]) -> None:
    """One act: its name, what is done, the question, what shows it."""
    top = top_of(act)
    axes.add_patch(
        FancyBboxPatch(
            (0, top - HEIGHT),
            WIDTH,
            HEIGHT,
            boxstyle="round,pad=0,rounding_size=0.12",
            facecolor="none",
            edgecolor=theme.accent,
            linewidth=2,
        )
    )
    title, what, question, shown = lines
    styles = (
        {"fontweight": "bold", "fontsize": 14},
        {},
        {"style": "italic", "color": theme.accent},
        {},
    )
    for line, down, style in zip(
        (f"{act + 1}. {title}", what, question, shown),
        (0.26, 0.59, 0.92, 1.25),
        styles,
        strict=True,
    ):
        axes.text(WIDTH / 2, top - down, line, ha="center", va="center", **style)


def add_arrow(axes: Axes, theme: Theme, act: int, label: str) -> None:
    """The arrow down to an act, and what leads there."""
    top = top_of(act)
    axes.add_patch(
        FancyArrowPatch(
            (WIDTH / 2, top + GAP),
            (WIDTH / 2, top),
            arrowstyle="-|>",
            mutation_scale=16,
            color=theme.ink,
        )
    )
    axes.text(WIDTH / 2 + 0.25, top + GAP / 2, label, ha="left", va="center")


def draw(theme: Theme, language: str) -> Figure:
    """Three boxes joined by two labelled arrows."""
    text = TEXT[language]
    figure = new_figure(4.6)
    axes = figure.subplots()
    for act, (title, what, question, shown) in enumerate(text["acts"]):
        add_box(axes, theme, act, (title, what, question, text["shown"].format(shown=shown)))
        if act:
            add_arrow(axes, theme, act, text["between"][act - 1])
    axes.set_xlim(-0.1, WIDTH + 0.1)
    axes.set_ylim(top_of(2) - HEIGHT - 0.1, 0.1)
    axes.set_axis_off()
    return figure


def words(language: str) -> Words:
    """The three acts in a row; the same as a table."""
    text = TEXT[language]
    acts = " ".join(
        text["act"].format(act=title, question=question, shown=shown)
        for title, _, question, shown in text["acts"]
    )
    rows = [[f"{n}. {act[0]}", *act[1:]] for n, act in enumerate(text["acts"], 1)]
    return Words(text["alternative"].format(acts=acts), Table(text["caption"], text["heads"], rows))
