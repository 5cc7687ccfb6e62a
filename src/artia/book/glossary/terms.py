"""Read and check book/glossary.yml: each term with its counterpart, definition and status.

For the checks: `validate(path)` yields (line, message) for whatever is wrong, and
`known_terms(book, language)` is what `{term}` may point to, casefolded: `artia.book.links` adds it
to the terms of the native `{glossary}` directives. Neither needs Sphinx.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from artia.book.languages import LANGUAGES

FILE = "glossary.yml"
#: Where the French term comes from: Québec usage, Journal officiel (France), common usage, a law,
#: its owner, ArtIA. `directive.status_in_words` says it to the reader.
STATUSES = ("O", "F", "D", "L", "official", "ArtIA")
#: Module 0 and the course's twelve modules.
MODULES = frozenset(f"m{number:02}" for number in range(13))

ENTRY_FIELDS = {"id", "status", "modules", "see", *LANGUAGES}
WORD_FIELDS = {"term", "also", "definition", "note"}
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

Finding = tuple[int, str]  # line, message


@dataclass(frozen=True)
class Word:
    """A term in one language; `also` holds its plural, variants and abbreviations."""

    term: str
    definition: str
    also: tuple[str, ...] = ()
    note: str = ""

    @property
    def abbreviations(self) -> tuple[str, ...]:
        """The forms in capitals, which the glossary shows beside the term."""
        return tuple(form for form in self.also if len(form) > 1 and form.isupper())

    @property
    def forms(self) -> tuple[str, ...]:
        """Everything that `{term}` may say, with straight and with curly apostrophes."""
        written = (self.term, *self.also)
        both = [form.replace(*swap) for form in written for swap in (("’", "'"), ("'", "’"))]
        return tuple(dict.fromkeys((*written, *both)))


@dataclass(frozen=True)
class Entry:
    """One notion, named and defined in every language of the book."""

    id: str
    line: int
    status: str
    modules: tuple[str, ...]
    see: tuple[str, ...]
    words: dict[str, Word]


class Located(dict[str, Any]):
    """A YAML mapping that knows the line of each of its keys."""

    line = 1

    def __init__(self, *args: Any):
        super().__init__(*args)
        self.lines: dict[str, int] = {}

    def line_of(self, key: str) -> int:
        """Return the line of a key, or the mapping's own."""
        return self.lines.get(key, self.line)


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Builds `Located` mappings, and refuses a key written twice (YAML would keep the last)."""


def _construct(loader: Loader, node: yaml.MappingNode) -> Located:
    mapping = Located(loader.construct_mapping(node, deep=True))
    mapping.line = node.start_mark.line + 1
    for key, _value in node.value:
        if key.value in mapping.lines:
            raise yaml.constructor.ConstructorError(
                problem=f"the key {key.value} is written twice", problem_mark=key.start_mark
            )
        mapping.lines[key.value] = key.start_mark.line + 1
    return mapping


Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _construct)


def load(path: Path) -> list[Entry]:
    """Return the entries of a file that `validate` finds nothing in, in the file's order."""
    return [_entry(item) for item in _items(path)]


def known_terms(book: Path, language: str) -> set[str]:
    """Return, casefolded, every form that `{term}` may use in `book`/`language`.

    Empty when there is no glossary.yml; an entry that is not whole gives what it can.
    """
    known: set[str] = set()
    try:
        items = _items(book / FILE)
    except (OSError, ValueError, yaml.YAMLError):
        return known
    for item in items:
        written = item.get(language) if isinstance(item, dict) else None
        if isinstance(written, dict) and _is_text(written.get("term")):
            known.update(" ".join(form.split()).casefold() for form in _word(written).forms)
    return known


def validate(path: Path) -> Iterator[Finding]:
    """Yield (line, message) for whatever is wrong in a glossary file."""
    try:
        items = _items(path)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        yield line, f"its YAML is malformed: {error.problem}"
        return
    except (OSError, ValueError, yaml.YAMLError) as error:
        yield 1, f"cannot be read: {error}"
        return
    entries = []
    for item in items:
        if isinstance(item, Located):
            entries.append(item)
            yield from _entry_findings(item)
        else:
            yield 1, f"expected an entry with an id, found {item!r}"
    yield from _duplicates(entries)
    yield from _see_findings(entries)


def _items(path: Path) -> list[Any]:
    """Return the raw entries; ValueError when the file has no list of terms."""
    data = yaml.load(path.read_text(encoding="utf-8"), Loader)  # a SafeLoader
    terms = data.get("terms") if isinstance(data, dict) else None
    if not isinstance(terms, list):
        raise ValueError("expected a list under “terms:”")
    return terms


def _entry(item: Located) -> Entry:
    return Entry(
        id=item["id"],
        line=item.line,
        status=item["status"],
        modules=tuple(item.get("modules") or ()),
        see=tuple(item.get("see") or ()),
        words={code: _word(item[code]) for code in LANGUAGES},
    )


def _word(written: dict[str, Any]) -> Word:
    also = written.get("also") or ()
    return Word(
        term=_line(written["term"]),
        definition=_line(written.get("definition")),
        also=tuple(_line(form) for form in also if _is_text(form)),
        note=_line(written.get("note")),
    )


def _line(text: Any) -> str:
    """Return text on one line; the no-break spaces of French stay."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ") if isinstance(text, str) else ""


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _entry_findings(item: Located) -> Iterator[Finding]:
    """Yield what is wrong in one entry, whatever the others hold."""
    name = item.get("id")
    if not isinstance(name, str) or not SLUG.fullmatch(name):
        yield item.line_of("id"), f"expected an id such as cross-entropy, found {name!r}"
    for key in item.keys() - ENTRY_FIELDS:
        yield item.line_of(key), f"{name}: unknown field {key}"
    if item.get("status") not in STATUSES:
        expected = ", ".join(STATUSES)
        found = item.get("status")
        yield item.line_of("status"), f"{name}: unknown status {found!r}; expected {expected}"
    for key in ("modules", "see"):
        if not isinstance(item.get(key, []), list):
            yield item.line_of(key), f"{name}: {key} is a list, such as [a, b]"
    for module in _listed(item, "modules"):
        if module not in MODULES:
            yield item.line_of("modules"), f"{name}: no module {module}; expected m00 to m12"
    for code in LANGUAGES:
        yield from _word_findings(item, name, code)


def _word_findings(item: Located, name: Any, code: str) -> Iterator[Finding]:
    written = item.get(code)
    if not isinstance(written, Located) or not _is_text(written.get("term")):
        yield item.line_of(code), f"{name}: no counterpart in {code}; write {code}: {{term: …}}"
        return
    for key in written.keys() - WORD_FIELDS:
        yield written.line_of(key), f"{name}: unknown field {code}.{key}"
    if not _is_text(written.get("definition")):
        yield written.line_of("definition"), f"{name}: {code}.definition is empty"
    if not _is_text(written.get("note", "-")):
        yield written.line_of("note"), f"{name}: {code}.note is empty; remove it"
    also = written.get("also", [])
    if not isinstance(also, list) or not all(_is_text(form) for form in also):
        yield written.line_of("also"), f"{name}: {code}.also is a list of words, such as [GPU]"


def _listed(item: Located, key: str) -> list[Any]:
    value = item.get(key)
    return value if isinstance(value, list) else []


def _duplicates(entries: list[Located]) -> Iterator[Finding]:
    """Yield the ids, and the words of one language, that two entries claim."""
    ids: dict[str, int] = {}
    words: dict[tuple[str, str], str] = {}
    for item in entries:
        name = str(item.get("id"))
        if name in ids:
            yield item.line_of("id"), f"{name}: this id is already on line {ids[name]}"
        ids.setdefault(name, item.line_of("id"))
        for code in LANGUAGES:
            written = item.get(code)
            if not isinstance(written, Located) or not _is_text(written.get("term")):
                continue
            for form in sorted({f.casefold().replace("’", "'") for f in _word(written).forms}):
                other = words.setdefault((code, form), name)
                if other != name:
                    where = written.line_of("term")
                    yield where, f"{name}: “{form}” ({code}) already belongs to {other}"


def _see_findings(entries: list[Located]) -> Iterator[Finding]:
    known = {item.get("id") for item in entries}
    for item in entries:
        for target in _listed(item, "see"):
            if target not in known:
                yield item.line_of("see"), f"{item.get('id')}: see leads nowhere: no id {target}"
            elif target == item.get("id"):
                yield item.line_of("see"), f"{target}: see leads to itself"
