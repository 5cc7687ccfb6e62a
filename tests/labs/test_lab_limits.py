"""Numbers and names a learner may change: out of bounds, one sentence and nothing done."""

import math
import os

import numpy as np
import pytest
import torch

from artia.labs import bigram, messages, tinygpt, training
from artia.labs.errors import LabError
from artia.labs.lab import Lab
from artia.labs.limits import within
from artia.labs.quiz_answers import read_number
from artia.labs.sampling import apply_temperature, sample
from artia.labs.text import Vocabulary, read_text
from artia.labs.typed import suits

NAN = float("nan")
BAD_NUMBERS = [
    "beaucoup",
    None,
    NAN,
    float("inf"),
    1e9,
    -5,
    (0, 5),
    True,
    np.ones(3),
    torch.ones(2),
]


@pytest.mark.parametrize("value", BAD_NUMBERS, ids=str)
def test_a_number_out_of_its_limits_gets_one_sentence(value, language):
    for whole in (True, False):
        with pytest.raises(LabError) as problem:
            within("steps", value, 1, 10_000, whole=whole)
        said = str(problem.value)
        assert "`steps`" in said and ("10\u00a0000" if language == "fr" else "10,000") in said
        assert "{" not in said and "\n" not in said


def test_a_whole_number_may_be_written_with_a_point_and_comes_back_whole():
    assert repr(within("steps", 500.0, 1, 1000, whole=True)) == "500"
    assert within("temperature", 0.5, 0, 2) == 0.5
    with pytest.raises(LabError, match="2,5"):
        within("steps", 2.5, 1, 1000, whole=True)


def _calls():
    model, vocabulary = tinygpt.build(3, width=8, layers=1), Vocabulary("abc")
    ids, lab = [0, 1, 2] * 40, Lab("lab02", "fr", "cpu")
    return {
        "steps": lambda bad: training.train(model, ids, ids, steps=bad),
        "temperature": lambda bad: sample(model, vocabulary, temperature=bad),
        "tempered": lambda bad: apply_temperature([1.0, 2.0], bad),
        "length": lambda bad: sample(model, vocabulary, length=bad),
        "smoothing": lambda bad: bigram.bigram_probabilities(np.ones((2, 2)), bad),
        "characters": lambda bad: lab.first(ids, bad),
        "width": lambda bad: tinygpt.build(3, width=bad),
        "layers": lambda bad: tinygpt.build(3, layers=bad),
    }


@pytest.mark.parametrize("name", _calls())
@pytest.mark.parametrize("bad", [-5, 1e9, "a", None, NAN], ids=str)
def test_every_marked_parameter_refuses_what_cannot_do(name, bad):
    with pytest.raises(LabError):
        _calls()[name](bad)


@pytest.mark.parametrize("name", ["steps", "tempered", "smoothing", "characters", "layers"])
def test_zero_is_refused_where_it_has_no_meaning(name):
    with pytest.raises(LabError, match="vous avez mis 0"):
        _calls()[name](0)


def test_a_width_that_does_not_fit_is_told_which_one_does():
    with pytest.raises(LabError, match="Essayez 8"):
        tinygpt.build(3, width=7)
    assert tinygpt.build(3, width=8.0, layers=1.0).config.width == 8


@pytest.mark.parametrize("name", ["3", "a\0b", "/dev/zero", "  "])
def test_names_that_are_no_files_get_a_sentence(name, capsys):
    lab = Lab("lab02", "fr", "cpu")
    assert lab.own_text(3 if name == "3" else name) is None
    assert len(capsys.readouterr().out.splitlines()) == 1


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="no such device here")
def test_a_device_that_never_ends_is_not_read():
    with pytest.raises(LabError, match="n'est pas un fichier de texte"):
        read_text("/dev/zero")


def test_numbers_that_are_not_are_written_as_such():
    assert messages.number(NAN, 2) == "NaN" and messages.number(-math.inf) == "−∞"


def test_a_minus_is_a_true_one_and_is_read_back(language):
    written = messages.number(-0.25, 2)
    assert written == ("−0,25" if language == "fr" else "−0.25")
    assert read_number(written) == -0.25
    assert messages.number(10**400) == "∞" and messages.number(10**20) == "1E20"


def test_a_text_is_no_list_and_true_is_no_number(language):
    for value, kind in (("ab", list[str]), (True, int), ("\ud800", str), ([1, "a"], list[float])):
        assert not suits(value, kind), value
    for value, kind in (
        (500.0, int),
        (torch.ones(2), list[int]),
        (None, int | None),
        ("ab", object),
    ):
        assert suits(value, kind), value
