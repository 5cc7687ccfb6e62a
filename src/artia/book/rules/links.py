"""Rule family: every internal link, label, glossary term and citation key leads somewhere."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from artia.book.findings import Finding
from artia.book.glossary.terms import known_terms
from artia.book.pages import Page, Reference, lab_docnames
from artia.book.rules.citations import keys_of

TITLED = re.compile(r"^[\s\S]*<([^<>]+)>\s*$")  # {ref}`title <target>`
OUTSIDE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//)", re.I)


@dataclass
class Targets:
    """What one language's pages may point to."""

    tree: Path
    labels: dict[str, set[str]] = field(default_factory=dict)  # docname -> labels
    terms: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)

    @property
    def all_labels(self) -> set[str]:
        """Every label of the tree."""
        return set().union(*self.labels.values())


def targets(tree: Path, pages: dict[str, Page]) -> Targets:
    """Collect the targets of one language."""
    found = Targets(tree, lab_docnames(tree))
    for docname, page in pages.items():
        found.labels[docname] = {label for _, label in page.labels}
        found.terms |= page.terms
    found.terms |= known_terms(tree.parent, tree.name)
    bibliography = tree.parent / "references.bib"
    if bibliography.exists():
        found.keys = keys_of(bibliography.read_text(encoding="utf-8"))
    return found


def check(page: Page, known: Targets) -> Iterator[Finding]:
    """Yield the references of one page that lead nowhere."""
    for reference in page.references:
        if problem := _problem(reference, page, known):
            yield Finding(page.path, reference.line, "links", problem)
    for each in page.directives:
        if each.name not in ("figure", "image") or OUTSIDE.match(each.argument):
            continue
        if not (page.path.parent / each.argument).exists():
            yield Finding(page.path, each.line, "links", f"no file {each.argument}")


def _problem(reference: Reference, page: Page, known: Targets) -> str:
    """Return what is wrong with a reference, or ""."""
    kind = reference.kind
    target = match[1] if (match := TITLED.match(reference.target)) else reference.target
    target = target.strip()
    if kind in ("link", "image", "doc"):
        return _link_problem(target, page, known)
    if kind in ("ref", "numref", "eq") and target not in known.all_labels:
        return f"no label {target} in book/{page.language}"
    if kind == "term" and " ".join(target.split()).casefold() not in known.terms:
        return f"no term “{target}” in the glossary of book/{page.language}"
    if kind.partition(":")[0] == "cite":
        missing = [key.strip() for key in target.split(",") if key.strip() not in known.keys]
        return f"no entry {', '.join(missing)} in book/references.bib" if missing else ""
    return ""


def _link_problem(target: str, page: Page, known: Targets) -> str:
    if OUTSIDE.match(target) or target.startswith("/hub/"):
        return ""
    path, _, label = target.partition("#")
    if not path:
        return "" if label in known.all_labels else f"no label #{label} in book/{page.language}"
    # Paths are written from the page's folder; a docname never leaves its tree.
    resolved = posixpath.normpath(posixpath.join(posixpath.dirname(page.docname), path))
    docname = re.sub(r"\.(?:md|ipynb)$", "", resolved)
    if docname in known.labels:
        # After a page's name MyST looks for a heading's slug only, never for a label.
        return f"write #{label} alone: a label is found in any page" if label else ""
    return "" if (page.path.parent / path).exists() else f"no page or file {path}"
