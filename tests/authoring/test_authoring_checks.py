"""A lab's checks.py: tied to its cells, kept from learners, and never run by the authoring room."""

import pytest

from artia.authoring.course import write_course

LAB = "lab90"
FILE = f"instructor/source/{LAB}/checks.py"
IMPORT = "from artia.grading.checks import check\n"
GOOD = '@check("test_count")\ndef count(ask, rng): ...\n'

REFUSED = {
    "unknown cell": (
        IMPORT + GOOD + '@check("test_sum")\ndef total(ask, rng): ...\n',
        f"{FILE}:4: no autograded cell has the grade_id test_sum",
    ),
    "a manual answer": (
        IMPORT + GOOD + '@check("note")\ndef note(ask, rng): ...\n',
        f"{FILE}:4: no autograded cell has the grade_id note",
    ),
    "checked twice": (
        IMPORT + GOOD + GOOD,
        f"{FILE}:4: test_count already has a check (line 2)",
    ),
    "no literal": (
        IMPORT + GOOD + "@check(NAME)\ndef other(ask, rng): ...\n",
        f'{FILE}:4: a check names no cell; write @check("test_count")',
    ),
    "no argument": (
        IMPORT + GOOD + "@check\ndef other(ask, rng): ...\n",
        f'{FILE}:4: a check names no cell; write @check("test_count")',
    ),
    "not Python": (IMPORT + "def count(:\n", f"{FILE}:2: is not valid Python: "),
    "no import": (GOOD, f"{FILE}:1: lacks the line: from artia.grading.checks import check"),
    "null byte": ("\0", f"{FILE}: "),
}


@pytest.mark.parametrize(("text", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_a_checks_file_is_refused_with_its_line(workshop, text, reason):
    workshop.checks.write_text(text, encoding="utf-8")
    result = workshop.run("build", "--no-execute")
    assert result.exit_code == 1
    first, summary = result.stderr.splitlines()
    assert first.startswith(reason)
    assert summary == "Refused: 1 reason, nothing written."
    assert workshop.written() == {}


def test_a_test_cell_needs_a_check(workshop):
    workshop.checks.unlink()
    result = workshop.run("build", "--no-execute")
    assert result.exit_code == 1
    assert "cell 8 (test_count): an autograded cell without a hidden check" in result.stderr


def test_a_file_in_another_encoding_is_one_sentence(workshop):
    workshop.checks.write_bytes("# été\n".encode("cp1252"))
    result = workshop.run("build", "--no-execute")
    assert result.stderr.splitlines()[0].startswith(f"{FILE}: cannot be read: 'utf-8' codec")


@pytest.mark.parametrize(
    "text",
    [
        "import artia.grading.checks as checks\n" + GOOD.replace("@check", "@checks.check"),
        IMPORT + GOOD.replace('"test_count"', 'hint="a", grade_id="test_count"'),
    ],
    ids=["by module", "by name"],
)
def test_other_ways_to_write_a_check(workshop, text):
    workshop.checks.write_text(text, encoding="utf-8")
    result = workshop.run("build", "--no-execute")
    assert result.exit_code == 0, result.stderr


def test_the_file_is_read_and_never_run(workshop):
    witness = workshop.root / "witness"
    text = f"{IMPORT}open({str(witness)!r}, 'w')\n{GOOD}"
    workshop.checks.write_text(text, encoding="utf-8")
    result = workshop.run("build", "--course", str(workshop.root / "course"))
    assert result.exit_code == 0, result.stderr
    assert not witness.exists()


def test_nothing_of_it_reaches_a_notebook_or_what_nbgrader_hands_out(workshop):
    course = workshop.root / "course"
    result = workshop.run("build", "--course", str(course))
    assert result.exit_code == 0, result.stderr
    written = {path for path in workshop.root.rglob("*") if path.is_file()}
    for word in ("axolotl", "ornithorynque", "Pharmacopée"):
        holders = {path for path in written if word.encode() in path.read_bytes()}
        assert holders == {workshop.checks, course / "checks" / f"{LAB}.py"}


def test_a_lab_without_autograded_cell_leaves_no_former_check(workshop):
    course = workshop.root / "course"
    write_course([LAB], course, workshop.root)
    workshop.checks.unlink()
    workshop.replace("grade_id: test_count, grade: true, points: 2", "grade_id: a, locked: true")
    write_course([LAB], course, workshop.root)
    assert not (course / "checks" / f"{LAB}.py").exists()
