"""What nbgrader reads: one assignment a lab, one notebook name, two languages."""

import shutil
import tempfile
from pathlib import Path

from .build import Lab, load_labs
from .language import write_text
from .paths import Repository, find_repository


def write_course(labs: list[str], course_dir: Path, root: Path | None = None) -> None:
    """Write `course_dir/source/<lab>/` for every lab named; nothing is executed.

    `<lab>.ipynb` is French with solutions and hidden tests: what generate_assignment reads.
    `en/<lab>.ipynb` is the learner's English notebook, which `release.carry_translations` brings
    to the release; the files that lab.yml names nbgrader copies by itself. A lab's folder is
    replaced as a whole.
    `root` is the repository (default: found around the current folder or this package).

    Raises AuthoringError when a source is refused; nothing is written then.
    """
    repository = Repository(root.resolve()) if root else find_repository()
    write_labs(load_labs(repository, labs), course_dir)


def write_labs(labs: list[Lab], course_dir: Path) -> list[Path]:
    """Write labs already loaded, and return their folders. Raises OSError."""
    sources = course_dir / "source"
    sources.mkdir(parents=True, exist_ok=True)
    return [_replace_folder(lab, sources / lab.name) for lab in labs]


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
