"""`artia grade`: what a person types, and what they are told."""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import IO, TYPE_CHECKING

import click

from artia.grading.errors import GradingError
from artia.grading.farm.engines import ENGINES, Engine, make_engine

if TYPE_CHECKING:
    from artia.grading.farm.grading import Batch
    from artia.grading.farm.screen import Screen

REPO = Path(__file__).resolve().parents[3]
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class RefusalError(click.ClickException):
    """A refusal: its sentence, without "Error:" before it."""

    exit_code = 2

    def __init__(self, english: str, french: str = "") -> None:
        super().__init__(english)
        self.french = french or "La raison est en anglais."

    def format_message(self) -> str:
        """Return the sentence in both languages; rare reasons are in English only."""
        return f"La correction s'arrête. {self.french}\n  Grading stops. {self.message}"

    def show(self, file: IO[str] | None = None) -> None:
        """Print the sentence, on the error stream by default."""
        click.echo(self.format_message(), file=file, err=file is None)


@click.command()
@click.argument("lab", metavar="LAB")
@click.option(
    "--course-dir",
    type=click.Path(path_type=Path),
    help="The nbgrader course. Default: the current folder if it is one, else the hub's.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    help="Submissions graded at once (slurm: in each task). Default: processors; slurm: 4.",
)
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="local",
    show_default=True,
    help="Grade on this machine, or as a job array of a Slurm cluster.",
)
@click.option(
    "--shard-size",
    type=click.IntRange(min=1),
    help="slurm: submissions given to one task, 25 or more. Default: 25.",
)
@click.option(
    "--sbatch-option",
    "sbatch_options",
    multiple=True,
    metavar="OPTION",
    help="slurm: handed to sbatch, e.g. --partition=grading (repeatable).",
)
@click.option(
    "--student", metavar="GLOB", help="Only these learners, e.g. 'a*'. Default: the course's."
)
@click.option("--regrade", is_flag=True, help="Run again what is graded and has not changed.")
@click.option(
    "--min-tier",
    metavar="TIER",
    default="user namespaces",
    show_default=True,
    help="Refuse to confine learners' code by less: root, 'user namespaces', landlock, none.",
)
@click.option(
    "--json",
    "report",
    type=click.Path(dir_okay=False, allow_dash=True),
    help="Write the outcomes there as JSON (-: on the standard output, and nothing else).",
)
def grade(
    lab: str,
    course_dir: Path | None,
    workers: int | None,
    engine: str,
    shard_size: int | None,
    sbatch_options: tuple[str, ...],
    student: str | None,
    regrade: bool,
    min_tier: str,
    report: str | None,
) -> None:
    """Grade the submissions of the assignment LAB. / Corriger les copies du labo LAB.

    Does what `nbgrader autograde LAB` does, several submissions at once, each in its own jail:
    marks go to the gradebook and formgrader shows them; manual marks and comments stay.
    Submissions graded before are run again only if they, the assignment, its checks or the
    environment have changed. Interrupted at any moment, the same command finishes the rest.

    \b
    Exit code: 0  every submission has a mark, or a reason that is its own
               1  some ended in "error": the grader failed, run it again
               2  nothing was graded: the message says what to do

    \b
    artia grade ps1                        the course in the current folder
    artia grade ps1 --student 'a*'         some learners only
    artia grade lab02 --json marks.json    the outcomes, for another program
    """
    from artia.grading.farm import screen

    tell = screen.Screen(quiet=report == "-")
    try:
        with _stoppable():
            runner = make_engine(engine, workers, shard_size, sbatch_options)
            runner.check()
            batch = _grade(lab, course_dir, runner, student, regrade, min_tier, tell)
    except (GradingError, OSError) as error:  # OSError says which file, and what is wrong with it
        raise RefusalError(str(error), getattr(error, "french", "")) from error
    except KeyboardInterrupt:
        screen.say(
            "\nInterrompu. Ce qui est corrigé reste; la même commande finira le reste.",
            "Interrupted. What is graded stays; the same command will finish the rest.",
            err=True,
        )
        sys.exit(130)
    if report is not None:
        _write(json.dumps(screen.to_dict(batch), ensure_ascii=False, indent=2) + "\n", report)
    tell.table(batch)
    gc.freeze()  # nothing is left to collect: spare the interpreter three sweeps on its way out
    sys.exit(1 if screen.errors(batch) else 0)


def _grade(
    lab: str,
    course_dir: Path | None,
    engine: Engine,
    student: str | None,
    regrade: bool,
    min_tier: str,
    tell: Screen,
) -> Batch:
    folder, more_config = _find_course(course_dir)
    try:
        engine.prepare(_likely_imports(folder / "source" / lab))  # nbgrader takes 2 s to import
        tier = _confinement(min_tier) if engine.name == "local" else ""
        from artia.grading.farm.course import load_course
        from artia.grading.farm.grading import Options, Watcher
        from artia.grading.farm.grading import grade as grade_all

        course = load_course(folder, lab, more_config)
        tell.start(lab, course.root, tier)
        watcher = Watcher(tell.total, tell.entry, tell.tick)
        with tell:
            return grade_all(course, engine, Options(student, regrade, min_tier), watcher)
    finally:
        engine.close()


def _confinement(minimum: str) -> str:
    from artia.grading.jail import Tier, require

    try:
        wanted = Tier.parse(minimum)
    except ValueError as error:
        raise GradingError(f"{error}.") from error
    return require(wanted).label


def _find_course(asked: Path | None) -> tuple[Path, Sequence[Path]]:
    """Return the course's folder, and folders of configuration that its own does not hold."""
    hub = Path(os.environ.get("ARTIA_HUB_STATE") or REPO / ".hub").resolve()
    folder = asked or Path.cwd()
    is_course = any((folder / name).exists() for name in ("nbgrader_config.py", "gradebook.db"))
    if asked is None and not is_course:
        folder = hub / "course"
        if not folder.is_dir():
            raise GradingError(
                f"Expected an nbgrader course in {Path.cwd()}, found neither nbgrader_config.py "
                "nor gradebook.db. Go to the course's folder, or name it with --course-dir.",
                f"On attendait un cours nbgrader dans {Path.cwd()}; il n'y a ni "
                "nbgrader_config.py ni gradebook.db. Allez dans le dossier du cours, ou nommez-le "
                "avec --course-dir.",
            )
    if folder.resolve() != hub / "course":
        return folder, ()
    # The hub's course is configured from the repository, which reads where the hub keeps things.
    os.environ["ARTIA_HUB_STATE"] = str(hub)
    return folder, (REPO / "instructor",)


def _likely_imports(source: Path) -> list[str]:
    """Return what to preload, from where sources usually stand; verified once nbgrader is there."""
    from artia.grading.forkserver import preload_for

    code: list[str] = []
    for path in sorted(source.glob("*.ipynb")):
        with suppress(OSError, ValueError, KeyError, TypeError):
            cells = json.loads(path.read_bytes())["cells"]
            code += ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    return preload_for(code)


def _write(text: str, path: str) -> None:
    if path == "-":
        click.echo(text, nl=False)
    else:
        Path(path).write_text(text, encoding="utf-8")


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let a request to stop (Ctrl-C, SIGTERM, a closed terminal) unwind everything."""

    def stop(signum: int, frame: FrameType | None) -> None:
        for again in STOP_SIGNALS:  # a second one must not interrupt the cleaning up
            signal.signal(again, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
