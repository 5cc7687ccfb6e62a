"""The course's labs as people see them: a number, a title, the module that comes before.

What is on offer, and what somebody did with it, is nbgrader's to say.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from artia.authoring.paths import LAB_NAME as NAME
from artia.authoring.paths import Repository
from artia.hub import LANGUAGES
from artia.hub.state import REPO, State

SOURCES = Repository(REPO)
BOOK = REPO / "book"


@dataclass(frozen=True)
class CourseLab:
    """One lab, or an assignment that an instructor added: such a one has its name only."""

    name: str
    titles: dict[str, str]  # by language; empty when nothing gives one
    page: str  # the module's page in the book ("m02-learning"), "" when there is none

    @property
    def number(self) -> str:
        """What follows "lab" in the interface: "02" for lab02, the name for anything else."""
        return self.name.removeprefix("lab") or self.name

    @property
    def module(self) -> str:
        """The number of the module, as its page writes it: "2"."""
        return str(int(self.page[1:3])) if self.page else ""


def source_labs() -> list[str]:
    """Return the labs of the repository that have a source, in the order of the modules."""
    return [lab for lab in SOURCES.labs() if SOURCES.source(lab).is_file()]


def taught_labs(state: State) -> list[str]:
    """Return the labs of this hub's course, those an instructor added included."""
    return sorted(path.name for path in (state.course / "source").glob("*") if is_lab(path))


def is_lab(folder: Path) -> bool:
    """Tell whether a folder is a lab's, as far as its name tells."""
    return folder.is_dir() and NAME.fullmatch(folder.name) is not None


@cache
def describe(name: str) -> CourseLab:
    """Return how to present a lab, whatever is missing in the repository."""
    return CourseLab(name, _titles(name), _page(name))


def _titles(name: str) -> dict[str, str]:
    try:
        manifest = yaml.safe_load((SOURCES.folder(name) / "lab.yml").read_text(encoding="utf-8"))
        return {language: str(manifest["title"][language]) for language in LANGUAGES}
    except (OSError, ValueError, LookupError, TypeError, yaml.YAMLError):
        return {}


def _page(name: str) -> str:
    number = re.fullmatch(r"lab(\d\d)", name)
    if not number:
        return ""
    pages = [{path.stem for path in (BOOK / each).glob(f"m{number[1]}-*.md")} for each in LANGUAGES]
    return min(set.intersection(*pages), default="")
