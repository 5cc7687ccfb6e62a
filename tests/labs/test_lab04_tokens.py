"""Lab 04's cutting: nothing is lost, every token can be named, what cannot be weighed is said."""

import re
import unicodedata

import pytest

from artia.labs import messages
from artia.labs.errors import LabError
from artia.labs.tokens import bpe, weighing
from artia.labs.tokens.samples import BLOCKS, random_text
from artia.labs.tokens.training import OwnVocabulary, course_texts, fertility, mixed
from artia.labs.tokens.vocabularies import PUBLISHED, load

SYLLABICS = "".join(chr(c) for c in range(0x1401, 0x1680))
SEEDS = range(40)


@pytest.fixture(scope="module")
def merges():
    return bpe.learn_merges(bpe.to_bytes("la rive, la rime, la ride, le rire " * 3), 25)


@pytest.fixture(scope="module")
def own():
    learnt_from, _aside = course_texts()
    return OwnVocabulary("half", mixed(learnt_from, 0.5), 600)


def test_random_texts_hold_every_script_and_no_half_character():
    drawn = "".join(random_text(seed, 200) for seed in range(20))
    for first, last in BLOCKS.values():
        assert any(first <= ord(sign) <= last for sign in drawn)
    assert drawn.encode("utf-8").decode("utf-8") == drawn
    assert random_text(7) == random_text(7) != random_text(8)


def test_our_own_cutting_gives_random_unicode_back(merges):
    for text in [*(random_text(seed, 80) for seed in SEEDS), SYLLABICS, "la rivière"]:
        pieces = bpe.split(bpe.to_bytes(text), merges)
        assert bpe.from_bytes(pieces) == text
    assert len(bpe.split(bpe.to_bytes(SYLLABICS), merges)) == 3 * len(SYLLABICS)


@pytest.mark.parametrize("name", PUBLISHED)
def test_real_vocabularies_give_random_unicode_back(name):
    vocabulary = load(name)
    texts = [random_text(seed, 80) for seed in SEEDS] + [SYLLABICS, "L'été, à Chicoutimi…\n\tᐃᓄᒃ"]
    for text in texts:
        if name == "claude":  # its maker puts every text in this form first: it is not exact
            text = unicodedata.normalize("NFKC", text)
        assert vocabulary.decode(vocabulary.encode(text)) == text
        joined = b"".join(vocabulary.pieces(text)).decode("utf-8")
        assert joined == (" " if name == "llama2" else "") + text


def test_a_trained_vocabulary_gives_random_unicode_back(own):
    for text in [*(random_text(seed, 80) for seed in SEEDS), SYLLABICS]:
        assert own.decode(own.encode(text)) == text
        assert b"".join(own.pieces(text)).decode("utf-8") == text
    assert own.size == 600 and len(own.entries()) == 600


def test_the_price_is_a_choice_of_texts():
    learnt_from, aside = course_texts()
    found = {}
    for french in (1, 0.5, 0.1, 0):
        vocabulary = OwnVocabulary("x", mixed(learnt_from, french), 600)
        found[french] = {code: fertility(text, vocabulary) for code, text in aside.items()}
    assert found[1]["fr"] < found[0.5]["fr"] < found[0.1]["fr"] < found[0]["fr"]
    assert found[0]["en"] < found[0.1]["en"] < found[0.5]["en"] < found[1]["en"]
    again = OwnVocabulary("x", mixed(learnt_from, 0.5), 600)
    assert fertility(aside["fr"], again) == found[0.5]["fr"]


def test_a_piece_of_a_character_says_whose_it_is():
    tokens = weighing.tokens_of("ᐃ é", load("o200k"))
    parts = [token for token in tokens if not token.whole]
    assert parts and all("ᐃ" in token.text for token in parts)
    messages.use("fr")
    assert re.fullmatch(r"\d\u00a0octets? de ᐃ", parts[0].said())
    assert re.fullmatch(r"[0-9a-f ]+", parts[0].drawn())


def test_spaces_are_drawn_and_said(language):
    tokens = weighing.tokens_of("un mot\n", load("o200k"))
    drawn = "".join(token.drawn() for token in tokens)
    assert drawn == "un␣mot↵"
    said = ", ".join(token.said() for token in tokens)
    assert ("espace" if language == "fr" else "space") in said


def test_signs_that_neither_eye_nor_voice_catches_are_named(language):
    tokens = weighing.tokens_of("e\u0301\u200b 👩\u200d🎨\u202f« (oui) »…", load("o200k"))
    said = " ".join(token.said() for token in tokens)
    drawn = "".join(token.drawn() for token in tokens)
    for code in ("U+0301", "U+200B", "U+200D"):
        assert code in said and code in drawn
    words = ("guillemet ouvrant", "parenthèse fermante", "points de suspension")
    if language == "en":
        words = ("opening quotation mark", "closing bracket", "ellipsis")
    assert all(word in said for word in words)
    assert not set("\u0301\u200b\u200d«»()…") & set(said)


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_token_of_anything_can_be_drawn_and_said(name, language):
    for seed in range(15):
        for token in weighing.tokens_of(random_text(seed, 60), load(name)):
            assert token.drawn() and token.said()


def test_weighing_shows_boxes_numbers_and_a_list(monkeypatch, language):
    shown = []
    monkeypatch.setattr(weighing, "show", lambda text, body=None: shown.append((text, body)))
    weighing.weigh("Le rideau <se> lève. ᐃ", load("o200k"))
    [(text, body)] = shown
    assert "|" in text and str(len(load("o200k").encode("Le rideau <se> lève. ᐃ"))) in text
    assert body.count("<span") == body.count("<li>") == text.split("\n")[1].count(" | ") + 1
    assert "<se>" not in body and 'aria-hidden="true"' in body and "dashed" in body


def test_a_long_text_is_counted_whole_and_shown_in_part(monkeypatch):
    shown = []
    monkeypatch.setattr(weighing, "show", lambda text, body=None: shown.append((text, body)))
    weighing.weigh("mot " * 900, load("o200k"))
    assert shown[0][1].count("<span") == weighing.MOST_SHOWN
    assert "autres jetons" in shown[0][0]


@pytest.mark.parametrize("given", ["", "  \n", None, 12, ["a"], b"a", "\ud800", "a" * 20_001])
def test_what_cannot_be_weighed_is_said_in_one_sentence(given, capsys, language):
    weighing.weigh(given, load("o200k"))
    weighing.compare([given], [load("o200k")])
    said = capsys.readouterr().out
    assert 2 <= len(said.strip().splitlines()) <= 3
    assert "Error" not in said


def test_compare_counts_each_sentence_with_each_vocabulary(capsys):
    weighing.compare(["Le rideau se lève.", ""], [load("r50k"), load("o200k")])
    rows = capsys.readouterr().out.strip().splitlines()
    assert len(rows) == 2 and rows[0].split(" | ")[1:] == ["r50k", "o200k"]
    assert all(int(cell) > 3 for cell in rows[1].split(" | ")[1:])


def test_unknown_names_are_refused_with_the_known_ones(language):
    with pytest.raises(LabError, match="`o200k`"):
        load("gpt9")
    with pytest.raises(LabError, match="french"):
        mixed({"fr": "a" * 70_000, "en": "b" * 70_000}, 2)
    with pytest.raises(LabError, match="60"):
        mixed({"fr": "a", "en": "b"}, 1)
    with pytest.raises(LabError, match="size"):
        OwnVocabulary("x", "texte", 10)
    with pytest.raises(LabError, match="size"):
        OwnVocabulary("x", "texte", 10_001)
