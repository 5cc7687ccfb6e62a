"""The pages that the `artia-single` builder wrote, made still: nothing to click, open or run."""

import json
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag

from artia.book.build import BuildError
from artia.book.formula_drawing import Formula
from artia.book.languages import LANGUAGES, Language
from artia.book.single import CONTENTS

#: What has no use without a pointer or a script; and the rank of a work cited by its year.
LEFT_OUT = (
    "script, style, link, template, button, input, select, textarea, .headerlink, [hidden], "
    ".sd-summary-state-marker, .only-dark, .citation > .label"
)
#: Elements of a form or of a fold, and what stays of them.
STILL = {
    "form": "div",
    "fieldset": "div",
    "legend": "p",
    "label": "p",
    "output": "div",
    "details": "div",
    "summary": "p",
}
#: Attributes that only a live page uses, or that HTML dropped and readers of EPUB refuse.
DROPPED = (
    "tabindex",
    "onclick",
    "aria-live",
    "aria-controls",
    "aria-expanded",
    "aria-describedby",
    "loading",
    "for",
    "form",
    "open",
)
#: Roles of a live page, and one that EPUB's own vocabulary has dropped.
LIVE_ROLES = ("status", "region", "group", "alert", "doc-biblioentry")


@dataclass
class Page:
    """One page of the book: its place, its title, and its body as a tree that may be changed."""

    name: str  # the docname: "m02-learning", "labs/lab02"
    title: str
    depth: int  # 0 for the home page, 1 for a chapter, 2 for what is under it
    part: str  # the part of the table of contents it belongs to, "" for the home page
    body: BeautifulSoup

    @property
    def slug(self) -> str:
        """The name as a file name and as an id: "labs-lab02"."""
        return self.name.replace("/", "-")


@dataclass
class Edition:
    """The book in one language, ready to be put together."""

    language: Language
    author: str
    copyright: str
    words: dict[str, str]
    pages: list[Page]
    formulas: dict[str, Formula]  # by the mark that stands for each in the pages
    folder: Path  # where the images are

    def image(self, page: Page, source: str) -> Path:
        """Return the file that `page` shows as `source`."""
        inside = posixpath.normpath(posixpath.join(posixpath.dirname(page.name), unquote(source)))
        return self.folder / inside


def read_edition(folder: Path) -> Edition:
    """Read what the builder wrote into `folder`, and make every page still."""
    contents = json.loads((folder / CONTENTS).read_text(encoding="utf-8"))
    pages = []
    for page in contents["pages"]:
        html = (folder / f"{page['name']}.html").read_text(encoding="utf-8")
        pages.append(Page(**page, body=BeautifulSoup(html, "html.parser")))
    edition = Edition(
        language=LANGUAGES[contents["language"]],
        author=contents["author"],
        copyright=contents["copyright"],
        words=contents["words"],
        pages=pages,
        formulas={mark: Formula(**each) for mark, each in contents["formulas"].items()},
        folder=folder,
    )
    for page in pages:
        make_still(page.body)
    return edition


def make_still(body: BeautifulSoup) -> None:
    """Unfold what is folded, and leave out what waits for a pointer or a script."""
    # A notebook's folded code: its two labels say "show" and "hide", and all is shown.
    for summary in body.select("details.hide > summary"):
        summary.decompose()
    for element in body.select(LEFT_OUT):
        if not element.decomposed:
            element.decompose()
    for name, replacement in STILL.items():
        for element in body.find_all(name):
            element.name = replacement
            element["class"] = [*element.get("class", []), f"was-{name}"]
    for word in body.select("td > .competency-word"):
        # A mark and the word for it take more width than a page has: the word becomes its name.
        mark = word.find_previous_sibling("span")
        mark["role"], mark["aria-label"] = "img", word.get_text(strip=True)
        del mark["aria-hidden"]
        word.decompose()
    for element in body.find_all("noscript"):
        element.unwrap()
    for element in body.find_all(True):
        for attribute in DROPPED:
            element.attrs.pop(attribute, None)
        if element.get("role") in LIVE_ROLES:
            for attribute in ("role", "aria-label", "aria-labelledby"):
                element.attrs.pop(attribute, None)


def ids(page: Page) -> set[str]:
    """Return the ids of a page."""
    return {element["id"] for element in page.body.find_all(id=True)}


@dataclass(frozen=True)
class Target:
    """Where a link inside the book leads: a page, and an id in it or ""."""

    page: Page
    anchor: str


def internal_links(edition: Edition) -> Iterator[tuple[Page, Tag, Target]]:
    """Yield each link from a page to a page of the book; unwrap what leads to the other site.

    Raises BuildError for a link to a page or a place that the book does not have.
    """
    by_name = {page.name: page for page in edition.pages}
    anchors = {page.name: ids(page) for page in edition.pages}
    for page in edition.pages:
        for link in page.body.find_all("a", href=True):
            parts = urlsplit(link["href"])
            if parts.scheme or parts.netloc:
                continue
            name = page.name
            if parts.path:
                folder = posixpath.dirname(page.name)
                name = posixpath.normpath(posixpath.join(folder, unquote(parts.path)))
                name = name.removesuffix(".html")
            if name.startswith("../"):  # the counterpart in the other language's site
                link.unwrap()
                continue
            anchor = unquote(parts.fragment)
            if name not in by_name or (anchor and anchor not in anchors[name]):
                raise BuildError(
                    f"{page.name} has a link to {link['href']}, and the {edition.language.code} "
                    "book has no such place. Correct the link, then build again."
                )
            yield page, link, Target(by_name[name], anchor)
