"""The five steps of module 2 as a diagram, each with the human decision it hides."""

from __future__ import annotations

import matplotlib.pyplot as plt
from m02_style import BLACK, BLUE, LANGUAGES, save
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

TEXT = {
    "fr": {
        "steps": [
            ("1. Données", "un corpus, coupé en deux parts", "Qui choisit les textes?"),
            ("2. Modèle", "des poids qui donnent un pari", "Qui fixe la taille et l'unité?"),
            ("3. Perte", "la surprise devant ce qui vient", "Qui définit l'erreur?"),
            ("4. Gradient", "chaque poids bouge un peu", "Qui dit quand s'arrêter?"),
            ("5. Inférence", "on tire au sort, poids fixés", "Qui règle le hasard?"),
        ],
        "again": "on\nrecom-\nmence",
        "enough": "«\u00a0assez\u00a0»",
    },
    "en": {
        "steps": [
            ("1. Data", "a corpus, cut into two parts", "Who chose the texts?"),
            ("2. Model", "weights that yield a bet", "Who set the size and the unit?"),
            ("3. Loss", "surprise at what comes next", "Who defined a mistake?"),
            ("4. Gradient", "each weight moves a little", "Who says when to stop?"),
            ("5. Inference", "draw lots, weights fixed", "Who sets the dose of chance?"),
        ],
        "again": "go\nround\nagain",
        "enough": "“enough”",
    },
}

LEFT, WIDTH, HEIGHT, GAP = 1.5, 4.3, 1.15, 0.45


def top_of(step: int) -> float:
    """Height of the upper edge of a box; the first box is the highest."""
    return -step * (HEIGHT + GAP)


def arrow(axes: plt.Axes, start: tuple[float, float], end: tuple[float, float], style: str) -> None:
    """One arrow between two boxes."""
    axes.add_patch(
        FancyArrowPatch(
            start, end, connectionstyle=style, arrowstyle="-|>", mutation_scale=16, color=BLACK
        )
    )


def draw(language: str) -> None:
    """Five boxes, one return arrow from the gradient to the model."""
    text = TEXT[language]
    figure, axes = plt.subplots(figsize=(5.6, 7.2))
    middle = LEFT + WIDTH / 2
    for step, (title, what, who) in enumerate(text["steps"]):
        top = top_of(step)
        axes.add_patch(
            FancyBboxPatch(
                (LEFT, top - HEIGHT),
                WIDTH,
                HEIGHT,
                boxstyle="round,pad=0,rounding_size=0.12",
                facecolor="white",
                edgecolor=BLUE,
                linewidth=2,
            )
        )
        axes.text(
            middle, top - 0.26, title, ha="center", va="center", fontweight="bold", fontsize=13
        )
        axes.text(middle, top - 0.58, what, ha="center", va="center", fontsize=12)
        axes.text(
            middle,
            top - 0.90,
            who,
            ha="center",
            va="center",
            fontsize=12,
            color=BLUE,
            style="italic",
        )
        if step:
            arrow(axes, (middle, top + GAP), (middle, top), "arc3,rad=0")
    arrow(axes, (LEFT, top_of(3) - HEIGHT / 2), (LEFT, top_of(1) - HEIGHT / 2), "arc3,rad=-0.35")
    axes.text(0.3, top_of(2) - HEIGHT / 2, text["again"], ha="center", va="center", fontsize=12)
    axes.text(
        middle + 0.2, top_of(4) + GAP / 2, text["enough"], ha="left", va="center", fontsize=12
    )
    axes.set_xlim(-0.15, LEFT + WIDTH + 0.1)
    axes.set_ylim(top_of(4) - HEIGHT - 0.1, 0.1)
    axes.set_axis_off()
    figure.tight_layout()
    save(figure, "loop", language)


def main() -> None:
    """Draw the loop in both languages."""
    for language in LANGUAGES:
        draw(language)


if __name__ == "__main__":
    main()
