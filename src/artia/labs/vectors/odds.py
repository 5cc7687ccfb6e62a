"""Which of two words a language model expects next: the log-odds of il/elle, he/she, cold/warm.

log-odds = ln P(first) − ln P(second): 0 when both are as likely, ln 2 ≈ 0.69 when the first is
twice as likely. Every frame is tried with every name, so that a result is not one name's doing.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from artia.labs.errors import LabError
from artia.labs.messages import N_
from artia.labs.typed import typed
from artia.labs.vectors.space import quoted
from artia.labs.vectors.wordlists import IN_THE_REPOSITORY, pieces, theme_data, word_data

TABLE = "model-odds.csv"
COLUMNS = ("language", "theme", "name", "word", "prompt", "first", "second", "log_odds")

LogOdds = Callable[[str, str, str], float]  # (prompt, first, second) -> log-odds


@dataclass(frozen=True)
class Question:
    """One prompt, and the two words whose chances are compared."""

    language: str
    theme: str
    name: str
    word: str
    prompt: str
    first: str
    second: str


@typed
def questions(language: str, theme: str, words: Any = ()) -> list[Question]:
    """Return the prompts of a theme: each word, with each name."""
    words = pieces(words, "new_words")
    asked = theme_data(language, theme)["odds"]
    return [
        Question(
            language,
            theme,
            str(name),
            word,
            asked["frame"].format(name=name, word=word, a_word=_with_article(word)),
            asked["first"],
            asked["second"],
        )
        for word in (words or asked["words"])
        for name in asked["names"]
    ]


def _with_article(word: str) -> str:
    """Write an English word after its article, by its first letter."""
    return f"{'an' if word[:1].lower() in set('aeio') else 'a'} {word}"


@typed
def pair(language: str, theme: str) -> tuple[str, str]:
    """Return the two words a theme compares, each with the space that comes before it."""
    asked = theme_data(language, theme)["odds"]
    return asked["first"], asked["second"]


@typed
def ask(log_odds: LogOdds, asked: Iterable[Question]) -> dict[str, list[float]]:
    """Return, for each word, one log-odds per name."""
    found: dict[str, list[float]] = {}
    for question in asked:
        value = log_odds(question.prompt, question.first, question.second)
        found.setdefault(question.word, []).append(value)
    return found


def table_file() -> Path:
    """Find the table computed by the course: beside the notebook, or in the repository."""
    for place in (Path("words"), Path("..") / "words", IN_THE_REPOSITORY):
        if (place / TABLE).is_file():
            return place / TABLE
    raise LabError(N_("vectors: word lists not found"), file=f"words/{TABLE}")


@typed
def read_odds(language: str, theme: str) -> dict[str, list[float]]:
    """Return what the course measured on the large model: for each word, one value per name.

    Raises LabError for another language or theme, or when the table is not there.
    """
    theme_data(language, theme)
    found: dict[str, list[float]] = {}
    with table_file().open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if (row["language"], row["theme"]) == (language, theme):
                found.setdefault(row["word"], []).append(float(row["log_odds"]))
    return found


@typed
def epicene(language: str, words: Any) -> list[str]:
    """Return the words that do not tell a gender by themselves.

    In French, a trade whose feminine has another form already answers the question: it is refused
    with one sentence. The ending is all that is looked at; `labs/words` says its exceptions.
    """
    words = pieces(words, "new_words")
    if language != "fr":
        return words
    rule = word_data("fr")["epicene"]
    kept = [
        word
        for word in words
        if word.split()[0] in rule["words"].split()
        or re.search(rule["endings"], word.split()[0])
        and word.split()[0] not in rule["not"].split()
    ]
    if other := [word for word in words if word not in kept]:
        raise LabError(N_("vectors: not epicene"), words=quoted(other))
    return kept


def names(language: str, theme: str) -> list[str]:
    """Return the names each word is tried with, in order."""
    return [str(name) for name in theme_data(language, theme)["odds"]["names"]]


def as_rows(found: Iterable[tuple[Question, float]]) -> list[dict[str, Any]]:
    """Write measured questions as rows of the table."""
    return [
        {**{name: getattr(question, name) for name in COLUMNS[:-1]}, "log_odds": round(value, 4)}
        for question, value in found
    ]
