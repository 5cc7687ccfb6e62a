"""The cover: a type case whose compartments are as large as the letters are frequent.

Counted in the texts of the course, labs/corpus/{fr,en}: every letter, small and capital together,
accented letters apart as in a French case. The drawer is cut in two where the counts balance, each
half is cut again, and so on: the cuts are the case's dividers, the first ones thicker.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unicodedata import normalize

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from artia.book.figures import Table, Theme, Words, number, percent

CORPUS = Path(__file__).resolve().parents[2] / "labs" / "corpus"
WIDTH, HEIGHT, FRAME = 6.9, 2.6, 0.07  # inches: a wide drawer and its edge
DIVIDERS = (4.5, 3.0, 2.0)  # points, by cut; then the thinnest
THINNEST = 1.1
POINTS = 72  # an inch
WOOD = {"light": "#2a2420", "dark": "#9a8b7b"}
RUST = {"light": "#93350f", "dark": "#f0a878"}
ON_RUST = {"light": "#ffffff", "dark": "#1c1815"}
LISTED = 12  # letters of the data table; the others are counted together
SMALLEST = 5  # points; a smaller letter would be a speck

TEXT = {
    "fr": {
        "alternative": (
            "Un tiroir de casse vu d'en haut, un compartiment par lettre, grand selon sa "
            "fréquence\u00a0: le {first} prend {share} de la place, le {last} presque rien."
        ),
        "description": (
            "{letters} lettres comptées dans les {files} textes français du cours, majuscules et "
            "minuscules ensemble, en {boxes} compartiments. L'aire de chacun est sa part du total."
        ),
        "caption": "Les lettres des textes français du cours",
        "heads": ["Lettre", "Nombre", "Part"],
        "others": "les {number} autres",
    },
    "en": {
        "alternative": (
            "A type case seen from above, one box for each letter, as large as the letter is "
            "frequent: {first} takes {share} of the room, {last} next to none."
        ),
        "description": (
            "{letters} letters counted in the course's {files} English texts, capitals and small "
            "letters together, in {boxes} boxes. The area of each is its share of the total."
        ),
        "caption": "The letters of the course's English texts",
        "heads": ["Letter", "Count", "Share"],
        "others": "the {number} others",
    },
}


@dataclass(frozen=True)
class Box:
    """A rectangle of the drawer: its letters and their counts, lower left corner, size (inches)."""

    letters: tuple[tuple[str, int], ...]
    x: float
    y: float
    width: float
    height: float

    @property
    def count(self) -> int:
        """How many letters fall in it."""
        return sum(count for _, count in self.letters)


def texts(language: str) -> list[str]:
    """The course's texts in one language."""
    files = sorted((CORPUS / language).glob("*.txt"))
    return [path.read_text(encoding="utf-8") for path in files]


@cache
def counts(language: str) -> dict[str, int]:
    """How many times each letter occurs, in the order of the dictionary (é after e)."""
    found = Counter(
        letter for text in texts(language) for letter in text.lower() if letter.isalpha()
    )
    return {letter: found[letter] for letter in sorted(found, key=_in_dictionary)}


def _in_dictionary(letter: str) -> tuple[str, str]:
    return normalize("NFD", letter.replace("œ", "oe"))[0], letter


def halves(box: Box) -> tuple[Box, Box]:
    """Cut a box across its longer side, where the counts balance best."""
    sums = [sum(n for _, n in box.letters[:end]) for end in range(1, len(box.letters))]
    end = min(range(len(sums)), key=lambda place: abs(sums[place] - box.count / 2)) + 1
    share = sums[end - 1] / box.count
    first, second = box.letters[:end], box.letters[end:]
    if box.width >= box.height:
        at = box.width * share
        return (
            Box(first, box.x, box.y, at, box.height),
            Box(second, box.x + at, box.y, box.width - at, box.height),
        )
    at = box.height * share  # what comes first in the alphabet is above
    return (
        Box(first, box.x, box.y + box.height - at, box.width, at),
        Box(second, box.x, box.y, box.width, box.height - at),
    )


def compartments(box: Box, cut: int = 0) -> list[tuple[Box, int]]:
    """Every box that was cut, with the number of cuts before it, down to one letter each."""
    if len(box.letters) == 1:
        return [(box, cut)]
    return [(box, cut)] + [each for half in halves(box) for each in compartments(half, cut + 1)]


def drawer(language: str) -> list[tuple[Box, int]]:
    """The whole case."""
    letters = tuple(counts(language).items())
    inside = Box(letters, FRAME, FRAME, WIDTH - 2 * FRAME, HEIGHT - 2 * FRAME)
    return compartments(inside)


def draw(theme: Theme, language: str) -> Figure:
    """The case, seen from above; the compartment of the most frequent letter is inked."""
    wood = WOOD[theme.name]
    first = max(counts(language), key=counts(language).get)
    figure = Figure(figsize=(WIDTH, HEIGHT))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    axes.set_axis_off()
    axes.add_patch(Rectangle((0, 0), WIDTH, HEIGHT, facecolor=wood, linewidth=0))
    for box, cut in reversed(drawer(language)):  # the thick dividers over the thin ones
        line = DIVIDERS[cut - 1] if 0 < cut <= len(DIVIDERS) else THINNEST
        line = min(line, 0.35 * POINTS * min(box.width, box.height))
        face = "none"
        if len(box.letters) == 1:
            letter = box.letters[0][0]
            face = RUST[theme.name] if letter == first else theme.surface
            ink = ON_RUST[theme.name] if letter == first else theme.ink
            size = POINTS * min(0.85 * box.height, box.width)
            if size >= SMALLEST:
                place = (box.x + box.width / 2, box.y + box.height / 2 - 0.21 * size / POINTS)
                axes.text(
                    *place, letter, color=ink, fontsize=size, family="STIXGeneral", weight="bold",
                    ha="center", va="baseline",
                )  # fmt: skip
        axes.add_patch(
            Rectangle(
                (box.x, box.y), box.width, box.height,
                facecolor=face, edgecolor=wood if cut else "none", linewidth=line,
            )
        )  # fmt: skip
    return figure


def words(language: str) -> Words:
    """The alternative, what was counted, and each letter's count."""
    text, found = TEXT[language], counts(language)
    total = sum(found.values())
    order = sorted(found, key=found.get, reverse=True)
    said = {
        "first": order[0],
        "share": percent(found[order[0]] / total, language, 1),
        "last": min(filter(str.isascii, found), key=found.get),
        "letters": number(total, language),
        "files": len(texts(language)),
        "boxes": len(found),
    }
    rest = sum(found[letter] for letter in order[LISTED:])
    others = text["others"].format(number=len(order) - LISTED)
    listed = [(letter, found[letter]) for letter in order[:LISTED]] + [(others, rest)]
    rows = [
        [letter, number(count, language), percent(count / total, language, 2)]
        for letter, count in listed
    ]
    return Words(
        alternative=text["alternative"].format(**said),
        table=Table(text["caption"], text["heads"], rows),
        description=text["description"].format(**said),
    )
