"""Labs 02, 04 and 05: whatever a learner gives by mistake, an answer or one clear sentence."""

import os
from functools import cache
from inspect import signature

import numpy as np
import pytest

from artia.labs import modelfile, quiz, tinygpt, training
from artia.labs.exercises import tasks
from artia.labs.figures import new_figure
from artia.labs.lab import Lab
from artia.labs.text import Vocabulary
from artia.labs.tokens import vocabularies
from artia.labs.tokens.declarations import read
from artia.labs.tokens.prices import read_prices
from artia.labs.tokens.training import OwnVocabulary
from artia.labs.vectors import languages, wordlists
from artia.labs.vectors.odds import questions
from artia.labs.vectors.probing import Functions, run_tests
from artia.labs.vectors.space import StaticSpace

from .bad_arguments import methods_of, offered_by, wrong_answers

TEXT = "Le rideau se lève sur une cuisine vide.\n" * 60


@cache
def model():
    return tinygpt.build(30, width=8, layers=1, heads=2, context=8)


@cache
def history():
    ids = Vocabulary(TEXT).encode(TEXT)[:200]
    return training.train(model(), ids, ids, steps=2, measures=2)


@pytest.fixture
def files(tmp_path):
    """What a learner may point at by mistake, and a model that is one."""
    (tmp_path / "latin.txt").write_bytes(("é" * 3000).encode("cp1252"))
    (tmp_path / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    (tmp_path / "noise").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.txt").write_text(TEXT, encoding="utf-8")
    modelfile.save_model(tmp_path / "model.zip", model(), Vocabulary(TEXT))
    names = ("latin.txt", "photo.png", "noise", "empty.csv", "folder", "text.txt", "TEXT.TXT")
    odd = {name: str(tmp_path / name) for name in (*names, "nowhere/model.zip", "x" * 300)}
    os.mkfifo(tmp_path / "pipe")  # reading it would never end
    odd |= {"up": "..", "a path": tmp_path / "noise", "a pipe": str(tmp_path / "pipe")}
    return tmp_path, {"path": odd}


def examined(offered, valid, files):
    problems = wrong_answers(offered, valid, *files)
    assert not problems, "\n".join(problems)


def a_lab(name, language):
    return Lab(name, language, "cpu")


def test_lab02(language, files):
    lab, vocabulary = a_lab("lab02", language), Vocabulary(TEXT)
    ids = vocabulary.encode(TEXT)
    figure, _axes = new_figure()
    valid = {
        "language": language,
        "open_lab.lab": "lab02",
        "value": 1.5,
        "path": str(files[0] / "model.zip"),
        "lab.own_text.path": str(files[0] / "text.txt"),
        "save_model.path": str(files[0] / "model.zip"),
        "ids": ids,
        "characters": 200,
        "lab.check.name": "split",
        "lab.working.name": "split",
        "lab.hint.name": "split",
        "lab.quiz.name": "m02-learning",
        "question": "m02-row",
        "figure": figure,
        "alt": "Une figure.",
        "losses": {"un": 1.0},
        "vocabulary": vocabulary,
        "tinygpt.build.vocabulary": 30,
        "chances": {1: np.full(vocabulary.size, 1 / vocabulary.size)},
        "history": history(),
        "simple": 2.0,
        "written": "la rive",
        "source": "la rime",
        "thing": tinygpt,
        "text": TEXT,
        "Vocabulary": vocabulary,
        "Vocabulary.decode.ids": [0, 1],
        "vocabulary_size": vocabulary.size,
        "table": np.full((vocabulary.size, vocabulary.size), 0.5),
        "model": tinygpt.build(vocabulary.size, width=8, layers=1, heads=2, context=8),
        "start": "L",
        "watch": print,
        "train_ids": ids[:300],
        "held_out_ids": ids[:300],
        "train.steps": 1,
        "train.measures": 1,
        "sample.length": 2,
    }
    offered = methods_of(lab, "lab") | offered_by("lab02")
    offered |= methods_of(quiz.quiz("m02-learning"), "quiz")
    offered |= working("lab02", lab)
    examined(offered, valid | examples("lab02"), files)


def working(name, lab):
    """The course's functions, as the notebook receives them when nothing is written yet."""
    return {f"working.{task}": eval(f"lab.working('{task}')", {"lab": lab}) for task in tasks(name)}


def examples(name):
    """Valid values for these functions: the first example of each exercise."""
    return {
        f"working.{task.name}.{parameter}": value
        for task in tasks(name).values()
        for parameter, value in zip(
            signature(task.reference).parameters, task.cases[0], strict=True
        )
    }


def test_lab04(language, files):
    texts = {code: read(code, 1) for code in ("eng", "fra")}
    o200k, own = vocabularies.load("o200k"), OwnVocabulary("à moi", TEXT, 260)
    counts = {"o200k": {"eng": 10, "fra": 15}}
    valid = {
        "language": language,
        "open_lab.lab": "lab04",
        "load.name": "o200k",
        "text": "la rive",
        "vocabulary": o200k,
        "fertility.vocabulary": own,
        "seed": 1,
        "code": "fra",
        "texts": texts,
        "mixed.texts": {"fr": TEXT * 30, "en": TEXT * 30},
        "french": 0.5,
        "vocabularies": [o200k],
        "counts": counts,
        "premiums": counts,
        "names": ["o200k"],
        "OwnVocabulary": own,
        "OwnVocabulary.name": "à moi",
        "ids": [1, 2],
        "size": 260,
        "found": {"à moi": {"fr": 1.5, "en": 2.0}},
        "tariffs": read_prices(),
        "bills": counts,
        "within.name": "steps",
        "value": 3,
        "least": 1,
        "most": 10,
        "sentences": ["la rive"],
        "bpe.split.pieces": list("la rive"),
        "bpe.learn_merges.pieces": list("la rive"),
        "bpe.from_bytes.pieces": [b"a"],
        "merges": [("l", "a")],
        "steps": 2,
    }
    offered = offered_by("lab04") | methods_of(o200k, "o200k")
    offered |= methods_of(vocabularies.load("llama2"), "llama2")
    lab = a_lab("lab04", language)
    examined(offered | working("lab04", lab), valid | examples("lab04"), files)


def a_space():
    """Sixteen words with vectors drawn at random."""
    lists = wordlists.word_data("fr")["lists"]
    words = [word for entry in lists.values() for word in entry["words"].split()]
    words = list(dict.fromkeys(words))
    vectors = np.random.default_rng(2).normal(size=(len(words), 4)).astype(np.float32)
    return StaticSpace("essai", words, np.arange(len(words)), vectors)


def test_lab05(language, files):
    space, test = a_space(), wordlists.theme_tests("fr", "seasons")[0]
    vocabulary = Vocabulary(TEXT)
    valid = {
        "language": language,
        "open_lab.lab": "lab05",
        "tests": [test],
        "spaces": [space],
        "space": space,
        "functions": Functions(),
        "theme": "seasons",
        "wordlists.theme_words.name": "pairs",
        "found": {"neige": [0.1, 0.2, 0.3]},
        "model": "essai",
        "tinyprobe.tiny_log_odds.model": model(),
        "written": "neige, glace; plage, soleil",
        "looking.show_neighbours.written": "neige",
        "looking.show_twins.written": "neige",
        "looking.map_of.written": "neige, glace, plage",
        "moderation.flagged.written": ["I am here."],
        "cosine": lambda u, v: 0.5,
        "among": ["neige"],
        "place": 1,
        "headers": ["un", "deux"],
        "rows": [["a", "b"]],
        "results": run_tests([test], [space]),
        "languages.answers_table.results": languages.name_languages(["fra"], 1),
        "pools": wordlists.pools("fr", "seasons"),
        "chances": {"I am here.": 0.1},
        "text": TEXT,
        "first": " il",
        "second": " elle",
        "log_odds": lambda prompt, first, second: 0.5,
        "asked": questions("fr", "seasons")[:1],
        "vocabulary": vocabulary,
        "words": ["archiviste"],
        **{name: "neige" for name in "xyab"},
        **{f"wordlists.named_test.{name}": "winter" for name in "xyab"},
        "tinyprobe.trained.steps": 50,
    }
    offered = offered_by("lab05") | working("lab05", a_lab("lab05", language))
    examined(offered, valid | examples("lab05"), files)
