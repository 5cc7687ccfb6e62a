"""Judge an answer to a quiz question: right, wrong or not an answer, and why.

The book's page does the same in JavaScript (`book/static/artia-quiz.js`).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from artia.labs.errors import named
from artia.labs.messages import _, language, number
from artia.labs.quiz_file import Option, Question

# Comma or point; digits may be grouped by three with a space: `1 234,5`, `−0.25`.
WRITTEN_NUMBER = re.compile(r"[+\-−–]?(?:[0-9]{1,3}(?:\s[0-9]{3})+|[0-9]*)(?:[.,][0-9]*)?")


@dataclass(frozen=True)
class Verdict:
    """Whether the answer is right (None: not an answer), and the sentences that say why."""

    right: bool | None
    sentences: tuple[str, ...]


def judge(question: Question, given: Any) -> Verdict:
    """Judge what a learner answers: a letter, several, a number, or an order."""
    if question.type == "numeric":
        return _judge_number(question, given)
    known = {option.id: option for option in question.options}
    chosen = letters(given, list(known))
    unknown = [each for each in chosen if each not in known]
    if unknown or not chosen:
        found = named(", ".join(unknown)) or "∅"
        return Verdict(None, (_("quiz: unknown letter").format(found=found, known=_list(known)),))
    if question.type == "order":
        return _judge_order(question, chosen)
    if question.type == "single" and len(chosen) > 1:
        return Verdict(None, (_("quiz: one letter only").format(known=_list(known)),))
    return _judge_choice(question, [known[each] for each in dict.fromkeys(chosen)])


def letters(given: Any, known: list[str]) -> list[str]:
    """Return the letters of `"a c"`, `"a, c"`, `"ac"`, `["a", "c"]` or `{"a", "c"}`."""
    if isinstance(given, str):
        found = re.split(r"[\s,;]+", given.strip().lower())
        if len(found) == 1 and found[0] not in known and set(found[0]) <= set(known):
            found = list(found[0])
    elif isinstance(given, list | tuple | set | frozenset):
        found = [named(each).strip().lower() for each in given]
        found = sorted(found) if isinstance(given, set | frozenset) else found
    else:
        found = [named(given)]
    return [each for each in found if each]


def read_number(given: Any) -> float | None:
    """Return a number, whatever its type, written with a comma or a point; None for the rest."""
    if isinstance(given, str):
        text = given.strip()
        if not WRITTEN_NUMBER.fullmatch(text) or not re.search("[0-9]", text):
            return None
        given = re.sub(r"\s", "", text).replace(",", ".").replace("−", "-").replace("–", "-")
    if isinstance(given, bool):
        return None
    try:
        value = float(given)
    except Exception:  # no number, too large for one, or an object that refuses
        return None
    return value if math.isfinite(value) else None


def _judge_number(question: Question, given: Any) -> Verdict:
    value = read_number(given)
    if value is None:
        return Verdict(None, (_("quiz: not a number").format(given=named(given)),))
    if _near(value, question.answer, question):
        return Verdict(True, (_("quiz: right"), question.because[language()]))
    for wrong in question.tempting:
        if _near(value, wrong.value, question):
            return Verdict(False, (_("quiz: wrong"), wrong.because[language()]))
    again = _("quiz: another number").format(given=number(value))
    return Verdict(False, (_("quiz: wrong"), again))


def _near(value: float, expected: float, question: Question) -> bool:
    return abs(value - expected) <= question.tolerance + 1e-9  # 1.2 + 0.02 is not exactly 1.22


def _judge_choice(question: Question, chosen: list[Option]) -> Verdict:
    missing = sum(option.right for option in question.options if option not in chosen)
    right = not missing and all(option.right for option in chosen)
    said = [_("quiz: right") if right else _("quiz: wrong")]
    for option in chosen:
        because = option.because[language()]
        if question.type == "multiple":
            mark = _("quiz: rightly chosen") if option.right else _("quiz: wrongly chosen")
            because = f"**{option.id.upper()}**, {mark} {because}"
        said.append(because)
    if missing and question.type == "multiple":
        said.append(_("quiz: missing").format(count=missing))
    return Verdict(right, tuple(said))


def _judge_order(question: Question, chosen: list[str]) -> Verdict:
    right = [step.id for step in question.options]
    if sorted(chosen) != sorted(right):
        return Verdict(None, (_("quiz: each letter once").format(known=_list(right)),))
    if chosen == right:
        reasons = [f"**{s.id.upper()}.** {s.because[language()]}" for s in question.options]
        return Verdict(True, (_("quiz: right"), question.because[language()], *reasons))
    placed = sum(here == there for here, there in zip(chosen, right, strict=True))
    said = _("quiz: steps in place").format(count=placed, total=len(right))
    first = next(s for s, here in zip(question.options, chosen, strict=True) if s.id != here)
    return Verdict(False, (_("quiz: wrong"), said, _hint(first, right.index(first.id))))


def _hint(step: Option, position: int) -> str:
    """Say what comes at the first wrong place."""
    return _("quiz: place").format(
        position=position + 1, step=step.text[language()], because=step.because[language()]
    )


def _list(known: Any) -> str:
    return ", ".join(f"`{each}`" for each in sorted(known))
