"""The button that opens a lab on the hub: the `{open-lab}` directive, and one on every lab page."""

import re
from html import escape
from urllib.parse import quote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.util.docutils import SphinxDirective, SphinxTranslator

from artia.book.languages import LANGUAGES, strip_prefix

LAB_NAME = re.compile(r"lab\d{2}")


class OpenLabNode(nodes.General, nodes.Element):
    """A call to open `lab` ("lab02") in `language`; `hub` is the base URL, "" for this host."""


class OpenLab(SphinxDirective):
    """`{open-lab} lab02`: the button, and how to open the lab when the book is read elsewhere."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the node, or Sphinx's error when the argument is no lab name."""
        lab = self.arguments[0].strip()
        if not LAB_NAME.fullmatch(lab):
            raise self.error(f"open-lab expects a lab's name such as lab02, and found {lab!r}.")
        return [open_lab_node(lab, self.config)]


def open_lab_node(lab: str, config: object) -> OpenLabNode:
    """Return the node for `lab` in the site's language."""
    return OpenLabNode("", lab=lab, language=config.language, hub=config.artia_hub_url)


def add_button_to_lab(app: Sphinx, doctree: nodes.document) -> None:
    """Put the button right after the title of a lab's page."""
    docname = strip_prefix(app.env.docname, LANGUAGES[app.config.language])
    folder, _slash, lab = docname.rpartition("/")
    if folder != "labs" or not LAB_NAME.fullmatch(lab):
        return
    title = next(doctree.findall(nodes.title), None)
    node = open_lab_node(lab, app.config)
    if title is None:
        doctree.insert(0, node)
    else:
        title.parent.insert(title.parent.index(title) + 1, node)


def visit_html(translator: SphinxTranslator, node: OpenLabNode) -> None:
    """Write the link and the sentence."""
    lab, language = node["lab"], node["language"]
    href = f"{node['hub'].rstrip('/')}/hub/user-redirect/artia/open/{quote(lab)}?lang={language}"
    label = _("Open lab %(number)s on the hub") % {"number": lab.removeprefix("lab")}
    elsewhere = _(
        "The button works when this page is read on the hub. If you are reading the book "
        "elsewhere, sign in to your hub first: its home page leads to the lab. "
        "To start a hub on your own computer, type make hub in the project's folder."
    )
    translator.body.append(
        f'<div class="open-lab"><p><a class="open-lab-button" href="{escape(href)}">'
        f"{escape(str(label))}</a></p>"
        f'<p class="open-lab-elsewhere">{escape(str(elsewhere))}</p></div>\n'
    )
    raise nodes.SkipNode


def skip(translator: SphinxTranslator, node: OpenLabNode) -> None:
    """Leave the button out of builders that have no links to a server."""
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the directive, the node and the transform of lab pages."""
    others = {name: (skip, None) for name in ("latex", "text", "man", "texinfo")}
    app.add_node(OpenLabNode, html=(visit_html, None), **others)
    app.add_directive("open-lab", OpenLab)
    app.connect("doctree-read", add_button_to_lab)
