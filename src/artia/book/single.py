"""The `artia-single` builder: the book's pages without a site around them, for the EPUB and PDF.

It writes each page's body alone, the images, and `book.json`: the order of the pages, the parts
they belong to, the formulas as drawn, and the words of the interface in the book's language. No
theme's template is used, so launch buttons, search and scripts have nowhere to go.
"""

import json
import posixpath
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config
from sphinx.locale import _
from sphinx.transforms.post_transforms import SphinxPostTransform

from artia.book.formulas import drawings, mark_of
from artia.book.labs import OpenLabNode
from artia.book.languages import LANGUAGES
from artia.book.notices import StaleNotice

NAME = "artia-single"
CONTENTS = "book.json"

#: What a notebook's cell produced, in the order a page of paper prefers it.
PRINTABLE = ("image/svg+xml", "image/png", "image/jpeg", "text/markdown", "text/plain")


class SingleBuilder(StandaloneHTMLBuilder):
    """Writes bodies of pages and what assembles them."""

    name = NAME
    epilog = ""
    copysource = False
    search = False
    add_permalinks = False
    html_scaled_image_link = False
    download_support = False
    allow_sharp_as_current_path = False
    embedded = True
    marks_formulas = True

    def handle_page(self, pagename: str, addctx: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        """Write a page's body; pages that Sphinx or an extension adds have none here."""
        if pagename in self.env.found_docs:
            page = Path(self.get_outfilename(pagename))
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(addctx["body"], encoding="utf-8")

    def copy_assets(self) -> None:
        """Copy nothing: style sheets and scripts belong to the site."""

    def finish(self) -> None:
        """Copy the images and write the contents."""
        self.copy_image_files()
        contents = {
            "language": self.config.language,
            "title": LANGUAGES[self.config.language].title,
            "author": self.config.author,
            "copyright": self.config.copyright,
            "words": {key: str(value) for key, value in words().items()},
            "pages": list(self.pages()),
            "formulas": {mark_of(tex): asdict(formula) for tex, formula in drawings(self).items()},
        }
        target = Path(self.outdir) / CONTENTS
        target.write_text(json.dumps(contents, ensure_ascii=False, indent=1), encoding="utf-8")

    def pages(self) -> Iterator[dict[str, Any]]:
        """Yield the pages in the order of the table of contents."""
        site_map = self.config.external_site_map
        seen = set()

        def walk(docname: str, depth: int, part: str) -> Iterator[dict[str, Any]]:
            if docname in seen or docname not in self.env.found_docs:
                return
            seen.add(docname)
            title = self.env.titles[docname].astext()
            yield {"name": docname, "title": title, "depth": depth, "part": part}
            document = site_map.get(docname)
            for tree in document.subtrees if document else ():
                for child in tree.files():
                    yield from walk(posixpath.splitext(child)[0], depth + 1, tree.caption or part)

        yield from walk(site_map.root.docname, 0, "")
        for docname in sorted(self.env.found_docs - seen):
            yield from walk(docname, 1, "")


def words() -> dict[str, Any]:
    """Return the words that the EPUB and PDF add to the pages, in the language being built."""
    return {
        "contents": _("Table of contents"),
        "cover": _("Cover"),
        "start": _("Start of the book"),
        "version": _("Version"),
        "licence": _(
            "The texts are under the CC BY-SA 4.0 licence, the code under the three-clause BSD "
            "licence. You may reuse, translate, correct and sell them, provided that you name "
            "the source and, for the texts, keep the same licence."
        ),
        "summary": _("ArtIA's course in critical AI literacy for the cultural sector."),
        "accessibility": _(
            "Text can be enlarged and recoloured. Figures have a text alternative and a data "
            "table, and formulas are written in words as well as drawn. Nothing moves, and "
            "nothing is downloaded."
        ),
    }


class AwayFromTheSite(SphinxPostTransform):
    """Replaces what works only on a site: the lab's button, the link to the other language."""

    default_priority = 5
    builders = (NAME,)

    def run(self, **kwargs: Any) -> None:
        """Change the page's tree."""
        for button in list(self.document.findall(OpenLabNode)):
            sentence = _(
                "This lab is done on a hub: sign in to yours, and its home page leads to lab "
                "%(number)s. To start a hub on your own computer, type make hub in the project's "
                "folder."
            ) % {"number": button["lab"].removeprefix("lab")}
            button.replace_self(nodes.paragraph("", str(sentence), classes=["open-lab-elsewhere"]))
        for notice in self.document.findall(StaleNotice):
            notice["href"] = ""


def configure(app: Sphinx, config: Config) -> None:
    """Say which form of a notebook's output this builder takes: MyST-NB does not know it."""
    config.nb_mime_priority_overrides = [
        *config.nb_mime_priority_overrides,
        *((NAME, kind, rank) for rank, kind in enumerate(PRINTABLE, 1)),
    ]


def setup(app: Sphinx) -> None:
    """Register the builder."""
    app.add_builder(SingleBuilder)
    app.add_post_transform(AwayFromTheSite)
    app.connect("config-inited", configure, priority=400)
