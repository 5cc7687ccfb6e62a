"""Lab 05: what decides the marks of the four functions, outside the learner's kernel.

For each function, the cases of the notebook's own check, three that it does not show, and three
drawn anew for each learner. The last two kinds share the weight of three cases, so that an answer
learnt by heart from the notebook earns two fifths of the points. Any correct answer is right, of
whatever type and in 32-bit precision too, and so are both usual conventions for a spread.
"""

from itertools import combinations

import numpy as np

from artia.grading.checks import check, close, holds

PRECISION = {"tolerance": 1e-4, "absolute": 1e-5}  # a float32 computation passes


def cosine_of(u, v):
    """The definition, in NumPy."""
    u, v = np.asarray(u, dtype=float), np.asarray(v, dtype=float)
    return float((u * v).sum() / np.sqrt((u * u).sum() * (v * v).sum()))


@check("test_cosine")
def cosine(ask, rng):
    """Sum of the products, divided by both lengths."""
    shown = [([3.0, 4.0], [4.0, 3.0]), ([2.0, 0.0, 1.0], [-1.0, 3.0, 0.5])]
    kept = [
        ([1.0, 2.0, 2.0], [-2.0, -4.0, -4.0]),
        ([0.5, 0.0, 0.0, 0.0], [-3.0, 3.0, 3.0, 1.0]),
        ([10.0, -5.0], [0.2, 0.9]),
    ]
    drawn = []
    for size in rng.permutation([4, 7, 30, 300])[:3]:
        # Of unlike lengths, so that forgetting either one shows; and more than a right angle
        # apart, so that a sign lost shows too.
        u, v = rng.normal(size=size) * 3, rng.normal(size=size) + 0.4
        drawn.append((-u if u @ v > 0 else u, v))

    for cases, weight in (shown, 1), (kept, 0.5), (drawn, 0.5):
        for u, v in cases:
            answer = ask.call("cosine", np.array(u), np.array(v))
            yield close(answer, cosine_of(u, v), **PRECISION, weight=weight)


@check("test_association")
def association(ask, rng):
    """Mean cosine with A, less mean cosine with B."""
    shown = [
        ([1.0, 0.0], [[1.0, 0.0], [3.0, 4.0]], [[0.0, 1.0], [4.0, 3.0]]),
        ([1.0, 2.0, 2.0], [[0.0, 3.0, 4.0]], [[2.0, -1.0, 2.0], [1.0, 0.0, 0.0]]),
    ]
    kept = [
        ([1.0, 1.0], [[2.0, 0.0], [1.0, -1.0]], [[5.0, 4.0]]),
        ([0.0, 2.0, 0.0], [[1.0, 1.0, 1.0]], [[0.0, -3.0, 4.0], [6.0, 0.0, 8.0]]),
        ([4.0, 3.0], [[1.0, 0.0], [0.0, 2.0], [-1.0, 0.0]], [[3.0, 4.0], [1.0, 1.0]]),
    ]
    drawn = []
    for size in rng.permutation([5, 12, 50, 100])[:3]:
        # Groups of different sizes and words of different lengths: a sum or a plain product
        # in place of a mean of cosines is then wrong.
        word, a = rng.normal(size=size) * 2, rng.normal(size=(4, size)) + 0.5
        b = rng.normal(size=(7, size)) * rng.uniform(0.5, 4, (7, 1))
        drawn.append((word, a, b))

    for cases, weight in (shown, 1), (kept, 0.5), (drawn, 0.5):
        for word, a, b in cases:
            to_a, to_b = (np.mean([cosine_of(word, x) for x in group]) for group in (a, b))
            answer = ask.call("association", np.array(word), np.array(a), np.array(b))
            yield close(answer, to_a - to_b, **PRECISION, weight=weight)


@check("test_effect_size")
def effect_size(ask, rng):
    """Difference of the means, in standard deviations of all the scores."""
    shown = [
        ([0.3, 0.1, 0.2, 0.5], [0.0, -0.1, 0.1, 0.2]),
        ([0.05, -0.02, 0.01], [0.12, 0.03, 0.08, -0.04, 0.02]),
    ]
    kept = [
        ([1.0, 2.0, 6.0], [0.0, 5.0, 9.0, 13.0]),
        ([0.2, 0.3], [0.4, 0.6, 0.5, 0.8, 0.1]),
        ([-0.2, -0.3, -0.1], [-0.4, -0.6, -0.9]),
    ]
    drawn = []
    for shift in rng.permutation([0.1, 0.2, 0.3])[:3]:
        # Lists of unlike sizes and spreads, so that one list's own spread will not do; X below Y,
        # so that a sign lost shows.
        x = rng.normal(size=int(rng.integers(5, 9))) * 0.1
        y = rng.normal(size=int(rng.integers(9, 13))) * 0.2
        drawn.append(((x - x.mean() - shift).tolist(), (y - y.mean()).tolist()))

    for cases, weight in (shown, 1), (kept, 0.5), (drawn, 0.5):
        for x, y in cases:
            both = [*x, *y]
            gap = np.mean(x) - np.mean(y)
            rights = [gap / np.std(both), gap / np.std(both, ddof=1)]  # two usual conventions

            def is_right(answer, rights=rights):
                found = np.asarray(answer)
                return found.dtype.kind in "iuf" and any(
                    abs(float(found.reshape(())) - d) <= 1e-5 + 1e-4 * abs(d) for d in rights
                )

            yield holds(ask.call("effect_size", x, y), is_right, weight=weight)


@check("test_permutation_p")
def permutation_p(ask, rng):
    """Share of the ways to deal the scores that give X at least as large a sum.

    Whoever draws thousands of ways at random instead of listing them all is right too: the lists
    are so short that one way more or less is further off than such a draw.
    """
    shown = [([8, 1, 9], [2, 3, 4]), ([0, 7, 2], [9, 1, 4])]
    kept = [([8, 9], [1, 2]), ([1, 2, 3], [10, 20]), ([0.5, 0.25, 1.0], [-0.5, 0.75, 0.125, -1.0])]
    drawn = []
    for size in rng.permutation([2, 3, 4])[:3]:
        other = 2 if size == 4 else 3
        # Whole numbers, so that equal sums are equal however they are added.
        scores = rng.permutation(np.arange(1, 60))[: size + other].tolist()
        scores.sort(reverse=True)  # X first, all its scores above: the smallest p there is
        swapped = int(rng.integers(size)), size + int(rng.integers(other))
        scores[swapped[0]], scores[swapped[1]] = scores[swapped[1]], scores[swapped[0]]
        drawn.append((scores[:size], scores[size:]))

    for cases, weight in (shown, 1), (kept, 0.5), (drawn, 0.5):
        for x, y in cases:
            sums = np.array([sum(way) for way in combinations([*x, *y], len(x))])
            expected = float(np.mean(sums >= sum(x)))
            answer = ask.call("permutation_p", x, y)
            yield close(answer, expected, tolerance=0, absolute=0.024, weight=weight)
