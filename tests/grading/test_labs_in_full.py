"""A right copy of each lab, graded by the farm as on the hub, earns every automatic point."""

import shutil
from pathlib import Path

import nbformat
import pytest

from artia.authoring.course import write_course
from artia.hub.labs import source_labs
from tests.grading.conftest import Course

ROOT = Path(__file__).parents[2]
LABS = source_labs()
CONFIG = """\
from artia.authoring.release import release_config

c = get_config()
c.CourseDirectory.course_id = "tests"
c.merge(release_config())
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a course that holds every lab, none of them released."""
    folder = tmp_path_factory.mktemp("labs")
    (folder / "nbgrader_config.py").write_text(CONFIG)
    write_course(LABS, folder, ROOT)
    return folder


def submit_the_answer_key(course: Course, language: str) -> dict[str, float]:
    """Submit a lab's release with the answer key's answers; return the points of each test."""
    lab = course.assignment
    release, submitted = course.root / "release" / lab, course.submitted("ana")
    shutil.copytree(release, submitted)
    (submitted / "timestamp.txt").write_text("2030-01-10 12:00:00 UTC")
    learners = release / ("en" if language == "en" else ".") / f"{lab}.ipynb"
    book = nbformat.read(learners, as_version=4)
    key = nbformat.read(ROOT / "instructor/solutions" / f"{lab}.{language}.ipynb", as_version=4)
    marked = {cell.metadata.nbgrader.grade_id: cell for cell in key.cells if _marked(cell)}
    for cell in filter(_marked, book.cells):
        if cell.metadata.nbgrader.solution:
            cell.source = marked[cell.metadata.nbgrader.grade_id].source
    nbformat.write(book, submitted / f"{lab}.ipynb")
    cells = {name: cell.metadata.nbgrader for name, cell in marked.items()}
    return {n: cell.points for n, cell in cells.items() if cell.grade and not cell.solution}


def _marked(cell) -> bool:
    return "nbgrader" in cell.metadata


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lab", "language"), [(lab, ("fr", "en")[turn % 2]) for turn, lab in enumerate(LABS)]
)
def test_the_answer_key_earns_every_point(folder, lab, language):
    course = Course(folder, lab)
    course.nbgrader("generate_assignment", lab, "--create")
    points = submit_the_answer_key(course, language)
    (graded,) = course.grade_json()["submissions"]
    assert graded["outcome"] == "ok", graded["reason"]
    marks = graded["scores"][lab]
    assert points and {name: marks[name] for name in points} == points
