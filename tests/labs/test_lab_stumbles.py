"""What a first-time or a hostile learner runs into: a sentence each time, never a long report."""

import threading

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from artia.labs import bigram, calling, charts, firstaid
from artia.labs.checks import check
from artia.labs.errors import LabError
from artia.labs.exercises.lab02 import TASKS
from artia.labs.exercises.lab04 import TASKS as TASKS_04
from artia.labs.hints import hint
from artia.labs.lab import Lab

from .answers import TASKS as ANSWERS


def test_a_limit_inside_another_leaves_it_in_place():
    with pytest.raises(calling.TookTooLong), calling.time_limit(0.2):
        with calling.time_limit(5):
            pass
        while True:
            pass


def test_an_endless_loop_is_stopped_once_and_said(monkeypatch, language):
    monkeypatch.setattr(calling, "PATIENCE", 0.1)
    calls = []

    def endless(text, share):
        calls.append(1)
        while True:
            pass

    result = check(TASKS["split"], endless, 2)
    assert repr(result) == "0.0" and len(result.outcomes) == 2 and len(calls) == 1
    assert ("sans fin" if language == "fr" else "never ends") in result.message()


def test_pressing_stop_during_a_check_is_said():
    def stopped(text, share):
        raise KeyboardInterrupt

    assert "vous l'avez arrêtée" in check(TASKS["split"], stopped).message()


def test_no_alarm_outside_the_main_thread():
    found = []
    work = threading.Thread(target=lambda: found.append(calling.answer_of(max, (1, 2))))
    work.start()
    work.join()
    assert found == [2]


ADVICE = {
    "a decimal place": (lambda text, share: text[: len(text) * share], "position entière"),
    "a name misspelt": (lambda text, share: text[:cutt], "`cutt` ne désigne rien"),  # noqa: F821
    "other names": (lambda text: text, "`text`, `share`"),
    "no names": (lambda: "", "`text`, `share`"),
    "itself": (lambda text, share: TASKS and ADVICE["itself"][0](text, share), "sans fin"),
    "anything else": (lambda text, share: 1 / 0, "Relisez la ligne"),
}


@pytest.mark.parametrize("name", ADVICE)
def test_common_slips_are_told_what_to_do(name):
    function, advice = ADVICE[name]
    message = check(TASKS["split"], function).message()
    assert advice in message and "{" not in message


class SpitefulError(Exception):
    def __str__(self):
        raise RuntimeError("no")

    __repr__ = __str__


def _raises(text, share):
    raise SpitefulError


def _exits(text, share):
    raise GeneratorExit


UNWRITABLE = [SpitefulError(), (SpitefulError(),) * 2, 10**400, 1j, {}, b"1"]


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("answer", UNWRITABLE)
def test_an_answer_that_cannot_even_be_written_is_only_wrong(task, answer):
    result = check(TASKS[task], lambda *arguments: answer)
    assert result.score == 0 and result.message()


@pytest.mark.parametrize("function", [_raises, _exits])
def test_spiteful_errors_do_not_get_out(function):
    assert check(TASKS["split"], function).score == 0


def test_a_rounded_answer_is_not_told_that_it_is_what_was_expected(language):
    rounded = check(TASKS["average_loss"], lambda p: round(bigram.average_loss(p), 3))
    assert not rounded.right
    assert ("arrondi" if language == "fr" else "rounded") in rounded.message()
    text = check(TASKS["average_loss"], lambda p: np.array(["1.0397208"]))
    assert "`" in text.message().splitlines()[1] and not text.right


def test_one_text_instead_of_two_is_said_without_jargon():
    message = check(TASKS["split"], lambda text, share: text[:8]).message()
    assert "un texte de 8\u00a0caractères seulement" in message


def test_generators_are_answers_like_others():
    def split(text, share):
        yield from ANSWERS["split"].right["round"](text, share)

    assert check(TASKS["split"], split).right


DATA = {
    "split": ("L'aréna est froid.\n" * 33, 0.1),
    "average_loss": ([0.5, 0.1, 0.9],),
    "bigram_probabilities": (np.array([[3, 1], [0, 2]]), 0.5),
    "apply_temperature": ([1.0, 3.0, -2.0], 0.7),
}
PLAIN = {"split": tuple, "average_loss": float, "bigram_probabilities": np.ndarray}
RIGHT = [(task, name) for task, answers in ANSWERS.items() for name in answers.right]


@pytest.mark.parametrize(("task", "name"), RIGHT)
def test_a_right_answer_of_any_make_serves_the_rest_of_the_notebook(task, name, capsys):
    lab = Lab("lab02", "fr", "cpu")
    namespace = {"lab": lab, task: ANSWERS[task].right[name]}
    answer = eval(f"lab.working('{task}')", namespace)(*DATA[task])
    assert type(answer) is PLAIN.get(task, list)
    assert task == "split" or np.allclose(answer, TASKS[task].reference(*DATA[task]), rtol=1e-4)
    assert task != "split" or "".join(answer) == DATA["split"][0]
    assert "autre chose" not in capsys.readouterr().out


def test_a_rounded_down_cut_is_not_called_another_answer(capsys):
    namespace = {"lab": Lab("lab02", "fr", "cpu")}
    namespace["split"] = ANSWERS["split"].right["floor of the part kept"]
    seen, aside = eval("lab.working('split')", namespace)("x" * 1007, 0.1)
    assert (len(seen), len(aside)) == (906, 101)
    assert "autre chose" not in capsys.readouterr().out


def test_an_answer_learnt_by_heart_does_not_break_what_follows(language, capsys):
    namespace = {"lab": Lab("lab02", language, "cpu")}
    namespace["split"] = ANSWERS["split"].wrong["answers learnt by heart"]
    seen, aside = eval("lab.working('split')", namespace)("a" * 500, 0.1)
    assert (len(seen), len(aside)) == (450, 50)
    said = capsys.readouterr().out
    assert ("les données de cette cellule" if language == "fr" else "this cell's data") in said


def test_marks_on_the_probability_axis_are_not_repeated():
    figure, _, _ = charts.next_character_bars("ab", {1: [0.3, 0.05]})
    written = figure.axes[0].yaxis.get_major_formatter()
    assert [written(value, 0) for value in (0.005, 0.05, 0.1)] == ["0,005", "0,05", "0,1"]


def test_a_right_answer_that_stops_on_other_data_is_not_called_learnt_by_heart(language, capsys):
    def merges(pieces, steps):
        if len(pieces) > 25:
            raise ValueError("max() iterable argument is empty")
        return TASKS_04["learn_merges"].reference(pieces, steps)

    namespace = {"lab": Lab("lab04", language, "cpu"), "learn_merges": merges}
    assert (
        len(eval("lab.working('learn_merges')", namespace)(list("la rive, la rime " * 2), 2)) == 2
    )
    said = capsys.readouterr().out
    assert "ValueError" in said and ("s'arrête" if language == "fr" else "stops") in said
    assert "autre chose" not in said and "something else" not in said


def test_a_hint_asked_for_in_words_is_told_apart(language):
    with pytest.raises(LabError, match="`'1'`"):
        hint(TASKS_04["premium"], "1")


SAYS = {
    "print(tinygpt)": ("`tinygpt`", "“Run All Above Selected Cell”", "quotation marks"),
    "name = « Ana »": ("`«`", "straight", "SyntaxError"),
    "a, b = 1, 0,25": ("comma between two digits", "`a, b = 1, 0,25`", "ValueError"),
    "many = 2,500\nprint(many * 1.5)": ("`many = 2,500` has a comma", "TypeError"),
    "print(1.5 * 'a')  # 1,5": ("`print(1.5 * 'a')", "TypeError"),
    "def f(:\n  pass": ("line 1", "SyntaxError", "previous version"),
    "x = 1 000": ("no space", "SyntaxError"),
    "for t in 0.5:\n    print(t)": ("line 1", "`for t in 0.5:`", "TypeError"),
    "{}['de']": ("Kernel menu", "KeyError"),
    "lab.corpus('de')": ("`corpus` receives nothing",),
    "raise KeyboardInterrupt": ("You stopped this cell",),
    "from artia.labs.text import read_text\nread_text('no.txt')": ("no file “no.txt”",),
}


def test_a_cell_that_stops_says_why_in_a_few_lines():
    cells = [new_code_cell("from artia.labs import open_lab\nlab = open_lab('lab02', 'en')")]
    cells += [new_code_cell(code) for code in SAYS]
    notebook = new_notebook(cells=cells)
    NotebookClient(notebook, timeout=60, kernel_name="python3", allow_errors=True).execute()
    for cell, wanted in zip(notebook.cells[1:], SAYS.values(), strict=True):
        (error,) = cell.outputs
        assert error.output_type == "error" and len(error.traceback) <= 10, cell.source
        assert all(len(line) <= 90 for line in error.traceback)
        said = " ".join(error.traceback)
        assert all(part in said for part in wanted), said


def test_first_aid_is_only_given_in_a_notebook():
    shell = InteractiveShell.instance()
    firstaid.install()
    assert shell.custom_exceptions == ()
