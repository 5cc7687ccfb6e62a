"""Run All on the learner's notebook, nothing written: it reaches the end, offline, in a minute."""

import re

import nbformat
import pytest
from nbgrader.utils import determine_grade, is_grade

from artia.authoring.manifest import read_manifest
from artia.authoring.paths import LANGUAGES
from artia.labs.text import load_corpus

from .running import LABS, REPOSITORY, run

# Each lab is run in one language, in turn: the answer keys are replayed in both (tests/authoring).
# Lab 02's prose states what its two corpora give, so it is run on both.
RUNS = [("lab02", language) for language in LANGUAGES]
RUNS += [(lab, LANGUAGES[turn % 2]) for turn, lab in enumerate(LABS) if lab != "lab02"]
ALSO = {
    "lab02": """{
        "uniform": uniform, "bigram": bigram_loss,
        "seen": history.train, "aside": history.held_out,
        "page_seen": page_history.train, "page_aside": page_history.held_out,
        "small_seen": small_history.train, "small_aside": small_history.held_out,
    }"""
}


@pytest.fixture(scope="module", params=RUNS, ids="-".join)
def ran(request, tmp_path_factory):
    """A lab, its language, the folder it ran in, and the run."""
    lab, language = request.param
    folder = tmp_path_factory.mktemp(f"{lab}-{language}")
    return lab, language, folder, run(lab, language, folder, ALSO.get(lab, "None"))


#: Tests of what lab 02 alone says; its two runs are the same ones.
lab02_only = pytest.mark.parametrize("ran", RUNS[:2], ids="-".join, indirect=True)


def _outputs(notebook):
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def _figures(notebook):
    pages = [output.data.get("text/html", "") for output in _outputs(notebook) if "data" in output]
    return [page for page in pages if "<figure>" in page]


@pytest.mark.slow
def test_run_all_reaches_the_end_with_nothing_written(ran):
    *_, done = ran
    outputs = _outputs(done.notebook)
    assert not [o for o in outputs if o.output_type == "error"]
    assert not [o for o in outputs if o.output_type == "stream" and o.name == "stderr"]
    tests = [c for c in done.notebook.cells if c.cell_type == "code" and is_grade(c)]
    assert len(tests) >= 3
    assert {determine_grade(cell)[0] for cell in tests} == {0}
    assert done.calls == []


@pytest.mark.slow
def test_it_takes_less_than_a_minute_of_cpu(ran):
    assert ran[-1].cpu < 60


@pytest.mark.slow
def test_figures_speak_the_language_and_say_what_they_show(ran):
    _, language, _, done = ran
    figures = _figures(done.notebook)
    assert figures
    for page in figures:
        assert f'lang="{language}-CA"' in page and "<details>" in page
        assert len(re.search(r'alt="([^"]*)"', page).group(1)) > 40


@pytest.mark.slow
def test_nothing_is_left_in_the_folder_but_the_labs_own_files(ran):
    lab, _, folder, _ = ran
    brought = {str(to.parts[0]) for _, to in read_manifest(REPOSITORY, lab).files}
    left = {path.name for path in folder.iterdir()} - brought
    assert {name for name in left if not name.startswith(f"{lab}-")} == set()


@pytest.mark.slow
@lab02_only
def test_lab02_shows_what_its_prose_says(ran):
    """The prose names shapes; here is where they are checked, on the real corpus."""
    measured = ran[-1].also
    assert measured["aside"][-1] < measured["bigram"] - 0.3 < measured["uniform"] - 1.5
    pencil = measured["uniform"] - measured["bigram"]
    assert pencil > measured["bigram"] - measured["aside"][-1]  # most of the way by counting
    assert measured["page_seen"][-1] < 0.5
    assert measured["page_aside"][-1] > measured["uniform"] > min(measured["page_aside"]) + 1
    assert measured["small_aside"][-1] > measured["bigram"]
    assert abs(measured["small_aside"][-1] - measured["small_seen"][-1]) < 0.15


@pytest.mark.slow
@lab02_only
def test_one_model_of_lab02_copies_and_the_other_does_not(ran):
    notebook = ran[-1].notebook
    cell = next(c for c in notebook.cells if "longest_copy(" in c.source)
    printed = "".join(o.text for o in cell.outputs if o.output_type == "stream")
    page, whole = (int(n) for n in re.findall(r"^(\d+) ", printed, re.MULTILINE))
    assert page > 30 > 20 > whole


@pytest.mark.slow
@lab02_only
def test_lab02_keeps_its_model_and_draws_six_figures(ran):
    _, language, folder, done = ran
    assert len(_figures(done.notebook)) == 6
    assert (folder / "lab02-model.zip").stat().st_size < 2_000_000
    assert sorted(path.name for path in folder.iterdir()) == ["corpus", "lab02-model.zip"]
    assert load_corpus(language, folder / "corpus" / language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("lab", LABS)
def test_code_a_learner_sees_is_short(lab, language):
    notebook = nbformat.read(REPOSITORY.learner(lab, language), as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert len(cell.source.splitlines()) <= 12, cell.source
