"""The book's two editions as the EPUB and PDF builders read them, built once for both tests."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from artia.book.build import run_sphinx
from artia.book.languages import LANGUAGES
from artia.book.single import NAME
from artia.book.single_pages import Edition, read_edition

from .conftest import ROOT, copy_sample

#: Each edition that the tests look at: the course's and the sample's, in both languages.
EDITIONS = [(book, code) for book in ("course", "sample") for code in LANGUAGES]

#: Removed when the tests end.
FOLDERS: list[TemporaryDirectory] = []


@cache
def built(book: str) -> tuple[Path, dict[str, Path]]:
    """Return the root of the "course" or the "sample", and the folder built for each language."""
    folder = TemporaryDirectory(prefix=f"artia-{book}-")
    FOLDERS.append(folder)
    scratch = Path(folder.name)
    root = ROOT if book == "course" else copy_sample(scratch / "repository")
    return root, run_sphinx(root, LANGUAGES, scratch, unchanged=scratch, builder=NAME)


def edition(book: str, code: str) -> tuple[Edition, Path]:
    """Return an edition that the caller may change, and the root of its sources."""
    root, folders = built(book)
    return read_edition(folders[code]), root
