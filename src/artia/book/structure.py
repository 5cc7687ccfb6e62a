"""Rule family: headings in order, and the constructs that break accessibility or independence."""

import re
from collections.abc import Iterator

from artia.book.findings import Finding
from artia.book.pages import Page

TASK = re.compile(r"^\s*[-*+]\s+\[[ xX]\]\s")


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
    for number, line in enumerate(page.prose, 1):
        if TASK.match(line):
            message = "a checkbox has no label for a screen reader; use a plain list"
            yield Finding(page.path, number, "tasklist", message)
    for image in page.images:
        if image.source.startswith(("http:", "https:", "//")):
            message = f"{image.source} is fetched from outside; copy it into book/figures"
            yield Finding(page.path, image.line, "external", message)
