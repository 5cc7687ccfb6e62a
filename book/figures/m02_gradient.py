"""Gradient descent with a single weight, exactly as computed by hand in module 2.

The model has one weight w and bets p = 1 / (1 + exp(-w)) on the dark square. The row shown holds
three dark squares out of four, so the slope of the mean cross-entropy (nats) is p - 0.75, and each
step moves w by 2 * (0.75 - p). Nothing here is random.
"""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from artia.book.figures import Table, Theme, Words, decimal_signs, new_figure, number

SHARE, RATE, STEPS = 0.75, 2.0, 6

TEXT = {
    "fr": {
        "x": "le poids w", "y": "perte moyenne (nats)",
        "start": "départ\u00a0: pari {bet}", "end": "pas\u00a0{steps}\u00a0: pari {bet}",
        "alternative": (
            "La perte selon le poids dessine une vallée. Le point de départ est à mi-pente\u00a0: "
            "poids {w0}, perte {loss0}. Le premier pas est long, les suivants raccourcissent à "
            "mesure que la pente s’adoucit. Après {steps} pas, le point est presque au fond de la "
            "vallée\u00a0: pari {bet}, perte {loss}."
        ),
        "caption": "Le poids, le pari et la perte à chaque pas",
        "heads": ["Pas", "Poids w", "Pari sur ■", "Écart {share} − pari", "Perte (nats)"],
    },
    "en": {
        "x": "the weight w", "y": "mean loss (nats)",
        "start": "start: bet {bet}", "end": "step {steps}: bet {bet}",
        "alternative": (
            "Plotted against the weight, the loss forms a valley. The starting point is partway up "
            "the slope: weight {w0}, loss {loss0}. The first step is long; the next ones shorten "
            "as the slope eases. After {steps} steps, the point is almost at the bottom: "
            "bet {bet}, loss {loss}."
        ),
        "caption": "The weight, the bet and the loss at each step",
        "heads": ["Step", "Weight w", "Bet on ■", "Gap {share} − bet", "Loss (nats)"],
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


def draw(theme: Theme, language: str) -> Figure:
    """The valley of the loss and the points the descent visits."""
    path, text = descend(), TEXT[language]
    valley, steps = theme.series[:2]
    figure = new_figure(3.7)
    axes = figure.subplots()
    weights = np.linspace(-0.9, 3.1, 200)
    axes.plot(weights, loss(weights), color=valley.color)
    axes.plot(path, loss(np.array(path)), color=steps.color, marker=steps.marker, linewidth=1)
    labels = {
        "start": (path[0], (0.25, 0.76)),
        "end": (path[-1], (-0.9, 0.535)),
    }
    for name, (weight, place) in labels.items():
        said = text[name].format(bet=number(bet(weight), language, 2), steps=STEPS)
        arrow = {"arrowstyle": "->", "color": theme.ink}
        axes.annotate(said, (weight, loss(weight)), place, arrowprops=arrow)
    axes.set(xlabel=text["x"], ylabel=text["y"], ylim=(0.52, 0.92))
    decimal_signs(axes, language, x=1, y=2)
    return figure


def words(language: str) -> Words:
    """The descent in three sentences; weight, bet, gap and loss at each step."""
    path, text = descend(), TEXT[language]
    lengths = np.diff(path)
    # What the sentences say, checked.
    assert all(lengths[1:] < lengths[:-1]) and lengths[-1] > 0
    assert loss(path[-1]) - loss(np.log(SHARE / (1 - SHARE))) < 0.001

    def two(value: float) -> str:
        return number(value, language, 2)

    said = text["alternative"].format(
        w0=number(path[0], language),
        loss0=two(loss(path[0])),
        steps=STEPS,
        bet=two(bet(path[-1])),
        loss=two(loss(path[-1])),
    )
    rows = []
    for step, weight in enumerate(path):
        values = (weight, bet(weight), SHARE - bet(weight), loss(weight))
        rows.append([str(step), *(number(value, language, 3) for value in values)])
    heads = [head.format(share=two(SHARE)) for head in text["heads"]]
    return Words(said, Table(text["caption"], heads, rows))
