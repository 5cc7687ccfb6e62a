"""A module's card: one Letter page to print, pin up and argue over.

It is an ordinary page, cards/m02-learning.md, that the module of the same name links to.
Its style sheet is loaded by the cards only.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.locale import _

CARD = re.compile(r"(?P<tree>(?:.*/)?)cards/(?P<module>m\d\d-[\w-]+)")


def setup(app: Sphinx) -> None:
    """Register what a card's page gets."""
    app.connect("doctree-read", shape_card)
    app.connect("html-page-context", style_card)


def module_of(docname: str) -> str | None:
    """Return the module that a card's docname is for; None when the page is no card."""
    match = CARD.fullmatch(docname)
    return match["tree"] + match["module"] if match else None


def shape_card(app: Sphinx, doctree: nodes.document) -> None:
    """Mark the section that is the card; add its number in two corners, its button, its source."""
    section = next(doctree.findall(nodes.section), None)
    module = module_of(app.env.docname)
    if section is None or not module:
        return
    section["classes"].append("card-sheet")
    number = int(module.rpartition("/")[2][1:3])
    # The number is in the title; the button needs a script; neither exists on paper or in a book.
    corner = f'<p class="card-index" aria-hidden="true">{number}</p>'
    button = (
        '<p class="card-print pst-js-only"><button type="button" data-print>'
        f"{escape(str(_('Print this card')))}</button></p>"
    )
    source = f"{app.config.html_title}. © {app.config.copyright}"
    after_title = section.first_child_matching_class(nodes.title) + 1
    section.insert(after_title, nodes.raw("", button, format="html"))
    section += nodes.paragraph("", source, classes=["card-colophon"])
    section += nodes.raw("", corner * 2, format="html")


def style_card(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Load the cards' style sheet."""
    if module_of(pagename):
        app.add_css_file("artia-card.css", priority=950)
