"""What the parts of a quiz must be: each function returns the part, or says what to write instead.

Imports nothing of this package: see `quiz_file.py`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

Text = dict[str, str]  # "fr" and "en"

LANGUAGES = ("fr", "en")
TAGS = tuple(f"C{number}" for number in range(1, 18))  # Long and Magerko's competencies
ROLES = ("cite", "cite:p", "cite:t", "math", "ref", "term")
WITHOUT_LINKS = ("math",)  # in what is clicked to choose
ROLE = re.compile(r"\{([\w:.-]+)\}`([^`]*)`")
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class QuestionError(Exception):
    """Why a question cannot be asked, and what to do."""


def keys(raw: Any, what: str, needed: Sequence[str], allowed: Sequence[str] = ()) -> None:
    """Refuse what is not a mapping with the needed keys, or has other keys."""
    if not isinstance(raw, dict):
        raise QuestionError(
            f"{what} is {raw!r}; write {', '.join(needed)}, each followed by its value"
        )
    for key in needed:
        if key not in raw:
            raise QuestionError(f"{what} has no `{key}`; add it")
    for key in raw:
        if key not in (*needed, *allowed):
            known = ", ".join((*needed, *allowed))
            raise QuestionError(f"{what} has an unknown key `{key}`; its keys are {known}")


def name(raw: Any, what: str) -> str:
    """Return an id: small letters without accents, digits, hyphens."""
    if not isinstance(raw, str) or not NAME.fullmatch(raw):
        raise QuestionError(f"{what} is {raw!r}; write small letters, digits and hyphens")
    return raw


def number(raw: Any, what: str) -> float:
    """Return a finite number."""
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not math.isfinite(raw):
        raise QuestionError(
            f"{what} is {raw!r}; write a number with a decimal point, without quotes"
        )
    return raw


def tags(raw: Any) -> tuple[str, ...]:
    """Return the competencies a question is about."""
    if not isinstance(raw, list) or not raw or any(tag not in TAGS for tag in raw):
        raise QuestionError(f"the tags are {raw!r}; write a list of one or more of C1 to C17")
    return tuple(raw)


def shuffled(raw: Any, right: list[str]) -> tuple[str, ...]:
    """Return the order in which steps are displayed: each of them, not in the right order."""
    if not isinstance(raw, list) or sorted(map(str, raw)) != sorted(right):
        raise QuestionError(f"`shown` is {raw!r}; list each of {', '.join(sorted(right))} once")
    if raw == right:
        raise QuestionError("`shown` is the right order already; shuffle it")
    return tuple(map(str, raw))


def text(raw: Any, what: str, roles: Sequence[str] = ROLES) -> Text:
    """Return a text written in both languages, with no other role than these."""
    if not isinstance(raw, dict) or set(raw) != set(LANGUAGES):
        raise QuestionError(f"{what} is not in both languages; write {{fr: …, en: …}}")
    for code, words in raw.items():
        if not isinstance(words, str) or not words.strip():
            raise QuestionError(f"{what}, in `{code}`, is {words!r}; write a text, between quotes")
        _inline(words, f"{what}, in `{code}`", roles)
    return raw


def _inline(words: str, what: str, roles: Sequence[str]) -> None:
    """Refuse the roles that a notebook could not show, or a label hold."""
    for role, content in ROLE.findall(words):
        if role not in roles:
            raise QuestionError(f"{what}: no {{{role}}} here; use {', '.join(roles) or 'none'}")
        if role == "ref" and "<" not in content:
            raise QuestionError(
                f"{what}: give {{ref}} words of its own: {{ref}}`words <{content}>`"
            )
