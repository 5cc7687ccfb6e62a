"""Rule family: every figure has a text alternative, in both languages, that says something.

docutils gives an image without one the file's name, which accessibility tools accept.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath

from artia.book.findings import Finding
from artia.book.pages import Page


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


def check_pair(fr: Page, en: Page) -> Iterator[Finding]:
    """Yield the alternatives that were not translated."""
    for french, english in zip(fr.images, en.images, strict=False):
        if french.alternative.strip() and french.alternative == english.alternative:
            message = f"the alternative of {english.source} is the French one"
            yield Finding(en.path, english.line, "alternatives", message)
