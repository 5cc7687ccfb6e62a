"""Three loss curves from real runs: a model too small, one that fits, one with too few examples.

The language is invented so that its floor is known: eight dance calls, the next one drawn from a
rule that looks at the last two. The model is a two-layer network (embedded one-hot context ->
tanh -> softmax), trained with Adam on whole-batch cross-entropy, in nats. Run B differs from run A
by its number of hidden units only, and from run C by its number of examples only.
"""

from __future__ import annotations

from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
from m02_style import BLACK, BLUE, LANGUAGES, VERMILION, localise_axes, number, save, save_table

CALLS, CONTEXT, STEPS, EVERY, HELD_OUT = 8, 2, 400, 5, 2_000

TEXT = {
    "fr": {
        "runs": ["A\u00a0: 1 unité, 4\u00a0000 exemples", "B\u00a0: 32 unités, 4\u00a0000 exemples",
                 "C\u00a0: 32 unités, 250 exemples"],
        "train": "exemples vus", "held": "exemples mis de côté",
        "uniform": "hasard complet\u00a0: ln 8", "floor": "plancher de la règle",
        "x": "pas d'entraînement", "y": "perte (nats)", "step": "Pas",
        "seen": "vus", "kept": "mis de côté",
    },
    "en": {
        "runs": ["A: 1 unit, 4,000 examples", "B: 32 units, 4,000 examples",
                 "C: 32 units, 250 examples"],
        "train": "examples seen", "held": "examples held out",
        "uniform": "pure chance: ln 8", "floor": "floor set by the rule",
        "x": "training steps", "y": "loss (nats)", "step": "Step",
        "seen": "seen", "kept": "held out",
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


def draw(runs: list[Run], floor: float, language: str) -> None:
    """Three panels, one above the other so that they stay legible on a telephone."""
    text, steps = TEXT[language], np.arange(0, STEPS + 1, EVERY)
    figure, panels = plt.subplots(3, 1, figsize=(5.6, 9), sharex=True, sharey=True)
    for panel, run, title in zip(panels, runs, text["runs"], strict=True):
        panel.axhline(np.log(CALLS), color=BLACK, linewidth=1, linestyle=":", label=text["uniform"])
        panel.axhline(floor, color=BLACK, linewidth=1, linestyle="--", label=text["floor"])
        panel.plot(steps, run.seen, color=BLUE, marker="o", markevery=10, label=text["train"])
        panel.plot(
            steps, run.held_out, color=VERMILION, marker="s", markevery=10, label=text["held"]
        )
        panel.set_title(title, loc="left", fontsize=12, fontweight="bold")
        panel.set_ylabel(text["y"])
        panel.set_ylim(0, 3)
    panels[-1].set_xlabel(text["x"])
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="lower center", ncols=2, frameon=False, fontsize=11)
    localise_axes(figure, language)
    figure.tight_layout(rect=(0, 0.07, 1, 1))
    save(figure, "curves", language)


def tabulate(runs: list[Run], language: str) -> None:
    """The two losses of each run every 50 steps."""
    text = TEXT[language]
    heads = [f"{name}, {text[kind]}" for name in "ABC" for kind in ("seen", "kept")]
    rows = [[text["step"], *heads]]
    for step in range(0, STEPS + 1, 50):
        losses = [series[step // EVERY] for run in runs for series in (run.seen, run.held_out)]
        rows.append([str(step), *(number(loss, language) for loss in losses)])
    save_table(rows, "curves", language)


def main() -> None:
    """Train the three networks, then draw and tabulate them in both languages."""
    rng = np.random.default_rng(1)
    rule = make_rule(rng)
    many, kept_aside = call_dance(rule, 4_000, rng), call_dance(rule, HELD_OUT, rng)
    few = many[: 250 + CONTEXT]
    runs = [train(1, many, kept_aside), train(32, many, kept_aside), train(32, few, kept_aside)]
    floor = floor_of(rule)
    for run in runs:
        lowest = int(np.argmin(run.held_out))
        print(
            f"{run.hidden} hidden, {run.examples} examples, {run.parameters} parameters: "
            f"seen {run.seen[-1]:.2f}, held out {run.held_out[-1]:.2f}, "
            f"lowest held out {run.held_out[lowest]:.2f} at step {lowest * EVERY}; "
            f"floor {floor:.2f}"
        )
    for language in LANGUAGES:
        draw(runs, floor, language)
        tabulate(runs, language)


if __name__ == "__main__":
    main()
