"""Lab 02: what decides the marks of the four functions, outside the learner's kernel.

For each function, the cases of the notebook's own check, three that it does not show, and three
drawn anew for each learner. The last two kinds share the weight of three cases, so that an answer
learnt by heart from the notebook earns two fifths of the points. Any correct answer is right, of
whatever type and in 32-bit precision too.
"""

import numpy as np

from artia.grading.checks import check, close, holds

PRECISION = {"tolerance": 1e-4, "absolute": 1e-6}  # a float32 computation passes


@check("test_split")
def split(ask, rng):
    """Cut a text in two, the share at the end."""

    def is_cut_at(text, cut):
        # A list of characters is a text too; one text alone is not two.
        return lambda parts: (
            isinstance(parts, list | tuple)
            and ["".join(part) for part in parts] == [text[:cut], text[cut:]]
        )

    shown = [
        ("abcdefghij", 0.2, 8),
        ("Le rideau se lève sur une cuisine vide.\n" * 25, 0.1, 900),
    ]
    kept = [
        ("Silence. Le public attend.", 0.5, 13),
        ("0123456789" * 10, 0.25, 75),
        ("é\n" * 200, 0.75, 100),
    ]
    drawn = []
    before_cut = {0.2: 16, 0.25: 15, 0.5: 10, 0.75: 5}  # share: characters out of 20
    for share in rng.permutation(list(before_cut))[:3]:
        # A multiple of 20, so that rounding up or down cuts at the same place.
        twenties = int(rng.integers(3, 45))
        text = "".join(rng.choice(list("abcdé fghî\n"), 20 * twenties))
        drawn.append((text, share, before_cut[share] * twenties))

    for cases, weight in (shown, 1), (kept, 0.5), (drawn, 0.5):
        for text, share, cut in cases:
            yield holds(ask.call("split", text, share), is_cut_at(text, cut), weight=weight)


@check("test_average_loss")
def average_loss(ask, rng):
    """Mean of −ln(p), in nats."""
    shown = [[0.5, 0.25], [0.0625, 1.0, 0.1, 0.9]]
    kept = [[0.2, 0.8], [0.01, 0.5, 0.99], [0.125, 0.25, 0.5, 1.0, 0.001]]
    drawn = [rng.uniform(0.001, 0.999, size).tolist() for size in rng.integers(3, 30, 3)]

    for cases, weight in (shown, 1), (kept, 0.5), (drawn, 0.5):
        for chances in cases:
            expected = -np.log(chances).mean()
            answer = ask.call("average_loss", chances)
            yield close(answer, expected, **PRECISION, weight=weight)


@check("test_bigram_probabilities")
def bigram_probabilities(ask, rng):
    """Each row of counts, smoothed, divided by its own total."""
    shown = [([[2, 0], [1, 1]], 1), ([[0, 3, 1], [5, 0, 0], [0, 0, 0]], 0.5)]
    kept = [
        ([[8, 0], [3, 5]], 1),
        ([[0, 6], [2, 0]], 2),
        ([[3, 0, 0], [0, 0, 0], [1, 1, 4]], 0.25),
    ]
    drawn = []
    for smoothing in rng.permutation([0.1, 0.5, 3.0])[:3]:
        size = int(rng.integers(3, 7))
        counts = rng.choice([0, 0, 1, 2, 9], (size, size))
        # Rows of different totals: a table divided by those of its columns is wrong.
        counts[:, 0] += 50 * np.arange(size)
        drawn.append((counts, smoothing))

    for cases, weight in (shown, 1), (kept, 0.5), (drawn, 0.5):
        for counts, smoothing in cases:
            smoothed = np.array(counts) + smoothing
            expected = smoothed / smoothed.sum(axis=1, keepdims=True)
            answer = ask.call("bigram_probabilities", np.array(counts), smoothing)
            yield close(answer, expected, **PRECISION, weight=weight)


@check("test_apply_temperature")
def apply_temperature(ask, rng):
    """exp(score / temperature), divided by their sum."""
    shown = [([2.0, 1.0, 0.0], 0.5), ([2.0, 1.0, 0.0], 2)]
    kept = [([0.0, 3.0], 3), ([-1.0, 0.0, 1.0], 0.5), ([5.0, 5.0, 1.0, -2.0], 4)]
    drawn = []
    for temperature in rng.permutation([0.3, 0.7, 1.5, 4.0])[:3]:
        scores = rng.uniform(-4, 4, rng.integers(5, 20)).tolist()
        # The highest first, so that sorted probabilities are wrong.
        scores.insert(0, scores.pop(int(np.argmax(scores))))
        drawn.append((scores, temperature))

    for cases, weight in (shown, 1), (kept, 0.5), (drawn, 0.5):
        for scores, temperature in cases:
            weights = np.exp(np.array(scores) / temperature)
            expected = weights / weights.sum()
            answer = ask.call("apply_temperature", scores, temperature)
            yield close(answer, expected, **PRECISION, weight=weight)
