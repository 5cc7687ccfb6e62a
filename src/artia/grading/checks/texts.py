"""Sentences and numbers of a verdict, in the learner's language (gettext catalogues, Babel).

A message id is a short English text; both catalogues hold the full sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations
from html import escape
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

#: What an instructor writes: one sentence, or one for each language.
Text = str | Mapping[str, str]

LOCALES = {"fr": "fr_CA", "en": "en_CA"}
FOLDER = Path(__file__).parent / "locale"


class Words:
    """The sentences of one language: `fr`, or `en` for any other."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LOCALES else "en"
        self._locale = Locale.parse(LOCALES[self.language])
        self._catalogue = _catalogue(self.language)

    def say(self, message: str, **values: object) -> str:
        """Return the sentence of this id, its values filled in."""
        return self._catalogue.gettext(message).format(**values)

    def count(self, one: str, many: str, number: float, **values: object) -> str:
        """Return the sentence whose number suits `number`, written as {n}."""
        form = 1 if self._locale.plural_form(abs(number)) == "one" else 2
        sentence = self._catalogue.ngettext(one, many, form)
        return sentence.format(n=self.number(number), **values)

    def number(self, value: float) -> str:
        """Write a number as the language does, two decimals at most: `1,25` or `1.25`."""
        return format_decimal(value, format="#,##0.##", locale=self._locale)

    def choose(self, text: Text) -> str:
        """Return the instructor's sentence in this language, else in one there is."""
        if isinstance(text, str):
            return text
        return text.get(self.language) or text.get("en") or next(iter(text.values()))


def to_html(lines: list[str], language: str) -> str:
    """Return lines as HTML; the first is the headline. `code` stands between backticks."""
    first, *rest = (_inline(line) for line in lines)
    head = f'<p role="status"><strong>{first}</strong></p>'
    body = "".join(f"<p>{line}</p>" for line in rest)
    return f'<div lang="{language}-CA">{head}{body}</div>'


def _inline(line: str) -> str:
    parts = escape(line, quote=False).split("`")
    if len(parts) % 2 == 0:  # a backtick without its pair
        return "`".join(parts)
    parts[1::2] = [f"<code>{part}</code>" for part in parts[1::2]]
    return "".join(parts)


@cache
def _catalogue(language: str) -> GNUTranslations:
    compiled = BytesIO()
    with (FOLDER / f"{language}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=LOCALES[language]))
    compiled.seek(0)
    return GNUTranslations(compiled)
