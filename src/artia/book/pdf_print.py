"""Chromium prints a page; pypdf reads where its places fell, and says what the file is."""

import importlib.util
import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from artia.book.build import BuildError
from artia.book.pdf_page import Sheet

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
#: No sandbox: continuous integration and containers run as root; the page is ours and runs nothing.
OPTIONS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run")
PACKAGES = ("playwright", "pypdf")
#: Letter, less the margins of artia-print.css: 6.7 inches at 96 pixels.
CONTENT_WIDTH = 643
TIMEOUT = 300_000  # milliseconds; a book of a few hundred pages takes seconds


def require_tools() -> str:
    """Return the path of Chromium. Raises BuildError that says what to install."""
    missing = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
    if missing:
        raise BuildError(
            f"The PDF needs {' and '.join(missing)}, not installed here. "
            "Run `pip install -e '.[book,print]'`, then try again."
        )
    path = os.environ.get("ARTIA_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        raise BuildError(
            "The PDF is printed by Chromium, and none was found. Install it (on Debian: "
            "apt install chromium), or set ARTIA_CHROMIUM to its path, then try again."
        )
    return path


@contextmanager
def open_chromium() -> Iterator["Browser"]:
    """Start Chromium for the time of a `with`."""
    path = require_tools()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(OPTIONS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser: "Browser", sheet: Sheet) -> Iterator[Any]:
    """Open the sheet as it will be printed: light, no script, no network."""
    context = browser.new_context(
        color_scheme="light", offline=True, viewport={"width": CONTENT_WIDTH, "height": 900}
    )
    try:
        page = context.new_page()
        page.set_default_timeout(TIMEOUT)
        page.emulate_media(media="print", color_scheme="light", reduced_motion="reduce")
        page.goto(sheet.path.as_uri())
        page.evaluate("document.fonts.ready.then(() => true)")
        yield page
    finally:
        context.close()


def print_sheet(browser: "Browser", sheet: Sheet) -> bytes:
    """Return the PDF of the sheet: tagged, with an outline, in the size that its style says."""
    with opened(browser, sheet) as page:
        return page.pdf(prefer_css_page_size=True, print_background=True, tagged=True, outline=True)


def page_numbers(pdf: bytes, sheet: Sheet) -> dict[str, int]:
    """Return the number of the page where each place of the table of contents fell."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(pdf))
    places = reader.named_destinations
    missing = [target for target in sheet.targets if f"/{target}" not in places]
    if missing:
        raise BuildError(f"Chromium lost these places of the book in the PDF: {missing[:5]}.")
    return {
        target: reader.get_destination_page_number(places[f"/{target}"]) + 1
        for target in sheet.targets
    }


def finish(pdf: bytes, path: Path, sheet: Sheet, date: datetime, version: str) -> None:
    """Write `pdf` to `path` with its title, author and date: that of the sources, not the clock."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import BooleanObject, DictionaryObject, NameObject, TextStringObject

    edition = sheet.edition
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    stamp = date.strftime("D:%Y%m%d%H%M%S+00'00'")
    writer.add_metadata(
        {
            "/Title": edition.language.title,
            "/Author": edition.author,
            "/Subject": edition.words["summary"],
            "/Creator": f"artia {version}",
            "/CreationDate": stamp,
            "/ModDate": stamp,
        }
    )
    root = writer.root_object
    root[NameObject("/Lang")] = TextStringObject(edition.language.locale)
    # The window's title is the book's, not the file's name (PDF/UA).
    root[NameObject("/ViewerPreferences")] = DictionaryObject(
        {NameObject("/DisplayDocTitle"): BooleanObject(True)}
    )
    root[NameObject("/PageMode")] = NameObject("/UseOutlines")
    with path.open("wb") as file:
        writer.write(file)
