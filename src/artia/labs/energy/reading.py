"""One reading: how many joules, in how many seconds, on what, and how we know."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from artia.labs.messages import N_, _, number

MEASURED, ESTIMATED, ASSUMED = "measured", "estimated", "assumed"
LABELS = (MEASURED, ESTIMATED, ASSUMED)  # from the surest to the least sure

_NAMES = {
    MEASURED: N_("energy: measured"),
    ESTIMATED: N_("energy: estimated"),
    ASSUMED: N_("energy: assumed"),
}
_FRENCH = {"mesure": MEASURED, "estime": ESTIMATED, "suppose": ASSUMED}


@dataclass(frozen=True)
class Reading:
    """What a meter says of one run.

    `joules` is what the run added when the idle power is known, else all that was counted.
    """

    joules: float
    seconds: float
    device: str
    method: str  # a sentence in the learner's language
    label: str  # one of LABELS
    idle_joules: float | None = None  # subtracted: what the device draws doing nothing; None: no
    notes: tuple[str, ...] = ()  # sentences: what this number leaves out, what disturbed it

    @property
    def total_joules(self) -> float:
        """Joules with those the device would have drawn doing nothing."""
        return self.joules + (self.idle_joules or 0)

    @property
    def watts(self) -> float:
        """Mean power over the run, in joules per second."""
        return self.joules / self.seconds if self.seconds else 0.0

    def __str__(self) -> str:
        line = _("energy: reading").format(
            joules=number(self.joules, 1),
            seconds=number(self.seconds, 2),
            watts=number(self.watts, 1),
            label=label_name(self.label),
            device=self.device,
            method=self.method,
        )
        return "\n".join([line, *self.notes])


def label_name(label: str) -> str:
    """Return a label in the learner's language, or the text itself when it is none."""
    return _(_NAMES[label]) if label in _NAMES else str(label)


def as_label(written: Any) -> str:
    """Recognize a label, whatever its case, accents or language. Raises TypeError, ValueError."""
    if not isinstance(written, str):
        raise TypeError(f"expected a word, got {type(written).__name__}")
    bare = unicodedata.normalize("NFD", written.strip().lower())
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    if bare in LABELS:
        return bare
    # In French, mesuré, mesurée and mesurés are the same answer.
    for stem, label in _FRENCH.items():
        if bare in (stem, stem + "e", stem + "s", stem + "es"):
            return label
    raise ValueError(f"none of {LABELS}: {written!r}")
