"""The corpora are what their datasheets say, and what the labs can count on."""

import re
import unicodedata
from pathlib import Path

import pytest

CORPUS = Path(__file__).resolve().parents[2] / "labs" / "corpus"
LANGUAGES = ("fr", "en")


def texts(language: str) -> dict[str, str]:
    folder = CORPUS / language
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_at_least_sixty_kilobytes_in_a_language(language):
    assert sum(len(text.encode()) for text in texts(language).values()) >= 60_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_is_clean_enough_to_learn_from(language):
    whole = "".join(texts(language).values())
    assert unicodedata.is_normalized("NFC", whole)
    rare = {character for character in set(whole) if whole.count(character) < 5}
    assert rare == set(), "a character seen fewer than five times cannot be learnt"
    assert not re.search(r"[\t\r]|[ \u00a0]\n|\n{3,}", whole)


def test_french_follows_quebec_typography():
    whole = "".join(texts("fr").values())
    wrong = re.findall(r".{12}(?:[ \u00a0][;!?]|[^\s\u00a0] :|« |\w »).{0,12}", whole)
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_repeated_like_a_template(language):
    words = re.findall(r"\w+", "\n".join(texts(language).values()).lower())
    runs = [tuple(words[i : i + 12]) for i in range(len(words) - 12)]
    assert len(runs) - len(set(runs)) < 60, "song refrains come back; nothing else should"


@pytest.mark.parametrize("datasheet", ["datasheet.fr.md", "datasheet.en.md"])
def test_the_datasheet_states_the_real_counts(datasheet):
    plain = re.sub(r"(?<=\d)[ \u00a0\u202f,](?=\d{3})", "", (CORPUS / datasheet).read_text())
    for language in LANGUAGES:
        for name, text in texts(language).items():
            row = next(line for line in plain.splitlines() if f"`{name}`" in line)
            assert re.search(rf"\b{len(text)}\b", row), f"{name}: {len(text)} characters"
        total = sum(map(len, texts(language).values()))
        assert re.search(rf"\b{total}\b", plain), f"{language}: {total} characters in all"


def test_the_two_datasheets_have_the_same_sections():
    levels = [
        re.findall(r"^#+", (CORPUS / f"datasheet.{language}.md").read_text(), re.MULTILINE)
        for language in LANGUAGES
    ]
    assert levels[0] == levels[1]
