"""Run every rule family over both trees, the book's YAML texts and the labs' sources."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from artia.book import competencies, freshness
from artia.book.findings import Finding
from artia.book.glossary.terms import FILE as GLOSSARY
from artia.book.glossary.terms import validate as validate_glossary
from artia.book.languages import LANGUAGES
from artia.book.pages import Page, read_lab_source, read_page, read_tree
from artia.book.rules import (
    alternatives,
    citations,
    inclusive,
    interface,
    links,
    parity,
    quizzes,
    sentences,
    sources,
    spelling,
    structure,
    typography,
)
from artia.book.texts import Texts, data_files, read_texts

PROSE = (typography.check, inclusive.check, sentences.check)


@dataclass
class Sources:
    """Everything that the rules read."""

    root: Path
    trees: dict[str, dict[str, Page]]
    texts: list[Texts]
    labs: dict[str, list[Page]]

    @property
    def book(self) -> Path:
        """The folder of both trees."""
        return self.root / "book"

    def pages(self, language: str) -> list[Page]:
        """Return the pages of a language and, as pages too, the YAML texts in it."""
        small = [page for texts in self.texts for page in texts.pages if page.language == language]
        return [*self.trees[language].values(), *small]


def read_sources(root: Path) -> Sources:
    """Read the book at `root`, every file once."""
    labs = sorted((root / "instructor" / "source").glob("lab*/lab*.md"))
    return Sources(
        root,
        {code: read_tree(root / "book" / code) for code in LANGUAGES},
        [read_texts(path) for path in data_files(root / "book")],
        {code: [read_lab_source(path, code) for path in labs] for code in LANGUAGES},
    )


def check_book(root: Path) -> list[Finding]:
    """Return what is to be changed in the sources of `root`/book, by file and line."""
    if unread := sorted(unreadable(root)):
        return unread
    read = read_sources(root)
    pages = [page for code in LANGUAGES for page in (*read.pages(code), *read.labs[code])]
    found = [*across(read), *one_by_one(read), *data(read), *interface.check_code()]
    found += spelt(read)
    ignored: dict[Path, set[tuple[str, int]]] = {}
    for page in pages:
        ignored.setdefault(page.path, set()).update(page.ignored)
        found += [Finding(page.path, line, "marks", said) for line, said in page.unclear]
    return sorted(each for each in found if not left_out(each, ignored.get(each.path, set())))


def left_out(finding: Finding, ignored: set[tuple[str, int]]) -> bool:
    """Tell whether a comment leaves this rule, or its family, out at this line."""
    rules = (finding.rule, finding.rule.partition("-")[0])
    return any((rule, finding.line) in ignored for rule in rules)


def across(read: Sources) -> Iterator[Finding]:
    """Yield what two pages, or the pages and what they lean on, do not say alike."""
    fr, en = read.trees["fr"], read.trees["en"]
    yield from parity.check_trees(fr, en, read.book)
    for docname in sorted(fr.keys() & en.keys()):
        yield from parity.check(fr[docname], en[docname])
        yield from alternatives.check_pair(fr[docname], en[docname])
        yield from freshness.check(docname, read.book)
    everywhere = [page for code in LANGUAGES for page in (*read.pages(code), *read.labs[code])]
    used = citations.cited(everywhere)
    yield from citations.check(read.book / "references.bib", used, {*fr, *en})


def one_by_one(read: Sources) -> Iterator[Finding]:
    """Yield what is wrong in each page, whatever the others say."""
    for code in LANGUAGES:
        known = links.targets(read.book / code, read.trees[code])
        for page in read.trees[code].values():
            yield from structure.check(page)
            yield from alternatives.check(page)
            yield from sources.check(page)
            yield from interface.check_titles(page)
        for page in read.pages(code):
            yield from links.check(page, known)
            yield from structure.link_texts(page)
            for rule in PROSE:
                yield from rule(page)
        for page in read.labs[code]:
            yield from typography.check(page)
            yield from inclusive.check(page)


def data(read: Sources) -> Iterator[Finding]:
    """Yield what is wrong in the YAML files."""
    for texts in read.texts:
        yield from quizzes.check_pairs(texts)
    asked = [texts for texts in read.texts if texts.path.parent.name == "quizzes"]
    if asked:
        yield from quizzes.check_quizzes(read.book / "quizzes")
    pages = [page for tree in read.trees.values() for page in tree.values()]
    yield from quizzes.check_use(asked, pages)
    path = read.book / GLOSSARY
    if path.exists():
        for line, said in validate_glossary(path):
            yield Finding(path, line, "glossary", said)
    yield from competencies.findings(read.root)


def spelt(read: Sources) -> Iterator[Finding]:
    """Yield the words that no dictionary has."""
    bibliography = read.book / "references.bib"
    text = bibliography.read_text(encoding="utf-8") if bibliography.exists() else ""
    for code in LANGUAGES:
        yield from spelling.check_words(read.book / "words" / f"{code}.txt")
        try:
            speller = spelling.speller(read.root, code, text)
        except FileNotFoundError as error:
            message = f"no dictionary at {error.filename}; run `npm ci`"
            yield Finding(read.book / code, 1, "spelling", message)
            continue
        yield from spelling.check([*read.pages(code), *read.labs[code]], speller)


def unreadable(root: Path) -> Iterator[Finding]:
    """Yield the pages, tables of contents and texts that no rule can read."""
    book = root / "book"
    tocs = [root / "_toc.yml", *(book / code / "_toc.yml" for code in ("fr", "en"))]
    files = data_files(book)
    for path in [*tocs, *files, *book.glob("fr/**/*.md"), *book.glob("en/**/*.md")]:
        try:
            if path in tocs:
                yaml.safe_load(path.read_text(encoding="utf-8"))
            elif path in files:
                read_texts(path)
            else:
                freshness.split_front_matter(path.read_text(encoding="utf-8"))
                read_page(path, "fr", path.stem)
        except yaml.MarkedYAMLError as error:
            problem = f"its YAML is malformed: {error.problem}"
            line = error.problem_mark.line + 1 if path in files and error.problem_mark else 1
            yield Finding(path, line, "readable", problem)
        except (OSError, ValueError, yaml.YAMLError) as error:
            yield Finding(path, 1, "readable", f"cannot be read: {error}")
