"""Files so damaged that the libraries underneath fail: still one sentence, never a traceback."""

import pytest

SOURCES = {
    "impossible date": "---\ndate: 2026-02-30\n---\ntext\n",
    "jupytext that is no mapping": "---\njupytext: 3\n---\ntext\n",
    "representation that is no mapping": "---\njupytext:\n  text_representation: 3\n---\ntext\n",
}


@pytest.mark.parametrize("content", SOURCES.values(), ids=SOURCES.keys())
def test_a_damaged_source_is_one_sentence(workshop, content):
    workshop.source.write_text(content, encoding="utf-8")
    result = workshop.run("build", "--no-execute")
    assert result.exit_code == 1
    first, second = result.stderr.splitlines()
    assert first.startswith("instructor/source/lab90/lab90.md: ")
    assert second == "Refused: 1 reason, nothing written."


TITLE = "title: {fr: A, en: B}\n"
MANIFESTS = {
    "impossible date": ("title: {fr: 2026-02-30, en: B}", "cannot be read"),
    "too deep": ("[" * 5000, "cannot be read"),
    "empty path": (TITLE + 'files: [{from: "", to: x}]', "finds nothing"),
    "whole repository": (TITLE + "files: [{from: ., to: x}]", "finds nothing"),
    "bad pattern": (TITLE + 'files: [{from: "a/**b", to: x}]', "Invalid pattern"),
    "solutions": (TITLE + "files: [{from: instructor/source, to: x}]", "hand the solutions"),
    "solutions by pattern": (TITLE + 'files: [{from: "i*", to: x}]', "hand the solutions"),
    "null byte": (TITLE + 'files: [{from: labs/corpus, to: "x\\0"}]', "not printed"),
}


@pytest.mark.parametrize(("text", "reason"), MANIFESTS.values(), ids=MANIFESTS.keys())
def test_a_damaged_or_dangerous_manifest_is_refused(workshop, text, reason):
    workshop.manifest.write_text(text, encoding="utf-8")
    result = workshop.run("build", "--no-execute")
    assert result.exit_code == 1
    assert result.stderr.startswith("instructor/source/lab90/lab.yml: ")
    assert reason in result.stderr


@pytest.mark.parametrize(
    "content",
    [
        b"\xff",
        b'{"cells": 3}',
        b'{"cells": [3], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
        b'{"cells": [{}], "nbformat": 4, "nbformat_minor": 5}',
        b'{"nbformat": 4}',
        b'{"nbformat": 99, "cells": []}',
        b"[" * 100_000,
    ],
)
def test_check_names_a_notebook_that_is_none(workshop, content):
    assert workshop.run("build", "--no-execute").exit_code == 0
    (workshop.root / "labs/fr/lab90.ipynb").write_bytes(content)
    result = workshop.run("build", "--check")
    assert result.exit_code == 1
    assert "labs/fr/lab90.ipynb: is not a notebook" in result.stderr
