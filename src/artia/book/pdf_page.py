"""The whole book as one HTML page, made to be printed."""

import re
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from pygments.formatters import HtmlFormatter

from artia import __version__
from artia.book.build import BuildError
from artia.book.epub_texts import title_block
from artia.book.fonts import FACES, SUBSETS, find_fonts
from artia.book.formula_drawing import Formula
from artia.book.single_pages import Edition, Page, internal_links
from artia.book.single_parts import Cover, Entry, Part, contents, fill, find_cover

STYLE = Path(__file__).parent / "static" / "artia-print.css"
#: Where a page number of the table of contents goes, by the id that the line leads to.
NUMBER = re.compile(r'(<span class="contents-page" data-target="([^"]+)">)[^<]*(</span>)')
#: Of pydata-sphinx-theme's light code blocks: every colour has 4.5:1 on white.
CODE_STYLE = "a11y-high-contrast-light"
UNICODE_RANGES = {
    "latin": "U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F, "
    "U+20AC, U+2122, U+2191, U+2193, U+2212, U+2215, U+FEFF, U+FFFD",
    "latin-ext": "U+0100-0130, U+0132-0151, U+0154-02BA, U+1E00-1EFF, U+2113, U+2C60-2C7F",
}


@dataclass
class Sheet:
    """The page, where it lies, and the ids whose page numbers the table of contents wants."""

    edition: Edition
    path: Path
    targets: list[str] = field(default_factory=list)

    def number(self, numbers: dict[str, int]) -> None:
        """Write the page numbers into the table of contents."""
        html = self.path.read_text(encoding="utf-8")

        def written(match: re.Match[str]) -> str:
            return f"{match[1]}{numbers[match[2]]}{match[3]}"

        self.path.write_text(NUMBER.sub(written, html), encoding="utf-8")


def write_sheet(edition: Edition, root: Path) -> Sheet:
    """Put the edition together into one page beside its images. Raises BuildError."""
    parts = contents(edition)
    cover = find_cover(root, edition)
    join_pages(edition)
    lines = [
        title_page(edition, cover),
        table_of_contents(edition, parts),
        "<main>",
        *(article(page) for page in edition.pages),
        "</main>",
    ]
    locale, title = edition.language.locale, escape(edition.language.title)
    html = (
        f'<!DOCTYPE html>\n<html lang="{locale}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{title}</title>\n<style>\n{style(edition, root)}\n</style>\n</head>\n<body>\n"
        + fill("\n".join(lines), edition, svg)
        + "\n</body>\n</html>\n"
    )
    path = edition.folder / "book.html"
    path.write_text(html, encoding="utf-8")
    return Sheet(edition, path, [match[2] for match in NUMBER.finditer(html)])


def join_pages(edition: Edition) -> None:
    """Make ids and addresses right for one page: each id takes the name of its page before it."""
    for _page, link, target in internal_links(edition):
        link["href"] = f"#{place(target.page, target.anchor)}"
    for page in edition.pages:
        for element in page.body.find_all(id=True):
            element["id"] = place(page, element["id"])
        for element in page.body.find_all(attrs={"aria-labelledby": True}):
            words = element["aria-labelledby"].split()
            element["aria-labelledby"] = " ".join(place(page, word) for word in words)
        for figure in page.body.find_all("figure"):
            # Chromium would tag it as a figure that has no alternative, around the one that has.
            figure.name = "div"
            figure["class"] = [*figure.get("class", []), "was-figure"]
        for image in page.body.find_all("img"):
            source = image.get("src", "")
            if source.startswith("data:"):
                continue
            picture = edition.image(page, source)
            if not picture.is_file():
                raise BuildError(f"{page.name} shows {source}, which is not an image of the book.")
            image["src"] = picture.relative_to(edition.folder).as_posix()


def place(page: Page, anchor: str) -> str:
    """Return the id that a place of the book has on the one page."""
    return f"{page.slug}--{anchor}" if anchor else page.slug


def svg(formula: Formula) -> str:
    """Return the formula as a drawing that has its words as alternative."""
    return formula.svg.replace("<svg", f'<svg role="img" aria-label="{escape(formula.speech)}"', 1)


def article(page: Page) -> str:
    """Return a page of the book as a part of the one page."""
    kind = "chapter" if page.depth < 2 else "chapter under"
    return f'<article class="{kind}" id="{page.slug}">\n{page.body}\n</article>'


def title_page(edition: Edition, cover: Cover | None) -> str:
    """Return the title page, under the cover's picture."""
    picture = ""
    if cover:
        source = escape(cover.picture.resolve().as_uri())
        picture = f'<img src="{source}" alt="{escape(cover.alternative)}">\n'
    # The title is no heading here: the outline starts with the chapters.
    block = title_block(edition, __version__).replace("<h1 ", "<p ").replace("</h1>", "</p>")
    return f'<section class="title-page">\n{picture}{block}</section>'


def table_of_contents(edition: Edition, parts: list[Part]) -> str:
    """Return the table of contents, with a place for each page number."""
    title = escape(edition.words["contents"])
    lines = [f'<nav class="contents" aria-label="{title}">\n<h1>{title}</h1>']
    for part in parts:
        if part.title:
            lines.append(f'<p class="contents-part">{escape(part.title)}</p>')
        lines.append("<ol>" + "\n".join(map(entry_lines, part.entries)) + "</ol>")
    return "\n".join([*lines, "</nav>"])


def entry_lines(entry: Entry) -> str:
    """Return the line of an entry, and those under it."""
    target = place(entry.page, entry.anchor)
    under = "\n".join(map(entry_lines, entry.entries))
    nested = f"\n<ol>{under}</ol>" if under else ""
    kind = "" if entry.anchor else ' class="contents-chapter"'
    return (
        f'<li{kind}><a href="#{target}"><span class="contents-title">{escape(entry.title)}</span> '
        f'<span class="contents-page" data-target="{target}">000</span></a>{nested}</li>'
    )


def style(edition: Edition, root: Path) -> str:
    """Return the style sheet: the fonts, the code's colours, the print rules, the running head."""
    title = edition.language.title.replace("\\", "").replace('"', "”")
    running = (
        f'@page {{ @top-left {{ content: "{title}"; }} '
        '@bottom-right { content: counter(page) " / " counter(pages); } }\n'
        "@page front { @top-left { content: none; } @bottom-right { content: none; } }"
    )
    code = HtmlFormatter(style=CODE_STYLE).get_style_defs(".highlight")
    return "\n".join([font_faces(root), code, STYLE.read_text(encoding="utf-8"), running])


def font_faces(root: Path) -> str:
    """Return the declarations of the site's own font, in node_modules; "" when it is not there."""
    package = find_fonts(root)
    if package is None:
        return ""
    lines = []
    for subset in SUBSETS:
        for face in FACES:
            weight, slope = face.split("-")
            name = f"atkinson-hyperlegible-next-{subset}-{face}.woff2"
            source = (package / "files" / name).resolve().as_uri()
            lines.append(
                '@font-face { font-family: "Atkinson Hyperlegible Next"; '
                f"font-weight: {weight}; font-style: {slope}; "
                f'src: url("{source}") format("woff2"); '
                f"unicode-range: {UNICODE_RANGES[subset]}; }}"
            )
    return "\n".join(lines)
