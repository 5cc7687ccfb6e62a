"""A quiz as a notebook shows it: HTML to read on the page, plain text elsewhere."""

from __future__ import annotations

import re

from artia.labs.messages import N_, _, language
from artia.labs.quiz_answers import Verdict
from artia.labs.quiz_file import Option, Question, Quiz
from artia.labs.quiz_rules import ROLE
from artia.labs.show import inline, wrap

TITLE = "Question {number}."  # the same word in both languages

# How to answer, by type of question.
HOW = {
    "single": N_("quiz: answer with a letter"),
    "multiple": N_("quiz: answer with letters"),
    "numeric": N_("quiz: answer with a number"),
    "order": N_("quiz: answer with an order"),
}


def quiz_html(quiz: Quiz) -> str:
    """Return every question, in the language in use."""
    body = "".join(_question_html(n, each) for n, each in enumerate(quiz.questions, 1))
    return wrap(f"{body}<p>{inline(_('quiz: nothing is kept'))}</p>")


def quiz_text(quiz: Quiz) -> str:
    """Return the same as plain text."""
    blocks = [_question_text(n, each) for n, each in enumerate(quiz.questions, 1)]
    return "\n\n".join([*blocks, plain(_("quiz: nothing is kept"))])


def verdict_html(verdict: Verdict) -> str:
    """Return a verdict that screen readers announce."""
    first, *rest = (rich(sentence) for sentence in verdict.sentences)
    said = "".join(f"<p>{sentence}</p>" for sentence in rest)
    return wrap(f'<div role="status"><p><strong>{first}</strong></p>{said}</div>')


def verdict_text(verdict: Verdict) -> str:
    """Return the same as plain text."""
    return "\n".join(plain(sentence) for sentence in verdict.sentences)


def rich(text: str) -> str:
    """Turn MyST's inline marks into HTML; JupyterLab draws the formulas."""
    return inline(_words(text).replace("**", "*"))


def plain(text: str) -> str:
    """Take the marks away: `$-\\ln p$` becomes -ln p."""
    text = re.sub(r"\$([^$]+)\$", lambda math: _formula(math[1]), _words(text))
    return re.sub(r"[*`]", "", text)


def _question_html(number: int, question: Question) -> str:
    title = TITLE.format(number=number)
    rows = "".join(
        f"<li><strong>{option.id.upper()}.</strong> {rich(option.text[language()])}</li>"
        for option in _displayed(question)
    )
    choices = f'<ul style="list-style: none">{rows}</ul>' if rows else ""
    return (
        f"<p><strong>{title}</strong> {rich(question.ask[language()])}</p>"
        f"{choices}<p>{inline(_how(question))}</p>"
    )


def _question_text(number: int, question: Question) -> str:
    title = TITLE.format(number=number)
    lines = [f"{title} {plain(question.ask[language()])}"]
    lines += [f"  {o.id.upper()}. {plain(o.text[language()])}" for o in _displayed(question)]
    return "\n".join([*lines, f"  {plain(_how(question))}"])


def _displayed(question: Question) -> list[Option]:
    """Return the options as displayed: steps to put in order are shuffled."""
    by_id = {option.id: option for option in question.options}
    return [by_id[each] for each in question.shown or by_id]


def _how(question: Question) -> str:
    return _(HOW[question.type]).format(call=f'`.answer("{question.id}", "?")`')


def _words(text: str) -> str:
    """Replace roles by what they show: {term}`words <id>` by words, a citation by its key."""
    return ROLE.sub(lambda role: _shown(role[1], role[2]), text)


def _shown(role: str, content: str) -> str:
    if role == "math":
        return f"${content}$"
    if role.startswith("cite"):
        return "[" + ", ".join(key.strip() for key in content.split(",")) + "]"
    return re.sub(r"\s*<[^<>]*>$", "", content)


def _formula(written: str) -> str:
    return re.sub(r"[{}]", "", re.sub(r"\\([a-zA-Z]+)\s?", r"\1 ", written)).strip()
