"""`lab.yml`: a lab's title in both languages, and the files it takes along.

title: {fr: Un modèle en 15 minutes, en: A model in 15 minutes}
files:
  - {from: labs/corpus, to: corpus}              a folder, with all it holds
  - {from: labs/corpus/fr/*.txt, to: corpus/fr}  files by pattern, into a folder
  - {from: labs/traces/run.csv, to: run.csv}     a file, under a new name
  - {from: labs/traces, to: traces, optional: true}   what the lab can do without
"""

import shutil
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import yaml

from .findings import AuthoringError
from .paths import LANGUAGES, Repository

_TITLE = "title: {fr: …, en: …}"
_FILES = "files: [{from: labs/corpus, to: corpus}]"


@dataclass(frozen=True)
class Manifest:
    """What lab.yml says. `files` holds (path on disk, path beside the notebook)."""

    title: dict[str, str]
    files: tuple[tuple[Path, PurePosixPath], ...]

    def place(self, folder: Path) -> None:
        """Copy the lab's files into `folder`, where they are for a learner."""
        for origin, destination in self.files:
            target = folder / destination
            target.parent.mkdir(parents=True, exist_ok=True)
            if origin.is_dir():
                shutil.copytree(origin, target, dirs_exist_ok=True, ignore=_unwanted)
            else:
                shutil.copyfile(origin, target)


def _unwanted(_: str, names: list[str]) -> set[str]:
    return {name for name in names if name.startswith(".") or name == "__pycache__"}


def read_manifest(repository: Repository, lab: str) -> Manifest:
    """Return what a lab's lab.yml says.

    Raises AuthoringError, one sentence, when it is missing, malformed or names a missing file.
    """
    path = repository.folder(lab) / "lab.yml"
    file = repository.relative(path)
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise AuthoringError.sentence(file, f"missing; it holds {_TITLE} and {_FILES}") from error
    # ValueError: not UTF-8, or a date that does not exist
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        reason = f"cannot be read: {' '.join(str(error).split())[:200]}"
        raise AuthoringError.sentence(file, reason) from error
    if not isinstance(content, dict):
        raise AuthoringError.sentence(file, f"holds {_TITLE} and {_FILES}")
    if unknown := sorted(str(key) for key in set(content) - {"lab", "title", "files"}):
        reason = f"unknown key {', '.join(unknown)}; it holds {_TITLE} and {_FILES}"
        raise AuthoringError.sentence(file, reason)
    if content.get("lab", lab) != lab:
        raise AuthoringError.sentence(file, f"is that of lab {content['lab']}, not {lab}")

    title = content.get("title")
    if not isinstance(title, dict) or not all(
        isinstance(title.get(language), str) and title[language].strip() for language in LANGUAGES
    ):
        raise AuthoringError.sentence(file, f"the title lacks a text in fr or in en: {_TITLE}")
    entries = content.get("files") or []
    if not isinstance(entries, list) or not all(_is_entry(entry) for entry in entries):
        raise AuthoringError.sentence(file, f"files is a list of from and to: {_FILES}")
    files = [pair for entry in entries for pair in _files(repository, lab, file, entry)]
    return Manifest({language: title[language] for language in LANGUAGES}, tuple(files))


def _holds_answers(path: Path, root: Path) -> bool:
    answers = root / "instructor"
    return path.is_relative_to(answers) or answers.is_relative_to(path)


def _is_entry(entry: object) -> bool:
    if not isinstance(entry, dict) or set(entry) - {"optional"} != {"from", "to"}:
        return False
    return isinstance(entry.get("optional", False), bool)


def _files(
    repository: Repository, lab: str, file: str, entry: dict
) -> list[tuple[Path, PurePosixPath]]:
    origin, destination = str(entry["from"]), str(entry["to"])
    target = PurePosixPath(destination)
    if not (origin.isprintable() and destination.isprintable()):
        raise AuthoringError.sentence(file, "files: a path holds a character that is not printed")
    if target.is_absolute() or ".." in target.parts or not target.parts:
        raise AuthoringError.sentence(file, f"files: to: {destination} leaves the lab's folder")
    # The course puts the other language's notebook in a folder of that name.
    if target.parts[0] in {*LANGUAGES, f"{lab}.ipynb"}:
        raise AuthoringError.sentence(file, f"files: to: {destination} takes a notebook's place")

    root = repository.root.resolve()
    inside = not PurePosixPath(origin).is_absolute() and ".." not in PurePosixPath(origin).parts
    try:
        found = sorted(root.glob(origin)) if inside and PurePosixPath(origin).parts else []
    except ValueError as error:
        raise AuthoringError.sentence(file, f"files: from: {origin}: {error}") from error
    found = [path for path in found if path.resolve().is_relative_to(root)]
    if any(_holds_answers(path.resolve(), root) for path in found):
        raise AuthoringError.sentence(
            file, f"files: from: {origin} would hand the solutions of instructor/ to learners"
        )
    if not found and inside and entry.get("optional"):
        return []
    if not found:
        reason = f"files: from: {origin} finds nothing in the repository"
        raise AuthoringError.sentence(file, reason)
    if any(sign in origin for sign in "*?["):
        return [(path, target / path.name) for path in found]
    return [(found[0], target)]
