"""In an nbgrader course: the marks nbgrader gives, and a mark or a reason for everyone."""

import json
import subprocess
import sys
from copy import deepcopy

import nbformat
import pytest
from nbformat import NotebookNode
from traitlets.config import Config

from artia.grading.executor import grading_config
from artia.grading.outcomes import KEY, Outcome

from .executing import Course, answer, code, exam

CELLS = [
    code("import math\nfrom pathlib import Path"),
    answer("### BEGIN SOLUTION\ndef area(r):\n    return math.pi * r * r\n### END SOLUTION"),
    exam("assert abs(area(1) - math.pi) < 1e-9", "test_area"),
    exam("score = 3 * (area(2) > 12) / 2\nscore", "test_partial", points=3),
    exam("assert Path('data.txt').read_text() == 'course'", "test_file", points=1),
]
ANSWERS = {
    "right": "def area(r):\n    return math.pi * r * r",
    "wrong": "def area(r):\n    return 3 * r * r",
    "empty": "",
    "broken": "def area(r:\n    return",
    "warns": "import sys\ndef area(r):\n    sys.stderr.write('look')\n    return math.pi * r * r",
}


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Course:
    course = Course(tmp_path_factory.mktemp("course"), *CELLS, files={"data.txt": "course"})
    for name, source in ANSWERS.items():
        course.submit(name, _answered(course, source), files={"data.txt": "learner"})
    return course


def _answered(course: Course, source: str) -> NotebookNode:
    notebook = course.released()
    notebook.cells[1].source = source
    return notebook


@pytest.mark.parametrize("student", ANSWERS)
def test_the_marks_are_those_of_nbgrader_alone(course, student):
    course.grade(student, jailed=False)
    alone = course.marks(student)
    graded = course.grade(student)
    assert course.marks(student) == alone
    assert set(alone) == {"test_area", "test_partial", "test_file"}
    assert graded.report.outcome is Outcome.OK


def test_deleted_moved_and_disguised_tests_are_restored(course):
    notebook = _answered(course, ANSWERS["wrong"])
    area, partial, file = notebook.cells[2:5]
    partial.metadata.nbgrader.update(solution=True, points=99, locked=False)
    file.metadata.nbgrader.update(grade=False)
    file.source = "pass"
    notebook.cells = [partial, *notebook.cells[:2], file]
    notebook.metadata[KEY] = {"outcome": "ok", "events": "forged"}
    course.submit("deleter", notebook)
    graded = course.grade("deleter")
    marks = course.marks("deleter")
    assert {name: mark for name, (mark, _) in marks.items()} == {
        "test_area": 0,
        "test_partial": 0,
        "test_file": 1,
    }
    names = [
        c.metadata.nbgrader.grade_id for c in graded.notebook.cells if "nbgrader" in c.metadata
    ]
    assert names == ["test_partial", "answer", "test_area", "test_file"]
    assert "was missing from the submitted notebook" in graded.notebook.cells[3].source
    assert graded.report.events == []


def test_the_last_copy_of_a_cell_is_the_one_that_counts(course):
    notebook = _answered(course, ANSWERS["right"])
    copies = [deepcopy(cell) for cell in notebook.cells[1:4]]
    copies[0].source = ANSWERS["wrong"]
    notebook.cells[1:1] = copies
    course.submit("copier", notebook)
    graded = course.grade("copier")
    assert course.marks("copier") == {
        "test_area": (2, False),
        "test_partial": (1.5, False),
        "test_file": (1, False),
    }
    ours = [
        index for index, cell in enumerate(graded.notebook.cells) if "nbgrader" in cell.metadata
    ]
    assert ours == [4, 5, 6, 7]
    assert graded.report.outcome is Outcome.OK


def test_a_notebook_without_one_cell_of_the_course_has_every_test_again(course):
    notebook = course.released()
    notebook.cells = []
    course.submit("emptied", notebook)
    course.grade("emptied")
    assert course.marks("emptied")["test_area"] == (0, False)


@pytest.mark.parametrize(
    "metadata",
    ["text", [], {"grade_id": 3}, {"grade": True}, {"grade": True, "grade_id": "unknown"}, None],
)
def test_corrupt_metadata_does_not_cost_the_submission(course, metadata):
    notebook = json.loads(nbformat.writes(_answered(course, ANSWERS["right"])))
    notebook["cells"][0]["metadata"] = {"nbgrader": metadata, "tags": "text", "deep": [[[{}]]]}
    notebook["cells"][0]["id"] = "not an identifier!"
    notebook["cells"][1]["source"] += "\n# \ud800"
    notebook["cells"][2]["cell_type"] = "markdown"
    course.submit("corrupt", json.dumps(notebook).encode())
    course.grade("corrupt")
    assert course.marks("corrupt")["test_area"] == (2, False)


@pytest.mark.parametrize("content", [b"", b"[" * 100_000, b'{"cells": 3}'])
def test_a_file_that_is_no_notebook_is_worth_nothing_and_says_why(course, content):
    course.submit("refused", content)
    graded = course.grade("refused")
    assert set(course.marks("refused").values()) == {(0, False)}
    assert graded.report.outcome is Outcome.POLICY
    assert "nothing in it was run" in graded.shown(len(graded.notebook.cells) - 1)


def test_a_refused_notebook_is_answered_in_its_language(course):
    notebook = json.loads(nbformat.writes(course.released()))
    notebook["metadata"]["artia"] = {"language": "fr"}
    notebook["cells"] *= 500
    course.submit("refusé", json.dumps(notebook).encode())
    graded = course.grade("refusé")
    shown = graded.shown(len(graded.notebook.cells) - 1).replace("\N{NO-BREAK SPACE}", " ")
    assert (
        "rien n'y a été exécuté. Un carnet peut avoir 2 000 cellules; celui-ci en a 2 500" in shown
    )
    (event,) = graded.report.events
    assert "celui-ci en a" in event.detail_fr and "this one has 2,500" in event.detail


def test_links_lead_nowhere(course):
    look = "import os\nprint(sorted(os.listdir()))\n" + ANSWERS["right"]
    folder = course.submit("linker", _answered(course, look), files={"mine.txt": "x"})
    (folder / "marks.txt").symlink_to(course.root / "gradebook.db")
    graded = course.grade("linker")
    shown = graded.shown(1)
    assert "mine.txt" in shown
    assert "marks.txt" not in shown
    assert graded.outcomes == [Outcome.POLICY]
    assert course.marks("linker")["test_area"] == (2, False)


def test_a_cell_no_check_could_judge_waits_for_a_person(course, tmp_path):
    path = tmp_path / "checks.py"
    bug = "@check('test_area')\ndef area(ask, rng):\n    1 / 0\n"
    path.write_text(f"from artia.grading.checks import check\n\n{bug}", encoding="utf-8")
    more = Config()
    more.JailedExecute.checks = str(path)
    course.submit("pending", _answered(course, ANSWERS["right"]))
    graded = course.grade("pending", more=more)
    assert course.marks("pending")["test_area"] == (None, True)
    assert course.marks("pending")["test_partial"] == (1.5, False)
    assert graded.report.outcome is Outcome.ERROR


def test_a_course_file_and_the_command_of_nbgrader_are_enough(course):
    (course.root / "checks").mkdir(exist_ok=True)
    (course.root / "nbgrader_config.py").write_text(
        "from artia.grading.executor import grading_config\n"
        "c = get_config()\n"
        "c.ClearMetadataPreprocessor.enabled = True\n"
        "c.ClearMetadataPreprocessor.preserve_cell_metadata_mask = ['nbgrader']\n"
        "c.merge(grading_config(c))\n",
        encoding="utf-8",
    )
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", "lab", "--student=right", "--force"],
        cwd=course.root,
        check=True,
        capture_output=True,
    )
    path = course.root / "autograded" / "right" / "lab" / "lab.ipynb"
    assert nbformat.read(path, as_version=4).metadata[KEY]["outcome"] == "ok"
    assert course.marks("right")["test_area"] == (2, False)


def test_a_configuration_that_changes_the_lists_keeps_its_changes():
    base = Config()
    base.Autograde.autograde_preprocessors = ["nbgrader.preprocessors.Execute", "my.Own"]
    base.Autograde.sanitize_preprocessors.append("my.Last")
    config = grading_config(base)
    ours = config.Autograde.autograde_preprocessors
    assert ours == ["artia.grading.executor.JailedExecute", "my.Own"]
    assert config.Autograde.sanitize_preprocessors[0] == "artia.grading.executor.MendNotebook"
    assert config.Autograde.sanitize_preprocessors[-1] == "my.Last"
    assert grading_config(config).Autograde == config.Autograde
    assert "add_missing_cells" not in base.OverwriteCells
