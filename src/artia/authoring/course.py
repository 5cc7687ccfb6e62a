"""What nbgrader reads: one assignment a lab, one notebook name, two languages."""

import shutil
import tempfile
from pathlib import Path

from .build import Lab, load_labs
from .hidden_checks import checks_file
from .language import write_text
from .paths import Repository, find_repository
from .writing import write_all


def write_course(labs: list[str], course_dir: Path, root: Path | None = None) -> None:
    """Write `course_dir/source/<lab>/` for every lab named; nothing is executed.

    `<lab>.ipynb` is French with solutions: what generate_assignment reads.
    `en/<lab>.ipynb` is the learner's English notebook, which `release.carry_translations` brings
    to the release; the files that lab.yml names nbgrader copies by itself. A lab's folder is
    replaced as a whole. The lab's hidden checks go to `course_dir/checks/<lab>.py`, outside
    source/, whose files nbgrader hands out.
    `root` is the repository (default: found around the current folder or this package).

    Raises AuthoringError when a source is refused; nothing is written then.
    """
    repository = Repository(root.resolve()) if root else find_repository()
    write_labs(load_labs(repository, labs), course_dir)


def write_labs(labs: list[Lab], course_dir: Path) -> list[Path]:
    """Write labs already loaded, and return their folders. Raises OSError."""
    sources = course_dir / "source"
    sources.mkdir(parents=True, exist_ok=True)
    for lab in labs:
        _write_checks(lab, course_dir / "checks" / f"{lab.name}.py")
    return [_replace_folder(lab, sources / lab.name) for lab in labs]


def _write_checks(lab: Lab, path: Path) -> None:
    checks = checks_file(lab.source)
    if checks.is_file():
        write_all({path: checks.read_text(encoding="utf-8")})
    else:  # a lab that no longer has an autograded cell
        path.unlink(missing_ok=True)


def _replace_folder(lab: Lab, folder: Path) -> Path:
    # Outside source/, whose every sub-folder is an assignment to nbgrader.
    workshop = Path(tempfile.mkdtemp(dir=folder.parents[1], prefix=".labs."))
    try:
        fresh, former = workshop / "fresh", workshop / "former"
        (fresh / "en").mkdir(parents=True)
        lab.manifest.place(fresh)
        notebook = f"{lab.name}.ipynb"
        (fresh / notebook).write_text(write_text(lab.complete["fr"]), encoding="utf-8")
        (fresh / "en" / notebook).write_text(write_text(lab.learner["en"]), encoding="utf-8")
        if folder.exists():
            folder.rename(former)
        try:
            fresh.rename(folder)
        except BaseException:
            if former.exists():
                former.rename(folder)
            raise
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return folder
