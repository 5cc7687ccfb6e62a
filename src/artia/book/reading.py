"""Under a chapter's title: how long it takes to read, how long its lab takes, its card to print.

The time is the words of the page's prose at 200 words a minute, a rate for reading to understand
in a field one does not know; the page says the count and the rate, so that anyone can redo it.
Code, formulas, tables and lists of references are not counted; pages of a minute have no line.
The lab's time is the page's own front matter, `lab_minutes: 45-75`.
"""

from __future__ import annotations

import re
from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.locale import _
from sphinx.util.docutils import SphinxTranslator

from artia.book.languages import LANGUAGES, strip_prefix

WORDS_A_MINUTE = 200
SHORT = 400  # words; a page of one minute needs no warning
#: Chapters read from one end to the other; not the labs, which are done, nor what is consulted.
READ_THROUGH = re.compile(r"m\d\d-[\w-]+|[\w-]+-guide|how-to-[\w-]+|preface")
MODULE = re.compile(r"m(\d\d)-")
UNREAD = (
    nodes.literal_block,
    nodes.math,
    nodes.math_block,
    nodes.raw,
    nodes.table,
    nodes.comment,
    nodes.citation,
)


class PageNotes(nodes.General, nodes.Element):
    """The line under the title: `words`, `lab` and `minutes` ("02", "45-75"), `card` (its URL)."""


def count_words(doctree: nodes.Node) -> int:
    """Count the words of the prose: what stands between spaces and holds a letter or a digit."""
    blocks = (
        block
        for block in doctree.findall(nodes.TextElement)
        if not isinstance(block, (nodes.Inline, *UNREAD)) and not _unread(block)
    )
    return sum(any(map(str.isalnum, word)) for block in blocks for word in _text(block).split())


def _unread(node: nodes.Node) -> bool:
    while node := node.parent:
        if isinstance(node, (*UNREAD, nodes.TextElement)):  # counted with the block that holds it
            return True
    return False


def _text(block: nodes.Element) -> str:
    texts = (text for text in block.findall(nodes.Text) if not isinstance(text.parent, UNREAD))
    return "".join(map(str, texts))


def number(value: int, language: str) -> str:
    """Write a whole number the way the page does: 3 400 in French, 3,400 in English."""
    return f"{value:,}".replace(",", "\u00a0" if language == "fr" else ",")


def add_notes(app: Sphinx, doctree: nodes.document) -> None:
    """Count the words as the page is read, and put the line after its title."""
    docname = strip_prefix(app.env.docname, LANGUAGES[app.config.language])
    title = next(doctree.findall(nodes.title), None)
    if title is None or not READ_THROUGH.fullmatch(docname):
        return
    module = MODULE.match(docname)
    minutes = str(app.env.metadata[app.env.docname].get("lab_minutes", ""))
    if minutes and not (module and re.fullmatch(r"\d+(-\d+)?", minutes)):
        raise ExtensionError(
            f"{app.env.docname}: lab_minutes expects the minutes planned for a module's lab, "
            f"such as 45-75, and found {minutes!r}."
        )
    words = round(count_words(doctree), -2)
    if words < SHORT:
        return
    notes = PageNotes("", words=words, lab=module[1] if module else "", minutes=minutes, card="")
    title.parent.insert(title.parent.index(title) + 1, notes)


def link_card(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give the line of a module the address of its card, when it has one."""
    folder, _slash, name = docname.rpartition("/")
    card = f"{folder}/cards/{name}".lstrip("/")
    for notes in doctree.findall(PageNotes):
        if card in app.env.found_docs:
            notes["card"] = app.builder.get_relative_uri(docname, card)


def sentences(notes: PageNotes, language: str) -> list[str]:
    """Return what the line says, the link to the card apart."""
    minutes = round(notes["words"] / WORDS_A_MINUTE)
    values = {"minutes": minutes, "words": number(notes["words"], language)}
    reading = _("Reading: about %(minutes)s minutes (%(words)s words at 200 words a minute)")
    said = [str(reading) % values]
    if notes["minutes"]:
        low, _dash, high = notes["minutes"].partition("-")
        values = {"lab": notes["lab"], "low": low, "high": high}
        planned = _("Lab %(lab)s: %(low)s to %(high)s minutes planned")
        if not high:
            planned = _("Lab %(lab)s: %(low)s minutes planned")
        said.append(str(planned) % values)
    return said


def visit_html(translator: SphinxTranslator, notes: PageNotes) -> None:
    """Write the line as a list, which a screen reader can skip."""
    said = [escape(each) for each in sentences(notes, translator.config.language)]
    if notes["card"]:
        said.append(f'<a href="{escape(notes["card"])}">{escape(str(_("Card to print")))}</a>')
    items = "".join(f"<li>{each}</li>" for each in said)
    translator.body.append(f'<ul class="page-notes">{items}</ul>\n')
    raise nodes.SkipNode


def skip(translator: SphinxTranslator, node: PageNotes) -> None:
    """Leave the line out of builders other than HTML."""
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the node and the count."""
    others = {name: (skip, None) for name in ("latex", "text", "man", "texinfo")}
    app.add_node(PageNotes, html=(visit_html, None), **others)
    app.connect("doctree-read", add_notes)
    app.connect("doctree-resolved", link_card)
