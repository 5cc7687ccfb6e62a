"""The five steps of module 2 as a diagram, each with the human decision it hides."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from artia.book.figures import Table, Theme, Words, new_figure

TEXT = {
    "fr": {
        "steps": [
            ("Données", "un corpus, coupé en deux parts", "Qui choisit les textes?"),
            ("Modèle", "des poids qui donnent un pari", "Qui fixe la taille et l’unité?"),
            ("Perte", "la surprise devant ce qui vient", "Qui définit l’erreur?"),
            ("Gradient", "chaque poids bouge un peu", "Qui dit quand s’arrêter?"),
            ("Inférence", "on tire au sort, poids fixés", "Qui règle le hasard?"),
        ],
        "again": "on\nrecom-\nmence",
        "enough": "«\u00a0assez\u00a0»",
        "alternative": (
            "Schéma de cinq étapes qui se suivent, chacune avec sa question. {questions} "
            "Une flèche revient du gradient au modèle\u00a0: on recommence jusqu’à ce que "
            "quelqu’un dise «\u00a0assez\u00a0»."
        ),
        "caption": "Les cinq étapes\u00a0: ce qui s’y fait et qui en décide",
        "heads": ["Étape", "Ce qui s’y fait", "La question à poser"],
    },
    "en": {
        "steps": [
            ("Data", "a corpus, cut into two parts", "Who chose the texts?"),
            ("Model", "weights that yield a bet", "Who set the size and the unit?"),
            ("Loss", "surprise at what comes next", "Who defined a mistake?"),
            ("Gradient", "each weight moves a little", "Who says when to stop?"),
            ("Inference", "draw lots, weights fixed", "Who sets the dose of chance?"),
        ],
        "again": "go\nround\nagain",
        "enough": "“enough”",
        "alternative": (
            "Diagram of five steps in a row, each with its question. {questions} "
            "An arrow runs back from gradient to model: round it goes until someone says “enough”."
        ),
        "caption": "The five steps: what happens there, and who decides",
        "heads": ["Step", "What happens there", "The question to ask"],
    },
}

LEFT, WIDTH, HEIGHT, GAP = 1.5, 4.6, 1.15, 0.45
#: From where the return arrow leaves and where it arrives.
GRADIENT, MODEL = 3, 1


def top_of(step: int) -> float:
    """Height of the upper edge of a box; the first box is the highest."""
    return -step * (HEIGHT + GAP)


def add_arrow(
    axes: Axes, start: tuple[float, float], end: tuple[float, float], bend: float, colour: str
) -> None:
    """One arrow between two boxes."""
    axes.add_patch(
        FancyArrowPatch(
            start,
            end,
            connectionstyle=f"arc3,rad={bend}",
            arrowstyle="-|>",
            mutation_scale=16,
            color=colour,
        )
    )


def add_box(axes: Axes, theme: Theme, step: int, lines: tuple[str, str, str]) -> None:
    """One step: its name, what happens, the question."""
    top, middle = top_of(step), LEFT + WIDTH / 2
    axes.add_patch(
        FancyBboxPatch(
            (LEFT, top - HEIGHT),
            WIDTH,
            HEIGHT,
            boxstyle="round,pad=0,rounding_size=0.12",
            facecolor="none",
            edgecolor=theme.accent,
            linewidth=2,
        )
    )
    title, what, who = lines
    styles = (
        {"fontweight": "bold", "fontsize": 14},
        {},
        {"style": "italic", "color": theme.accent},
    )
    for line, down, style in zip(
        (f"{step + 1}. {title}", what, who), (0.26, 0.58, 0.90), styles, strict=True
    ):
        axes.text(middle, top - down, line, ha="center", va="center", **style)


def draw(theme: Theme, language: str) -> Figure:
    """Five boxes, one return arrow from the gradient to the model."""
    text, middle = TEXT[language], LEFT + WIDTH / 2
    figure = new_figure(6.4)
    axes = figure.subplots()
    for step, lines in enumerate(text["steps"]):
        add_box(axes, theme, step, lines)
        if step:
            top = top_of(step)
            add_arrow(axes, (middle, top + GAP), (middle, top), 0, theme.ink)
    back = [(LEFT, top_of(step) - HEIGHT / 2) for step in (GRADIENT, MODEL)]
    add_arrow(axes, *back, -0.35, theme.ink)
    axes.text(0.3, top_of(2) - HEIGHT / 2, text["again"], ha="center", va="center")
    axes.text(middle + 0.2, top_of(4) + GAP / 2, text["enough"], ha="left", va="center")
    axes.set_xlim(-0.15, LEFT + WIDTH + 0.1)
    axes.set_ylim(top_of(4) - HEIGHT - 0.1, 0.1)
    axes.set_axis_off()
    return figure


def words(language: str) -> Words:
    """The five questions in a row; the same steps as a table."""
    text = TEXT[language]
    questions = " ".join(f"{name}, {who[0].lower()}{who[1:]}" for name, _, who in text["steps"])
    rows = [[f"{n}. {name}", what, who] for n, (name, what, who) in enumerate(text["steps"], 1)]
    return Words(
        text["alternative"].format(questions=questions),
        Table(text["caption"], text["heads"], rows),
    )
