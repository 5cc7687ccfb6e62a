"""The lab's word lists, and the learner's own: enough words, as many on both sides, all known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from artia.labs.errors import LabError
from artia.labs.limits import one_of
from artia.labs.messages import LANGUAGES, N_, number
from artia.labs.typed import typed
from artia.labs.vectors.labels import shortened
from artia.labs.vectors.space import Space, quoted

IN_THE_REPOSITORY = Path(__file__).parents[4] / "labs" / "words"
LEAST, MOST = 3, 10  # words in a list: fewer prove nothing, more make too many ways to deal them


@dataclass(frozen=True)
class WordTest:
    """Is X nearer to A, and Y to B? Four lists of words, each with its title."""

    x: tuple[str, ...]
    y: tuple[str, ...]
    a: tuple[str, ...]
    b: tuple[str, ...]
    titles: tuple[str, str, str, str]  # of x, y, a, b

    @property
    def title(self) -> str:
        """Both pairs of lists, in the order of the question."""
        x, y, a, b = self.titles
        return f"{x}, {y} ~ {a}, {b}"

    @property
    def words(self) -> list[str]:
        """Every word once."""
        return list(dict.fromkeys([*self.x, *self.y, *self.a, *self.b]))


@cache
def word_data(language: str) -> dict[str, Any]:
    """Read `words/LANGUAGE.yml`, beside the notebook, one folder up or in the repository.

    Raises LabError for a language that is not the course's, or when there is no such file.
    """
    one_of(language, LANGUAGES, N_("no such language"))
    for place in (Path("words"), Path("..") / "words", IN_THE_REPOSITORY):
        file = place / f"{language}.yml"
        if file.is_file():
            return yaml.safe_load(file.read_text(encoding="utf-8"))
    raise LabError(N_("vectors: word lists not found"), file=f"words/{language}.yml")


def theme_data(language: str, theme: object) -> dict[str, Any]:
    """Return all that a theme proposes. Raises LabError for a theme that does not exist."""
    themes = word_data(language)["themes"]
    return themes[one_of(theme, themes, N_("vectors: no such theme"))]


@typed
def theme_tests(language: str, theme: object) -> list[WordTest]:
    """Return the tests of a theme, in the order of the lab. Raises LabError for another theme."""
    return [named_test(language, *names) for names in theme_data(language, theme)["tests"]]


@typed
def pools(language: str, theme: str) -> WordTest:
    """Return a theme's test of two larger lists, from which shorter ones are drawn."""
    return named_test(language, *theme_data(language, theme)["pools"])


@typed
def named_test(language: str, x: str, y: str, a: str, b: str) -> WordTest:
    """Make a test of four of the lab's lists, by their names. Raises LabError for another name."""
    lists = word_data(language)["lists"]
    found = [lists[one_of(name, lists, N_("vectors: no such list"))] for name in (x, y, a, b)]
    words = [tuple(entry["words"].split()) for entry in found]
    return WordTest(*words, titles=tuple(entry["title"] for entry in found))


@typed
def theme_words(language: str, theme: str, name: str) -> str:
    """Return what a theme proposes under a name, such as words to look up, as a text.

    Raises LabError when the theme has no text of that name.
    """
    data = theme_data(language, theme)
    texts = [key for key, value in data.items() if isinstance(value, str)]
    return data[one_of(name, texts, N_("vectors: no such list"))]


def pieces(written: Any, name: str) -> list[str]:
    """Cut a text at its commas, or take a list as it is; blanks fall away.

    Raises LabError for anything else, `name` being what the notebook calls it.
    """
    if isinstance(written, str):
        written = written.split(",")
    if not isinstance(written, (list, tuple, set, type(None))):
        raise LabError(N_("vectors: not a list"), name=name)
    return [text for piece in written or () if (text := str(piece).strip())]


def read_list(written: Any, name: str) -> tuple[str, ...]:
    """Turn a learner's list, a text with commas or a list, into words.

    Raises LabError when it is empty, too short, too long or holds a word twice.
    """
    words = pieces(written, name)
    if not words:
        raise LabError(N_("vectors: list empty"), name=name)
    if twice := [word for word in dict.fromkeys(words) if words.count(word) > 1]:
        raise LabError(N_("vectors: word twice"), name=name, words=quoted(twice))
    if not LEAST <= len(words) <= MOST:
        sizes = {"found": number(len(words)), "least": number(LEAST), "most": number(MOST)}
        raise LabError(N_("vectors: list size"), name=name, **sizes)
    return tuple(words)


def own_test(x: Any, y: Any, a: Any, b: Any) -> WordTest:
    """Make a test of the learner's four lists. Raises LabError when they cannot make one."""
    lists = [read_list(written, name) for written, name in zip((x, y, a, b), "xyab", strict=True)]
    for (first, name), (second, other) in (
        ((lists[0], "x"), (lists[1], "y")),
        ((lists[2], "a"), (lists[3], "b")),
    ):
        if len(first) != len(second):
            sizes = {"size": number(len(first)), "other_size": number(len(second))}
            raise LabError(N_("vectors: lists unbalanced"), name=name, other=other, **sizes)
        if both := [word for word in first if word in second]:
            words = quoted(both)
            raise LabError(N_("vectors: word on both sides"), name=name, other=other, words=words)
    return WordTest(*lists, titles=tuple(shortened(words[0], 20) + "…" for words in lists))


def some_words(written: Any, space: Space, name: str) -> tuple[list[str], Sequence[str]]:
    """Return, of the words a learner wrote with commas, those the space holds and the others."""
    words = list(dict.fromkeys(pieces(written, name)))
    absent = space.missing(words)
    return [word for word in words if word not in absent], absent
