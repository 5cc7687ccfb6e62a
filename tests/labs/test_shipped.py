"""Shipped data: found, or named with what to type; copied only when every byte is right."""

import sys
from pathlib import Path

import pytest
import shipped_data

from artia.labs import messages
from artia.labs.errors import LabError
from artia.labs.shipped import shipped


@pytest.fixture
def tool(monkeypatch, tmp_path):
    """Return tools/shipped_data.py, which writes in a temporary folder."""
    monkeypatch.setattr(shipped_data, "SHARE", tmp_path / "share")
    return shipped_data


def test_a_file_is_found_where_the_variable_says(monkeypatch, tmp_path):
    monkeypatch.setenv("ARTIA_SHARE", str(tmp_path))
    (tmp_path / "udhr").mkdir()
    (tmp_path / "udhr" / "eng.html").write_text("x")
    assert shipped("udhr/eng.html") == tmp_path / "udhr" / "eng.html"


def test_without_the_variable_it_is_the_environments(monkeypatch):
    monkeypatch.delenv("ARTIA_SHARE", raising=False)
    assert shipped("udhr/fra.html") == Path(sys.prefix) / "share/artia/udhr/fra.html"


def test_a_missing_file_is_one_sentence_with_what_to_type(monkeypatch, tmp_path, language):
    monkeypatch.setenv("ARTIA_SHARE", str(tmp_path))
    with pytest.raises(LabError) as error:
        shipped("tokenizers/o200k.tiktoken")
    text = str(error.value)
    assert "tokenizers/o200k.tiktoken" in text and "python tools/shipped_data.py" in text
    assert ("Rien n'a été modifié" if messages.language() == "fr" else "Nothing was") in text


@pytest.mark.parametrize("name", ["../secret.txt", "udhr/../../secret.txt", "ABSOLUTE"])
def test_no_name_leads_out_of_the_folder(monkeypatch, tmp_path, name):
    share = tmp_path / "share"
    (share / "udhr").mkdir(parents=True)
    secret = tmp_path / "secret.txt"
    secret.write_text("x")
    monkeypatch.setenv("ARTIA_SHARE", str(share))
    with pytest.raises(LabError):
        shipped(name.replace("ABSOLUTE", str(secret)))


def test_a_file_is_written_once_then_left_alone(tool):
    made = []
    data = b"abc"
    file = tool.Shipped("a/b.txt", "nothing", lambda: made.append(1) or data, tool.digest(data))
    assert tool.copy(file) and not tool.copy(file)
    assert (tool.SHARE / "a/b.txt").read_bytes() == data
    assert len(made) == 1


def test_a_file_that_was_damaged_is_made_again(tool):
    file = tool.Shipped("b.txt", "nothing", lambda: b"abc", tool.digest(b"abc"))
    tool.copy(file)
    (tool.SHARE / "b.txt").write_bytes(b"ab")
    assert tool.copy(file)
    assert (tool.SHARE / "b.txt").read_bytes() == b"abc"


def test_other_bytes_are_refused_and_nothing_is_written(tool):
    file = tool.Shipped("c.txt", "some-package 1.0", lambda: b"evil", tool.digest(b"good"))
    with pytest.raises(tool.ShippedError, match="some-package 1.0 is not the file recorded"):
        tool.copy(file)
    assert not (tool.SHARE / "c.txt").exists()


def test_a_package_that_cannot_be_had_keeps_no_other_from_being_copied(tool):
    asked = []

    def absent():
        asked.append(1)
        raise tool.ShippedError("no network")

    good = tool.Shipped("d.txt", "here 1.0", lambda: b"abc", tool.digest(b"abc"))
    lost = [tool.Shipped(name, "far 1.0", absent, "0") for name in ("e.txt", "f.txt")]
    assert tool.copy_all([*lost, good]) == (["d.txt"], ["no network"])
    assert len(asked) == 1


def test_a_copy_that_fails_leaves_nothing_half_written(tool, monkeypatch):
    def full(*_names):
        raise OSError("no space left")

    monkeypatch.setattr(tool.os, "replace", full)
    file = tool.Shipped("g.txt", "here 1.0", lambda: b"abc", tool.digest(b"abc"))
    assert tool.copy_all([file]) == ([], ["no space left"])
    assert list(tool.SHARE.iterdir()) == []


def test_a_missing_package_says_what_to_type(tool, monkeypatch, tmp_path):
    monkeypatch.setattr(tool, "NODE_MODULES", tmp_path)
    with pytest.raises(tool.ShippedError, match="Type: npm ci"):
        tool.declaration("eng")()


def test_every_file_of_the_labs_is_installed_and_right(tool):
    share = Path(sys.prefix) / "share" / "artia"
    wrong = [file.name for file in tool.FILES if not tool.is_right(share / file.name, file.sha256)]
    assert wrong == []
