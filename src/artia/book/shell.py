"""The page around the text: what the theme sends and nothing needs, and numbers above titles."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

#: 1.5 MB on every page for ten icons, which artia-comfort.css draws instead.
FONT_AWESOME = re.compile(r'<script defer src="[^"]*/fontawesome\.js[^"]*"></script>')
NUMBERED = re.compile(r"((?:Module|Labo|Lab|Carte|Card) \d+)(\.\s)")


def setup(app: Sphinx) -> None:
    """Register the template's function, the titles and the style sheet of the bars and of print."""
    app.add_css_file("artia-comfort.css", priority=910)
    app.connect("builder-inited", start_light)
    app.connect("html-page-context", offer_functions)
    app.connect("doctree-resolved", set_numbers_apart)


def start_light(app: Sphinx) -> None:
    """Write pages that are light until a script says otherwise.

    The theme writes its mode "auto", for which it has no colour at all: without JavaScript the text
    would have no background. Its script sets the real one before anything is drawn.
    """
    if app.builder.format != "html":
        return
    bridge = app.builder.templates
    render = bridge.render
    auto, light = 'data-theme="auto"', 'data-theme="light"'
    bridge.render = lambda name, context: render(name, context).replace(auto, light, 1)


def without_font_awesome(head: str) -> str:
    """Return the theme's style sheets and scripts without its icons.

    Raises ExtensionError when they are no longer there to take out.
    """
    lighter, found = FONT_AWESOME.subn("", head)
    if not found:
        raise ExtensionError(
            "Expected the theme to load fontawesome.js in the head of the page and did not find "
            "it; its version changed: review without_font_awesome."
        )
    return lighter


def offer_functions(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Let templates/layout.html call the function above."""
    context["without_font_awesome"] = without_font_awesome


def set_numbers_apart(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Wrap « Module 2. » in a page's title, so that it can be printed above the rest.

    Late, on the page alone: the title is the same text everywhere else.
    """
    for title in doctree.findall(nodes.title):
        first = title.children[0] if title.children else None
        if isinstance(title.parent.parent, nodes.section) or not isinstance(first, nodes.Text):
            continue
        if match := NUMBERED.match(str(first)):
            number = nodes.inline("", match[1], classes=["title-number"])
            number += nodes.inline("", match[2], classes=["visually-hidden"])  # set by the layout
            title[0:1] = [number, nodes.Text(str(first)[match.end() :])]
