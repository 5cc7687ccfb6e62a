"""Texts drawn at random, to see whether cutting and joining again gives them back.

The signs come from many scripts and mean nothing: drawn from the syllabics, they are in no
language.
"""

from __future__ import annotations

import random

from artia.labs.limits import seed_within, within
from artia.labs.typed import typed

# First and last code points; the surrogates, which are no characters, are in none of them.
BLOCKS = {
    "ascii": (0x20, 0x7E),
    "latin": (0xA1, 0x24F),
    "marks": (0x300, 0x36F),
    "arabic": (0x621, 0x64A),
    "syllabics": (0x1401, 0x167F),
    "ideograms": (0x4E00, 0x9FA5),
    "pictures": (0x1F300, 0x1F64F),
    "anything": (0xE000, 0x10FFFF),
}


@typed
def random_text(seed: int, length: int = 24) -> str:
    """Draw a text; the same seed gives the same one. A third of its signs are syllabics.

    Raises LabError for a seed or a length (0 to 10,000) that cannot do.
    """
    draw = random.Random(seed_within(seed))
    length = within("length", length, 0, 10_000, whole=True)
    names = [*BLOCKS, *["syllabics"] * 4]
    return "".join(chr(draw.randint(*BLOCKS[draw.choice(names)])) for _sign in range(length))
