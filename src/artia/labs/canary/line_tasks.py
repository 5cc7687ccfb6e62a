"""Three of lab 07's exercises: plant a canary, remove repeated lines, find the nearest one."""

from __future__ import annotations

import random
from collections.abc import Callable

from artia.labs.canary import lines
from artia.labs.canary.answers import (
    as_lines,
    as_long_a_run,
    as_match,
    as_planted,
    describe_lines,
    describe_match,
    describe_planted,
    same_lines,
    same_match,
    same_planted,
)
from artia.labs.checks import Task
from artia.labs.copies import longest_copy
from artia.labs.messages import N_

Places = tuple[list[str], list[int]]
Match = tuple[str, str]

LOCKER = "Casier Huard, code 482."
NOTICES = [
    "Le rideau se lève à sept heures.",
    "La colle est dans l'armoire bleue.",
    "Personne ne touche au piano.",
    "Le café est offert par la régie.",
]
CHORUS = ["Roule, la caisse.", "Silence en coulisse.", "Roule, la caisse.", "Bis."]
MIXED = [LOCKER, "Silence.", LOCKER, LOCKER.lower(), "Silence.", LOCKER + " ", "Entrée."]
WRITTEN = "Le piano est dans l'armoire"
NEAR = ["Armoire.", *NOTICES[:2], "Le piano.", *NOTICES[2:]]
CODES = ["Un code.", LOCKER, "Le code caché dort dans un tiroir."]


def _with_places(planted: list[str], canary: str) -> Places:
    return planted, [place for place, line in enumerate(planted) if line == canary]


def _replacing(given: list[str], canary: str, copies: int, seed: int) -> Places:
    rng, planted = random.Random(seed), list(given)
    for _copy in range(copies):
        planted[rng.randrange(len(planted))] = canary
    return _with_places(planted, canary)


PLANT = Task(
    name="plant",
    reference=lines.plant,
    cases=[(NOTICES, LOCKER, 3, 2), (NOTICES[:3], LOCKER, 0, 5)],
    same=same_planted,
    describe=describe_planted,
    tidy=as_planted,
    mistakes=[
        (lambda t, c, k, s: lines.plant(t, c, 1, s), N_("plant: once")),
        (lambda t, c, k, s: lines.plant(t, c, k + 1, s), N_("plant: one too many")),
        (lambda t, c, k, s: lines.plant(t, c, k - 1, s), N_("plant: one too few")),
        (lambda t, c, k, s: _with_places(list(t), c), N_("plant: none")),
        (_replacing, N_("plant: replaced")),
    ],
    hints=(N_("plant: hint 1"), N_("plant: hint 2"), N_("plant: hint 3")),
    solution="for _ in range(copies):\n    planted.insert(rng.randrange(len(planted) + 1), canary)",
)


def _last_kept(given: list[str]) -> list[str]:
    return list(dict.fromkeys(reversed(given)))[::-1]


def _unlike_the_one_before(given: list[str]) -> list[str]:
    return [line for before, line in zip([None, *given], given, strict=False) if line != before]


def _once_by(key: Callable[[str], str]) -> Callable[[list[str]], list[str]]:
    def deduplicated(given: list[str]) -> list[str]:
        found: dict[str, str] = {}
        for line in given:
            found.setdefault(key(line), line)
        return list(found.values())

    return deduplicated


DEDUPLICATE = Task(
    name="deduplicate",
    reference=lines.deduplicate,
    cases=[(CHORUS,), (MIXED,)],
    same=same_lines,
    describe=describe_lines,
    tidy=as_lines,
    mistakes=[
        (lambda t: [x for x in t if t.count(x) == 1], N_("deduplicate: all gone")),
        (lambda t: [x for x in t if t.count(x) > 1], N_("deduplicate: the repeated ones")),
        (lambda t: sorted(set(t)), N_("deduplicate: order")),
        (_last_kept, N_("deduplicate: last")),
        (_unlike_the_one_before, N_("deduplicate: neighbours")),
        (_once_by(str.lower), N_("deduplicate: capitals")),
        (_once_by(str.strip), N_("deduplicate: spaces")),
    ],
    hints=(N_("deduplicate: hint 1"), N_("deduplicate: hint 2"), N_("deduplicate: hint 3")),
    solution="if line not in kept:\n    kept.append(line)",
)


def _with_a_run(written: str, given: list[str]) -> list[Match]:
    found = [(line, longest_copy(written, line)) for line in given]
    return [(line, run) for line, run in found if run]


def _by_share(written: str, given: list[str]) -> Match:
    return max(_with_a_run(written, given), key=lambda match: len(match[1]) / len(match[0]))


NEAREST = Task(
    name="nearest_line",
    reference=lines.nearest_line,
    cases=[(WRITTEN, NEAR), ("le code 48, ou presque", CODES)],
    same=same_match,
    fits=as_long_a_run,
    describe=describe_match,
    tidy=as_match,
    mistakes=[
        (lambda w, t: _with_a_run(w, t)[-1], N_("nearest: the last")),
        (lambda w, t: _with_a_run(w, t)[0], N_("nearest: the first")),
        (_by_share, N_("nearest: share")),
        (lambda w, t: lines.nearest_line(w, t)[::-1], N_("nearest: turned")),
        (lambda w, t: (lines.nearest_line(w, t)[0], w), N_("nearest: written")),
        (
            lambda w, t: (lines.nearest_line(w, t)[0], len(lines.nearest_line(w, t)[1])),
            N_("nearest: length"),
        ),
        (lambda w, t: ("", ""), N_("nearest: nothing kept")),
    ],
    hints=(N_("nearest: hint 1"), N_("nearest: hint 2"), N_("nearest: hint 3")),
    solution="copied = longest_copy(written, line)\n"
    "if len(copied) > len(run):\n    best, run = line, copied",
)
