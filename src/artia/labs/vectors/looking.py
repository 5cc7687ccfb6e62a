"""Look at words: how near they are, what lies around them, and those a space does not hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from artia.labs.charts import Chart
from artia.labs.errors import LabError, shown
from artia.labs.messages import N_, _, number
from artia.labs.show import show, table
from artia.labs.typed import typed
from artia.labs.vectors import pictures
from artia.labs.vectors.labels import shortened
from artia.labs.vectors.space import Space, StaticSpace, quoted
from artia.labs.vectors.wordlists import some_words, word_data


@typed
def show_table(headers: list[str], rows: list[list[str]], caption: str = "") -> None:
    """Show a table; in plain text, a line for each row."""
    lines = [caption, *(" | ".join(row) for row in [headers, *rows])]
    show("\n".join(line for line in lines if line), table(headers, rows, caption))


@typed
def show_pairs(spaces: Sequence[Space], written: object, cosine: Callable[..., float]) -> None:
    """Show the cosine of pairs of words, written `word, word; word, word`, in each space."""
    rows = []
    if not isinstance(written, str) or not any(c.isalnum() for c in written):
        show(_("vectors: no pair"))
        return
    for pair in (piece for piece in written.split(";") if piece.strip()):
        words = [word.strip() for word in pair.split(",")]
        if len(words) != 2 or not all(words):
            show(_("vectors: not a pair").format(found=shortened(pair)))
            continue
        said = ", ".join(shortened(word) for word in words)
        rows.append([said, *(_cosine_in(space, words, cosine) for space in spaces)])
    if rows:
        show_table([_("vectors: pair"), *(space.title for space in spaces)], rows)


def _cosine_in(space: Space, words: list[str], cosine: Callable[..., float]) -> str:
    if absent := space.missing(words):
        return _("vectors: absent").format(words=quoted(absent))
    one, other = space.table(words)
    return number(float(cosine(one, other)), 2)


@typed
def show_neighbours(spaces: Sequence[Space], written: object, among: Sequence[str]) -> None:
    """Show the nearest words of each word, in each space.

    A list of words is searched whole; a sentence model holds none, and is given those of `among`.
    """
    rows, missed = [], []
    for space in spaces:
        words, absent = some_words(written, space, "my_words")
        _say_absent(absent, space)
        missed.extend(absent)
        for word in words:
            near = space.neighbours(word, among=among)
            said = ", ".join(f"{other} {number(value, 2)}" for other, value in near)
            rows.append([shortened(word), space.title, said])
    if not rows:
        if not missed:
            show(_("vectors: no word"))
        return
    headers = [_("vectors: word"), _("vectors: space"), _("vectors: nearest words")]
    show_table(headers, rows)


@typed
def show_twins(spaces: Sequence[Space], written: object) -> None:
    """Name the words that share one vector with a word, in the spaces where that happens."""
    for space in spaces:
        known = some_words(written, space, "my_words")[0] if isinstance(space, StaticSpace) else []
        for word in known:
            if twins := space.twins(word):
                values = {"word": word, "words": quoted(twins), "space": space.title}
                show(_("vectors: one vector for several").format(**values))


@typed
def map_of(space: Space, written: object) -> Chart:
    """Lay a learner's words flat; those the space does not hold are named and left out."""
    words, absent = some_words(written, space, "map_words")
    _say_absent(absent, space)
    return pictures.flat_map(space, words)


def _say_absent(absent: Sequence[str], space: Space) -> None:
    if not absent:
        return
    listed = isinstance(space, StaticSpace)
    sentence = _("vectors: not in this space") if listed else _("vectors: nothing to read")
    show(sentence.format(words=quoted(absent), space=space.title))


@typed
def every_word(language: str) -> list[str]:
    """Return all the words of the lab's lists, once each: what a sentence model is given."""
    lists = word_data(language)["lists"].values()
    return list(dict.fromkeys(word for entry in lists for word in entry["words"].split()))


@typed
def choose(spaces: Sequence[Space], place: Any) -> Space:
    """Return the space of that number, from 1. Raises LabError when there is none."""
    if isinstance(place, bool) or not isinstance(place, int) or not 1 <= place <= len(spaces):
        most = number(len(spaces))
        raise LabError(N_("vectors: no such space"), found=shown(place), most=most)
    return spaces[place - 1]
