"""The definition beside the first `{term}` of a page: a button that opens it, without hover.

In HTML pages only. Print, EPUB and a single-page build keep the link to the glossary; so does a
browser without scripts, where the button stays hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment
from sphinx.locale import _
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxTranslator

from artia.book.glossary.directive import glossary_file

#: What must hold no button: headings, what is read as a heading, and links.
OUTSIDE = (nodes.title, nodes.subtitle, nodes.rubric, nodes.reference, nodes.term)
#: « Définition de » before a vowel or a silent h (which the glossary's words in h all have).
ELISION = re.compile(r"\bde (?=[aâàeéèêëhiîïoôœuû])", re.I)

Definition = tuple[str, list[nodes.Node]]  # the word, the inline content of its definition


class TermDefinition(nodes.Inline, nodes.TextElement):
    """A definition to open; `word` is what it defines, `number` its rank in the page.

    Its content leaves `children` once resolved, for `hidden`: the search index reads children, and
    a page does not speak of everything that its terms' definitions speak of.
    """

    hidden: list[nodes.Node] = []


class ShowDefinitions(SphinxPostTransform):
    """Put a definition after the first `{term}` of each term, before references are resolved."""

    default_priority = 5  # ReferencesResolver, at 10, then resolves the definitions' own
    builders = ("html", "dirhtml")

    def run(self) -> None:
        """Change the page; a term that leads nowhere is left for Sphinx to report."""
        shown: set[tuple[str, str]] = set()
        for xref in term_references(self.document):
            place = term_place(self.env, xref["reftarget"])
            if place is None or place[0] == self.env.docname or place in shown:
                continue
            if any(isinstance(above, OUTSIDE) for above in ancestors(xref)):
                continue
            definition = definitions_of(self.app, place[0]).get(place[1])
            if definition is None:
                continue
            # What is folded away is not "the first use" for somebody who does not open it.
            if not any(above.get("design_component") == "dropdown" for above in ancestors(xref)):
                shown.add(place)
            self.number = getattr(self, "number", 0) + 1
            node = TermDefinition("", word=definition[0], number=self.number)
            node += [self.copy(each) for each in definition[1]]
            xref.parent.insert(xref.parent.index(xref) + 1, node)

    def copy(self, node: nodes.Node) -> nodes.Node:
        """Copy a node of the glossary into this page."""
        copied = node.deepcopy()
        for each in copied.findall(nodes.Element, include_self=True):
            each["ids"] = []
            if "refdoc" in each:
                each["refdoc"] = self.env.docname
        return copied


def term_references(doctree: nodes.document) -> list[addnodes.pending_xref]:
    """Return the page's `{term}` roles, in order."""
    return [
        xref
        for xref in doctree.findall(addnodes.pending_xref)
        if (xref.get("refdomain"), xref.get("reftype")) == ("std", "term")
    ]


def ancestors(node: nodes.Node) -> Iterator[nodes.Element]:
    """Yield what holds a node, from the inside out."""
    while node.parent is not None:
        node = node.parent
        yield node


def term_place(env: BuildEnvironment, target: str) -> tuple[str, str] | None:
    """Return the page and the id that `{term}` leads to, found as Sphinx finds them."""
    domain = env.get_domain("std")
    assert isinstance(domain, StandardDomain)
    return domain.objects.get(("term", target)) or domain._terms.get(target.lower())


def definitions_of(app: Sphinx, docname: str) -> dict[str, Definition]:
    """Return the definitions of a glossary page by the id of their term; read once a build."""
    pages = app.builder.__dict__.setdefault("artia_glossaries", {})
    if docname not in pages:
        pages[docname] = dict(read_definitions(app.env.get_doctree(docname)))
    return pages[docname]


def read_definitions(doctree: nodes.document) -> Iterator[tuple[str, Definition]]:
    """Yield (id, definition) for each term of a page's glossaries."""
    for glossary in doctree.findall(addnodes.glossary):
        for item in glossary.findall(nodes.definition_list_item):
            paragraph = next(iter(item.findall(nodes.paragraph)), None)
            if paragraph is None:
                continue
            for term in item.findall(nodes.term):
                for node_id in term["ids"]:
                    yield node_id, (term.astext(), paragraph.children)


def watch_glossary(app: Sphinx, doctree: nodes.document) -> None:
    """Read a page again when the glossary changes."""
    path = glossary_file(Path(app.srcdir))
    if path is not None and path.exists() and term_references(doctree):
        app.env.note_dependency(str(path))


def hide_from_search(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Move the resolved definitions out of what the search index reads."""
    for node in doctree.findall(TermDefinition):
        node.hidden, node.children = node.children, []


def button_name(word: str, language: str) -> str:
    """Return the accessible name of a button: Definition of token, Définition d’époque."""
    name = str(_("Definition of %(term)s")) % {"term": word}
    return ELISION.sub("d’", name, count=1) if language == "fr" else name


def visit_html(translator: SphinxTranslator, node: TermDefinition) -> None:
    """Write the button and the definition, both hidden until the script shows the button."""
    name = escape(button_name(node["word"], translator.config.language))
    box = f"term-definition-{node['number']}"
    translator.body.append(
        f'<span class="term-help"><button type="button" class="term-button" hidden '
        f'popovertarget="{box}" aria-expanded="false" aria-controls="{box}" aria-label="{name}">'
        '<span aria-hidden="true">?</span></button>'
        f'<span class="term-definition" id="{box}" role="note" aria-label="{name}" popover hidden>'
        f'<strong class="term-definition-word">{escape(node["word"])}</strong> '
    )
    for child in node.hidden:
        child.walkabout(translator)
    translator.body.append("</span></span>")
    raise nodes.SkipNode


def skip(translator: SphinxTranslator, node: TermDefinition) -> None:
    """Leave definitions out of builders other than HTML."""
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the node, the transform, the style sheet and the script."""
    others = {name: (skip, None) for name in ("latex", "text", "man", "texinfo")}
    app.add_node(TermDefinition, html=(visit_html, None), **others)
    app.add_post_transform(ShowDefinitions)
    app.connect("doctree-read", watch_glossary)
    app.connect("doctree-resolved", hide_from_search, priority=900)
    app.add_css_file("artia-glossary.css")
    app.add_js_file("artia-glossary.js", loading_method="defer")
