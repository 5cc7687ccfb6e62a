"""Run every rule family over both trees, and typography over the labs' French cells."""

from pathlib import Path

from artia.book import alternatives, freshness, links, parity, structure, typography
from artia.book.findings import Finding
from artia.book.pages import read_lab_source, read_tree


def check_book(root: Path) -> list[Finding]:
    """Return what is to be changed in the sources of `root`/book, by file and line."""
    book = root / "book"
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
