"""The PDFs: numbered, linked, tagged, with nothing cut off on the right."""

import io
import re
import subprocess
import sys
from dataclasses import dataclass

import pytest
from pypdf import PdfReader

from artia.book import pdf_print
from artia.book.build import BuildError
from artia.book.languages import LANGUAGES
from artia.book.pdf import print_twice
from artia.book.pdf_page import Sheet, write_sheet

from .printing import EDITIONS, edition

#: Elements that stick out of the page, or whose content does not fit in them.
CLIPPED = """() => {
  const width = document.documentElement.clientWidth;
  const found = [];
  for (const element of document.body.querySelectorAll("*")) {
    if (element.closest("svg, math") && element.tagName !== "svg") continue;
    const box = element.getBoundingClientRect();
    if (!box.width) continue;
    const inline = getComputedStyle(element).display === "inline";
    if (box.right > width + 1 || box.left < -1
        || (!inline && element.scrollWidth > element.clientWidth + 1 && element.clientWidth)) {
      found.push(`${element.tagName} ${element.className}: ${element.textContent.slice(0, 60)}`);
    }
  }
  return found;
}"""


@dataclass
class Printed:
    """A PDF that was printed, and the page it was printed from."""

    sheet: Sheet
    reader: PdfReader
    code: str
    book: str

    def tags(self):
        """Yield the elements of the structure tree."""
        waiting = [self.reader.root_object["/StructTreeRoot"]]
        while waiting:
            node = waiting.pop().get_object()
            if isinstance(node, list):
                waiting += node
            elif hasattr(node, "get"):
                if node.get("/S"):
                    yield node
                if node.get("/K") is not None:
                    waiting.append(node["/K"])

    def outline(self, level=None, depth=1):
        """Yield (depth, title, page number) for the lines of the outline."""
        for line in self.reader.outline if level is None else level:
            if isinstance(line, list):
                yield from self.outline(line, depth + 1)
            else:
                yield depth, line.title, self.reader.get_destination_page_number(line) + 1


@pytest.fixture(scope="session", params=EDITIONS, ids="-".join)
def printed(request, chromium, tmp_path_factory) -> Printed:
    book, code = request.param
    read, root = edition(book, code)
    sheet = write_sheet(read, root)
    path = print_twice(chromium, sheet, root, tmp_path_factory.mktemp("pdf"))
    return Printed(sheet, PdfReader(io.BytesIO(path.read_bytes())), code, book)


def test_every_page_but_the_title_has_its_number(printed):
    total = len(printed.reader.pages)
    assert total > (10 if printed.book == "course" else 4)
    # Reading the text of every page takes half a minute.
    for number in {1, 2, *range(3, total, 20), total}:
        text = printed.reader.pages[number - 1].extract_text()
        shown = f"{number} / {total}" in " ".join(text.split())
        assert shown == (number > 1), number


def test_it_is_letter_and_says_its_title_author_and_language(printed):
    language = LANGUAGES[printed.code]
    assert printed.reader.metadata.title == language.title
    assert printed.reader.metadata.author == "ArtIA"
    assert printed.reader.root_object["/Lang"] == language.locale
    assert printed.reader.root_object["/ViewerPreferences"]["/DisplayDocTitle"]
    assert {tuple(map(float, page.mediabox)) for page in printed.reader.pages} == {(0, 0, 612, 792)}


def test_links_lead_to_places_of_the_document(printed):
    places = set(printed.reader.named_destinations)
    inside = 0
    for page in printed.reader.pages:
        for annotation in page.get("/Annots") or ():
            link = annotation.get_object()
            if "/Dest" in link:
                inside += 1
                assert link["/Dest"] in places
            elif "/A" in link:
                assert str(link["/A"]["/URI"]).startswith(("https://", "http://", "mailto:"))
    assert inside >= len(printed.sheet.targets)


def test_outline_and_contents_give_the_page_where_each_chapter_starts(printed):
    lines = list(printed.outline())
    starts = {"".join(title.split()): page for depth, title, page in lines if depth == 1}
    html = printed.sheet.path.read_text(encoding="utf-8")
    numbers = dict(re.findall(r'data-target="([^"]+)">(\d+)<', html))
    assert {depth for depth, _title, _page in lines} >= {1, 2}
    for page in printed.sheet.edition.pages:
        assert starts["".join(page.title.split())] == int(numbers[page.slug]), page.name


def test_tags_keep_headings_tables_and_alternatives(printed):
    tags = list(printed.tags())
    kinds = {tag["/S"] for tag in tags}
    assert {"/H1", "/H2", "/P", "/Table", "/TH", "/TD", "/L", "/LI", "/Link"} <= kinds
    figures = [str(tag.get("/Alt", "")) for tag in tags if tag["/S"] == "/Figure"]
    assert figures and all(figures)
    images = {
        " ".join(image["alt"].split())
        for page in printed.sheet.edition.pages
        for image in page.body.find_all("img")
    }
    assert images and images <= {" ".join(words.split()) for words in figures}
    spoken = {"fr": "moins logarithme naturel p", "en": "minus natural log p"}[printed.code]
    assert any(spoken in words for words in figures)


def test_nothing_is_cut_off(printed, chromium):
    with pdf_print.opened(chromium, printed.sheet) as page:
        assert page.evaluate(CLIPPED) == []


def test_the_measure_sees_what_is_cut_off(chromium, tmp_path):
    path = tmp_path / "wide.html"
    path.write_text("<pre>" + "x" * 200 + "</pre><p>narrow</p>")
    with pdf_print.opened(chromium, Sheet(edition("sample", "fr")[0], path)) as page:
        found = page.evaluate(CLIPPED)
    assert len(found) == 1 and found[0].startswith("PRE")


def test_fonts_travel_with_the_file(printed):
    fonts = {}
    for page in printed.reader.pages:
        fonts.update(page["/Resources"].get("/Font", {}))
    assert fonts
    for font in fonts.values():
        font = font.get_object()
        inner = font.get("/DescendantFonts", [font])[0].get_object()
        if font["/Subtype"] != "/Type3":
            descriptor = inner["/FontDescriptor"]
            assert any(name.startswith("/FontFile") for name in descriptor), font["/BaseFont"]


def test_paper_is_white_and_ink_is_dark(printed, chromium):
    with pdf_print.opened(chromium, printed.sheet) as page:
        colours = page.evaluate(
            "[getComputedStyle(document.documentElement).backgroundColor,"
            " getComputedStyle(document.querySelector('article p')).color,"
            " matchMedia('(prefers-color-scheme: dark)').matches]"
        )
    assert colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)", False]


def test_command_prints_one_edition(sample):
    command = [sys.executable, "-m", "artia.cli", "book", "pdf", "--language", "en"]
    done = subprocess.run(command, cwd=sample, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    pdf = sample / "book" / "_build" / "pdf" / "artia-en.pdf"
    assert done.stdout.split() == [str(pdf)]
    assert PdfReader(pdf).metadata.title == LANGUAGES["en"].title
    assert [path.name for path in pdf.parent.iterdir()] == ["artia-en.pdf"]


def test_what_is_missing_is_named(monkeypatch):
    monkeypatch.setattr(pdf_print.shutil, "which", lambda name: None)
    monkeypatch.delenv("ARTIA_CHROMIUM", raising=False)
    with pytest.raises(BuildError, match=r"Chromium, and none was found.*apt install chromium"):
        pdf_print.require_tools()
    monkeypatch.setattr(pdf_print, "PACKAGES", ("pypdf", "no_such_package"))
    with pytest.raises(BuildError, match=r"needs no_such_package.*pip install -e"):
        pdf_print.require_tools()
