"""What a learner typed, made fit to be drawn: short, on one line, with signs the font holds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

LONGEST = 48  # characters: beyond, a label leaves no room for the figure
BLANK = "□"
MAP_POINTS = (350, 250)  # about what the marks of a map span on paper, in points
AROUND = (  # where a name may go: the shift from its mark, and the side it is aligned on
    ((5, 5), "left"),
    ((5, -11), "left"),
    ((-5, 5), "right"),
    ((-5, -11), "right"),
    ((5, 14), "left"),
    ((5, -20), "left"),
)

Box = tuple[float, float, float, float]  # left, bottom, right, top


def shortened(written: str, most: int = LONGEST) -> str:
    """Return a text on one line, cut after `most` characters."""
    line = " ".join(str(written).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def drawable(written: str, most: int = LONGEST) -> str:
    """Return a label for a figure: emoji become □, and `$` stays a dollar, not a formula."""
    known = _characters()
    line = "".join(c if ord(c) in known else BLANK for c in shortened(written, most))
    return line.replace("$", r"\$")


def near_marks(names: Sequence[str], places: np.ndarray) -> list[tuple[tuple[int, int], str]]:
    """Choose where each name goes around its mark, so that names do not cover one another.

    `places` (K, 2) is where the marks are; the answer is, for each, a shift in points and the side
    the text is aligned on. Widths are estimates: eight names too close may still touch.
    """
    spans = np.ptp(places, axis=0)
    marks = (places - places.min(axis=0)) / np.where(spans == 0, 1, spans) * MAP_POINTS
    taken: list[tuple[float, float, float, float]] = [
        (x - 3, y - 3, x + 3, y + 3) for x, y in marks
    ]
    chosen = []
    for name, (x, y) in zip(names, marks, strict=True):
        boxes = [_box(name, x, y, *choice) for choice in AROUND]
        best = min(range(len(AROUND)), key=lambda i: sum(_covers(boxes[i], one) for one in taken))
        taken.append(boxes[best])
        chosen.append(AROUND[best])
    return chosen


def _box(name: str, x: float, y: float, shift: tuple[int, int], side: str) -> Box:
    width, left = 5.2 * len(name), x + shift[0]
    left -= width if side == "right" else 0
    return left, y + shift[1] - 2, left + width, y + shift[1] + 9


def _covers(one: Box, other: Box) -> float:
    """The area that two boxes share."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, wide) * max(0.0, high)


@cache
def _characters() -> frozenset[int]:
    """The characters that matplotlib's own font can draw."""
    from matplotlib.font_manager import findfont, get_font

    return frozenset(get_font(findfont("DejaVu Sans")).get_charmap())
