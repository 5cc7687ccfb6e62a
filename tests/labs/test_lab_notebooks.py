"""Run All on the learner's notebook, nothing written: it reaches the end, offline, in a minute."""

import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbgrader.utils import determine_grade, is_grade

from artia.labs.text import load_corpus

ROOT = Path(__file__).parents[2]

# Put before the lab: any connection beyond the machine is refused and remembered.
GUARD = """
import socket
_calls, _connect = [], socket.socket.connect
def _guarded(self, address):
    outside = self.family in (socket.AF_INET, socket.AF_INET6)
    if outside and address[0] not in ("127.0.0.1", "::1", "localhost"):
        _calls.append(str(address))
        raise OSError("no network in a lab")
    return _connect(self, address)
socket.socket.connect = _guarded
"""
REPORT = """
import json, resource
_used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({
    "calls": _calls, "cpu": _used.ru_utime + _used.ru_stime, "uniform": uniform,
    "bigram": bigram_loss, "seen": history.train, "aside": history.held_out,
    "page_seen": page_history.train, "page_aside": page_history.held_out,
    "small_seen": small_history.train, "small_aside": small_history.held_out,
}))
"""


@pytest.fixture(scope="module", params=["fr", "en"])
def run(request, tmp_path_factory):
    """The executed notebook, the folder it ran in, and what it measured."""
    language = request.param
    folder = tmp_path_factory.mktemp(language)
    shutil.copytree(ROOT / "labs" / "corpus", folder / "corpus")
    notebook = nbformat.read(ROOT / "labs" / language / "lab02.ipynb", as_version=4)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(GUARD))
    notebook.cells.append(nbformat.v4.new_code_cell(REPORT))
    place = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, timeout=600, kernel_name="python3", resources=place).execute()
    return language, notebook, folder, json.loads(notebook.cells[-1].outputs[0].text)


def _outputs(notebook):
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


@pytest.mark.slow
def test_run_all_reaches_the_end_with_nothing_written(run):
    _, notebook, _, measured = run
    outputs = _outputs(notebook)
    assert not [o for o in outputs if o.output_type == "error"]
    assert not [o for o in outputs if o.output_type == "stream" and o.name == "stderr"]
    tests = [c for c in notebook.cells if c.cell_type == "code" and is_grade(c)]
    assert [determine_grade(cell) for cell in tests] == [(0, 2), (0, 2), (0, 3), (0, 3)]
    assert measured["calls"] == []


@pytest.mark.slow
def test_it_takes_less_than_a_minute_of_cpu(run):
    assert run[3]["cpu"] < 60


@pytest.mark.slow
def test_it_shows_what_its_prose_says(run):
    """The prose names shapes; here is where they are checked, on the real corpus."""
    measured = run[3]
    assert measured["aside"][-1] < measured["bigram"] - 0.3 < measured["uniform"] - 1.5
    pencil = measured["uniform"] - measured["bigram"]
    assert pencil > measured["bigram"] - measured["aside"][-1]  # most of the way by counting
    assert measured["page_seen"][-1] < 0.5
    assert measured["page_aside"][-1] > measured["uniform"] > min(measured["page_aside"]) + 1
    assert measured["small_aside"][-1] > measured["bigram"]
    assert abs(measured["small_aside"][-1] - measured["small_seen"][-1]) < 0.15


@pytest.mark.slow
def test_one_model_copies_and_the_other_does_not(run):
    _, notebook, _, _ = run
    cell = next(c for c in notebook.cells if "longest_copy(" in c.source)
    printed = "".join(o.text for o in cell.outputs if o.output_type == "stream")
    page, whole = (int(n) for n in re.findall(r"^(\d+) ", printed, re.MULTILINE))
    assert page > 30 > 20 > whole


@pytest.mark.slow
def test_figures_speak_the_language_and_the_model_is_kept(run):
    language, notebook, folder, _ = run
    pages = [o.data.get("text/html", "") for o in _outputs(notebook) if "data" in o]
    figures = [page for page in pages if "<figure>" in page]
    assert len(figures) == 6
    for page in figures:
        assert f'lang="{language}-CA"' in page and "<details>" in page
        assert len(re.search(r'alt="([^"]*)"', page).group(1)) > 60
    assert (folder / "lab02-model.zip").stat().st_size < 2_000_000
    assert sorted(p.name for p in folder.iterdir()) == ["corpus", "lab02-model.zip"]
    assert load_corpus(language, folder / "corpus" / language)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_code_a_learner_sees_is_short(language):
    notebook = nbformat.read(ROOT / "labs" / language / "lab02.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert len(cell.source.splitlines()) <= 12, cell.source
