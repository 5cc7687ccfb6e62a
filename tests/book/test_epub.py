"""The EPUBs: whole, well formed, still, and with the same contents as the site."""

import posixpath
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest

from artia.book.build import BuildError
from artia.book.epub import build_epubs, write_epub
from artia.book.languages import LANGUAGES

from .printing import EDITIONS, edition

OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
EPUB = "{http://www.idpf.org/2007/ops}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass
class Book:
    """An EPUB that was read: its files, its package, its pages as XML."""

    path: Path
    code: str

    def __post_init__(self):
        with zipfile.ZipFile(self.path) as archive:
            self.entries = archive.infolist()
            self.files = {entry.filename: archive.read(entry) for entry in self.entries}
        self.package = ElementTree.fromstring(self.files["EPUB/package.opf"])
        self.items = {
            item.get("id"): item for item in self.package.iterfind(f"{OPF}manifest/{OPF}item")
        }
        self.pages = {
            name.removeprefix("EPUB/"): ElementTree.fromstring(text)
            for name, text in self.files.items()
            if name.endswith(".xhtml")
        }

    def text(self, name: str) -> str:
        return " ".join("".join(self.pages[name].itertext()).split())


@pytest.fixture(scope="session", params=EDITIONS, ids="-".join)
def book(request, tmp_path_factory) -> Book:
    name, code = request.param
    path = tmp_path_factory.mktemp("epub") / f"{name}-{code}.epub"
    write_epub(*edition(name, code), path)
    return Book(path, code)


def test_container_announces_itself(book):
    first = book.entries[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert book.files["mimetype"] == b"application/epub+zip"
    assert b'full-path="EPUB/package.opf"' in book.files["META-INF/container.xml"]


def test_manifest_lists_every_file_once(book):
    outside = {"mimetype", "META-INF/container.xml", "EPUB/package.opf"}
    hrefs = [item.get("href") for item in book.items.values()]
    assert sorted(hrefs) == sorted(
        name.removeprefix("EPUB/") for name in book.files.keys() - outside
    )
    order = [item.get("idref") for item in book.package.iter(f"{OPF}itemref")]
    pages = [book.items[identifier].get("href") for identifier in order]
    assert sorted(pages) == sorted(book.pages)
    assert pages.index("title.xhtml") < pages.index("index.xhtml")
    properties = {item.get("href"): item.get("properties", "") for item in book.items.values()}
    assert properties["nav.xhtml"] == "nav"
    for name in book.pages:
        assert ("mathml" in properties[name]) == (b"<math" in book.files[f"EPUB/{name}"]), name


def test_metadata_says_what_it_is(book):
    language = LANGUAGES[book.code]
    said = {kind: [node.text for node in book.package.iter(DC + kind)] for kind in
            ("title", "language", "creator", "rights", "identifier")}  # fmt: skip
    assert said["title"] == [language.title]
    assert said["language"] == [language.locale]
    assert said["creator"] == ["ArtIA"]
    assert "CC BY-SA 4.0" in said["rights"][0]
    assert said["identifier"][0].startswith("urn:uuid:")
    metas = [(node.get("property"), node.text) for node in book.package.iter(f"{OPF}meta")]
    assert ("schema:accessibilityFeature", "alternativeText") in metas
    modified = dict(metas)["dcterms:modified"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", modified)


def test_pages_have_a_language_and_one_place_for_each_id(book):
    locale = LANGUAGES[book.code].locale
    for name, page in book.pages.items():
        assert (page.get("lang"), page.get(XML_LANG)) == (locale, locale), name
        ids = [node.get("id") for node in page.iter() if node.get("id")]
        assert len(ids) == len(set(ids)), name


def test_every_link_leads_somewhere_in_the_book(book):
    ids = {
        name: {node.get("id") for node in page.iter() if node.get("id")}
        for name, page in book.pages.items()
    }
    inside = 0
    for name, page in book.pages.items():
        for link in page.iter(f"{XHTML}a"):
            parts = urlsplit(link.get("href", ""))
            if parts.scheme:
                assert parts.scheme in ("https", "http", "mailto"), link.get("href")
                continue
            inside += 1
            target = posixpath.normpath(unquote(parts.path)) if parts.path else name
            assert target in ids, f"{name}: {link.get('href')}"
            assert not parts.fragment or unquote(parts.fragment) in ids[target], link.get("href")
    assert inside > 10


def test_nothing_is_fetched_clicked_or_run(book):
    for name, page in book.pages.items():
        for node in page.iter():
            tag = node.tag.rpartition("}")[2]
            assert tag not in {"script", "style", "button", "input", "form", "details"}, name
            assert not [each for each in node.keys() if each.startswith("on")], name
            source = node.get("src") or (node.get("href") if tag == "link" else None)
            if source and not source.startswith("data:"):
                assert f"EPUB/{source}" in book.files, f"{name}: {source}"
    style = book.files["EPUB/book.css"].decode()
    assert "http" not in style.replace('a[href^="http"]', "") and "@import" not in style


def test_images_and_formulas_have_words(book):
    seen = 0
    for name, page in book.pages.items():
        for image in page.iter(f"{XHTML}img"):
            seen += 1
            assert len(image.get("alt", "")) > 10, f"{name}: {image.get('src')}"
        for formula in page.iter("{http://www.w3.org/1998/Math/MathML}math"):
            seen += 1
            assert formula.get("alttext"), name
    assert seen


def test_contents_follow_the_table_of_contents(book):
    nav = next(
        nav
        for nav in book.pages["nav.xhtml"].iter(f"{XHTML}nav")
        if nav.get(f"{EPUB}type") == "toc"
    )
    hrefs = [link.get("href") for link in nav.iter(f"{XHTML}a")]
    chapters = [href for href in hrefs if "#" not in href]
    assert set(chapters) == set(book.pages) - {"nav.xhtml", "title.xhtml", "cover.xhtml"}
    assert chapters.index("index.xhtml") == 0
    assert len(hrefs) > len(chapters)  # sections too


def test_sample_is_unfolded_and_spoken(tmp_path):
    write_epub(*edition("sample", "fr"), tmp_path / "book.epub")
    text = Book(tmp_path / "book.epub", "fr").text("rich.xhtml")
    assert "Son contenu." in text  # of a dropdown
    page = Book(tmp_path / "book.epub", "fr").files["EPUB/rich.xhtml"].decode()
    assert 'alttext="moins logarithme naturel p"' in page
    assert "user-redirect" not in page and "Ce labo se fait sur un hub" in page
    assert "formula:" not in page


def test_a_stale_page_says_so_without_a_link_to_the_other_site(tmp_path):
    write_epub(*edition("sample", "en"), tmp_path / "book.epub")
    page = Book(tmp_path / "book.epub", "en").files["EPUB/index.xhtml"].decode()
    assert "This page follows an earlier version" in page
    assert "../fr" not in page


def test_quiz_of_the_course_is_there_with_its_answers(tmp_path):
    write_epub(*edition("course", "fr"), tmp_path / "book.epub")
    text = Book(tmp_path / "book.epub", "fr").text("m02-learning.xhtml")
    assert "Question 1." in text
    assert text.index("Réponses expliquées") > text.index("Question 2.")
    assert "juste." in text and "faux." in text


def test_same_sources_make_the_same_file(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764000000")
    for name in ("one", "two"):
        write_epub(*edition("sample", "en"), tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_link_that_leads_nowhere_stops_and_leaves_the_old_file(sample, rewrite, tmp_path):
    (tmp_path / "artia-fr.epub").write_text("the one before")
    rewrite("book/fr/rich.md", "Une note.", 'Une <a href="nulle-part.html">note</a>.')
    with pytest.raises(BuildError, match=r"rich has a link to nulle-part\.html.*no such place"):
        build_epubs(sample, ["fr"], out=tmp_path)
    assert (tmp_path / "artia-fr.epub").read_text() == "the one before"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["artia-fr.epub"]
