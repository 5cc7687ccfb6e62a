"""`artia book pdf`: one PDF a language, printed by Chromium from the book as a single page.

It is printed twice: the first time tells on which page each chapter starts, the second has these
numbers in the table of contents. Chromium tags the file, so that alternatives, headings, lists and
tables are heard as they are on the site, and writes the outline from the headings.
"""

import tempfile
from collections.abc import Iterable
from pathlib import Path

from artia import __version__
from artia.book.build import BuildError, publish, run_sphinx
from artia.book.languages import LANGUAGES
from artia.book.pdf_page import Sheet, write_sheet
from artia.book.pdf_print import finish, open_chromium, page_numbers, print_sheet, require_tools
from artia.book.single import NAME
from artia.book.single_pages import read_edition
from artia.book.single_parts import release_date


def build_pdfs(
    root: Path, languages: Iterable[str] = tuple(LANGUAGES), out: Path | None = None
) -> list[Path]:
    """Write artia-fr.pdf and artia-en.pdf into `out` (default: book/_build/pdf); return them.

    A failed build leaves the files that were there. Raises BuildError.
    """
    require_tools()  # before the minute that the rest takes
    out = out or root / "book" / "_build" / "pdf"
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".building-") as scratch:
        work = Path(scratch)
        folders = run_sphinx(root, languages, work, unchanged=out, builder=NAME)
        sheets = [write_sheet(read_edition(folder), root) for folder in folders.values()]
        with open_chromium() as browser:
            built = [print_twice(browser, sheet, root, work) for sheet in sheets]
        return [publish(path, out / path.name, work) for path in built]


def print_twice(browser: object, sheet: Sheet, root: Path, work: Path) -> Path:
    """Print the sheet with the right numbers in its table of contents; return the file."""
    first = print_sheet(browser, sheet)
    numbers = page_numbers(first, sheet)
    sheet.number(numbers)
    second = print_sheet(browser, sheet)
    if page_numbers(second, sheet) != numbers:
        raise BuildError(
            f"The {sheet.edition.language.code} PDF moved while its table of contents was "
            "numbered: its page numbers would be wrong. Shorten a title of the contents."
        )
    path = work / f"artia-{sheet.edition.language.code}.pdf"
    finish(second, path, sheet, release_date(root), __version__)
    return path
