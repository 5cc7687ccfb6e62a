"""`artia labs`: the author's commands."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from .build import build_lab, check_lab, load_labs, orphan_findings
from .course import write_labs
from .findings import AuthoringError, Finding
from .freshness import stamp
from .paths import Repository, find_repository
from .source import read_source
from .writing import write_all


@click.group()
def labs() -> None:
    """Build the labs: one bilingual source, two learner notebooks, two answer keys.

    \b
    Edit      instructor/source/LAB/LAB.md      both languages, solutions and tests inside
              instructor/source/LAB/checks.py   what decides the marks, outside the notebook
              instructor/source/LAB/lab.yml     title in both languages, files to take along
    Then      artia labs build LAB              writes everything below
              labs/{fr,en}/LAB.ipynb            what a learner opens; never edit them
              instructor/solutions/LAB.*.ipynb  run with the solutions, text outputs only

    The source is a MyST notebook. Its cells:

    \b
    +++ {"tags": ["fr"]}                        French prose, then directly
    +++ {"tags": ["en"]}                        the English prose that follows it
    :tags: [fr]  then  :tags: [en]              the opening code cell; all other code is shared
    :nbgrader: {grade_id: a, solution: true}    code between ### BEGIN/END SOLUTION is cleared
    :nbgrader: {grade_id: test_a, grade: true, points: 2}
                                                a test, run in the notebook for learning
    +++ {"nbgrader": {"grade_id": "note", "grade": true, "solution": true, "points": 6}}
                                                a manual answer: no words outside its solution

    Each test has its hidden check in checks.py, a function marked @check("test_a"), which
    `artia grade` runs out of learners' reach; python -m pydoc artia.grading.checks shows how.

    `artia labs accept LAB` adds to each translation the hash of the text it follows. Where
    English came first, mark its cell "l10n": {"original": true}.
    """


_root = click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The repository (default: the one around the current folder).",
)


@labs.command()
@click.argument("names", metavar="[LAB]...", nargs=-1)
@click.option("--check", is_flag=True, help="Write nothing; fail on a notebook not up to date.")
@click.option("--no-execute", is_flag=True, help="Write learner notebooks only; run nothing.")
@click.option(
    "--course",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Also write DIR/source/LAB, which nbgrader generate_assignment reads, and "
    "DIR/checks/LAB.py, which artia grade reads.",
)
@_root
def build(
    names: tuple[str, ...], check: bool, no_execute: bool, course: Path | None, root: Path | None
) -> None:
    """Build the labs named, or every lab of instructor/source.

    The sources are read first. If anything in any of them is refused, every reason is listed
    (file:line, cell, reason), nothing is written, and the exit code is 1. Otherwise each answer
    key is run in both languages, at most 300 s a cell, and a lab's files are replaced together.

    --check compares the learner notebooks byte for byte and the answer keys without their
    outputs, which it does not run again.

    \b
    artia labs build                          every lab
    artia labs build lab02 --no-execute       quick: split, clear and verify, run nothing
    artia labs build --check                  what the tests run
    """
    if check and (no_execute or course):
        raise click.UsageError("--check writes nothing: no --course, no --no-execute.")
    written: list[str] = []
    try:
        repository = _repository(root)
        if not names and not repository.labs():
            raise AuthoringError.sentence(repository.root, "no lab in instructor/source")
        loaded = load_labs(repository, list(names))
        if check:
            findings = [finding for lab in loaded for finding in check_lab(repository, lab)]
            findings += [] if names else orphan_findings(repository)
            if findings:
                raise AuthoringError(findings)
            click.echo(f"Up to date: {', '.join(lab.name for lab in loaded)}.")
            return
        for lab in loaded:
            build_lab(repository, lab, not no_execute, click.echo)
            written.append(lab.name)
        if course:
            for folder in write_labs(loaded, course):
                click.echo(f"{folder.name}: wrote {folder}")
    except AuthoringError as error:
        _refuse(error.findings, written)
    except OSError as error:
        reason = str(error.strerror or error)
        _refuse([Finding(str(error.filename or "artia labs build"), reason)], written)


@labs.command()
@click.argument("name", metavar="LAB")
@_root
def accept(name: str, root: Path | None) -> None:
    """Record that LAB's translations follow the present originals.

    Read each stale pair first (`artia labs build LAB --check` lists them): this command only
    writes the hash of the text that each cell follows, and changes nothing else in the source.
    """
    try:
        repository = _repository(root)
        repository.require(name)
        path = repository.source(name)
        source = read_source(name, path, repository.relative(path))
        if source.pairing:
            raise AuthoringError(source.pairing)
        with path.open(encoding="utf-8", newline="") as file:  # newline: keep \r\n as it is
            text, stamped = stamp(source, file.read())
        if stamped:
            write_all({path: text})
    except AuthoringError as error:
        _refuse(error.findings)
    except OSError as error:
        _refuse([Finding(str(error.filename or name), str(error.strerror or error))])
    for cell in stamped:
        click.echo(f"{source.file}:{cell.line}: cell {cell.number} ({cell.label}): accepted")
    click.echo(f"{name}: {len(stamped)} pair(s) accepted." if stamped else f"{name}: all fresh.")


def _repository(root: Path | None) -> Repository:
    return Repository(root.resolve()) if root else find_repository()


def _refuse(findings: list[Finding], written: Sequence[str] = ()) -> None:
    """Print every reason on its own line, and leave with exit code 1."""
    for finding in findings:
        click.echo(str(finding), err=True)
    count = f"{len(findings)} reason{'s' if len(findings) > 1 else ''}"
    state = f"only {', '.join(written)} was written" if written else "nothing written"
    click.echo(f"Refused: {count}, {state}.", err=True)
    sys.exit(1)
