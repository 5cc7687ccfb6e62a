"""What `artia grade` refuses, in a sentence that says what to do, and what it needs to be told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from artia.grading.farm.engines import EngineError, make_engine
from artia.grading.jail import best_tier
from tests.grading.conftest import Course, CourseFactory, tool
from tests.grading.small import RIGHT, small_course


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Return a course with one submission, to be copied by whoever changes it."""
    return small_course(CourseFactory(tmp_path_factory.mktemp("courses")), {"ada": RIGHT})


def _refused(cwd: Path, *arguments: str) -> str:
    done = tool("artia.cli", "grade", *arguments, cwd=cwd, ok=False)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return " ".join(done.stderr.split())


def _copy(course: Course, folder: Path) -> Course:
    shutil.copytree(course.root, folder / "course")
    return Course(folder / "course", course.assignment)


def test_a_folder_that_is_no_course(tmp_path: Path):
    said = _refused(tmp_path, "ps1", "--course-dir", str(tmp_path / "nowhere"))
    assert "found nothing at" in said
    assert "gradebook" in _refused(tmp_path, "ps1", "--course-dir", str(tmp_path))


def test_an_assignment_that_does_not_exist(course: Course):
    said = _refused(course.root, "ps2")
    assert "Did you mean ps1?" in said


def test_an_assignment_that_was_never_generated(course: Course):
    (course.root / "source" / "draft").mkdir(exist_ok=True)
    said = _refused(course.root, "draft")
    assert "nbgrader generate_assignment draft" in said


def test_no_submission(course: Course):
    said = _refused(course.root, "ps1", "--student", "nobody*")
    assert "found none" in said and "nobody*" in said


def test_a_limit_that_is_no_number(course: Course, tmp_path: Path):
    copy = _copy(course, tmp_path)
    with (copy.root / "nbgrader_config.py").open("a") as file:
        file.write("c.JailedExecute.submission_wall = 'one hour'\n")
    said = _refused(copy.root, "ps1")
    assert "submission_wall" in said and "Corrigez nbgrader_config.py" in said


def test_checks_that_learners_would_be_given(course: Course, tmp_path: Path):
    copy = _copy(course, tmp_path)
    (copy.root / "source" / "ps1" / "checks.py").write_text("")
    said = _refused(copy.root, "ps1")
    assert str(copy.root / "checks" / "ps1.py") in said


def test_a_tier_this_machine_does_not_have(course: Course):
    if best_tier().label == "root":
        assert "unknown tier" in _refused(course.root, "ps1", "--min-tier", "fortress")
    else:
        assert "root" in _refused(course.root, "ps1", "--min-tier", "root")


def test_a_configuration_that_cannot_be_read(course: Course, tmp_path: Path):
    copy = _copy(course, tmp_path)
    (copy.root / "nbgrader_config.py").write_text("c = get_config()\nc.Oops = undefined\n")
    said = _refused(copy.root, "ps1")
    assert "NameError" in said and str(copy.root) in said


def test_a_hook_that_no_other_process_could_import(course: Course, tmp_path: Path):
    copy = _copy(course, tmp_path)
    with (copy.root / "nbgrader_config.py").open("a") as file:
        file.write("c.BaseConverter.pre_convert_hook = lambda **_: None\n")
    assert "c.BaseConverter.pre_convert_hook" in _refused(copy.root, "ps1")


def test_a_gradebook_that_is_no_database(course: Course, tmp_path: Path):
    copy = _copy(course, tmp_path)
    (copy.root / "gradebook.db").write_text("not a database, nor ever was one" * 100)
    assert "cannot be opened" in _refused(copy.root, "ps1")


def test_another_system():
    import artia.grading.farm.local as local

    class Elsewhere:
        platform = "win32"

    before, local.sys = local.sys, Elsewhere
    try:
        with pytest.raises(EngineError, match="WSL 2"):
            make_engine("local").check()
    finally:
        local.sys = before


def test_the_report_alone_on_the_standard_output(course: Course, tmp_path: Path):
    copy = _copy(course, tmp_path)
    done = copy.grade("--json", "-")
    report = json.loads(done.stdout)
    assert report["submissions"][0]["student"] == "ada"
    assert report["submissions"][0]["tier"] == best_tier().label


def test_a_plain_terminal_gets_plain_lines(course: Course, tmp_path: Path):
    copy = _copy(course, tmp_path)
    done = copy.grade()
    assert "\x1b" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert f"Confinement: {best_tier().label}" in done.stdout
    assert "*4/10" in done.stdout


def test_the_course_is_found_from_elsewhere_and_with_another_layout(course: Course, tmp_path: Path):
    copy = _copy(course, tmp_path)
    (copy.root / "submitted" / "ps1").mkdir()
    copy.submitted("ada").rename(copy.root / "submitted" / "ps1" / "ada")
    (copy.root / "submitted" / "ada").rmdir()
    with (copy.root / "nbgrader_config.py").open("a") as file:
        file.write(
            "c.CourseDirectory.directory_structure = '{nbgrader_step}/{assignment_id}/{student_id}'"
        )
    tool("artia.cli", "grade", "ps1", "--course-dir", str(copy.root), cwd=tmp_path)
    assert (copy.root / "autograded" / "ps1" / "ada" / "problem.ipynb").is_file()
    assert copy.marks()["ada"]["score"] == 4
