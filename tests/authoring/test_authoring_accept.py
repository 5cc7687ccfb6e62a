"""`artia labs accept` writes hashes and nothing else."""

import json

import pytest

from artia.authoring.hashing import text_hash

LAB = "lab90"

STALE = "f3885253f146"
LAYOUTS = {
    "stale": f'"l10n": {{"source_hash": "{STALE}"}}',
    "empty": '"l10n": {"source_hash": ""}',
    "empty mapping": '"l10n": {}',
    "other spacing": '"l10n":{ "source_hash" : "old" }',
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_only_the_hash_changes(workshop, layout, line_end):
    workshop.replace(LAYOUTS["stale"], layout)
    workshop.replace("Qu'est-ce qui vous surprend?", "Qu'est-ce qui vous étonne?")
    text = workshop.source.read_bytes().decode().replace("\n", line_end)
    workshop.source.write_bytes(text.encode())
    assert workshop.run("build", "--no-execute").exit_code == 1

    result = workshop.run("accept", LAB)
    assert result.exit_code == 0, result.output
    assert "cell 10 (“What surprises you?”): accepted" in result.output
    assert f"{LAB}: 1 pair(s) accepted." in result.output
    now = text_hash("Qu'est-ce qui vous étonne?")
    changed = [
        (old, new)
        for old, new in zip(
            text.split("\n"), workshop.source.read_bytes().decode().split("\n"), strict=True
        )
        if old != new
    ]
    assert len(changed) == 1
    assert json.loads(changed[0][1].removeprefix("+++")) == {
        "tags": ["en"],
        "l10n": {"source_hash": now},
    }
    assert changed[0][1][-1] == changed[0][0][-1]
    assert changed[0][0].startswith('+++ {"tags": ["en"], ')
    assert workshop.run("build", "--no-execute").exit_code == 0


def test_a_pair_without_l10n_gets_one(workshop):
    workshop.replace(f', "l10n": {{"source_hash": "{STALE}"}}', "")
    assert workshop.run("accept", LAB).exit_code == 0
    assert f'+++ {{"tags": ["en"], "l10n": {{"source_hash": "{STALE}"}}}}\n' in (
        workshop.source.read_text(encoding="utf-8")
    )


def test_nothing_to_accept_leaves_the_file_alone(workshop):
    before = workshop.source.stat()
    result = workshop.run("accept", LAB)
    assert result.output == f"{LAB}: all fresh.\n"
    assert workshop.source.stat().st_mtime_ns == before.st_mtime_ns
    assert workshop.source.stat().st_ino == before.st_ino


def test_a_source_whose_pairs_are_broken_is_not_accepted(workshop):
    workshop.replace('+++ {"tags": ["fr"]}\n\nQu\'est-ce qui vous surprend?\n\n', "")
    before = workshop.source.read_bytes()
    result = workshop.run("accept", LAB)
    assert result.exit_code == 1
    assert "an en cell with no fr counterpart" in result.stderr
    assert workshop.source.read_bytes() == before


def test_white_space_is_no_change_but_a_comma_is():
    assert text_hash("Un mot :\nlequel?") == text_hash("Un  mot\u00a0: lequel?")
    assert text_hash("Un mot") != text_hash("Un, mot")
    assert text_hash("Un mot") == "0eb56e168621"
