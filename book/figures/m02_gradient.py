"""Gradient descent with a single weight, exactly as computed by hand in module 2.

The model has one weight w and bets p = 1 / (1 + exp(-w)) on the dark square. The row shown holds
three dark squares out of four, so the slope of the mean cross-entropy (nats) is p - 0.75, and each
step moves w by 2 * (0.75 - p). Nothing here is random.
"""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from m02_style import BLUE, LANGUAGES, VERMILION, localise_axes, number, save, save_table

SHARE, RATE, STEPS = 0.75, 2.0, 6

TEXT = {
    "fr": {
        "x": "le poids w", "y": "perte moyenne (nats)", "start": "départ\u00a0: pari 0,50",
        "end": "pas\u00a06\u00a0: pari 0,74",
        "heads": ["Pas", "Poids w", "Pari sur ■", "Écart 0,75 − pari", "Perte (nats)"],
    },
    "en": {
        "x": "the weight w", "y": "mean loss (nats)", "start": "start: bet 0.50",
        "end": "step 6: bet 0.74",
        "heads": ["Step", "Weight w", "Bet on ■", "Gap 0.75 − bet", "Loss (nats)"],
    },
}  # fmt: skip


def bet(weight: float | np.ndarray) -> float | np.ndarray:
    """Chance given to the dark square."""
    return 1 / (1 + np.exp(-weight))


def loss(weight: float | np.ndarray) -> float | np.ndarray:
    """Mean cross-entropy (nats) over the row."""
    return -SHARE * np.log(bet(weight)) - (1 - SHARE) * np.log(1 - bet(weight))


def descend() -> list[float]:
    """The weight before the first step and after each of the STEPS steps."""
    path = [0.0]
    for _ in range(STEPS):
        path.append(path[-1] + RATE * (SHARE - bet(path[-1])))
    return path


def draw(path: list[float], language: str) -> None:
    """The valley of the loss and the points the descent visits."""
    text = TEXT[language]
    figure, axes = plt.subplots(figsize=(5.6, 3.8))
    weights = np.linspace(-0.9, 3.1, 200)
    axes.plot(weights, loss(weights), color=BLUE, linewidth=2)
    axes.plot(path, [loss(w) for w in path], color=VERMILION, marker="o", linewidth=1)
    axes.annotate(
        text["start"], (path[0], loss(path[0])), (0.25, 0.76), arrowprops={"arrowstyle": "->"}
    )
    axes.annotate(
        text["end"], (path[-1], loss(path[-1])), (-0.9, 0.535), arrowprops={"arrowstyle": "->"}
    )
    axes.set_xlabel(text["x"])
    axes.set_ylabel(text["y"])
    axes.set_ylim(0.52, 0.92)
    axes.xaxis.set_major_formatter(lambda value, _: number(value, language, 1))
    localise_axes(figure, language, decimals=2)
    figure.tight_layout()
    save(figure, "gradient", language)


def tabulate(path: list[float], language: str) -> None:
    """Weight, bet, gap and loss at each step."""
    rows = [TEXT[language]["heads"]]
    for step, weight in enumerate(path):
        values = (weight, bet(weight), SHARE - bet(weight), loss(weight))
        rows.append([str(step), *(number(value, language, 3) for value in values)])
    save_table(rows, "gradient", language)


def main() -> None:
    """Draw and tabulate the descent in both languages."""
    path = descend()
    for language in LANGUAGES:
        draw(path, language)
        tabulate(path, language)


if __name__ == "__main__":
    main()
