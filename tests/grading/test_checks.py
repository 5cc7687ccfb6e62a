"""A checks file from an instructor's side: points, messages, mistakes, documentation."""

import inspect
import re
import textwrap

import pytest

from artia.grading import checks
from artia.grading.checks import ChecksError, HiddenChecks
from tests.grading.checking import HEAD

# Points and messages.


def test_points_follow_the_weights(judge):
    verdict = judge(
        """
        yield same(1, 1, weight=3)
        yield same(1, 2)
        yield scored(1, lambda _: 0.5, weight=2)
        """,
        points=3,
    )
    assert verdict.score == 2 and (verdict.passed, verdict.total) == (1, 3)


def test_a_check_may_return_its_cases(judge):
    assert judge("return close(1, 1)").total == 1
    assert judge("return [close(1, 1), same(1, 2)]").score == 1


MESSAGES = {
    "fr": [
        "✘ À revoir. Vérification automatique hors du carnet\u00a0: 5\u00a0cas réussis sur 8, "
        "1,25\u00a0point sur 2.",
        "Dans 2\u00a0cas\u00a0: la valeur n'est pas celle qu'on attend.",
        "Dans 1\u00a0cas\u00a0: <b>trop court</b>",
        "Voyez `math.log` & la suite.",
        "Les valeurs essayées ne sont pas montrées\u00a0: elles changent d'une copie à l'autre. "
        "La vérification du carnet, elle, montre les siennes.",
    ],
    "en": [
        "✘ To revise. Automatic check outside the notebook: 5 cases right out of 8, "
        "1.25 points out of 2.",
        "In 2 cases: the value is not the one expected.",
        "In 1 case: <b>too short</b>",
        "See `math.log` & the rest.",
        "The values tried are not shown: they change from one copy to the next. "
        "The check in the notebook shows its own.",
    ],
}
BODY = """
    for n in range(5):
        yield same(1, 1)
    for n in range(2):
        yield same(271, 314)
    yield holds(1, lambda _: False, {"fr": "<b>trop court</b>", "en": "<b>too short</b>"})
    """
HINT = '{"fr": "Voyez `math.log` & la suite.", "en": "See `math.log` & the rest."}'


@pytest.mark.parametrize("language", MESSAGES)
def test_the_message_counts_names_the_kinds_and_hints(judge, language):
    verdict = judge(BODY, language=language, mark=f'@check("a", hint={HINT})')
    assert verdict.score == 1.25
    assert verdict.message.splitlines() == MESSAGES[language]
    assert "271" not in verdict.message and "314" not in verdict.message
    assert verdict.html.startswith(f'<div lang="{language}-CA"><p role="status"><strong>✘ ')
    assert "<code>math.log</code> &amp; " in verdict.html and "<b>" not in verdict.html


def test_everything_right_is_one_line(judge):
    assert judge("yield same(1, 1)", language="fr", points=1).message == (
        "✔ Réussi. Vérification automatique hors du carnet\u00a0: 1\u00a0cas réussi sur 1, "
        "1\u00a0point sur 1."
    )
    assert judge("yield same(1, 1)", language="de").message.startswith("✔ Passed.")


def test_a_hint_in_one_language_serves_all(judge):
    verdict = judge("yield same(1, 2, hint='Voyez la section 3.')", language="en")
    assert "Voyez la section 3." in verdict.message


def test_both_catalogues_hold_every_sentence():
    from artia.grading.checks import texts

    folder = texts.FOLDER
    entries = {
        code: {
            message.id if isinstance(message.id, str) else message.id[0]: message
            for message in texts.read_po((folder / f"{code}.po").open("rb"))
            if message.id
        }
        for code in ("fr", "en")
    }
    assert entries["fr"].keys() == entries["en"].keys()
    placeholders = re.compile(r"\{\w+\}")
    for name, message in entries["fr"].items():
        english = entries["en"][name]
        assert set(placeholders.findall(str(message.string))) == set(
            placeholders.findall(str(english.string))
        ), name
        french = "".join(message.string)
        assert not re.search(r" [:;!?»]|« |[;!?]\S*\u00a0[;!?]", french), french


# The instructor's file.

FAULTS = {
    "syntax": ("def a(:\n", r"checks\.py:1: "),
    "raises": ("x = 1\ny = x / 0\n", r"checks\.py:2: ZeroDivisionError: "),
    "quits": ("import sys\nsys.exit(3)\n", r"checks\.py:2: SystemExit: 3"),
    "null byte": ("\0", r"checks\.py"),
    "no check": ("x = 1\n", r"no function is marked @check"),
    "other parameters": (HEAD + '@check("a")\ndef a(x):\n    pass\n', r"checks\.py:4: .*ask, rng"),
    "no grade id": (HEAD + "@check\ndef a(ask, rng):\n    pass\n", r"checks\.py:4: .*grade_id"),
    "twice": (
        HEAD + '@check("a")\ndef a(ask, rng): ...\n\n@check("a")\ndef b(ask, rng): ...\n',
        r"checks\.py:7: “a” already has a check \(line 4\)",
    ),
}


@pytest.mark.parametrize(("text", "says"), FAULTS.values(), ids=FAULTS.keys())
def test_a_file_at_fault_is_one_sentence_with_its_line(tmp_path, text, says):
    path = tmp_path / "checks.py"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ChecksError, match=says) as found:
        HiddenChecks.load(path)
    assert "\n" not in str(found.value)


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(ChecksError, match="checks.py: cannot be read"):
        HiddenChecks.load(tmp_path / "checks.py")


BUGS = {
    "name": ("yield same(1, 1)\nyield same(undefined, 1)", "checks.py:7: NameError"),
    "in a predicate": ("yield holds(1, lambda x: undefined)", "checks.py:6: NameError"),
    "no case": ("return None", "checks.py:4: ValueError: no case"),
    "not a case": ("yield 1 == 1", "checks.py:4: TypeError: a check yields close"),
    "compares an answer": ('yield ask.value("x") == 1', "checks.py:6: TypeError: an answer is"),
    "tests an answer": ('if ask.value("x"): yield same(1, 1)', "checks.py:6: TypeError"),
    "expected NaN": ("yield close(1, np.nan)", "checks.py:6: ValueError: the expected"),
    "expected text": ("yield close(1, 'a')", "checks.py:6: TypeError: expected numbers"),
    "argument": ('yield same(ask.call("f", object()), 1)', "checks.py:6: TypeError: an argument"),
    "weight": ("yield same(1, 1, weight=0)", "checks.py:6: ValueError: a weight"),
    "no end": ("while True: yield same(1, 1)", "checks.py:4: ValueError: more than 1000 cases"),
    "code to run": ("yield same(ask.run('f('), 1)", "checks.py:6: SyntaxError"),
    "no name": ("yield same(ask.value('f(1)'), 1)", "checks.py:6: ValueError: “f(1)” is no name"),
    "no option": ("yield one_of(1, [])", "checks.py:6: ValueError: one_of"),
}


@pytest.mark.parametrize(("body", "says"), BUGS.values(), ids=BUGS.keys())
def test_a_bug_of_the_instructor_names_its_line(judge, body, says):
    with pytest.raises(ChecksError) as found:
        judge(body)
    assert says in str(found.value)


def test_a_bug_of_the_asker_is_not_said_to_be_the_instructors(judge):
    class Broken:
        def evaluate(self, code, expression):
            raise ConnectionResetError("the socket closed")

    with pytest.raises(ConnectionResetError):
        judge('yield same(ask.value("x"), 1)', asker=Broken())


def test_a_function_that_stops_on_an_answer_is_noted_for_the_instructor(judge):
    verdict = judge("yield holds(ask.value('x'), lambda x: x.shape == (2,))", "x = 3")
    assert verdict.score == 0
    (note,) = verdict.notes
    assert re.search(r"checks\.py:6: AttributeError: 'int' object has no attribute 'shape'", note)


# The documentation.


def test_the_example_of_the_documentation_is_whole_and_works(kernel, tmp_path):
    example = re.search(r"\n\n(    import torch\n.*?)\n\n`ask`", inspect.getdoc(checks), re.DOTALL)
    path = tmp_path / "ps1.py"
    path.write_text(textwrap.dedent(example[1]) + "\n", encoding="utf-8")
    loaded = HiddenChecks.load(path)
    assert loaded.grade_ids == {"test_mean", "test_words", "test_model"}
    kernel.run(
        "import torch\n"
        "def mean(x): return sum(x) / len(x) if len(x) else 0\n"
        "def count_words(text): return {w: text.split().count(w) for w in text.split()}\n"
        "model = torch.nn.Linear(2, 2)\n"
        "model.load_state_dict({'weight': torch.tensor([[-1., -1.], [1., 1.]]),"
        " 'bias': torch.zeros(2)})"
    )
    for grade_id in loaded.grade_ids:
        verdict = loaded.judge(grade_id, kernel, max_points=2, language="en", seed=b"1")
        assert verdict.score == 2, verdict.message
    kernel.run("del mean, count_words, model")
    for grade_id in loaded.grade_ids:
        assert loaded.judge(grade_id, kernel, max_points=2, language="en", seed=b"1").score == 0
