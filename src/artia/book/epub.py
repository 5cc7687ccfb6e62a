"""`artia book epub`: one EPUB 3 a language, that reads with no script, no network, in any colour.

Sphinx's own EPUB builder was tried: the theme's launch buttons stop it, its XHTML is as well formed
as each extension's HTML is, and it says nothing of accessibility. Here the pages come from the
`artia-single` builder, are made still, then written as XML that is parsed before it is published.
"""

import tempfile
import uuid
import zipfile
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

from artia import __version__
from artia.book import epub_texts as texts
from artia.book.build import BuildError, publish, run_sphinx
from artia.book.languages import LANGUAGES
from artia.book.single import NAME
from artia.book.single_pages import Edition, Page, internal_links, read_edition
from artia.book.single_parts import (
    contents,
    fill,
    find_cover,
    release_date,
)

STYLE = Path(__file__).parent / "static" / "artia-print.css"
MEDIA_TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
#: No clock: the same sources make the same file.
ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def build_epubs(
    root: Path, languages: Iterable[str] = tuple(LANGUAGES), out: Path | None = None
) -> list[Path]:
    """Write artia-fr.epub and artia-en.epub into `out` (default: book/_build/epub); return them.

    A failed build leaves the files that were there. Raises BuildError.
    """
    out = out or root / "book" / "_build" / "epub"
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".building-") as scratch:
        work = Path(scratch)
        folders = run_sphinx(root, languages, work, unchanged=out, builder=NAME)
        built = {}
        for code, folder in folders.items():
            built[code] = work / f"artia-{code}.epub"
            write_epub(read_edition(folder), root, built[code])
        return [publish(path, out / path.name, work) for path in built.values()]


def write_epub(edition: Edition, root: Path, path: Path) -> None:
    """Put the edition together into `path`. Raises BuildError."""
    files: dict[str, bytes] = {"book.css": STYLE.read_bytes()}
    items = [texts.Item("book.css", "text/css")]

    cover = find_cover(root, edition)
    if cover:
        picture = f"images/cover{cover.picture.suffix}"
        files[picture] = cover.picture.read_bytes()
        kind = MEDIA_TYPES[cover.picture.suffix]
        items.append(texts.Item(picture, kind, properties="cover-image"))
        add_page(files, items, "cover", texts.cover_page(edition, picture, cover.alternative))
    add_page(files, items, "title", texts.title_page(edition, __version__))

    parts = contents(edition)
    navigation = texts.navigation(edition, parts, bool(cover))
    add_page(files, items, "nav", fill(navigation, edition, texts.mathml))
    for page, link, target in internal_links(edition):
        same = target.page is page and target.anchor
        link["href"] = ("" if same else f"{target.page.slug}.xhtml") + (
            f"#{target.anchor}" if target.anchor else ""
        )
    take_images(edition, files, items)
    for page in edition.pages:
        add_page(files, items, page.slug, fill(texts.page(edition, page), edition, texts.mathml))

    identifier = uuid.uuid5(uuid.NAMESPACE_DNS, f"artia-course-{edition.language.code}").urn
    modified = release_date(root).strftime("%Y-%m-%dT%H:%M:%SZ")
    files["package.opf"] = texts.package(edition, items, identifier, modified, __version__).encode()
    check_xml("package.opf", files["package.opf"])
    write_zip(files, path)


def add_page(files: dict[str, bytes], items: list[texts.Item], slug: str, xhtml: str) -> None:
    """Add one XHTML file and its line of the manifest, after checking that it is XML."""
    name = f"{slug}.xhtml"
    files[name] = xhtml.encode("utf-8")
    check_xml(name, files[name])
    properties = [word for word, sign in texts.PROPERTIES.items() if sign in xhtml]
    items.append(texts.Item(name, "application/xhtml+xml", " ".join(properties), read=True))


def check_xml(name: str, text: bytes) -> None:
    """Raise BuildError when `text` is not well-formed XML: a reader would refuse the page."""
    try:
        ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        line, column = error.position
        shown = text.decode("utf-8").splitlines()[line - 1][max(0, column - 60) : column + 20]
        raise BuildError(
            f"{name} is not well-formed XML: {error}, near {shown!r}. "
            "Look for raw HTML in that page."
        ) from error


def take_images(edition: Edition, files: dict[str, bytes], items: list[texts.Item]) -> None:
    """Put the images that the pages show into `files`, and point the pages at them.

    Raises BuildError for an image that is not in the book or that EPUB readers do not know.
    """
    for page in edition.pages:
        for image in page.body.find_all("img"):
            source = image.get("src", "")
            if source.startswith("data:"):
                continue
            picture = edition.image(page, source)
            if picture.suffix not in MEDIA_TYPES or not picture.is_file():
                raise BuildError(missing_image(page, source))
            name = f"images/{picture.name}"
            image["src"] = name
            if name not in files:
                files[name] = picture.read_bytes()
                items.append(texts.Item(name, MEDIA_TYPES[picture.suffix]))


def missing_image(page: Page, source: str) -> str:
    """Return the sentence about an image that cannot travel with the book."""
    return (
        f"{page.name} shows {source}, which is not an image of the book "
        f"({', '.join(sorted(MEDIA_TYPES))}). Put the file in book/figures, then build again."
    )


def write_zip(files: dict[str, bytes], path: Path) -> None:
    """Write the container: the media type first and stored, then the rest in order."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        add(archive, "mimetype", b"application/epub+zip", zipfile.ZIP_STORED)
        add(archive, "META-INF/container.xml", texts.CONTAINER.encode("utf-8"))
        for name in sorted(files):
            add(archive, f"EPUB/{name}", files[name])


def add(archive: zipfile.ZipFile, name: str, data: bytes, how: int = zipfile.ZIP_DEFLATED) -> None:
    """Write one file of the container, without a date."""
    entry = zipfile.ZipInfo(name, ZIP_DATE)
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, data, how)
