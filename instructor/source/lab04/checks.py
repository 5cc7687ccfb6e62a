"""Lab 04: what decides the marks of the five functions, outside the learner's kernel.

For each function, the cases of the notebook's own check, three that it does not show, and three
drawn anew for each learner. The last two kinds share the weight of three cases, so that an answer
learnt by heart from the notebook earns two fifths of the points.
"""

from collections import Counter

from artia.grading.checks import check, close, holds

PRECISION = {"tolerance": 1e-4, "absolute": 1e-9}  # a float32 computation passes


def count(pieces):
    """Neighbours and how many times, in the order of the text."""
    return Counter(zip(pieces, pieces[1:], strict=False))


def merge(pieces, pair):
    """The pair joined wherever it stands, from left to right."""
    merged = []
    for piece in pieces:
        if merged and (merged[-1], piece) == pair:
            merged[-1] += piece
        else:
            merged.append(piece)
    return merged


def learn(pieces, steps):
    """The pairs in the order they are joined; None when two were once as frequent."""
    learnt = []
    for _step in range(steps):
        ranked = count(pieces).most_common(2)
        if len(ranked) < 2 or ranked[0][1] == ranked[1][1]:
            return None
        learnt.append(ranked[0][0])
        pieces = merge(pieces, ranked[0][0])
    return learnt


def draw_pieces(rng, letters, least, most):
    """Pieces drawn among a few letters, so that pairs come back; now and then a longer one."""
    pieces = rng.choice(list(letters), int(rng.integers(least, most))).tolist()
    return [piece * 2 if rng.random() < 0.15 else piece for piece in pieces]


def counts_are(expected):
    """A test: the same pairs and counts, in a dictionary or in a list of (pair, count)."""

    def test(answer):
        counted = list(answer.items() if isinstance(answer, dict) else answer)
        joined = any(isinstance(pair, str) for pair, _n in counted)
        # A set: one pair given two counts, as it is counted, is not counted.
        found = {(tuple(pair), n) for pair, n in counted if n}
        return not joined and found == set(expected.items())

    return test


@check("test_count_pairs")
def count_pairs(ask, rng):
    """Each pair of neighbours, and how many times it is seen."""
    shown = [["p", "a", "p", "a", "s"], ["do", "mi", "mi", "mi", "do"]]
    kept = [list("la ronde"), ["ᓄ", "ᐃ", "ᐃ", "ᐃ"], ["é", "é", "e", "é", "é", "e"]]
    drawn = [draw_pieces(rng, "abc ", 12, 40) for _ in range(3)]
    for cases, weight in (shown, 1), (kept, 0.5), (drawn, 0.5):
        for pieces in cases:
            yield holds(ask.call("count_pairs", pieces), counts_are(count(pieces)), weight=weight)


@check("test_merge_pair")
def merge_pair(ask, rng):
    """The pair joined everywhere, from left to right, and nothing else moved."""
    shown = [
        (["p", "a", "p", "a", "s"], ("p", "a")),
        (["mi", "mi", "mi", "do", "mi", "mi"], ("mi", "mi")),
    ]
    kept = [
        (list("abababa"), ("b", "a")),
        (["ᐃ", "ᓄ", "ᐃ", "ᐃ", "ᓄ"], ("ᐃ", "ᓄ")),
        (["aa", "a", "a", "aa", "a", "a", "a"], ("a", "a")),
    ]
    drawn = []
    for pair in ("a", "b"), ("a", "a"), ("b", "b"):
        pieces = draw_pieces(rng, "ab", 10, 20)
        # Three in a row: joined from the right, another two go together. And one pair the right way
        # round, for one that is taken backwards.
        drawn.append(([*pieces, "c", *pair[:1] * 3, *pair, "c", *pair], pair))
    for cases, weight in (shown, 1), (kept, 0.5), (drawn, 0.5):
        for pieces, pair in cases:
            expected = merge(pieces, pair)
            answer = ask.call("merge_pair", pieces, pair)
            yield holds(
                answer,
                lambda found, expected=expected: (
                    isinstance(found, list | tuple) and list(found) == expected
                ),
                weight=weight,
            )


@check("test_learn_merges")
def learn_merges(ask, rng):
    """The most frequent pair, joined, then the next: no case where two are as frequent."""
    shown = [(list("noon no noon non"), 2), (list("cocorico coco"), 2)]
    kept = [
        (list("chuchoter chut chut"), 2),
        (list("lalilala lala"), 2),
        (list("papapi papa"), 2),
    ]
    drawn = []
    while len(drawn) < 3:
        pieces, steps = draw_pieces(rng, "abcd ", 30, 60), 3
        if learn(pieces, steps):
            drawn.append((pieces, steps))
    for cases, weight in (shown, 1), (kept, 0.5), (drawn, 0.5):
        for pieces, steps in cases:
            expected = [list(pair) for pair in learn(pieces, steps)]
            answer = ask.call("learn_merges", pieces, steps)
            yield holds(
                answer,
                # "ab" is not the pair ("a", "b"), though both have the same letters
                lambda found, expected=expected: (
                    isinstance(found, list | tuple)
                    and not any(isinstance(pair, str) for pair in found)
                    and [list(pair) for pair in found] == expected
                ),
                weight=weight,
            )


@check("test_premium")
def premium(ask, rng):
    """Each count divided by that of the reference."""
    shown = [
        ({"eng": 20, "fra": 27, "ike": 240}, "eng"),
        ({"eng": 20, "fra": 25, "hat": 40}, "fra"),
    ]
    kept = [
        ({"eng": 1975, "spa": 2923}, "eng"),
        ({"eng": 1943, "fra": 3925, "nav": 9229}, "nav"),
        ({"arb": 7500, "eng": 2016, "fra": 2621}, "arb"),
    ]
    drawn = []
    for reference in ("fra", "mic", "eng"):
        codes = ["eng", "fra", "mic", "csw"]
        counts = dict(zip(codes, rng.integers(1500, 24000, 4).tolist(), strict=True))
        drawn.append((counts, reference))
    for cases, weight in (shown, 1), (kept, 0.5), (drawn, 0.5):
        for counts, reference in cases:
            answer = ask.call("premium", counts, reference)
            # In one order, whatever the answer's: a language missing or added is no answer.
            in_order = answer.then(
                lambda found, counts=counts: (
                    [found[code] for code in counts] if len(found) == len(counts) else None
                )
            )
            expected = [n / counts[reference] for n in counts.values()]
            yield close(in_order, expected, **PRECISION, weight=weight)


@check("test_price")
def price(ask, rng):
    """Tokens read and written, each at its own price for a million."""
    shown = [(2_000_000, 500_000, 3, 12), (197_700, 40_000, 0.5, 1.5)]
    kept = [(1_000_000, 40_000, 0.25, 2), (30_000, 250_000, 5, 20), (23_392, 5_848, 5, 20)]
    drawn = []
    for _ in range(3):
        tokens = rng.integers(10_000, 9_000_000, 2).tolist()
        low = round(float(rng.uniform(0.1, 4)), 2)
        drawn.append((*tokens, low, round(low * float(rng.uniform(2, 8)), 2)))
    for cases, weight in (shown, 1), (kept, 0.5), (drawn, 0.5):
        for read, written, input_price, output_price in cases:
            expected = (read * input_price + written * output_price) / 1_000_000
            answer = ask.call("price", read, written, input_price, output_price)
            yield close(answer, expected, **PRECISION, weight=weight)
