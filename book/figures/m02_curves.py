"""Three loss curves from real runs: a model too small, one that fits, one with too few examples.

The language is invented so that its floor is known: eight dance calls, the next one drawn from a
rule that looks at the last two. The model is a two-layer network (embedded one-hot context ->
tanh -> softmax), trained with Adam on whole-batch cross-entropy, in nats. Run B differs from run A
by its number of hidden units only, and from run C by its number of examples only.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from matplotlib.figure import Figure

from artia.book.figures import Table, Theme, Words, decimal_signs, new_figure, number

CALLS, CONTEXT, STEPS, EVERY, HELD_OUT = 8, 2, 400, 5, 2_000
MANY, FEW, SMALL, LARGE = 4_000, 250, 1, 32
TABLE_EVERY, TOP = 50, 3

TEXT = {
    "fr": {
        "runs": ["A\u00a0: {units} unité, {examples} exemples",
                 "B\u00a0: {units} unités, {examples} exemples",
                 "C\u00a0: {units} unités, {examples} exemples"],
        "train": "exemples vus", "held": "exemples mis de côté",
        "uniform": "hasard complet\u00a0: ln {calls}", "floor": "plancher de la règle",
        "x": "pas d’entraînement", "y": "perte (nats)", "step": "Pas",
        "seen": "vus", "kept": "mis de côté",
        "alternative": (
            "Trois graphiques de perte sur {steps} pas. "
            "A\u00a0: les deux courbes restent collées et s’arrêtent haut, à {a}. "
            "B\u00a0: elles descendent ensemble jusqu’au plancher de la règle, {b_seen} et "
            "{b_held} pour un plancher de {floor}. "
            "C\u00a0: sur les exemples vus, la perte tombe à {c_seen}; sur les exemples mis de "
            "côté, elle descend à {c_low} vers le pas {c_step}, puis remonte à {c_held}, "
            "au-dessus du hasard complet."
        ),
        "description": (
            "Les trois graphiques, l’un sous l’autre, ont les mêmes axes\u00a0: de gauche à "
            "droite, les pas d’entraînement, de 0 à {steps}; de bas en haut, la perte, de 0 à "
            "{top} nats. Points ronds sur une courbe bleue\u00a0: les exemples vus. Carrés sur une "
            "courbe orangée\u00a0: les exemples mis de côté. Deux lignes horizontales servent de "
            "repères\u00a0: le hasard complet, {uniform}, en pointillé, et le plancher de la "
            "règle, {floor}, en tirets."
        ),
        "caption": "La perte de chaque réseau, en nats, tous les {every} pas",
    },
    "en": {
        "runs": ["A: {units} unit, {examples} examples", "B: {units} units, {examples} examples",
                 "C: {units} units, {examples} examples"],
        "train": "examples seen", "held": "examples held out",
        "uniform": "pure chance: ln {calls}", "floor": "floor set by the rule",
        "x": "training steps", "y": "loss (nats)", "step": "Step",
        "seen": "seen", "kept": "held out",
        "alternative": (
            "Three plots of loss over {steps} steps. "
            "A: the two curves stay together and stop high, at {a}. "
            "B: they go down together to the floor set by the rule, {b_seen} and {b_held} "
            "for a floor of {floor}. "
            "C: on examples seen, the loss falls to {c_seen}; on examples held out, "
            "it falls to {c_low} around step {c_step}, then climbs to {c_held}, above pure chance."
        ),
        "description": (
            "The three plots, one below the other, share their axes: from left to right, training "
            "steps, from 0 to {steps}; upwards, the loss, from 0 to {top} nats. Round dots on a "
            "blue curve: examples seen. Squares on an orange curve: examples held out. Two "
            "horizontal lines serve as landmarks: pure chance, {uniform}, dotted, and the floor "
            "set by the rule, {floor}, dashed."
        ),
        "caption": "The loss of each network, in nats, every {every} steps",
    },
}  # fmt: skip


@dataclass
class Run:
    """One training run: the losses (nats) on seen and held-out examples, every EVERY steps."""

    hidden: int
    examples: int
    parameters: int
    seen: list[float]
    held_out: list[float]


def make_rule(rng: np.random.Generator) -> np.ndarray:
    """The caller's rule, (CALLS, CALLS, CALLS): chances of each call after the last two."""
    return rng.dirichlet(np.full(CALLS, 0.25), size=(CALLS, CALLS))


def call_dance(rule: np.ndarray, length: int, rng: np.random.Generator) -> np.ndarray:
    """A sequence of `length` calls drawn from the rule."""
    calls = [0, 1]
    while len(calls) < length + CONTEXT:
        calls.append(rng.choice(CALLS, p=rule[calls[-2], calls[-1]]))
    return np.array(calls)


def examples_of(calls: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Contexts as one-hot rows (N, CONTEXT * CALLS) and the call that followed each (N,)."""
    windows = np.lib.stride_tricks.sliding_window_view(calls, CONTEXT + 1)
    one_hot = np.eye(CALLS)[windows[:, :CONTEXT]].reshape(len(windows), -1)
    return one_hot, windows[:, CONTEXT]


def floor_of(rule: np.ndarray) -> float:
    """Entropy rate of the rule (nats): the loss of someone who knows it."""
    visits = np.full((CALLS, CALLS), 1 / CALLS**2)
    for _ in range(500):
        visits = np.einsum("ab,abc->bc", visits, rule)
    surprise = -(rule * np.log(np.clip(rule, 1e-300, 1))).sum(axis=2)
    return float((visits * surprise).sum())


def forward(weights: list[np.ndarray], x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Hidden activations (N, hidden) and predicted chances (N, CALLS)."""
    w1, b1, w2, b2 = weights
    hidden = np.tanh(x @ w1 + b1)
    scores = hidden @ w2 + b2
    chances = np.exp(scores - scores.max(axis=1, keepdims=True))
    return hidden, chances / chances.sum(axis=1, keepdims=True)


def loss_of(weights: list[np.ndarray], x: np.ndarray, y: np.ndarray) -> float:
    """Mean cross-entropy (nats) of the calls that came."""
    _, chances = forward(weights, x)
    return float(-np.log(chances[np.arange(len(y)), y]).mean())


def gradients(weights: list[np.ndarray], x: np.ndarray, y: np.ndarray) -> list[np.ndarray]:
    """Gradient of the loss for each array of weights, by back-propagation."""
    hidden, chances = forward(weights, x)
    error = (chances - np.eye(CALLS)[y]) / len(y)
    back = (error @ weights[2].T) * (1 - hidden**2)
    return [x.T @ back, back.sum(axis=0), hidden.T @ error, error.sum(axis=0)]


def train(hidden: int, calls: np.ndarray, kept_aside: np.ndarray) -> Run:
    """Train one network, measuring both losses along the way."""
    rng = np.random.default_rng(2)
    x, y = examples_of(calls)
    x_out, y_out = examples_of(kept_aside)
    weights = [
        rng.normal(0, 0.3, (CONTEXT * CALLS, hidden)),
        np.zeros(hidden),
        rng.normal(0, 0.05, (hidden, CALLS)),
        np.zeros(CALLS),
    ]
    run = Run(hidden, len(y), sum(w.size for w in weights), [], [])
    mean, square = [0 * w for w in weights], [0 * w for w in weights]
    for step in range(STEPS + 1):
        if step % EVERY == 0:
            run.seen.append(loss_of(weights, x, y))
            run.held_out.append(loss_of(weights, x_out, y_out))
        for i, slope in enumerate(gradients(weights, x, y)):
            mean[i] = 0.9 * mean[i] + 0.1 * slope
            square[i] = 0.999 * square[i] + 0.001 * slope**2
            unbiased = mean[i] / (1 - 0.9 ** (step + 1))
            spread = np.sqrt(square[i] / (1 - 0.999 ** (step + 1)))
            weights[i] = weights[i] - 0.01 * unbiased / (spread + 1e-8)
    return run


@cache
def results() -> tuple[list[Run], float]:
    """Train the three networks; return them with the floor set by the rule (nats)."""
    rng = np.random.default_rng(1)
    rule = make_rule(rng)
    many, kept_aside = call_dance(rule, MANY, rng), call_dance(rule, HELD_OUT, rng)
    few = many[: FEW + CONTEXT]
    runs = [train(SMALL, many, kept_aside), train(LARGE, many, kept_aside)]
    return [*runs, train(LARGE, few, kept_aside)], floor_of(rule)


def titles(language: str) -> list[str]:
    """What tells each run from the others."""
    return [
        title.format(units=run.hidden, examples=number(run.examples, language))
        for title, run in zip(TEXT[language]["runs"], results()[0], strict=True)
    ]


def draw(theme: Theme, language: str) -> Figure:
    """Three panels, one above the other so that they stay legible on a telephone."""
    (runs, floor), text = results(), TEXT[language]
    steps = np.arange(0, STEPS + 1, EVERY)
    # Where the curves meet, both stay visible: one wider, their marks at different steps.
    seen, held_out = (
        {**each.style, "linestyle": "-", "linewidth": width, "markevery": (start, 10)}
        for each, width, start in zip(theme.series, (4, 1.8), (0, 5), strict=False)
    )
    mark = {"color": theme.ink, "linewidth": 1.2}
    figure = new_figure(8.2)
    panels = figure.subplots(3, 1, sharex=True, sharey=True)
    for panel, run, title in zip(panels, runs, titles(language), strict=True):
        chance = text["uniform"].format(calls=CALLS)
        panel.axhline(np.log(CALLS), linestyle=":", label=chance, **mark)
        panel.axhline(floor, linestyle="--", label=text["floor"], **mark)
        panel.plot(steps, run.seen, label=text["train"], **seen)
        panel.plot(steps, run.held_out, label=text["held"], **held_out)
        panel.set(title=title, ylabel=text["y"], ylim=(0, TOP))
        decimal_signs(panel, language, y=1)
    panels[-1].set_xlabel(text["x"])
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center")
    return figure


def words(language: str) -> Words:
    """The story of the three runs, and their losses every TABLE_EVERY steps."""
    (runs, floor), text = results(), TEXT[language]
    small, fit, starved = runs
    lowest = int(np.argmin(starved.held_out))
    # What the sentences say, checked: a new seed or size must not make them false.
    assert max(abs(s - h) for s, h in zip(small.seen, small.held_out, strict=True)) < 0.05
    assert round(small.seen[-1], 1) == round(small.held_out[-1], 1) > floor + 0.5
    assert fit.seen[-1] < floor < fit.held_out[-1] < floor + 0.1
    assert starved.seen[-1] < floor - 0.2 and starved.held_out[-1] > np.log(CALLS)

    def loss(value: float) -> str:
        return number(value, language, 2)

    values = {
        "steps": STEPS, "top": TOP, "every": TABLE_EVERY, "calls": CALLS,
        "floor": loss(floor), "uniform": loss(np.log(CALLS)), "a": loss(small.seen[-1]),
        "b_seen": loss(fit.seen[-1]), "b_held": loss(fit.held_out[-1]),
        "c_seen": loss(starved.seen[-1]), "c_low": loss(starved.held_out[lowest]),
        "c_step": lowest * EVERY, "c_held": loss(starved.held_out[-1]),
    }  # fmt: skip
    heads = [f"{run}, {text[kind]}" for run in "ABC" for kind in ("seen", "kept")]
    lines = [line for run in runs for line in (run.seen, run.held_out)]
    rows = [
        [str(step), *(loss(line[step // EVERY]) for line in lines)]
        for step in range(0, STEPS + 1, TABLE_EVERY)
    ]
    return Words(
        text["alternative"].format(**values),
        Table(text["caption"].format(**values), [text["step"], *heads], rows),
        text["description"].format(**values),
    )
