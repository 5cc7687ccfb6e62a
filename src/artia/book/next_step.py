"""The step before and the step after a page, for the bar that stays in sight.

A module leads to its lab and a lab to the next module: cards are side doors, so they are skipped.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from artia.book.cards import module_of

BEFORE, AFTER = 1, 2  # positions in Sphinx's relations: parent, previous, next


def setup(app: Sphinx) -> None:
    """Register the choice of neighbours."""
    app.connect("html-page-context", choose_neighbours, priority=400)


def neighbour(relations: dict[str, list[str | None]], page: str, side: int) -> str | None:
    """Return the page on one side of `page` in the reading order, cards left out."""
    module = module_of(page)
    if module and side == BEFORE:
        return module
    found = relations.get(module or page, [None] * 3)[side]
    while found and module_of(found):
        found = relations[found][side]
    return found


def choose_neighbours(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Set the context's `prev` and `next`, which the template prev-next.html shows."""
    relations = getattr(app.builder, "relations", {})
    if pagename not in relations:
        return
    for key, side in (("prev", BEFORE), ("next", AFTER)):
        page = neighbour(relations, pagename, side)
        context[key] = page and {
            "link": app.builder.get_relative_uri(pagename, page),
            "title": app.builder.render_partial(app.env.titles[page])["title"],
        }
