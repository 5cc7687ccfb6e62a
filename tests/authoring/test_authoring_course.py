"""The course nbgrader reads, taken round once with the real nbgrader."""

import os
import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory

from artia.authoring import course
from artia.authoring.course import write_course
from artia.authoring.findings import AuthoringError
from artia.authoring.release import release_config
from artia.authoring.student import graded_cells

LAB = "lab90"


@pytest.fixture
def built(workshop):
    """A lab whose learner notebooks are written."""
    assert workshop.run("build", "--no-execute").exit_code == 0
    return workshop


def test_course_folder(built):
    folder = built.root / "course"
    result = built.run("build", "--no-execute", "--course", str(folder))
    assert result.exit_code == 0, result.stderr
    assert sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    ) == [
        f"checks/{LAB}.py",
        f"source/{LAB}/corpus/fr/avis.txt",
        f"source/{LAB}/en/{LAB}.ipynb",
        f"source/{LAB}/{LAB}.ipynb",
    ]
    source = folder / "source" / LAB
    learner = built.root / f"labs/en/{LAB}.ipynb"
    assert (source / "en" / f"{LAB}.ipynb").read_bytes() == learner.read_bytes()
    french = (source / f"{LAB}.ipynb").read_text(encoding="utf-8")
    assert "BEGIN SOLUTION" in french
    assert (folder / "checks" / f"{LAB}.py").read_bytes() == built.checks.read_bytes()
    assert "# Compter les signes" in french


def test_files_by_pattern_and_under_a_new_name(built):
    (built.root / "labs/corpus/fr/notes.md").write_text("", encoding="utf-8")
    built.manifest.write_text(
        "title: {fr: A, en: B}\nfiles:\n"
        "  - {from: labs/corpus/fr/*.txt, to: texts}\n"
        "  - {from: labs/corpus/fr/notes.md, to: read/me.md}\n",
        encoding="utf-8",
    )
    write_course([LAB], built.root / "course", built.root)
    folder = built.root / "course" / "source" / LAB
    assert [path.name for path in (folder / "texts").iterdir()] == ["avis.txt"]
    assert (folder / "read/me.md").is_file()
    assert not (folder / "corpus").exists()


def test_several_folders_and_one_the_lab_can_do_without(built):
    (built.root / "labs/prices").mkdir()
    (built.root / "labs/prices/2026.csv").write_text("a,b\n", encoding="utf-8")
    (built.root / "labs/empty").mkdir()
    (built.root / "labs/empty/.keep").write_text("", encoding="utf-8")
    built.manifest.write_text(
        "title: {fr: A, en: B}\nfiles:\n"
        "  - {from: labs/corpus, to: corpus}\n"
        "  - {from: labs/prices, to: prices}\n"
        "  - {from: labs/traces, to: traces, optional: true}\n"
        "  - {from: labs/empty, to: empty, optional: true}\n",
        encoding="utf-8",
    )
    write_course([LAB], built.root / "course", built.root)
    folder = built.root / "course" / "source" / LAB
    assert (folder / "corpus/fr/avis.txt").is_file() and (folder / "prices/2026.csv").is_file()
    assert not (folder / "traces").exists()
    assert list((folder / "empty").iterdir()) == []


def test_a_lab_written_again_keeps_nothing_stale(built):
    folder = built.root / "course"
    write_course([LAB], folder, built.root)
    stale = folder / "source" / LAB / "corpus" / "old.txt"
    stale.write_text("", encoding="utf-8")
    other = folder / "source" / "lab91"
    other.mkdir()
    write_course([LAB], folder, built.root)
    assert not stale.exists()
    assert other.is_dir()
    assert sorted(path.name for path in folder.iterdir()) == ["checks", "source"]


def test_a_refused_lab_leaves_the_course_as_it_was(built):
    folder = built.root / "course"
    write_course([LAB], folder, built.root)
    before = (folder / "source" / LAB / f"{LAB}.ipynb").read_bytes()
    built.replace("What surprises you?", "What does surprise you?")
    built.replace("points: 2", "points: none")
    with pytest.raises(AuthoringError, match="without points"):
        write_course([LAB], folder, built.root)
    assert (folder / "source" / LAB / f"{LAB}.ipynb").read_bytes() == before


def test_a_write_that_fails_leaves_the_course_as_it_was(built, monkeypatch):
    folder = built.root / "course"
    write_course([LAB], folder, built.root)

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(course, "write_text", full)
    with pytest.raises(OSError, match="No space left"):
        write_course([LAB], folder, built.root)
    assert (folder / "source" / LAB / "en" / f"{LAB}.ipynb").is_file()
    assert sorted(path.name for path in folder.iterdir()) == ["checks", "source"]


@pytest.fixture
def nbgrader(built, monkeypatch):
    """The course folder, the assignment generated from it, and nbgrader's interface to both."""
    # nbgrader starts `alembic` by name: it must find the one of this environment.
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    folder = built.root / "course"
    write_course([LAB], folder, built.root)
    config = release_config()
    config.CourseDirectory.root = str(folder)
    config.CourseDirectory.course_id = "artia"
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    generated = api.generate_assignment(LAB)
    assert generated["success"], generated["log"]
    return folder, api


def gradebook(folder):
    return Gradebook(f"sqlite:///{folder}/gradebook.db", "artia")


def test_release_holds_both_languages_with_the_same_checksums(built, nbgrader):
    folder, _ = nbgrader
    release = folder / "release" / LAB
    assert (release / "corpus/fr/avis.txt").is_file()
    english = release / "en" / f"{LAB}.ipynb"
    assert english.read_bytes() == (built.root / f"labs/en/{LAB}.ipynb").read_bytes()
    french = nbformat.read(release / f"{LAB}.ipynb", as_version=4)
    assert graded_cells(french) == graded_cells(nbformat.read(english, as_version=4))
    # nbgrader, from the course's source, makes the very notebook that is committed.
    assert french == nbformat.read(built.root / f"labs/fr/{LAB}.ipynb", as_version=4)


@pytest.mark.filterwarnings("ignore:Object of type")  # SQLAlchemy's, about nbgrader's sessions
def test_an_english_submission_is_graded_against_the_french_source(nbgrader):
    folder, api = nbgrader
    delivered = folder / "release" / LAB / "en" / f"{LAB}.ipynb"
    answers = {
        # Right on one case of the notebook's test, wrong on the other.
        "ben": "def count(text):\n    return len(text) or 1",
        "eve": None,
    }
    for learner, answer in answers.items():
        submitted = folder / "submitted" / learner / LAB
        submitted.mkdir(parents=True)
        if answer is None:
            shutil.copyfile(delivered, submitted / delivered.name)
            continue
        notebook = nbformat.read(delivered, as_version=4)
        cells = {cell.id: cell for cell in notebook.cells}
        cells["count"].source = answer
        cells["note"].source = "That it answers at all."
        cells["test_count"].source = "2.0"  # a learner who rewrites the test
        nbformat.write(notebook, submitted / delivered.name)

    for learner in answers:
        graded = api.autograde(LAB, learner)
        assert graded["success"], graded["log"]

    with gradebook(folder) as book:
        assert book.find_assignment(LAB).max_score == 5
        ben, eve = (book.find_submission(LAB, learner) for learner in answers)
        assert (ben.score, ben.max_score, ben.needs_manual_grade) == (1, 5, True)
        assert (eve.score, eve.max_score, eve.needs_manual_grade) == (0, 5, False)

    marked = nbformat.read(folder / "autograded/ben" / LAB / delivered.name, as_version=4)
    cells = {cell.id: cell for cell in marked.cells}
    assert marked.cells[0].source.startswith("# Count the signs")
    assert 'language = "en"' in marked.cells[1].source
    assert cells["note"].source == "That it answers at all."
    assert 'count("abc") == 3' in cells["test_count"].source
