"""What a right source gives, and what is refused once it runs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from artia.authoring import answer_key, writing
from artia.authoring.markers import leftover_markers
from artia.authoring.student import graded_cells, learner_findings, parity_findings

LAB = "lab90"

CODE = "\n```{code-cell} ipython3\n%s\n```\n"
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"
    "AAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def append(workshop, text):
    with workshop.source.open("a", encoding="utf-8") as file:
        file.write(text)


def read(workshop, path):
    return nbformat.read(workshop.root / path, as_version=4)


@pytest.fixture
def built(workshop):
    """A lab whose learner notebooks are written; nothing was run."""
    result = workshop.run("build", "--no-execute")
    assert result.exit_code == 0, result.stderr
    return workshop


def test_each_language_reads_as_if_it_were_alone(built):
    french, english = (read(built, f"labs/{language}/{LAB}.ipynb") for language in ("fr", "en"))
    for notebook, language, title, absent in (
        (french, "fr", "# Compter les signes", "Count"),
        (english, "en", "# Count the signs", "Compter"),
    ):
        text = "\n".join(cell.source for cell in notebook.cells)
        assert notebook.cells[0].source.startswith(title)
        assert absent not in text
        assert f'language = "{language}"' in text
        assert notebook.metadata.artia == {"lab": LAB, "language": language}
        assert not any({"tags", "l10n"} & set(cell.metadata) for cell in notebook.cells)
    assert [cell.id for cell in french.cells] == [cell.id for cell in english.cells]
    assert len({cell.id for cell in french.cells}) == len(french.cells)


def test_learner_sees_stubs_and_no_answer(built):
    for language in ("fr", "en"):
        path = built.root / f"labs/{language}/{LAB}.ipynb"
        text = path.read_text(encoding="utf-8")
        for secret in ("len(text)", "One possible answer", "BEGIN", "END"):
            assert secret not in text
        cells = {cell.id: cell for cell in read(built, path).cells}
        assert cells["count"].source.endswith("    # ✎\n    raise NotImplementedError()")
        assert cells["note"].source == "✎"
        assert cells["test_count"].metadata.editable is False
        assert all(not cell.outputs for cell in cells.values() if cell.cell_type == "code")


def test_checksums_are_nbgraders_and_equal_in_both_languages(built):
    from nbgrader.utils import compute_checksum

    french, english = (read(built, f"labs/{language}/{LAB}.ipynb") for language in ("fr", "en"))
    assert graded_cells(french) == graded_cells(english)
    assert list(graded_cells(french)) == ["count", "test_count", "note"]
    for cell in french.cells:
        if "nbgrader" in cell.metadata:
            assert cell.metadata.nbgrader.checksum == compute_checksum(cell)
    english.cells[3].metadata.nbgrader.checksum = "0"
    assert [str(found) for found in parity_findings(french, english, "lab.md")] == [
        "lab.md: nbgrader cell count is not the same in fr and en"
    ]


def test_files_are_stable_text(built):
    before = built.written()
    for content in before.values():
        text = content.decode()
        assert text.endswith("}\n") and not text.endswith("\n\n")
        assert text.startswith('{\n "cells": [')
        nbformat.validate(json.loads(text))
    assert built.run("build", "--no-execute").exit_code == 0
    assert built.written() == before


def test_a_cell_added_elsewhere_keeps_the_ids(built):
    before = [cell.id for cell in read(built, f"labs/fr/{LAB}.ipynb").cells]
    built.replace('language = "en"\n```\n', 'language = "en"\n```\n' + CODE % "1")
    assert built.run("build", "--no-execute").exit_code == 0
    after = [cell.id for cell in read(built, f"labs/fr/{LAB}.ipynb").cells]
    assert len(after) == len(before) + 1
    assert [identity for identity in after if identity in before] == before


@pytest.mark.parametrize("mark", ["### END SOLUTION", "# begin hidden tests", "BEGIN MARK SCHEME"])
def test_a_mark_left_in_a_finished_notebook_is_found(mark):
    notebook = new_notebook(cells=[new_code_cell("1"), new_code_cell(f"2\n{mark}", id="left")])
    (finding,) = leftover_markers(notebook, "labs/fr/x.ipynb")
    assert str(finding).startswith("labs/fr/x.ipynb: cell 2 (left): the mark “")
    assert finding in learner_findings(notebook, "labs/fr/x.ipynb")


def test_a_cell_that_only_its_solution_makes_valid_is_refused(workshop):
    append(
        workshop,
        CODE % ":nbgrader: {grade_id: a, solution: true}\nx = (\n### BEGIN SOLUTION\n1)\n"
        "### END SOLUTION\n",
    )
    result = workshop.run("build", "--no-execute")
    assert "cell 9 (a): without its solution the cell is not valid Python" in result.stderr
    assert workshop.written() == {}


def test_build_runs_the_keys_as_a_learner_would_and_keeps_text(workshop, monkeypatch):
    monkeypatch.setenv("ARTIA_HUB_STATE", "somewhere")
    monkeypatch.setenv("MPLBACKEND", "agg")
    append(
        workshop,
        CODE % "import os\nfrom pathlib import Path\n"
        'print(Path("corpus/fr/avis.txt").read_text(encoding="utf-8").strip())\n'
        'print(os.environ.get("ARTIA_HUB_STATE"), os.environ["MPLBACKEND"])\n'
        'Path("model.bin").write_text("kept nowhere")'
        + CODE
        % "import sys\nfrom IPython.display import HTML, display\n"
        'alt = {"fr": "Une scène", "en": "A stage"}[language]\n'
        'display(HTML(f\'<img src="data:" alt="{alt}"><b>x</b>\'))'
        + CODE % ":tags: [raises-exception]\n1 / 0"
        + CODE % ":tags: [nbval-skip]\n1",
    )
    result = workshop.run("build", LAB)
    assert result.exit_code == 0, result.output
    assert f"{LAB}: en cell 7 of 7" in result.output
    assert sorted(workshop.written()) == [
        f"instructor/solutions/{LAB}.en.ipynb",
        f"instructor/solutions/{LAB}.fr.ipynb",
        f"labs/en/{LAB}.ipynb",
        f"labs/fr/{LAB}.ipynb",
    ]
    key = read(workshop, f"instructor/solutions/{LAB}.en.ipynb")
    code = [cell for cell in key.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == [1, 2, 3, 4, 5, 6, 7, None]
    assert "len(text)" in code[1].source
    assert code[2].outputs[0].data == {"text/plain": "2.0"}
    assert code[3].outputs[0].text == "Goodbye\n"
    assert code[4].outputs[0].text == (
        "Relâche ce soir.\nNone module://matplotlib_inline.backend_inline\n"
    )
    assert code[5].outputs[0].data == {"text/plain": "<IPython.core.display.HTML object>"}
    assert code[6].outputs[0].traceback == ["ZeroDivisionError: division by zero"]
    assert key.metadata.language_info.get("version") is None
    assert str(workshop.root) not in nbformat.writes(key)

    assert workshop.run("build", "--check").exit_code == 0
    replay(workshop, succeeds=True)
    code[3].outputs[0].text = "Farewell\n"
    nbformat.write(key, workshop.root / f"instructor/solutions/{LAB}.en.ipynb")
    replay(workshop, succeeds=False)


def replay(workshop, succeeds):
    """Replay the English key with nbval, where a learner's files are."""
    place = workshop.root / "replay"
    place.mkdir(exist_ok=True)
    name = f"{LAB}.en.ipynb"
    (place / name).write_bytes((workshop.root / "instructor/solutions" / name).read_bytes())
    if not (place / "corpus").exists():
        (place / "corpus").symlink_to(workshop.root / "labs/corpus")
    settings = Path(__file__).with_name("nbval_sanitize.cfg")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "artia.authoring.nbval_text"),
            *("-p", "no:cacheprovider", "--nbval", "--nbval-current-env"),
            *("--nbval-sanitize-with", str(settings), "--rootdir", str(place), name),
        ],
        cwd=place,
        # The inherited value would be the test's own; a person who replays has neither.
        env={
            name: value
            for name, value in os.environ.items()
            if name not in ("ARTIA_HUB_STATE", "MPLBACKEND", "PYTEST_ADDOPTS")
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0) is succeeds, done.stdout
    if not succeeds:
        assert "Farewell" in done.stdout


def test_what_the_outputs_are_refused_for(workshop):
    with workshop.checks.open("a", encoding="utf-8") as file:
        file.write('\n\n@check("hard")\n@check("odd")\ndef more(ask, rng):\n    yield from ()\n')
    append(
        workshop,
        CODE % f"from IPython.display import HTML, Image, SVG, display\nimport base64, os\n"
        f'dot = base64.b64decode("{PIXEL}")\n'
        "display(Image(dot))"
        + CODE % 'display(Image(dot, alt={"fr": "Un point", "en": "A dot"}[language]))'
        + CODE % "display(SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>'))"
        + CODE % "display(HTML('<img src=\"a.png\">'))"
        + CODE % 'display(HTML(\'<img src="a.png" alt="A stage">\'))'
        + CODE % "print(os.getcwd())"
        + CODE % ":nbgrader: {grade_id: hard, grade: true, points: 2}\n1.0"
        + CODE % ":nbgrader: {grade_id: odd, grade: true, points: 2}\n3.0",
    )
    result = workshop.run("build")
    assert result.exit_code == 1
    french = [line for line in result.stderr.splitlines() if f"{LAB}.fr.ipynb: cell" in line]
    assert [line.split(": cell ")[1].split(" ")[0] for line in french] == [
        *("9", "11", "12", "14", "15", "16")
    ], result.stderr
    for line, reason in zip(
        french,
        [
            "in its output, figure image/png has no text alternative",
            "in its output, figure image/svg+xml has no text alternative",
            "in its output, figure a.png has no text alternative",
            "its output names a folder of this machine",
            "(hard): the answer key scores 1 of 2 on this test",
            "(odd): nbgrader cannot read its score: partial credit cannot be greater",
        ],
        strict=True,
    ):
        assert reason in line
    assert sum(f"{LAB}.en.ipynb: cell" in line for line in result.stderr.splitlines()) == 6
    assert workshop.written() == {}


def output(data, metadata=None):
    return new_output("display_data", data=data, metadata=metadata or {})


def test_an_executed_figure_says_something_else_in_the_other_language():
    books = [
        new_notebook(
            cells=[
                new_code_cell("1", outputs=[output({"text/html": f'<img alt="{alt}">'})], id="plot")
            ]
        )
        for alt in ("Une scène", "A stage")
    ]
    assert answer_key.figure_parity(*books, "key.ipynb") == []
    (finding,) = answer_key.figure_parity(books[0], books[0], "key.ipynb")
    assert str(finding) == (
        "key.ipynb: cell 1 (plot): in its output, a figure's text alternative is the same in fr "
        "and en: Une scène"
    )


# Only the cell that is meant to be too slow gets a short limit: a busy machine is slow elsewhere.
STOPS = {
    "error": (60, "undefined_name", "stops with NameError: name 'undefined_name' is not defined"),
    "timeout": (5, "import time; time.sleep(60)", "takes more than 5 s"),
    "dead kernel": (60, "import os; os._exit(1)", "its kernel died"),
}


@pytest.mark.parametrize(("seconds", "code", "reason"), STOPS.values(), ids=STOPS.keys())
def test_a_cell_that_does_not_finish_is_named(seconds, code, reason, monkeypatch):
    monkeypatch.setattr(answer_key, "SECONDS_A_CELL", seconds)
    cells = [new_code_cell("1"), new_code_cell(code, id="stops"), new_code_cell("2")]
    with pytest.raises(answer_key.AuthoringError) as caught:
        answer_key.execute(new_notebook(cells=cells), "key.ipynb", lambda folder: None)
    assert str(caught.value) == f"key.ipynb: cell 2 (stops): {reason}"


def test_a_key_that_fails_leaves_what_was_there(built):
    before = built.written()
    append(built, CODE % "1 / 0")
    result = built.run("build")
    assert result.exit_code == 1
    assert "stops with ZeroDivisionError: division by zero" in result.stderr
    assert result.stderr.endswith("nothing written.\n")
    assert built.written() == before


def test_files_are_replaced_together_or_not_at_all(tmp_path, monkeypatch):
    old, new, blocked = (tmp_path / name for name in ("old", "sub/new", "blocked"))
    old.write_text("before", encoding="utf-8")
    real = os.replace

    def replace(origin, destination):
        if Path(destination) == blocked:
            raise OSError(28, "No space left on device", str(destination))
        real(origin, destination)

    monkeypatch.setattr(writing.os, "replace", replace)
    with pytest.raises(OSError, match="No space left"):
        writing.write_all({old: "after", new: "after", blocked: "after"})
    assert old.read_text(encoding="utf-8") == "before"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["old"]


def test_an_unwritable_folder_is_one_sentence(workshop):
    (workshop.root / "labs" / "en").write_text("a file in the way", encoding="utf-8")
    result = workshop.run("build", "--no-execute")
    assert result.exit_code == 1
    assert "labs/en" in result.stderr and "Traceback" not in result.stderr
    assert not (workshop.root / f"labs/fr/{LAB}.ipynb").exists()


@pytest.fixture
def committed(built):
    """A lab whose four notebooks are there; the keys stand for executed ones."""
    from artia.authoring.build import load_lab
    from artia.authoring.language import write_text

    for language, notebook in load_lab(built.repository, LAB).complete.items():
        path = built.repository.answer_key(LAB, language)
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(write_text(notebook), encoding="utf-8")
    assert built.run("build", "--check").exit_code == 0
    return built


def test_check_sees_a_learner_notebook_edited_by_one_byte(committed):
    path = committed.root / f"labs/en/{LAB}.ipynb"
    path.write_bytes(path.read_bytes() + b"\n")
    before = committed.written()
    result = committed.run("build", "--check")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[:-1] == [
        f"labs/en/{LAB}.ipynb: is not what instructor/source/{LAB}/{LAB}.md gives; "
        f"run `artia labs build {LAB}`"
    ]
    assert committed.written() == before


def test_check_says_which_cell_differs(committed):
    path = committed.root / f"labs/fr/{LAB}.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("Complétez", "Écrivez"), "utf-8")
    assert "(cell 3)" in committed.run("build", "--check").stderr


def test_check_ignores_outputs_of_a_key_but_not_its_cells(committed):
    path = committed.root / f"instructor/solutions/{LAB}.fr.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].outputs = [new_output("stream", text="12 s\n")]
    notebook.cells[1].execution_count = 7
    nbformat.write(notebook, path)
    assert committed.run("build", "--check").exit_code == 0
    notebook.cells[1].source += "  "
    nbformat.write(notebook, path)
    assert f"instructor/solutions/{LAB}.fr.ipynb: is not what" in (
        committed.run("build", "--check").stderr
    )


def test_check_sees_what_is_missing_damaged_or_orphan(committed):
    (committed.root / f"labs/fr/{LAB}.ipynb").unlink()
    (committed.root / f"labs/en/{LAB}.ipynb").write_text("{", encoding="utf-8")
    (committed.root / "labs/en/lab77.ipynb").write_text("{}", encoding="utf-8")
    result = committed.run("build", "--check")
    assert [line.partition(";")[0] for line in result.stderr.splitlines()[:-1]] == [
        f"labs/fr/{LAB}.ipynb: missing",
        f"labs/en/{LAB}.ipynb: is not a notebook",
        "labs/en/lab77.ipynb: no source gives this notebook",
    ]


def test_check_writes_nothing_so_it_takes_no_other_order(committed):
    assert committed.run("build", "--check", "--no-execute").exit_code == 2
