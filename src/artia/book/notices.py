"""The notice a reader sees at the top of a page that fell behind its counterpart."""

from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.util.docutils import SphinxTranslator

from artia.book.freshness import is_stale, localisation
from artia.book.languages import LANGUAGES, find_root, strip_prefix


class StaleNotice(nodes.General, nodes.Element):
    """Says that the page follows an earlier text; `href` leads to the counterpart, or is ""."""


def add_notice(app: Sphinx, doctree: nodes.document) -> None:
    """Put the notice after the title of a stale page, and watch the page it follows."""
    language = LANGUAGES[app.config.language]
    root = find_root(Path(app.srcdir))
    docname = strip_prefix(app.env.docname, language)
    if root is None:
        return
    tree = root / "book" / language.code
    page = tree / f"{docname}.md"
    if not page.exists() or not localisation(page.read_text(encoding="utf-8")).get("source"):
        return
    app.env.note_dependency(str(tree.parent / language.other.code / f"{docname}.md"))
    if not is_stale(page, tree):
        return
    sister = Path(app.srcdir) == tree
    href = "../" * docname.count("/") + f"../{language.other.code}/{docname}.html" if sister else ""
    notice = StaleNotice("", href=href, locale=language.other.locale, name=language.other.name)
    title = next(doctree.findall(nodes.title), None)
    if title is not None:
        title.parent.insert(title.parent.index(title) + 1, notice)


def visit_html(translator: SphinxTranslator, node: StaleNotice) -> None:
    """Write the notice."""
    link = ""
    if node["href"]:
        read = _(
            "The other version has changed since, and this one has not been reviewed yet. "
            "Read it in French:"
        )
        link = (
            f' {escape(str(read))} <a href="{escape(node["href"])}" lang="{node["locale"]}" '
            f'hreflang="{node["locale"]}">{escape(node["name"])}</a>.'
        )
    follows = _("This page follows an earlier version of the French page.")
    translator.body.append(
        f'<div class="stale-notice" role="note"><p><strong>{escape(str(follows))}</strong>{link}'
        "</p></div>\n"
    )
    raise nodes.SkipNode


def skip(translator: SphinxTranslator, node: StaleNotice) -> None:
    """Leave the notice out of builders other than HTML."""
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the node and the check of each page as it is read."""
    others = {name: (skip, None) for name in ("latex", "text", "man", "texinfo")}
    app.add_node(StaleNotice, html=(visit_html, None), **others)
    app.connect("doctree-read", add_notice)
