"""Reasons say the same thing, with the same values, in French and in English."""

from __future__ import annotations

import string

import pytest

from artia.grading.reasons import _SENTENCES, reason

NO_BREAK = "\N{NO-BREAK SPACE}"


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("key", _SENTENCES)
def test_both_languages_have_the_same_values(key: str):
    french, english = _SENTENCES[key]
    if key != "engine":  # the one that only quotes
        assert french != english or key == "worker signal"
    assert fields(french) == fields(english)
    said = reason(key, **dict.fromkeys(fields(french), 12500.5)).fr
    assert " :" not in said and "« " not in said and " »" not in said
    assert not any(f" {mark}" in said for mark in ";!?")


def test_numbers_are_written_as_each_language_does():
    said = reason("submission cpu", limit=3600.0, found=3604.5)
    assert f"3,600{NO_BREAK}s" in said.en and "3,604.5 when" in said.en
    assert f"3{NO_BREAK}600{NO_BREAK}s" in said.fr and f"3{NO_BREAK}604,5 quand" in said.fr


def test_a_reason_within_a_reason_speaks_both_languages():
    said = reason("left out", file=reason("file", path="a.txt", why=reason("hard link")))
    assert said.en == "A file was left out: a.txt: a hard link: the same file has another name."
    assert "a.txt" in said.fr and "un lien physique" in said.fr and "file" not in said.fr
