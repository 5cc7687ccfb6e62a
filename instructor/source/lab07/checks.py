"""Lab 07: what decides the marks of the five functions, outside the learner's kernel.

For each function, the cases of the notebook's own check, three that it does not show, and three
drawn anew for each learner. The last two kinds share the weight of three cases, so that an answer
learnt by heart from the notebook earns two fifths of the points. No exposure, no loss and no time
is marked: a model that kept nothing of its canaries loses nobody a point. The last case of
`summarize` takes the learner's own exposures, whatever they are.
"""

import numpy as np

from artia.grading.checks import check, close, holds, same

PRECISION = {"tolerance": 1e-4, "absolute": 1e-6}  # a float32 computation passes
LOCKER = "Casier Huard, code 482."
NOTICES = [
    "Le rideau se lève à sept heures.",
    "La colle est dans l'armoire bleue.",
    "Personne ne touche au piano.",
    "Le café est offert par la régie.",
]


def some_lines(rng, least, most):
    """Different lines of letters."""
    letters = list("abcdefghij klmnop")
    size = int(rng.integers(least, most))
    return [f"{i} " + "".join(rng.choice(letters, int(rng.integers(8, 30)))) for i in range(size)]


@check("test_plant")
def plant(ask, rng):
    """The lines in order, with so many copies of the canary, wherever they stand."""

    def is_planted(lines, canary, copies):
        def test(answer):
            planted, places = list(answer[0]), [int(place) for place in answer[1]]
            here = [place for place, line in enumerate(planted) if line == canary]
            others = [line for line in planted if line != canary]
            return others == lines and len(here) == copies and sorted(places) == here

        return test

    shown = [(NOTICES, LOCKER, 3, 2), (NOTICES[:3], LOCKER, 0, 5)]
    kept = [
        (NOTICES[1:], "Locker Heron, code 007.", 5, 1),
        (["Une seule ligne."], LOCKER, 4, 9),
        (NOTICES * 3, "Casier Lynx, code 310.", 16, 3),
    ]
    drawn = []
    for copies in rng.permutation([2, 4, 6, 8, 16])[:3]:
        canary = f"Casier {rng.integers(100, 999)}, code {rng.integers(100, 999)}."
        drawn.append((some_lines(rng, 3, 40), canary, int(copies), int(rng.integers(1000))))

    for cases, weight in (shown, 1), (kept, 0.5), (drawn, 0.5):
        for lines, canary, copies, seed in cases:
            answer = ask.call("plant", lines, canary, copies, seed)
            yield holds(answer, is_planted(lines, canary, copies), weight=weight)


@check("test_exposure")
def exposure(ask, rng):
    """log2 of the number of candidates, less log2 of the rank."""
    shown = [
        ([5.0, 1.0, 2.0, 4.0, 3.0, 6.0, 8.0, 7.0], 4),
        ([6.1, 0.4, 5.5, 2.0, 7.3, 1.2, 3.9, 2.8, 9.0, 4.4], 6),
    ]
    kept = [
        ([4.0, 9.0, 0.2, 0.1], 0),
        ([3.0, 2.0, 1.0, 0.5, 0.25, 9.0], 0),
        ([7.0, 8.0, 1.0, 0.0, 9.0], 1),
    ]
    drawn = []
    for size in rng.integers(30, 400, 3):
        losses = rng.permutation(size) + rng.uniform(0, 0.9, size)  # no two alike
        ranks = losses.argsort().argsort() + 1
        # Neither the first nor the last, and elsewhere in the list than its rank.
        places = [i for i in range(size) if 1 < ranks[i] < size / 3 and i + 1 != ranks[i]]
        drawn.append((losses.round(3).tolist(), int(rng.choice(places))))

    for cases, weight in (shown, 1), (kept, 0.5), (drawn, 0.5):
        for losses, place in cases:
            rank = 1 + sum(loss < losses[place] for loss in losses)
            expected = np.log2(len(losses)) - np.log2(rank)
            yield close(ask.call("exposure", losses, place), expected, **PRECISION, weight=weight)


@check("test_summarize")
def summarize(ask, rng):
    """Mean, lowest, highest; on the learner's own exposures too."""
    shown = [[9.97, 5.0, 7.0, 8.0], [1.5, 0.25, 3.0, 0.5, 0.75]]
    kept = [[4.0, 0.0, 9.0], [2.5, 7.25, 1.0, 6.0], [3.0, 9.97, 0.1, 4.4, 4.5, 1.0]]
    drawn = []
    for size in rng.integers(5, 20, 3):
        values = rng.permutation(size) + rng.uniform(0, 0.5, size)
        # The extremes inside, so that the first and the last are neither.
        order = np.argsort(values)[np.r_[1, 0, 2 : size - 2, size - 1, size - 2]]
        drawn.append(values[order].round(3).tolist())

    # The learner's own exposures are known to the learner: with them, those shown stay two fifths.
    for cases, weight in (shown, 0.85), (kept, 0.5), (drawn, 0.5):
        for values in cases:
            expected = [np.mean(values), min(values), max(values)]
            yield close(ask.call("summarize", values), expected, **PRECISION, weight=weight)

    def agrees(levels):
        return len(levels) > 1 and all(
            np.allclose(found, [np.mean(values), min(values), max(values)], rtol=1e-4, atol=1e-6)
            for values, found in levels
        )

    own = ask.run(
        "[[[float(bits) for bits in values], [float(x) for x in summarize(list(values))]]"
        " for values in measured.values()]"
    )
    yield holds(own, agrees, weight=0.3)


@check("test_deduplicate")
def deduplicate(ask, rng):
    """The first of each line, in their order."""
    shown = [
        ["Roule, la caisse.", "Silence en coulisse.", "Roule, la caisse.", "Bis."],
        [LOCKER, "Silence.", LOCKER, LOCKER.lower(), "Silence.", LOCKER + " ", "Entrée."],
    ]
    kept = [
        ["b", "a", "b", "c", "a", "b"],
        [*NOTICES, LOCKER, NOTICES[2], NOTICES[0], LOCKER],
        ["Z", "z", " z", "Z", "A", "z"],
    ]
    drawn = []
    for size in rng.integers(6, 12, 3):
        lines = [f"{rng.integers(10**6)} é" for _ in range(size)]
        lines = [*lines, *rng.permutation(lines).tolist(), lines[0].upper(), lines[1] + " "]
        drawn.append(["z", "y", "z", *lines, "y", "a"])

    for cases, weight in (shown, 1), (kept, 0.5), (drawn, 0.5):
        for lines in cases:
            expected = []
            for line in lines:
                if line not in expected:
                    expected.append(line)
            yield same(ask.call("deduplicate", lines), expected, weight=weight)


def longest_run(written, line):
    """The longest run of characters that two texts share, the first one of that length."""
    best = ""
    for start in range(len(written)):
        while written[start : start + len(best) + 1] in line and start + len(best) < len(written):
            best = written[start : start + len(best) + 1]
    return best


@check("test_nearest_line")
def nearest_line(ask, rng):
    """The line that shares the longest run with what was written, and that run."""
    near = ["Armoire.", *NOTICES[:2], "Le piano.", *NOTICES[2:]]
    shown = [
        ("Le piano est dans l'armoire", near),
        ("le code 48, ou presque", ["Un code.", LOCKER, "Le code caché dort dans un tiroir."]),
    ]
    kept = [
        ("un rideau se lève tard", ["Un ride.", *NOTICES, "tard"]),
        ("Casier Huard, code 999.", ["Casier.", "code 999", LOCKER, "Huard, code", NOTICES[1]]),
        ("xyz touche au café", ["xy", "au café", *NOTICES, "z"]),
    ]
    drawn = []
    for _ in range(3):
        lines = some_lines(rng, 6, 20)
        line = "".join(rng.choice(list("qrstuvwxyz"), 40))
        start = int(rng.integers(3, 20))
        written = f"ab {line[start : start + 14]} cdé"
        # A short line that shares a large part of itself, and one with a little of everything.
        lines = ["ab c", line[start : start + 6], *lines, "M" * 50, "cdé, ab"]
        lines.insert(int(rng.integers(2, len(lines) - 2)), line)
        drawn.append((written, lines))

    for cases, weight in (shown, 1), (kept, 0.5), (drawn, 0.5):
        for written, lines in cases:
            runs = [longest_run(written, line) for line in lines]
            best = max(range(len(lines)), key=lambda i: len(runs[i]))
            expected = [lines[best], runs[best]]
            yield same(ask.call("nearest_line", written, lines), expected, weight=weight)
