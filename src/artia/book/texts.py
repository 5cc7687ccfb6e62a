"""The prose kept outside pages, read as the pages are: quizzes, glossary, competencies, figures.

In YAML a text is in the language of the nearest key `fr` or `en` above it, and a comment on the
line before it, or on its own, speaks to the checks as it does on a page: `# check: ignore spelling
— reason`. What a drawn figure says (book/figures/NAME-fr.json) is in the language of its file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from artia.book.marks import MARK, Mark, parse
from artia.book.pages import Page, read_text

LANGUAGES = ("fr", "en")
#: Keys whose value is a name or a code, in any language.
NAMES = {"answer", "code", "id", "modules", "see", "shown", "source", "status", "tags", "type"}
#: Rules for what the build curls, which plain text is not.
PLAIN = {"fr": {"typography-apostrophe"}, "en": {"typography-apostrophe", "typography-quotes"}}
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Pair:
    """The same thing said in both languages: its place, and the texts under each key."""

    line: int
    texts: dict[str, str]
    lines: dict[str, int]
    #: the rules left out here
    ignored: frozenset[str] = frozenset()


@dataclass
class Texts:
    """A file: its texts as small pages, and its pairs."""

    path: Path
    pages: list[Page]
    pairs: list[Pair]
    data: object = None


def data_files(book: Path) -> list[Path]:
    """Return the files of the book that hold prose and are not pages."""
    named = [book / "glossary.yml", book / "competencies.yml"]
    drawn = [path for code in LANGUAGES for path in sorted(book.glob(f"figures/*-{code}.json"))]
    quizzes = sorted((book / "quizzes").glob("*.yml"))
    return [*quizzes, *(path for path in named if path.exists()), *drawn]


def read_texts(path: Path) -> Texts:
    """Read one file; raises yaml.YAMLError or UnicodeDecodeError when it cannot be."""
    source = path.read_text(encoding="utf-8")
    root = yaml.compose(source, Loader=Loader)
    texts = Texts(path, [], [], yaml.load(source, Loader=Loader))
    if root is not None:
        language = path.stem[-2:] if path.suffix == ".json" else ""  # JSON is YAML too
        _Walker(texts, source.splitlines()).walk(root, language, "")
    return texts


class _Walker:
    def __init__(self, texts: Texts, lines: list[str]):
        self.texts = texts
        self.lines = lines

    def walk(self, node: yaml.Node, language: str, key: str) -> None:
        """Collect the texts below `node`."""
        if isinstance(node, yaml.MappingNode):
            entries = {str(k.value): (k, v) for k, v in node.value}
            here = [code for code in LANGUAGES if code in entries]
            if here and not language:
                self._pair(node, {code: entries[code] for code in here})
            for name, (_, value) in entries.items():
                if not is_name(name, value):
                    self.walk(value, name if name in LANGUAGES else language, name)
        elif isinstance(node, yaml.SequenceNode):
            for value in node.value:
                self.walk(value, language, key)
        elif language and node.tag == "tag:yaml.org,2002:str":
            self.texts.pages.append(self._page(node, language, key))

    def _pair(self, node: yaml.Node, entries: dict[str, tuple[yaml.Node, yaml.Node]]) -> None:
        lines = {code: key.start_mark.line + 1 for code, (key, _) in entries.items()}
        texts = {code: " ".join(leaves(value)) for code, (_, value) in entries.items()}
        marks = [mark for line in lines.values() for mark in self._marks(line)]
        ignored = frozenset(rule for mark in marks for rule in mark.rules)
        self.texts.pairs.append(Pair(node.start_mark.line + 1, texts, lines, ignored))

    def _page(self, node: yaml.ScalarNode, language: str, key: str) -> Page:
        """Return a text as a page whose lines are numbered as the file's are."""
        block = node.style in ("|", ">")
        line = node.start_mark.line + (2 if block else 1)
        page = read_text(node.value, self.texts.path, language, self.texts.path.stem)
        if not block:  # a text folded over several lines is reported at its first
            for name in ("masked", "masked_own"):
                setattr(page, name, [" ".join(getattr(page, name))])
        marks = list(self._marks(node.start_mark.line + 1))
        page.unclear = [(line, mark.unclear) for mark in marks if mark.unclear]
        shift(page, line - 1)
        last = line + len(node.value.splitlines())
        rules = {rule for mark in marks for rule in mark.rules}
        if page.path.suffix == ".json":  # shown as it is written: curly signs are right there
            rules |= PLAIN[language]
        page.ignored = {(rule, each) for rule in rules for each in range(line, last + 1)}
        if key in ("term", "also"):
            page.titles = {line: "term"}
        return page

    def _marks(self, line: int) -> Iterator[Mark]:
        """Yield what the comments on `line`, counted from 1, and on the line above ask."""
        above = self.lines[line - 2] if line > 1 else ""
        for text in (self.lines[line - 1], above if above.lstrip().startswith("#") else ""):
            if found := MARK.search(text):
                yield parse(found)


def is_name(key: str, value: yaml.Node) -> bool:
    """Tell whether what is under a key are codes; `modules` may be codes, or whole entries."""
    entries = isinstance(value, yaml.SequenceNode) and any(
        not isinstance(each, yaml.ScalarNode) for each in value.value
    )
    return key in NAMES and not entries


def leaves(node: yaml.Node) -> Iterator[str]:
    """Yield every text below a node."""
    if isinstance(node, yaml.ScalarNode):
        yield node.value
    for each in node.value if not isinstance(node, yaml.ScalarNode) else ():
        yield from leaves(each[1] if isinstance(each, tuple) else each)


def shift(page: Page, by: int) -> None:
    """Move everything on a page down, to the place its text has in its file."""
    page.offset = by
    page.references = [
        type(each)(each.line + by, each.kind, each.target, each.text) for each in page.references
    ]
