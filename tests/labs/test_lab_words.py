"""Sentences: both catalogues are whole, say the same things, and keep Québec's typography."""

import ast
import io
import re
import string
from pathlib import Path

import jupytext
import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from artia.labs import messages

ROOT = Path(__file__).parents[2]
ROOM = ROOT / "src" / "artia" / "labs"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


def _catalogue(language):
    found = {}
    folder = messages.FOLDER
    for path in [folder / f"{language}.po", *sorted((folder / language).glob("*.po"))]:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=messages.LOCALES[language], abort_invalid=True)
        for message in catalogue:
            if message.id:
                assert message.id not in found, f"{path.name} repeats {message.id!r}"
                found[message.id] = message
    return found


def _used():
    """Every message id written in the room's code and in the labs' code cells."""
    codes = [path.read_bytes() for path in ROOM.rglob("*.py")]
    for source in (ROOT / "instructor" / "source").glob("*/*.md"):
        if source.stem == source.parent.name:
            cells = jupytext.read(source).cells
            codes += [cell.source.encode() for cell in cells if cell.cell_type == "code"]
    used = set()
    for code in codes:
        for _line, text, _comments, _context in extract("python", io.BytesIO(code), KEYWORDS):
            used.add(text)
    return used


def _texts(message):
    return list(message.string) if isinstance(message.string, tuple) else [message.string]


def _fields(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


FRENCH = [text for message in _catalogue("fr").values() for text in _texts(message)]


@pytest.mark.parametrize("code", messages.LANGUAGES)
def test_every_sentence_used_is_in_the_catalogue_and_none_is_left_over(code):
    catalogue, used = _catalogue(code), _used()
    assert set(catalogue) - used == set()
    assert used - set(catalogue) == set()
    for message in catalogue.values():
        assert not message.fuzzy
        assert all(text.strip() for text in _texts(message)), message.id


def test_both_languages_fill_in_the_same_values():
    french, english = _catalogue("fr"), _catalogue("en")
    for key, message in french.items():
        fields = {tuple(_fields(text)) for text in _texts(message) + _texts(english[key])}
        assert len(fields) == 1, (key, fields)


def test_no_sentence_is_left_in_the_other_language():
    french, english = _catalogue("fr"), _catalogue("en")
    same = [k for k in french if french[k].string == english[k].string and " " in str(k)]
    assert same == []


@pytest.mark.parametrize(
    ("rule", "pattern"),
    [
        ("no-break space before a colon", r"[^\u00a0\s`\"(]:(\s|$)| :"),
        ("no-break spaces inside quotation marks", r"«(?!\u00a0)|(?<!\u00a0)»"),
        ("no space before ; ! ?", r"[ \u00a0\u202f][;!?]"),
        ("no straight quotation marks in prose", r'"'),
        ("typewriter apostrophes only, as in the rest of the course", r"’"),
    ],
)
def test_french_typography(rule, pattern):
    for text in FRENCH:
        prose = re.sub(r"`[^`]*`", "x", text)
        assert not re.search(pattern, prose), (rule, text)


def test_plural_and_numbers_follow_the_language():
    one, many = "a text of {n} character", "a text of {n} characters"
    messages.use("fr")
    assert messages.ngettext(one, many, 0) == messages.ngettext(one, many, 1)
    assert messages.number(1.3863, 2) == "1,39"
    assert messages.number(12500) == "12\u00a0500"
    messages.use("en")
    assert messages.ngettext(one, many, 0) == messages.ngettext(one, many, 2) == many
    assert messages.number(1.3863, 2) == "1.39"
    assert messages.number(12500) == "12,500"
    with pytest.raises(ValueError, match="language must be"):
        messages.use("de")


def test_every_file_is_short_enough_to_be_read_in_a_notebook():
    for path in ROOM.rglob("*.py"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 200, path
        assert ast.get_docstring(ast.parse("\n".join(lines))), path
