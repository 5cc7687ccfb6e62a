"""Where sources are read and where notebooks are written."""

import re
from dataclasses import dataclass
from pathlib import Path

from .findings import AuthoringError

LANGUAGES = ("fr", "en")
LAB_NAME = re.compile(r"[a-z][a-z0-9_-]*")
SOURCES = Path("instructor/source")


@dataclass(frozen=True)
class Repository:
    """The folders of one clone."""

    root: Path

    def folder(self, lab: str) -> Path:
        """Return the folder that holds a lab's source."""
        return self.root / SOURCES / lab

    def source(self, lab: str) -> Path:
        """Return the bilingual source of a lab."""
        return self.folder(lab) / f"{lab}.md"

    def learner(self, lab: str, language: str) -> Path:
        """Return the notebook a learner opens."""
        return self.root / "labs" / language / f"{lab}.ipynb"

    def answer_key(self, lab: str, language: str) -> Path:
        """Return the executed notebook that holds the solutions."""
        return self.root / "instructor" / "solutions" / f"{lab}.{language}.ipynb"

    def relative(self, path: Path) -> str:
        """Return a path as the messages write it: from the root, with forward slashes."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return str(path)

    def labs(self) -> list[str]:
        """Return the name of every lab that has a source folder, sorted."""
        parent = self.root / SOURCES
        if not parent.is_dir():
            return []
        return sorted(
            child.name
            for child in parent.iterdir()
            if child.is_dir() and LAB_NAME.fullmatch(child.name)
        )

    def require(self, lab: str) -> None:
        """Raise AuthoringError unless `lab` is a lab of this repository with a source file."""
        known = self.labs()
        if lab not in known:
            names = ", ".join(known) or "none"
            raise AuthoringError.sentence(
                lab, f"no such lab; labs found in {SOURCES.as_posix()}/: {names}"
            )
        if not self.source(lab).is_file():
            raise AuthoringError.sentence(
                self.relative(self.source(lab)),
                "missing; the lab's folder is there but not its source",
            )


def find_repository(start: Path | None = None) -> Repository:
    """Return the repository around `start` (default: the current folder, then this package).

    Raises AuthoringError when no parent folder holds `instructor/source`.
    """
    starts = [start.resolve()] if start else [Path.cwd(), Path(__file__).resolve()]
    for origin in starts:
        for folder in (origin, *origin.parents):
            if (folder / SOURCES).is_dir():
                return Repository(folder)
    raise AuthoringError.sentence(
        starts[0],
        f"no folder here or above holds {SOURCES.as_posix()}; run from the repository, "
        "or name it with --root",
    )
