"""What a learner submits is copied and read only as far as it is harmless."""

import json
import os
import socket

import nbformat
import pytest

from artia.grading.executor import PolicyError, check_notebook_file, stage
from artia.grading.executor.staging import overlay

from .executing import code, notebook


def test_regular_files_are_copied_and_links_are_not(tmp_path):
    (tmp_path / "secret").write_text("marks")
    source, copy = tmp_path / "source", tmp_path / "copy"
    (source / "data").mkdir(parents=True)
    (source / "data" / "été.txt").write_text("ok", encoding="utf-8")
    (source / "link").symlink_to(tmp_path / "secret")
    (source / "folder").symlink_to(tmp_path)
    os.link(tmp_path / "secret", source / "hard")
    os.mkfifo(source / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(source / "socket"))
    skipped = stage(source, copy)
    found = sorted(str(path.relative_to(copy)) for path in copy.rglob("*"))
    assert found == ["data", "data/été.txt"]
    names = [file.en.split(":")[0] for file in skipped]
    assert names == ["folder", "hard", "link", "pipe", "socket"]


def test_a_sparse_giant_and_a_crowd_are_left_out(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    with open(source / "giant", "wb") as giant:
        giant.truncate(1 << 40)
    for index in range(20):
        (source / f"small{index:02}").write_bytes(b"x" * 10)
    skipped = stage(source, tmp_path / "copy", most_bytes=1000, most_files=10)
    assert len(list((tmp_path / "copy").iterdir())) == 10
    assert "too large" in skipped[0].en
    assert "too many files" in skipped[1].en


def test_notebooks_and_the_date_come_before_a_crowd(tmp_path):
    source, copy = tmp_path / "source", tmp_path / "copy"
    (source / "a folder").mkdir(parents=True)
    for index in range(20):
        (source / f"image{index:02}").write_bytes(b"x" * 10)
        (source / "a folder" / f"{index:02}.ipynb").write_bytes(b"x" * 10)
    for name in ("lab.ipynb", "timestamp.txt"):
        (source / name).write_bytes(b"x" * 990)
    stage(source, copy, most_bytes=2000, most_files=5)
    assert {"lab.ipynb", "timestamp.txt"} < {path.name for path in copy.iterdir()}


def test_folders_nested_without_end_and_names_without_meaning(tmp_path):
    source = tmp_path / "source"
    folder = source
    for _ in range(40):
        folder = folder / "d"
    folder.mkdir(parents=True)
    (source / os.fsdecode(b"\xff.txt")).write_bytes(b"x")
    skipped = stage(source, tmp_path / "copy")
    assert any("too deep" in file.en for file in skipped)
    assert (tmp_path / "copy" / os.fsdecode(b"\xff.txt")).read_bytes() == b"x"


def test_the_courses_files_stand_over_the_learners(tmp_path):
    source, copy = tmp_path / "source", tmp_path / "copy"
    (source / "data").mkdir(parents=True)
    (source / "data" / "train.txt").write_text("course")
    (source / "mine.py").write_text("course")
    (source / "kept.py").write_text("course")
    (source / "lab.ipynb").write_text("{}")
    copy.mkdir()
    (copy / "data").write_text("a file where a folder should be")
    (copy / "mine.py").mkdir()
    (copy / "kept.py").write_text("learner")
    overlay(source, copy, keep=["kept.py"])
    assert (copy / "data" / "train.txt").read_text() == "course"
    assert (copy / "mine.py").read_text() == "course"
    assert (copy / "kept.py").read_text() == "learner"
    assert not (copy / "lab.ipynb").exists()


def _document(**changes: object) -> bytes:
    document = json.loads(nbformat.writes(notebook(code("1"))))
    document.update(changes)
    return json.dumps(document).encode()


CELL = {"cell_type": "code", "metadata": {}, "outputs": [], "source": "1", "execution_count": None}
REFUSED = {
    "empty": b"",
    "not JSON": b"{",
    "Latin-1": _document(nbformat=4).replace(b'"1"', b'"\xe9"'),
    "a list": b"[]",
    "too deep": _document(metadata=eval("{'a':" * 80 + "1" + "}" * 80)),
    "deeper than the parser": b"[" * 100_000,
    "bomb": b"[" + b"[]," * 4_000_000 + b"[]]",
    "format 3": _document(nbformat=3),
    "format true": _document(nbformat=True),
    "no cells": _document(cells=None),
    "too many cells": _document(cells=[CELL] * 2001),
    "a cell that is a list": _document(cells=[[]]),
    "source of numbers": _document(cells=[{**CELL, "source": [1]}]),
    "a long source": _document(cells=[{**CELL, "source": "1" * 1_000_001}]),
    "outputs of text": _document(cells=[{**CELL, "outputs": "x"}]),
    "metadata of text": _document(metadata="x"),
    "enormous": b" " * 31_000_000,
    "a number of 10,000 digits": b"1" * 10_000,
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_notebook_is_refused_in_a_sentence(name, tmp_path):
    (tmp_path / "lab.ipynb").write_bytes(REFUSED[name])
    with pytest.raises(PolicyError) as refusal:
        check_notebook_file(tmp_path / "lab.ipynb")
    assert str(refusal.value).endswith(".")


def test_a_link_a_pipe_or_a_folder_is_no_notebook(tmp_path):
    (tmp_path / "real.ipynb").write_bytes(_document())
    (tmp_path / "lab.ipynb").symlink_to(tmp_path / "real.ipynb")
    os.mkfifo(tmp_path / "pipe.ipynb")
    (tmp_path / "folder.ipynb").mkdir()
    for name in ("lab.ipynb", "pipe.ipynb", "folder.ipynb", "absent.ipynb"):
        with pytest.raises(PolicyError):
            check_notebook_file(tmp_path / name)
    check_notebook_file(tmp_path / "real.ipynb")
