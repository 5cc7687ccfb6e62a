"""Reading a quiz: the course's own passes, and each thing it can lack is refused in a sentence."""

import copy
from pathlib import Path

import pytest
import yaml

from artia.labs.quiz_file import QuizError, read_quiz

BOTH = {"fr": "Oui.", "en": "Yes."}
OPTION = {"id": "a", "right": True, "text": BOTH, "because": BOTH}
STEP = {"id": "a", "text": BOTH, "because": BOTH}
WHOLE = {
    "single": {"options": [OPTION, OPTION | {"id": "b", "right": False}]},
    "multiple": {"options": [OPTION, OPTION | {"id": "b", "right": False}]},
    "numeric": {
        "answer": 1.2,
        "tolerance": 0.02,
        "because": BOTH,
        "tempting": [{"value": 0.69, "because": BOTH}],
    },
    "order": {"steps": [STEP, STEP | {"id": "b"}], "shown": ["b", "a"], "because": BOTH},
}


def question(kind: str) -> dict:
    return copy.deepcopy({"id": "m02-x", "type": kind, "tags": ["C1"], "ask": BOTH, **WHOLE[kind]})


def write(folder: Path, *questions: object) -> Path:
    path = folder / "m02.yml"
    content = yaml.safe_dump({"questions": list(questions)}, allow_unicode=True)
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", WHOLE)
def test_a_whole_question_is_read(tmp_path, kind):
    quiz = read_quiz(write(tmp_path, question(kind)))
    assert [each.type for each in quiz.questions] == [kind]
    assert quiz.name == "m02"


#: (type, where, what is put there or None to remove it, words of the sentence)
REFUSALS = [
    ("single", "type", "essay", "its type is 'essay'; write one of single, multiple"),
    ("single", "type", ["single"], "its type is"),
    ("single", "id", "Été 1", "its id is 'Été 1'; write small letters"),
    ("single", "id", None, "without an id: it has no `id`; add it"),
    ("single", "hint", BOTH, "unknown key `hint`"),
    ("single", "tempting", [], "unknown key `tempting`"),
    ("single", "tags", ["C18"], "C1 to C17"),
    ("single", "tags", "C1", "C1 to C17"),
    ("single", "tags", [], "C1 to C17"),
    ("single", "ask", None, "it has no `ask`; add it"),
    ("single", "ask", "Oui?", "`ask` is not in both languages"),
    ("single", "ask", {"fr": "Oui?"}, "`ask` is not in both languages"),
    ("single", "ask", {"fr": "Oui?", "en": " "}, "`ask`, in `en`, is ' '"),
    ("single", "ask", {"fr": "{doc}`x`", "en": "y"}, "no {doc} here; use cite"),
    ("single", "options.0.text", {"fr": "{cite}`x`", "en": "y"}, "no {cite} here; use math"),
    ("single", "ask", {"fr": "{ref}`x`", "en": "y"}, "give {ref} words of its own"),
    ("single", "options", [OPTION], "two options or more"),
    ("single", "options.1.right", True, "2 options are right; exactly one"),
    ("single", "options.1.right", "no", "`right` of option b is 'no'; write true or false"),
    ("single", "options.1.id", "a", "two options have the id a"),
    ("single", "options.1.id", 2, "the id of option 2 is 2"),
    ("single", "options.1.because", None, "option 2 has no `because`"),
    ("single", "options.1.text", {"fr": 0.69, "en": "0.69"}, "in `fr`, is 0.69; write a text"),
    ("single", "options.1", "b", "option 2 is 'b'; write id, right"),
    ("multiple", "options.1.right", True, "2 of 2 options are right"),
    ("multiple", "options.0.right", False, "0 of 2 options are right"),
    ("numeric", "answer", "1,2", "`answer` is '1,2'; write a number with a decimal point"),
    ("numeric", "answer", True, "`answer` is True"),
    ("numeric", "tolerance", -1, "`tolerance` is negative"),
    ("numeric", "tolerance", None, "it has no `tolerance`"),
    ("numeric", "tempting", {}, "`tempting` is not a list"),
    ("numeric", "tempting.0.value", 1.21, "within the tolerance of the right answer"),
    ("numeric", "tempting.0.because", None, "tempting 1 has no `because`"),
    ("order", "steps", [STEP], "two steps or more"),
    ("order", "steps.0.right", True, "unknown key `right`"),
    ("order", "shown", ["a", "b"], "is the right order already"),
    ("order", "shown", ["a"], "list each of a, b once"),
    ("order", "because", None, "it has no `because`"),
]


@pytest.mark.parametrize(("kind", "where", "value", "words"), REFUSALS)
def test_what_a_question_lacks_is_said(tmp_path, kind, where, value, words):
    spoiled = question(kind)
    *path, last = [int(part) if part.isdigit() else part for part in where.split(".")]
    place = spoiled
    for part in path:
        place = place[part]
    if value is None:
        del place[last]
    else:
        place[last] = value
    with pytest.raises(QuizError) as refused:
        read_quiz(write(tmp_path, spoiled))
    ((line, sentence),) = refused.value.problems
    assert words in sentence and sentence.startswith("question ")
    assert line == 2 and "m02.yml:2: question" in str(refused.value)


def test_every_question_is_judged_and_ids_are_unique(tmp_path):
    twin, broken = question("order"), question("numeric") | {"id": "m02-y", "tags": []}
    with pytest.raises(QuizError) as refused:
        read_quiz(write(tmp_path, question("single"), broken, twin, "what"))
    sentences = [sentence for _, sentence in refused.value.problems]
    assert len(sentences) == 3
    assert "question m02-y: the tags" in sentences[0]
    assert "question m02-x: this id is already taken" in sentences[1]
    assert "question without an id: its type is None" in sentences[2]


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"questions: []", 1, "then a list of questions"),
        (b"", 1, "then a list of questions"),
        (b"- a", 1, "then a list of questions"),
        (b"title: x\nquestions: [1]", 1, "the one key `questions:`"),
        (b"questions:\n  - ask: one: two", 2, "not YAML (mapping values are not allowed"),
        (b"questions:\n\t- a", 2, "not YAML"),
        ("questions: [é]".encode("cp1252"), 1, "cannot be read (not UTF-8)"),
        (None, 1, "cannot be read (No such file"),
    ],
)
def test_what_is_no_quiz_is_said(tmp_path, content, line, words):
    path = tmp_path / "m02.yml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(QuizError) as refused:
        read_quiz(path)
    ((found, sentence),) = refused.value.problems
    assert words in sentence and found == line
