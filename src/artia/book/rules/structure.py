"""Rule family: headings in order, and the constructs that break accessibility or independence."""

import re
from collections.abc import Iterator

from artia.book.findings import Finding
from artia.book.pages import Page

TASK = re.compile(r"^\s*[-*+]\s+\[[ xX]\]\s")
CELL = re.compile(r"(?<!\\)\|")
#: Words that say "follow this" without saying where to.
VAGUE = {
    "fr": {"ici", "cliquez ici", "cliquer ici", "là", "ce lien", "lien", "le lien", "cette page",
           "en savoir plus", "lire la suite", "plus", "suite", "voir", "voir ici", "page"},
    "en": {"here", "click here", "this", "this link", "link", "the link", "this page", "more",
           "learn more", "read more", "see", "see here", "page"},
}  # fmt: skip


def check(page: Page) -> Iterator[Finding]:
    """Yield what is wrong in one page's structure."""
    levels = [heading.level for heading in page.headings]
    if levels.count(1) != 1 or levels[0] != 1:
        line = page.headings[0].line if page.headings else 1
        message = f"expected one level-1 heading, first on the page; found levels {levels}"
        yield Finding(page.path, line, "headings", message)
    for previous, heading in zip(page.headings, page.headings[1:], strict=False):
        if heading.level > previous.level + 1:
            message = f"level {heading.level} after level {previous.level}: a level is skipped"
            yield Finding(page.path, heading.line, "headings", message)
    for number, line in page.lines(own=False):
        if TASK.match(line):
            message = "a checkbox has no label for a screen reader; use a plain list"
            yield Finding(page.path, number, "tasklist", message)
    for image in page.images:
        if image.source.startswith(("http:", "https:", "//")):
            message = f"{image.source} is fetched from outside; copy it into book/figures"
            yield Finding(page.path, image.line, "external", message)
    yield from tables(page)


def tables(page: Page) -> Iterator[Finding]:
    """Yield the tables whose columns have no name."""
    for block in page.blocks:
        if block.kind == "table":
            head = block.text.split("\n", 1)[0].strip().strip("|")
            if any(not cell.strip() for cell in CELL.split(head)):
                message = "a cell of the header row is empty; name every column"
                yield Finding(page.path, block.first, "tables", message)
    for each in page.directives:
        headed = each.options.get("header-rows", "0") != "0" or "header" in each.options
        if each.name in ("csv-table", "list-table") and not headed:
            message = f"the {each.name} has no header row; add `:header-rows: 1`"
            yield Finding(page.path, each.line, "tables", message)


def link_texts(page: Page) -> Iterator[Finding]:
    """Yield the links whose words do not say where they lead."""
    for each in page.references:
        if each.kind != "link":
            continue
        said = " ".join(re.sub(r"[*_.…>→]", " ", each.text).split()).casefold()
        if said in VAGUE[page.language]:
            message = f"“{each.text}” does not say where it leads; name the page or the thing"
            yield Finding(page.path, each.line, "link-text", message)
        elif not said and "\ufffc" not in each.text:
            message = f"the link to {each.target} says nothing"
            yield Finding(page.path, each.line, "link-text", message)
