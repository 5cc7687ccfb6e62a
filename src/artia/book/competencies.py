"""What each module works on, read from book/competencies.yml, and what is wrong in that file.

No Sphinx here: `artia book check` reads it too. The tables are in competency_tables.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from artia.book.findings import Finding
from artia.book.languages import LANGUAGES

FILE = Path("book") / "competencies.yml"
#: The lists a module may have, and the framework whose codes they hold.
LISTS = {
    "assessed": "unesco",
    "touched": "unesco",
    "quebec": "quebec",
    "artia": "artia",
    "ailit": "ailit",
    "longmagerko": "longmagerko",
}
MODULE_ID = re.compile(r"m\d{2}")


@dataclass(frozen=True)
class Entry:
    """A code and its title in each language: a competency, an aspect, a level."""

    code: str
    titles: dict[str, str]


@dataclass(frozen=True)
class Module:
    """A module's titles, and for each of LISTS the codes it holds, in the file's order."""

    id: str
    titles: dict[str, str]
    codes: dict[str, tuple[str, ...]]

    @property
    def number(self) -> int:
        """2 for m02."""
        return int(self.id[1:])

    def page(self, docnames: set[str]) -> str:
        """Return the docname of the module's page among `docnames`, "" while it is planned."""
        pattern = re.compile(rf"{self.id}-[\w-]+")
        return next((name for name in sorted(docnames) if pattern.fullmatch(name)), "")


@dataclass(frozen=True)
class Competencies:
    """The whole file."""

    aspects: tuple[Entry, ...]
    levels: tuple[Entry, ...]
    frameworks: dict[str, dict[str, Entry]]
    modules: dict[str, Module]

    def block(self, level: Entry, aspect: Entry) -> Entry:
        """Return UNESCO's block 4.<level>.<aspect>."""
        return self.frameworks["unesco"][f"4.{level.code}.{aspect.code}"]


def load(path: Path) -> Competencies:
    """Read the file.

    Raises ValueError, with the first finding, when something in it is wrong.
    """
    document, problems = _read(path)
    if problems:
        first = problems[0]
        raise ValueError(f"{path.name}:{first.line}: {first.message}")
    return Competencies(
        tuple(_entries(document["aspects"])),
        tuple(_entries(document["levels"])),
        {
            name: {entry.code: entry for entry in _entries(rows)}
            for name, rows in document["frameworks"].items()
        },
        {
            str(row["id"]): Module(
                str(row["id"]),
                {language: row[language] for language in LANGUAGES},
                {name: tuple(map(str, row.get(name) or ())) for name in LISTS},
            )
            for row in document["modules"]
        },
    )


def findings(root: Path) -> Iterator[Finding]:
    """Yield what is to be changed in `root`/book/competencies.yml; nothing when there is none."""
    path = root / FILE
    if path.exists():
        yield from _read(path)[1]


def _entries(rows: list[dict]) -> Iterator[Entry]:
    for row in rows:
        yield Entry(str(row["code"]), {language: row[language] for language in LANGUAGES})


class _Lines(yaml.SafeLoader):
    """Gives every mapping the line it starts at, under "line"."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        mapping = super().construct_mapping(node, deep=deep)
        mapping["line"] = node.start_mark.line + 1
        return mapping


def _read(path: Path) -> tuple[dict, list[Finding]]:
    """Return the file's content and its findings, in the order of its lines."""
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_Lines)  # a SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        message = f"its YAML is malformed: {error.problem}"
        return {}, [Finding(path, line, "competencies", message)]
    problems = [Finding(path, line, "competencies", why) for line, why in _problems(document)]
    return document, sorted(problems)


def _problems(document: object) -> Iterator[tuple[int, str]]:
    parts = ("aspects", "levels", "frameworks", "modules")
    if not isinstance(document, dict) or not all(document.get(part) for part in parts):
        yield 1, f"expected {', '.join(parts)}, each with something in it"
        return
    frameworks = {name: rows for name, rows in document["frameworks"].items() if name != "line"}
    document["frameworks"] = frameworks
    if missing := set(LISTS.values()) - set(frameworks):
        yield 1, f"no framework named {', '.join(sorted(missing))}"
        return
    for rows in (document["aspects"], document["levels"], *frameworks.values()):
        yield from _doubles(rows, "code", "code")
    yield from _doubles(document["modules"], "id", "module")
    known = {name: {str(row.get("code")) for row in rows} for name, rows in frameworks.items()}
    for level in document["levels"]:
        for aspect in document["aspects"]:
            code = f"4.{level.get('code')}.{aspect.get('code')}"
            if code not in known["unesco"]:
                yield level["line"], f"no block {code} in the framework unesco"
    for row in document["modules"]:
        yield from _module_problems(row, known)


def _doubles(rows: list[dict], key: str, what: str) -> Iterator[tuple[int, str]]:
    """Yield the rows without `key`, listed twice, or without a title in one of the languages."""
    seen: set[str] = set()
    for row in rows:
        name = str(row.get(key, ""))
        if not name:
            yield row["line"], f"expected a {key} here, and found none"
        if name in seen:
            yield row["line"], f"{what} {name} is listed twice"
        seen.add(name)
        for language in LANGUAGES:
            if not str(row.get(language) or "").strip():
                yield row["line"], f"{what} {name} has no title in {language}"


def _module_problems(row: dict, known: dict[str, set[str]]) -> Iterator[tuple[int, str]]:
    line, name = row["line"], str(row.get("id", ""))
    if name and not MODULE_ID.fullmatch(name):
        yield line, f"expected a module such as m02, and found {name}"
    for extra in sorted(set(row) - set(LISTS) - set(LANGUAGES) - {"id", "line"}):
        yield line, f"module {name}: no list is named {extra}; they are {', '.join(LISTS)}"
    for each, framework in LISTS.items():
        codes = [str(code) for code in row.get(each) or ()]
        for code in codes:
            if code not in known[framework]:
                yield line, f"module {name}, {each}: unknown code {code} in {framework}"
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            yield line, f"module {name}, {each}: code {code} is listed twice"
    both = {*map(str, row.get("assessed") or ())} & {*map(str, row.get("touched") or ())}
    for code in sorted(both):
        yield line, f"module {name}: code {code} is both assessed and touched; keep one"
