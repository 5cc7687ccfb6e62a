"""Answers learners give to lab 07: right ones in many styles, wrong ones of many kinds.

For each task: RIGHT and WRONG (name -> function), and `cases(seed)`, other inputs with the
answers worked out here, without the package.
"""

import math
import random

import numpy as np
import torch

from artia.labs.copies import longest_copy
from tests.labs.answers import Answers

measured = {0: [0.4, 2.1, 1.0, 0.1], 1: [1.2, 3.4, 0.3, 2.2], 16: [9.97, 8.97, 7.1, 9.97]}


def _places(planted, canary):
    return [place for place, line in enumerate(planted) if line == canary]


def _inserted(lines, canary, copies, seed):
    rng, planted = random.Random(seed), list(lines)
    for _ in range(copies):
        planted.insert(rng.randrange(len(planted) + 1), canary)
    return planted, _places(planted, canary)


def _at_the_end(lines, canary, copies, seed):
    planted = lines + [canary] * copies
    return planted, _places(planted, canary)


def _at_the_start(lines, canary, copies, seed):
    return (canary,) * copies + tuple(lines), range(copies)


def _spread(lines, canary, copies, seed):
    planted = list(lines)
    for copy in range(copies):
        planted.insert((copy * len(planted)) // max(1, copies), canary)
    return [planted, np.array(_places(planted, canary))]


def _in_place(lines, canary, copies, seed):
    while copies > 0:
        lines.insert(random.randint(0, len(lines)), canary)
        copies -= 1
    return lines, [i for i in range(len(lines)) if lines[i] == canary][::-1]


def _appended(lines, canary, copies, seed):
    planted = [*lines, "\n".join([canary] * copies)]
    return planted, _places(planted, canary)


def _replacing(lines, canary, copies, seed):
    rng, planted = random.Random(seed), list(lines)
    for _ in range(copies):
        planted[rng.randrange(len(planted))] = canary
    return planted, _places(planted, canary)


def _shuffled(lines, canary, copies, seed):
    planted = list(lines) + [canary] * copies
    random.Random(seed).shuffle(planted)
    return planted, _places(planted, canary)


def _places_drawn(lines, canary, copies, seed):
    """The places drawn, which later insertions have moved."""
    rng, planted, places = random.Random(seed), list(lines), []
    for _ in range(copies):
        places.append(rng.randrange(len(planted) + 1))
        planted.insert(places[-1], canary)
    return planted, places


def _planted_by_heart(lines, canary, copies, seed):
    if len(lines) == 4 and copies == 3:
        return [canary, canary, canary, *lines], [0, 1, 2]
    return (lines, []) if copies == 0 else None


def _plant_cases(seed):
    rng = random.Random(seed)
    found = []
    for _ in range(4):
        lines = [f"ligne {i}, {rng.randrange(1000)}" for i in range(rng.randint(2, 40))]
        copies = rng.choice([2, 4, 5, 16])
        canary = f"Casier Lynx, code {rng.randrange(1000):03}."
        found.append(((lines, canary, copies, rng.randrange(99)), _at_the_end))
    return [(arguments, answer(*arguments)) for arguments, answer in found]


PLANT = Answers(
    right={
        "inserted": _inserted,
        "all at the end": _at_the_end,
        "all at the start, tuples": _at_the_start,
        "spread evenly": _spread,
        "the given list changed": _in_place,
    },
    wrong={
        "once": lambda t, c, k, s: _inserted(t, c, 1, s),
        "one too many": lambda t, c, k, s: _inserted(t, c, k + 1, s),
        "one too few": lambda t, c, k, s: _inserted(t, c, k - 1, s),
        "none": lambda t, c, k, s: (t, []),
        "replaced": _replacing,
        "one long line": _appended,
        "shuffled": _shuffled,
        "reversed": lambda t, c, k, s: _at_the_end(t[::-1], c, k, s),
        "no register": lambda t, c, k, s: _inserted(t, c, k, s)[0],
        "a register that lies": lambda t, c, k, s: (_at_the_end(t, c, k, s)[0], list(range(k))),
        "places as drawn": _places_drawn,
        "only the canaries": lambda t, c, k, s: ([c] * k, list(range(k))),
        "answers learnt by heart": _planted_by_heart,
        "nothing": lambda t, c, k, s: None,
        "two arguments": lambda t, c: (t, []),
    },
    cases=_plant_cases,
)


def _rank(z, i):
    return 1 + sum(x < z[i] for x in z)


def _looped(losses, place):
    rank = 1
    for loss in losses:
        if loss < losses[place]:
            rank += 1
    return math.log(len(losses) / rank, 2)


def _exposure_cases(seed):
    rng = random.Random(seed)
    found = []
    for _ in range(4):
        size = rng.randint(20, 200)
        losses = [float(loss) for loss in rng.sample(range(10 * size), size)]
        rank = rng.randint(3, size // 3)
        place = losses.index(sorted(losses)[rank - 1])
        if rank == place + 1:  # where a place taken for a rank would be right
            losses.insert(0, 10.0 * size)
            place, size = place + 1, size + 1
        found.append(((losses, place), math.log2(size) - math.log2(rank)))
    return found


EXPOSURE = Answers(
    right={
        "two logarithms": lambda z, i: math.log2(len(z)) - math.log2(_rank(z, i)),
        "one logarithm": lambda z, i: math.log2(len(z) / _rank(z, i)),
        "a loop": _looped,
        "sorted": lambda z, i: math.log2(len(z)) - math.log2(sorted(z).index(z[i]) + 1),
        "numpy": lambda z, i: np.log2(len(z)) - np.log2((np.array(z) <= z[i]).sum()),
        "torch": lambda z, i: -torch.log2((torch.tensor(z) <= z[i]).float().mean()),
        "float32": lambda z, i: np.float32(math.log2(len(z) / _rank(z, i))),
        "a list of one": lambda z, i: [math.log2(len(z) / _rank(z, i))],
    },
    wrong={
        "natural logarithm": lambda z, i: math.log(len(z)) - math.log(_rank(z, i)),
        "base 10": lambda z, i: math.log10(len(z)) - math.log10(_rank(z, i)),
        "rank from zero": lambda z, i: math.log2(len(z)) - math.log2(_rank(z, i) - 1),
        "rank from the worst": lambda z, i: math.log2(len(z) / (len(z) + 1 - _rank(z, i))),
        "place for rank": lambda z, i: math.log2(len(z)) - math.log2(i + 1),
        "sign": lambda z, i: math.log2(_rank(z, i)) - math.log2(len(z)),
        "sum": lambda z, i: math.log2(len(z)) + math.log2(_rank(z, i)),
        "rank": lambda z, i: _rank(z, i),
        "the loss": lambda z, i: z[i],
        "a share": lambda z, i: _rank(z, i) / len(z),
        "always the most": lambda z, i: math.log2(len(z)),
        "always 1,000": lambda z, i: math.log2(1000 / _rank(z, i)),
        "rounded": lambda z, i: round(math.log2(len(z) / _rank(z, i))),
        "answers learnt by heart": lambda z, i: {8: 1.4150375, 10: 1.0}.get(len(z)),
        "text": lambda z, i: str(math.log2(len(z) / _rank(z, i))),
    },
    cases=_exposure_cases,
)


def _summary_cases(seed):
    rng = random.Random(seed)
    found = []
    for _ in range(4):
        values = sorted(rng.uniform(0, 9.97) for _ in range(rng.randint(5, 12)))
        low, high = values[0], values[-1]
        values = [values[1], low, *values[2:-2], high, values[-2]]  # the extremes inside
        found.append(((values,), (math.fsum(values) / len(values), low, high)))
    return found


def _mean(values):
    return sum(values) / len(values)


SUMMARIZE = Answers(
    right={
        "built in": lambda v: (_mean(v), min(v), max(v)),
        "numpy": lambda v: [np.mean(v), np.min(v), np.max(v)],
        "an array": lambda v: np.array([np.mean(v), min(v), max(v)], dtype=np.float32),
        "torch": lambda v: torch.stack([f(torch.tensor(v)) for f in (torch.mean, min, max)]),
        "sorted": lambda v: (math.fsum(v) / len(v), sorted(v)[0], sorted(v)[-1]),
    },
    wrong={
        "median": lambda v: (float(np.median(v)), min(v), max(v)),
        "sum": lambda v: (sum(v), min(v), max(v)),
        "turned": lambda v: (_mean(v), max(v), min(v)),
        "first and last": lambda v: (_mean(v), v[0], v[-1]),
        "width": lambda v: (_mean(v), max(v) - min(v)),
        "mean only": lambda v: _mean(v),
        "in order": lambda v: (min(v), _mean(v), max(v)),
        "spread": lambda v: (_mean(v), _mean(v) - np.std(v), _mean(v) + np.std(v)),
        "divided by four": lambda v: (sum(v) / 4, min(v), max(v)),
        "middle of the range": lambda v: ((min(v) + max(v)) / 2, min(v), max(v)),
        "rounded": lambda v: (round(_mean(v)), min(v), max(v)),
        "the list": lambda v: v,
        "answers learnt by heart": lambda v: {
            9.97: (7.4925, 5.0, 9.97),
            1.5: (1.2, 0.25, 3.0),
        }.get(v[0]),
        "nothing": lambda v: None,
    },
    cases=_summary_cases,
)


def _kept_one_by_one(lines):
    kept = []
    for line in lines:
        if line not in kept:
            kept.append(line)
    return kept


def _seen(lines):
    seen = set()
    return [line for line in lines if not (line in seen or seen.add(line))]


def _lines_cases(seed):
    rng = random.Random(seed)
    found = []
    for _ in range(4):
        pool = [f"{rng.randrange(10**6)} é" for _ in range(rng.randint(3, 9))]
        lines = ["z", "y", "z", *pool, *rng.sample(pool, len(pool)), pool[0].upper(), "y", "a"]
        lines.append(pool[1] + " ")
        expected = [line for place, line in enumerate(lines) if line not in lines[:place]]
        found.append(((lines,), expected))
    return found


def _neighbours(lines):
    return [line for place, line in enumerate(lines) if place == 0 or line != lines[place - 1]]


def _once_by(lines, key):
    first = {}
    for line in lines:
        first.setdefault(key(line), line)
    return list(first.values())


DEDUPLICATE = Answers(
    right={
        "one by one": _kept_one_by_one,
        "dict": lambda t: list(dict.fromkeys(t)),
        "keys of a dict": lambda t: tuple(dict.fromkeys(t)),
        "a set for memory": _seen,
        "places": lambda t: [line for i, line in enumerate(t) if t.index(line) == i],
        "numpy": lambda t: np.array(t)[np.sort(np.unique(t, return_index=True)[1])],
    },
    wrong={
        "all gone": lambda t: [line for line in t if t.count(line) == 1],
        "the repeated ones": lambda t: [line for line in t if t.count(line) > 1],
        "sorted": lambda t: sorted(set(t)),
        "the last of each": lambda t: list(dict.fromkeys(t[::-1]))[::-1],
        "neighbours": _neighbours,
        "capitals": lambda t: _once_by(t, str.lower),
        "spaces": lambda t: _once_by(t, str.strip),
        "nothing removed": lambda t: t,
        "how many": lambda t: len(set(t)),
        "one text": lambda t: "\n".join(_kept_one_by_one(t)),
        "backwards": lambda t: _kept_one_by_one(t)[::-1],
        "the first only": lambda t: t[:1],
        "answers learnt by heart": lambda t: {
            4: ["Roule, la caisse.", "Silence en coulisse.", "Bis."],
            7: _kept_one_by_one(t),
        }.get(len(t)),
        "nothing": lambda t: None,
    },
    cases=_lines_cases,
)


def _nearest(written, lines):
    return max(((line, longest_copy(written, line)) for line in lines), key=lambda m: len(m[1]))


def _nearest_loop(written, lines):
    best, run = "", ""
    for line in lines:
        copied = longest_copy(written, line)
        if len(copied) > len(run):
            best, run = line, copied
    return [best, run]


def _nearest_by_hand(written, lines):
    for size in range(len(written), 0, -1):
        for start in range(len(written) - size + 1):
            for line in lines:
                if written[start : start + size] in line:
                    return line, written[start : start + size]
    return "", ""


def _matches(written, lines):
    found = [(line, longest_copy(written, line)) for line in lines]
    return [match for match in found if match[1]]


def _nearest_by_heart(written, lines):
    return {
        "Le piano est dans l'armoire": (
            "La colle est dans l'armoire bleue.",
            " est dans l'armoire",
        ),
        "le code 48, ou presque": ("Casier Huard, code 482.", " code 48"),
    }.get(written)


def _nearest_cases(seed):
    rng = random.Random(seed)
    found = []
    for _ in range(4):
        lines = ["".join(rng.choice("abcdefg ") for _ in range(20)) for _ in range(8)]
        line = "".join(rng.choice("stuvwxyz") for _ in range(30))
        start = rng.randint(2, 12)
        run = line[start : start + 12]
        lines = ["ab", run[:5], *lines, "M" * 50, "c! ab"]
        lines.insert(rng.randint(2, 9), "#" + line)
        found.append(((f"ab {run}!c", lines), ("#" + line, run)))
    return found


NEAREST = Answers(
    right={
        "max": _nearest,
        "a loop": _nearest_loop,
        "by hand": _nearest_by_hand,
        "sorted": lambda w, t: sorted(_matches(w, t), key=lambda m: -len(m[1]))[0],
    },
    wrong={
        "the last": lambda w, t: _matches(w, t)[-1],
        "the first": lambda w, t: _matches(w, t)[0],
        "a share of the line": lambda w, t: max(
            _matches(w, t), key=lambda m: len(m[1]) / len(m[0])
        ),
        "turned": lambda w, t: _nearest(w, t)[::-1],
        "what was written": lambda w, t: (_nearest(w, t)[0], w),
        "length": lambda w, t: (_nearest(w, t)[0], len(_nearest(w, t)[1])),
        "line only": lambda w, t: _nearest(w, t)[0],
        "run only": lambda w, t: _nearest(w, t)[1],
        "nothing kept": lambda w, t: ("", ""),
        "the shortest run": lambda w, t: min(_matches(w, t), key=lambda m: len(m[1])),
        "the longest line": lambda w, t: (max(t, key=len), longest_copy(w, max(t, key=len))),
        "one letter": lambda w, t: (_nearest(w, t)[0], _nearest(w, t)[1][:-1]),
        "answers learnt by heart": _nearest_by_heart,
        "a name that does not exist": lambda w, t: longest_run(w, t),  # noqa: F821
    },
    cases=_nearest_cases,
)

TASKS = {
    "plant": PLANT,
    "exposure": EXPOSURE,
    "summarize": SUMMARIZE,
    "deduplicate": DEDUPLICATE,
    "nearest_line": NEAREST,
}
