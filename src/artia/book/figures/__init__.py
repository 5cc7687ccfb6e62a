"""Figures drawn by code: what a script of book/figures/ imports, and what the pages show.

A figure is one script, book/figures/m02_curves.py, which makes the figure `m02-curves`. It holds
two functions and its data, which both of them read:

    def words(language: str) -> Words:               # the alternative, the data table
    def draw(theme: Theme, language: str) -> Figure:  # a matplotlib figure

`artia book figures` calls them for each language and each theme and writes

    m02-curves-{fr,en}-{light,dark}.svg   m02-curves-{fr,en}.json

beside the script. A page shows it all with the directive `{drawn} m02-curves` (artia.book.drawn).
A script whose name starts with an underscore is no figure: others may import from it.

The checks read `alternatives(book, name) -> {"fr": "…", "en": "…"}`: what somebody who does not
see the figure hears, "" where the file was never made. Nothing here loads matplotlib until a figure
is drawn.
"""

from artia.book.figures.colours import OKABE_ITO, THEMES, Series, Theme, contrast
from artia.book.figures.drawing import WIDTH, decimal_signs, new_figure
from artia.book.figures.formats import number, percent
from artia.book.figures.words import (
    Table,
    Words,
    alternatives,
    drawing_path,
    read_words,
    words_path,
)

__all__ = [
    "OKABE_ITO",
    "THEMES",
    "WIDTH",
    "Series",
    "Table",
    "Theme",
    "Words",
    "alternatives",
    "contrast",
    "decimal_signs",
    "drawing_path",
    "new_figure",
    "number",
    "percent",
    "read_words",
    "words_path",
]
