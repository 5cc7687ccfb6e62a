"""Rule family: every figure has a text alternative, in both languages, that says something.

docutils gives an image without one the file's name, which accessibility tools accept. A {drawn}
figure has its alternative in the JSON that its script writes beside the drawing.
"""

import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from artia.book.findings import Finding
from artia.book.pages import Directive, Page

SHORTEST = 30


def check(page: Page) -> Iterator[Finding]:
    """Yield the images of one page whose alternative is missing or says nothing."""
    for image in page.images:
        file = PurePosixPath(image.source)
        said = image.alternative.strip().casefold()
        if not said:
            message = f"{image.source} has no text alternative; add :alt:"
            yield Finding(page.path, image.line, "alternatives", message)
        elif said in (image.source.casefold(), file.name.casefold(), file.stem.casefold()):
            message = f"the alternative of {image.source} is its file name"
            yield Finding(page.path, image.line, "alternatives", message)
    for each in page.directives:
        said = each.options.get("alt", "") if each.name == "figure" else drawn(page, each)
        if each.name == "drawn" and said is None:
            file = description(page, each).name
            message = f"no {file} in book/figures, or no `alternative` in it"
            yield Finding(page.path, each.line, "alternatives", message)
        elif said:
            yield from _says_little(page, each, said.strip())


def _says_little(page: Page, each: Directive, said: str) -> Iterator[Finding]:
    file = PurePosixPath(each.argument)
    if said.casefold() in (each.argument.casefold(), file.name.casefold(), file.stem.casefold()):
        return  # said above
    if " ".join(said.split()).casefold() == caption(page, each).casefold():
        message = f"the alternative of {each.argument} is its caption; say what a reader would see"
        yield Finding(page.path, each.line, "alternatives", message)
    elif len(said) <= SHORTEST:
        message = f"the alternative of {each.argument} is too short to say what it shows: [{said}]"
        yield Finding(page.path, each.line, "alternatives", message)


def check_pair(fr: Page, en: Page) -> Iterator[Finding]:
    """Yield the alternatives that were not translated."""
    for french, english in zip(fr.images, en.images, strict=False):
        if french.alternative.strip() and french.alternative == english.alternative:
            message = f"the alternative of {english.source} is the French one"
            yield Finding(en.path, english.line, "alternatives", message)
    drawings = [[each for each in page.directives if each.name == "drawn"] for page in (fr, en)]
    for french, english in zip(*drawings, strict=False):
        said = drawn(fr, french)
        if said and said == drawn(en, english):
            message = f"the alternative of {english.argument} is the French one"
            yield Finding(en.path, english.line, "alternatives", message)


def description(page: Page, each: Directive) -> Path:
    """Return the JSON of a {drawn} figure in the page's language."""
    depth = page.docname.count("/") + 2  # the page's folders, then fr or en
    book = page.path.parents[depth - 1]
    return book / "figures" / f"{each.argument}-{page.language}.json"


def drawn(page: Page, each: Directive) -> str | None:
    """Return the alternative of a {drawn} figure; "" for another directive, None for none."""
    if each.name != "drawn":
        return ""
    try:
        said = json.loads(description(page, each).read_text(encoding="utf-8"))["alternative"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return said if isinstance(said, str) and said.strip() else None


def caption(page: Page, each: Directive) -> str:
    """Return the text of a figure, under its options."""
    return " ".join(" ".join(page.prose[each.line : max(each.line, each.end - 1)]).split())
