"""Run every rule family over both trees, and typography over the labs' French cells."""

from collections.abc import Iterator
from pathlib import Path

import yaml

from artia.book import alternatives, freshness, links, parity, structure, typography
from artia.book.findings import Finding
from artia.book.pages import read_lab_source, read_page, read_tree


def check_book(root: Path) -> list[Finding]:
    """Return what is to be changed in the sources of `root`/book, by file and line."""
    book = root / "book"
    if unread := sorted(unreadable(root)):
        return unread
    fr, en = read_tree(book / "fr"), read_tree(book / "en")
    findings = list(parity.check_trees(fr, en, book))
    for pages in (fr, en):
        tree = book / ("fr" if pages is fr else "en")
        known = links.targets(tree, pages)
        for page in pages.values():
            findings += structure.check(page)
            findings += typography.check(page)
            findings += links.check(page, known)
            findings += alternatives.check(page)
    for docname in sorted(fr.keys() & en.keys()):
        findings += parity.check(fr[docname], en[docname])
        findings += alternatives.check_pair(fr[docname], en[docname])
        findings += freshness.check(docname, book)
    for source in sorted((root / "instructor" / "source").glob("lab*/lab*.md")):
        findings += typography.check(read_lab_source(source))
    return sorted(findings)


def unreadable(root: Path) -> Iterator[Finding]:
    """Yield the pages and tables of contents that no rule can read."""
    book = root / "book"
    tocs = [root / "_toc.yml", *(book / code / "_toc.yml" for code in ("fr", "en"))]
    for path in [*tocs, *book.glob("fr/**/*.md"), *book.glob("en/**/*.md")]:
        try:
            text = path.read_text(encoding="utf-8")
            if path in tocs:
                yaml.safe_load(text)
            else:
                freshness.split_front_matter(text)
                read_page(path, "fr", path.stem)
        except yaml.MarkedYAMLError as error:
            problem = f"its YAML is malformed: {error.problem}"
            yield Finding(path, 1, "readable", problem)
        except (OSError, ValueError, yaml.YAMLError) as error:
            yield Finding(path, 1, "readable", f"cannot be read: {error}")
