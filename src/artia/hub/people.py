"""Who takes the course: names, roles and languages, in a YAML file a person can edit."""

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from artia.hub import COURSE, LANGUAGES, HubError
from artia.hub.state import REPO, State, write_private

ROLES = ("instructor", "learner")
DEFAULT_PEOPLE = REPO / "hub" / "local" / "people.yml"

# A name becomes a folder, a URL and a submission's file name: nbgrader splits those on "+".
NAME = re.compile(r"[a-z][a-z0-9_.-]{0,31}")

#: The grading service works under this name, with the instructors' rights: nobody else may.
GRADER = f"grader-{COURSE}"


@dataclass(frozen=True)
class Person:
    """One account of the hub."""

    name: str
    role: str
    language: str


def load_people(path: Path) -> list[Person]:
    """Read the people file. Raises HubError naming the entry at fault."""
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    # ValueError: not UTF-8, or an impossible date.
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise HubError(
            f"Le fichier des personnes {path} est illisible\u00a0: {reason}",
            f"The people file {path} cannot be read: {reason}",
        ) from error
    if not isinstance(entries, list) or not entries:
        raise _refused(path, "une liste de personnes", "a list of people", entries)
    people = [_person(path, entry) for entry in entries]
    names = [person.name for person in people]
    for name in names:
        if names.count(name) > 1:
            raise _refused(path, "chaque nom une seule fois", "each name only once", name)
    if not any(person.role == "instructor" for person in people):
        raise _refused(
            path, "au moins une personne de rôle instructor", "at least one instructor", names
        )
    return people


def course_people(state: State) -> list[Person]:
    """Return the people of this hub; the first call copies the list that comes with the course."""
    if not state.people.exists():
        write_private(state.people, DEFAULT_PEOPLE.read_text(encoding="utf-8"))
    return load_people(state.people)


def _person(path: Path, entry: object) -> Person:
    if not isinstance(entry, dict) or set(entry) != {"name", "role", "language"}:
        raise _refused(
            path,
            "name, role et language, et rien d'autre",
            "name, role and language, and nothing else",
            entry,
        )
    if not isinstance(entry["name"], str) or not NAME.fullmatch(entry["name"]):
        raise _refused(
            path,
            "un nom de 1 à 32 minuscules, chiffres ou . _ -, commençant par une lettre",
            "a name of 1 to 32 lower-case letters, digits or . _ -, starting with a letter",
            entry["name"],
        )
    if entry["name"] == GRADER:
        raise _refused(path, "un autre nom", "another name", GRADER)
    if entry["role"] not in ROLES:
        raise _refused(path, "instructor ou learner", "instructor or learner", entry["role"])
    if entry["language"] not in LANGUAGES:
        raise _refused(path, "fr ou en", "fr or en", entry["language"])
    return Person(**entry)


def _refused(path: Path, fr: str, en: str, found: object) -> HubError:
    return HubError(
        f"{path}\u00a0: on attendait {fr}; on a trouvé {found!r}. Rien n'a été modifié.",
        f"{path}: expected {en}; found {found!r}. Nothing was changed.",
    )
