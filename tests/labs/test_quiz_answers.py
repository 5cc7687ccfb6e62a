"""Quizzes in a notebook: found, shown in its language, answered; nothing kept, nothing raised."""

import re
from pathlib import Path

import pytest
from IPython.core.formatters import DisplayFormatter

from artia.labs import messages
from artia.labs.errors import LabError
from artia.labs.lab import Lab
from artia.labs.quiz import quiz
from artia.labs.quiz_answers import letters, read_number

QUIZZES = Path(__file__).parents[2] / "book" / "quizzes"

NAME = "m02-learning"
NUMBERS = {
    "1,39": 1.39, "1.39": 1.39, " +1.39 ": 1.39, "−0,25": -0.25, "-.5": -0.5, "1 234,5": 1234.5,
    "1\u202f234": 1234, "4": 4, "1.": 1, "": None, ",": None, "-": None, "1,2,3": None,
    "1.234,5": None, "12 34": None, "1e3": None, "abc": None, "1,39 nat": None, "½": None,
    "٣": None,
}  # fmt: skip


@pytest.fixture
def right(language):
    """What answers each question of module 2, and something that does not."""
    return {
        "m02-steps": (["c", "a", "e", "b", "d"], "a b c d e"),
        "m02-row": ("b", "A"),
        "m02-nats": ("1,39", 4),
        "m02-curve": ("b", "c"),
        "m02-change": ("b", "c"),
        "m02-cold": ({"c", "a"}, "a"),
        "m02-stored": ("b", "a"),
        "m02-decision": ("b", "c"),
    }


def test_every_question_of_module_2_in_both_languages(right, language):
    asked = quiz(NAME)
    assert [each.id for each in asked.quiz.questions] == list(right)
    for name, (good, bad) in right.items():
        assert asked.answer(name, good).right is True, name
        wrong = asked.answer(name, bad)
        assert wrong.right is False, name
        assert repr(wrong).count("\n") >= 1  # a verdict, then a reason
        assert "role" in wrong._repr_html_() and f'lang="{language}-CA"' in wrong._repr_html_()


def test_every_option_and_every_trap_explains_itself(language):
    asked = quiz(NAME)
    for question in asked.quiz.questions:
        for option in question.options if question.type != "order" else ():
            said = repr(asked.answer(question.id, option.id))
            assert re.sub(r"\W", "", option.because[language])[:9] in re.sub(r"\W", "", said)
        for trap in question.tempting:
            said = asked.answer(question.id, trap.value).verdict.sentences
            assert said == (messages._("quiz: wrong"), trap.because[language])


@pytest.mark.parametrize("written", NUMBERS)
def test_numbers_as_people_write_them(written):
    assert read_number(written) == NUMBERS[written]


@pytest.mark.parametrize("given", ["a c", "a, c", "A;C", "ca", ["a", "C"], ("c", "a"), {"a", "c"}])
def test_letters_as_people_write_them(given):
    assert sorted(letters(given, ["a", "b", "c"])) == ["a", "c"]


@pytest.mark.parametrize(
    ("question", "given", "words"),
    [
        ("m02-nats", "beaucoup", "On attendait un nombre seul, comme 1,2 ou 1.2"),
        ("m02-nats", float("nan"), "On attendait un nombre"),
        ("m02-nats", None, "On attendait un nombre"),
        ("m02-row", "z", "On attendait une réponse parmi a, b, c, et on a lu"),
        ("m02-row", "", "On attendait une réponse parmi"),
        ("m02-row", "a b", "Une seule réponse"),
        ("m02-row", 2, "On attendait une réponse parmi"),
        ("m02-steps", "a b", "Écrivez chaque lettre une fois"),
        ("m02-steps", "a b c d d", "Écrivez chaque lettre une fois"),
        ("m02-nowhere", "a", "Aucune question"),
    ],
)
def test_what_is_no_answer_gets_a_sentence(question, given, words):
    answer = quiz(NAME).answer(question, given)
    assert answer.right is None and repr(answer).startswith(words)


def test_an_unknown_number_is_written_as_the_language_does(language):
    said = repr(quiz(NAME).answer("m02-nats", "7,5"))
    assert ("7,5 n'est pas" if language == "fr" else "7.5 is not") in said


def test_the_questions_as_html_and_as_text(language):
    asked = quiz(NAME)
    shown, _metadata = DisplayFormatter().format(asked)  # as a notebook does
    page, text = shown["text/html"], shown["text/plain"]
    assert page.startswith(f'<div lang="{language}-CA">') and page.count("<ul") == 7
    for written in (page, text):
        assert written.count(".answer(") == 8
        assert not any(mark in written for mark in ("{ref}", "{term}", "quiz:"))
    assert "<em>e</em>" in page and "*e*" not in text
    assert ("0,90 sur ■" if language == "fr" else "0.90 on ■") in text


def test_formulas_and_citations_are_readable(language):
    asked = quiz(NAME)
    said = repr(asked.answer("m02-nats", 1.39))
    assert ("-ln 0,25 = ln 4" if language == "fr" else "-ln 0.25 = ln 4") in said
    assert r"$-\ln 0" in asked.answer("m02-nats", 1.39)._repr_html_()
    assert "[carlini2023quant]" in repr(asked.answer("m02-stored", "b"))


def test_what_a_learner_types_is_never_html(language):
    assert "<img" not in quiz(NAME).answer("m02-nats", "<img src=x>")._repr_html_()
    assert "<img" not in quiz(NAME).answer("m02-row", "<img src=x>")._repr_html_()


def test_the_lab_asks_it_too_and_the_order_says_where_to_look():
    asked = Lab("lab02", "fr", "cpu").quiz(NAME)
    said = repr(asked.answer("m02-steps", "cabed"))
    assert "Étapes à leur place\u00a0: 3 sur 5." in said
    assert "En position 3\u00a0: Mettre un prix" in said


def test_a_quiz_beside_the_notebook_comes_first(tmp_path, monkeypatch):
    (tmp_path / "quizzes").mkdir()
    (tmp_path / "quizzes/mine.yml").write_text("questions: [1]", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LabError) as broken:
        quiz("mine")
    assert "mine.yml est mal écrit, ligne 1" in str(broken.value)
    for name in ("absent", "../m02-learning", "", None):
        with pytest.raises(LabError) as missing:
            quiz(name)
        there = [*sorted(path.stem for path in QUIZZES.glob("*.yml")), "mine"]
        assert f"On a trouvé\u00a0: {', '.join(there)}." in str(missing.value)
