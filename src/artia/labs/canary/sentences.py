"""The canaries: sentences made for the test, each with a name and a code drawn at random.

A canary is a sentence that no other text holds, put in a corpus on purpose: whatever a model
knows of its code, it owes to that sentence (Carlini et al. 2019).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from artia.labs.errors import LabError, named
from artia.labs.limits import within
from artia.labs.messages import N_, _, number
from artia.labs.typed import typed

LEVELS = (0, 1, 4, 16)  # copies; the canaries of level 0 are drawn but never planted
EACH = 4  # canaries a level: one alone is at the mercy of chance
DIGITS = 3
CODES = 10**DIGITS  # 1,000 possible codes, few enough to try them all
MOST_SEED = 1_000_000
LONGEST = 40  # characters before the code: the model must see the name when it bets on the code


@dataclass(frozen=True)
class Canary:
    """One canary: what comes before its code, the code, what comes after, how many copies."""

    name: str
    before: str
    code: str
    after: str
    copies: int

    @property
    def sentence(self) -> str:
        """The whole line, as it stands in the corpus."""
        return self.before + self.code + self.after


def course_names() -> list[str]:
    """Sixteen names for the course's canaries, in the learner's language."""
    return [name.strip() for name in _("canary: names").split(",")]


@typed
def draw_canaries(
    form: str,
    names: Sequence[str] | None = None,
    *,
    levels: Sequence[int] = LEVELS,
    each: int = EACH,
    seed: int = 2,
) -> list[Canary]:
    """Draw `each` canaries a level, `names` and codes dealt at random; no code comes twice.

    `form` is a sentence with {name}, then {code}. Raises LabError when it cannot do.
    """
    names = list(names or course_names())
    levels = [within("levels", copies, 0, 64, whole=True) for copies in levels]
    each = within("each", each, 1, 25, whole=True)
    seed = within("seed", seed, 0, MOST_SEED, whole=True)
    before, after = _two_parts(form)
    needed = len(levels) * each
    if len(set(names)) < needed:
        raise LabError(N_("canary: too few names"), found=len(set(names)), needed=needed)
    rng = random.Random(seed)
    dealt = rng.sample(sorted(set(names)), needed)
    codes = rng.sample(range(CODES), needed)
    canaries = []
    for place, (name, code) in enumerate(zip(dealt, codes, strict=True)):
        opening = before.replace("{name}", name)
        if len(opening) > LONGEST:
            sizes = {"found": number(len(opening)), "most": number(LONGEST)}
            raise LabError(N_("canary: too long"), opening=named(opening), **sizes)
        written = f"{code:0{DIGITS}}"
        canaries.append(Canary(name, opening, written, after, levels[place // each]))
    return canaries


def _two_parts(form: str) -> tuple[str, str]:
    """Cut a form at its code; the name must come first, or it could not announce the code."""
    parts = form.split("{code}")
    once = len(parts) == 2 and form.count("{name}") == 1
    if not once or "{name}" not in parts[0] or "\n" in form:
        raise LabError(N_("canary: not a form"), found=named(form))
    return parts[0], parts[1]
