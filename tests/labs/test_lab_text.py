"""Reading texts: the corpus is found, the learner's file is read or refused in one sentence."""

import os
from pathlib import Path

import pytest

from artia.labs import messages
from artia.labs.errors import LabError
from artia.labs.lab import Lab
from artia.labs.text import LARGEST, SHORTEST, Vocabulary, load_corpus, read_text, split

TEXT = "L'été dernier, la troupe a joué dans un aréna. Personne n'a eu froid.\n" * 40


def _sparse(path, size):
    with path.open("wb") as file:
        file.truncate(size)


BAD = {
    "windows.txt": (lambda p: p.write_bytes(TEXT.encode("cp1252")), "wrong encoding"),
    "utf16.txt": (lambda p: p.write_bytes(TEXT.encode("utf-16")), "wrong encoding"),
    "short.txt": (lambda p: p.write_text("Bref.", encoding="utf-8"), "file too short"),
    "empty.txt": (lambda p: p.write_bytes(b""), "file empty"),
    "blank.txt": (lambda p: p.write_text(" \n\t" * 3000), "file empty"),
    "fifty.txt": (lambda p: _sparse(p, 50_000_000), "file too large"),
    "missing.txt": (lambda p: None, "file not found"),
    "folder.txt": (lambda p: p.mkdir(), "a folder, not a file"),
    "letter.docx": (lambda p: p.write_bytes(b"PK\x03\x04" + b"x" * 9000), "a document, not"),
    "letter.pdf": (lambda p: p.write_bytes(b"%PDF-1.7" + b"x" * 9000), "a document, not"),
    "noise.txt": (lambda p: p.write_bytes(bytes(range(256)) * 40), "not text"),
    "nulls.txt": (lambda p: p.write_bytes(b"a\0" * 3000), "not text"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_cannot_do_gets_one_sentence_and_stays_as_it_was(name, language, tmp_path):
    make, reason = BAD[name]
    make(tmp_path / name)
    before = sorted((p.name, p.stat().st_size, p.stat().st_mtime_ns) for p in tmp_path.iterdir())
    with pytest.raises(LabError) as problem:
        read_text(tmp_path / name)
    assert problem.value.text.startswith(reason)
    sentence = str(problem.value)
    assert name in sentence and sentence != problem.value.text and "{" not in sentence
    assert ("Rien n'a été modifié" if language == "fr" else "Nothing was changed") in sentence or (
        name == "missing.txt"
    )
    after = sorted((p.name, p.stat().st_size, p.stat().st_mtime_ns) for p in tmp_path.iterdir())
    assert after == before


def test_the_windows_file_message_names_the_way_out_and_the_way_works(tmp_path):
    file = tmp_path / "lettre.txt"
    file.write_bytes(TEXT.encode("cp1252"))
    with pytest.raises(LabError) as problem:
        read_text(file)
    assert str(problem.value) == (
        "«\u00a0lettre.txt\u00a0» est encodé en Windows-1252, pas en UTF-8\u00a0: les accents "
        "seraient illisibles. Ouvrez-le dans un éditeur de texte et enregistrez-le en UTF-8, ou "
        'écrivez `lab.own_text(my_file, encoding="cp1252")` à la place de '
        "`lab.own_text(my_file)`. Rien n'a été modifié."
    )
    assert read_text(file, encoding="cp1252") == TEXT
    with pytest.raises(LabError, match="n'existe pas"):
        read_text(file, encoding="utf-9")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_one_may_not_read(tmp_path):
    file = tmp_path / "secret.txt"
    file.write_text(TEXT)
    file.chmod(0)
    with pytest.raises(LabError, match="pas le droit"):
        read_text(file)


def test_limits_are_inclusive(tmp_path):
    file = tmp_path / "texte.txt"
    file.write_text("ab" * (SHORTEST // 2))
    assert len(read_text(file)) == SHORTEST
    file.write_text("ab" * (LARGEST // 2))
    assert len(read_text(file)) == LARGEST


def test_a_mark_at_the_start_windows_line_ends_and_split_accents_are_tidied(tmp_path):
    file = tmp_path / "texte.txt"
    file.write_bytes(b"\xef\xbb\xbf" + ("Une scène.\r\n" * 400).encode())
    text = read_text(file)
    assert text == "Une scène.\n" * 400


def test_own_text_shows_the_sentence_and_goes_on(tmp_path, capsys):
    lab = Lab("lab02", "fr", "cpu")
    assert lab.own_text("") is None
    assert lab.own_text(str(tmp_path / "absent.txt")) is None
    said = capsys.readouterr().out
    assert "Pas de texte à vous" in said and "absent.txt" in said
    (tmp_path / "moi.txt").write_text(TEXT, encoding="utf-8")
    assert lab.own_text(str(tmp_path / "moi.txt")) == TEXT


def test_a_lab_error_shows_no_traceback():
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell = InteractiveShell()
    with capture_output() as captured:
        shell.run_cell("from artia.labs.text import read_text\nread_text('absent.txt')")
    said = captured.stdout + captured.stderr
    assert "absent.txt" in said and "Traceback" not in said and len(said.splitlines()) == 1


def test_the_corpus_is_found_beside_the_notebook_first(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    whole = load_corpus("fr")
    assert len(whole) > 62_000  # the repository's
    (tmp_path / "corpus" / "fr").mkdir(parents=True)
    (tmp_path / "corpus" / "fr" / "a.txt").write_text("Bonsoir.", encoding="utf-8")
    assert load_corpus("fr") == "Bonsoir."
    (tmp_path / "fr").mkdir()
    monkeypatch.chdir(tmp_path / "fr")
    assert load_corpus("fr") == "Bonsoir."


def test_no_corpus_anywhere_is_said(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("artia.labs.text.IN_THE_REPOSITORY", Path("nowhere"))
    with pytest.raises(LabError, match="introuvables"):
        load_corpus("fr")


def test_dealing_the_corpus_loses_nothing_and_is_the_same_each_time(language):
    text = load_corpus(language)
    assert text == load_corpus(language)
    folder = Path(__file__).parents[2] / "labs" / "corpus" / language
    files = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.txt"))
    assert sorted("".join(text.split())) == sorted("".join(files.split()))


def test_the_cut_shares_nothing_and_loses_nothing(language):
    text = load_corpus(language)
    seen, aside = split(text, 0.1)
    assert seen + aside == text and abs(len(aside) - len(text) / 10) <= 1
    vocabulary = Vocabulary(text)
    assert set(aside) <= set(vocabulary.characters)
    passages = {aside[i : i + 200] for i in range(0, len(aside) - 200, 200)}
    assert not any(passage in seen for passage in passages)


def test_encoding_then_decoding_gives_the_text_back():
    vocabulary = Vocabulary(TEXT)
    assert vocabulary.decode(vocabulary.encode(TEXT)) == TEXT
    assert vocabulary.encode("é") != vocabulary.encode("e")
    assert vocabulary.encode("été☂") == vocabulary.encode("été")
    messages.use("en")
    assert vocabulary.size == len(set(TEXT))
