"""The XML files of an EPUB: the package, the navigation, the cover, the title page, the pages."""

import re
from dataclasses import dataclass
from html import escape

from bs4.formatter import HTMLFormatter

from artia.book.formula_drawing import Formula
from artia.book.single_pages import Edition, Page
from artia.book.single_parts import Entry, Part

CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles>
    <rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
  </rootfiles>
</container>
"""

#: A word of the manifest's `properties`, and the text that tells it of a file.
PROPERTIES = {"nav": 'epub:type="toc"', "mathml": "<math", "svg": "<svg"}

#: What the book does for readers who do not look at it (schema.org's accessibility terms).
FEATURES = (
    "alternativeText",
    "describedMath",
    "displayTransformability",
    "MathML",
    "readingOrder",
    "structuralNavigation",
    "tableOfContents",
)

#: Attributes that MathJax adds for itself and that EPUB's MathML does not have.
MATHJAX_OWN = re.compile(r' data-mjx-[a-z-]+="[^"]*"')


@dataclass(frozen=True)
class Item:
    """A file of the publication; `read` when it is a page, in reading order."""

    name: str
    kind: str
    properties: str = ""
    read: bool = False

    @property
    def id(self) -> str:
        """The file's id in the package: an XML name."""
        return "f-" + re.sub(r"[^A-Za-z0-9.-]", "_", self.name)


class XmlFormatter(HTMLFormatter):
    """Escapes what XML must escape, closes every tag, and keeps an empty attribute's quotes."""

    def __init__(self) -> None:
        super().__init__(
            entity_substitution=lambda text: escape(text, quote=False),
            void_element_close_prefix="/",
            empty_attributes_are_booleans=False,
        )


def html_page(edition: Edition, title: str, body: str, kind: str = "bodymatter") -> str:
    """Return a whole XHTML file."""
    locale = edition.language.locale
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
        f'lang="{locale}" xml:lang="{locale}">\n<head>\n<meta charset="utf-8"/>\n'
        f"<title>{escape(title)}</title>\n"
        '<link rel="stylesheet" type="text/css" href="book.css"/>\n</head>\n'
        f'<body epub:type="{kind}">\n{body}\n</body>\n</html>\n'
    )


def page(edition: Edition, one: Page) -> str:
    """Return the XHTML of one page of the book."""
    for element in one.body.find_all(lang=True):
        element["xml:lang"] = element["lang"]
    return html_page(edition, one.title, one.body.decode(formatter=XmlFormatter()))


def mathml(formula: Formula) -> str:
    """Return the formula as MathML that also says itself."""
    tag = f'<math alttext="{escape(formula.speech)}"'
    return MATHJAX_OWN.sub("", formula.mathml).replace("<math", tag, 1)


def cover_page(edition: Edition, picture: str, alternative: str) -> str:
    """Return the page that shows the cover."""
    body = (
        '<section class="cover" epub:type="cover">'
        f'<img src="{escape(picture)}" alt="{escape(alternative)}"/></section>'
    )
    return html_page(edition, edition.words["cover"], body, "frontmatter")


def title_page(edition: Edition, version: str) -> str:
    """Return the title page, with the version and the licence."""
    body = f'<section class="title-page" epub:type="titlepage">{title_block(edition, version)}'
    return html_page(edition, edition.language.title, f"{body}</section>", "frontmatter")


def title_block(edition: Edition, version: str) -> str:
    """Return what the title pages of the EPUB and of the PDF say."""
    words = edition.words
    return (
        f'<h1 class="book-title">{escape(edition.language.title)}</h1>\n'
        f'<p class="book-author">{escape(edition.author)}</p>\n'
        f'<p class="book-summary">{escape(words["summary"])}</p>\n'
        f'<p class="book-version">{escape(words["version"])} {escape(version)}</p>\n'
        f'<p class="book-licence">© {escape(edition.copyright)}. {escape(words["licence"])}</p>\n'
    )


def navigation(edition: Edition, parts: list[Part], cover: bool) -> str:
    """Return the navigation document: the table of contents and the landmarks."""
    words = edition.words
    lines = [
        f'<nav epub:type="toc" id="toc">\n<h1>{escape(words["contents"])}</h1>\n<ol>',
        *(part_lines(part) for part in parts),
        '</ol>\n</nav>\n<nav epub:type="landmarks" hidden="hidden" id="landmarks">\n<ol>',
    ]
    first = edition.pages[0].slug
    if cover:
        lines.append(landmark("cover", "cover.xhtml", words["cover"]))
    lines.append(landmark("toc", "#toc", words["contents"]))
    lines.append(landmark("bodymatter", f"{first}.xhtml", words["start"]))
    lines.append("</ol>\n</nav>")
    return html_page(edition, words["contents"], "\n".join(lines), "frontmatter")


def landmark(kind: str, href: str, title: str) -> str:
    """Return one landmark."""
    return f'<li><a epub:type="{kind}" href="{href}">{escape(title)}</a></li>'


def part_lines(part: Part) -> str:
    """Return a part's lines of the table of contents, under its title when it has one."""
    inside = "\n".join(map(entry_lines, part.entries))
    if not part.title:
        return inside
    return f"<li><span>{escape(part.title)}</span>\n<ol>\n{inside}\n</ol></li>"


def entry_lines(entry: Entry) -> str:
    """Return an entry's line and those under it."""
    href = f"{entry.page.slug}.xhtml" + (f"#{entry.anchor}" if entry.anchor else "")
    under = "\n".join(map(entry_lines, entry.entries))
    nested = f"\n<ol>\n{under}\n</ol>" if under else ""
    return f'<li><a href="{escape(href)}">{escape(entry.title)}</a>{nested}</li>'


def package(
    edition: Edition, items: list[Item], identifier: str, modified: str, version: str
) -> str:
    """Return the package document: what the book is, its files, their order."""
    locale = edition.language.locale
    words = edition.words
    features = "".join(meta("schema:accessibilityFeature", feature) for feature in FEATURES)
    manifest = "\n".join(map(manifest_line, items))
    # The cover and the table of contents are there; reading starts at the title page.
    spine = "\n".join(
        f'    <itemref idref="{item.id}"/>'
        for item in sorted(items, key=lambda item: item.name != "cover.xhtml")
        if item.read
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" \
xml:lang="{locale}" prefix="schema: http://schema.org/">
  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
    <dc:identifier id="id">{identifier}</dc:identifier>
    <dc:title>{escape(edition.language.title)}</dc:title>
    <dc:language>{locale}</dc:language>
    <dc:creator>{escape(edition.author)}</dc:creator>
    <dc:publisher>{escape(edition.author)}</dc:publisher>
    <dc:description>{escape(words["summary"])}</dc:description>
    <dc:rights>© {escape(edition.copyright)}</dc:rights>
{meta("dcterms:modified", modified)}{meta("schema:version", version)}\
{meta("schema:accessMode", "textual")}{meta("schema:accessMode", "visual")}\
{meta("schema:accessModeSufficient", "textual")}{features}\
{meta("schema:accessibilityHazard", "none")}\
{meta("schema:accessibilitySummary", words["accessibility"])}  </metadata>
  <manifest>
{manifest}
  </manifest>
  <spine>
{spine}
  </spine>
</package>
"""


def meta(name: str, value: str) -> str:
    """Return one line of the package's metadata."""
    return f'    <meta property="{name}">{escape(value)}</meta>\n'


def manifest_line(item: Item) -> str:
    """Return one line of the manifest."""
    properties = f' properties="{item.properties}"' if item.properties else ""
    return (
        f'    <item id="{item.id}" href="{escape(item.name)}" media-type="{item.kind}"'
        f"{properties}/>"
    )
