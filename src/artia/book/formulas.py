"""Formulas in the pages: drawings made at build, that need no script, no font and no request.

The drawing is hidden from assistive technology, and its words, ordinary text in the page's
language, stand beside it hidden from sight. MathML asks for an add-on in some screen readers and
for a mathematical font in the browser, and an image's name breaks a sentence in pieces, « graphic »
before each letter. Text is read in the flow, in braille and by read-aloud, and copying a sentence
copies the words. SVG in `ex` and `currentColor` follows the text's size and colour.
"""

from __future__ import annotations

import hashlib
import re
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.locale import _
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

from artia.book.formula_drawing import Formula, FormulaError, Tex, draw_formulas

NAME = "artia-formulas"
#: A formula in a sentence wider than this gets a box that scrolls: a phone's line has about 25.
WIDEST_INLINE = 16  # ex
#: Without it, a line may start with the comma that follows a drawing.
WORD_JOINER = "\u2060"
WIDTH = re.compile(r'<svg style="(vertical-align: [^;"]*);?" width="([\d.]+)ex"')


def setup(app: Sphinx) -> None:
    """Register the renderer, the drawing and the style sheet of the pages that have formulas."""
    app.add_html_math_renderer(NAME, (visit_inline, None), (visit_display, None))
    app.connect("config-inited", configure, priority=400)
    app.connect("env-updated", draw)
    app.connect("html-page-context", add_style)


def configure(app: Sphinx, config: Config) -> None:
    """Take the place of Sphinx's renderer, which loads MathJax in the pages."""
    config.html_math_renderer = NAME
    config.myst_update_mathjax = False


def draw(app: Sphinx, env: BuildEnvironment) -> None:
    """Draw the formulas of the book, once all pages are read and before any is written.

    Raises ExtensionError when a tool is missing or a formula is wrong.
    """
    if app.builder.format != "html":
        return
    wanted: dict[Tex, str] = {}
    has_equations = env.get_domain("math").data["has_equations"]
    for page in sorted(page for page in env.found_docs if has_equations.get(page)):
        for node in env.get_doctree(page).findall(is_formula):
            wanted.setdefault(tex_of(node), page)
    try:
        drawn = draw_formulas(wanted, app.config.language, Path(app.srcdir))
    except FormulaError as error:
        raise ExtensionError(str(error)) from error
    app.builder.artia_formulas = drawn


def is_formula(node: nodes.Node) -> bool:
    """Tell a formula, in a sentence or on its own line."""
    return isinstance(node, nodes.math | nodes.math_block)


def tex_of(node: nodes.Element) -> Tex:
    """Return the TeX of a formula; several on their own line are aligned, as Sphinx does."""
    text = node.astext()
    if isinstance(node, nodes.math):
        return text, False
    if node.get("nowrap"):
        return text, True
    parts = [part for part in text.split("\n\n") if part.strip()]
    parts = [rf"\begin{{split}}{part}\end{{split}}" if r"\\" in part else part for part in parts]
    if len(parts) > 1:
        lines = r"\\".join(parts)
        return rf"\begin{{align}}\begin{{aligned}}{lines}\end{{aligned}}\end{{align}}", True
    return "".join(parts), True


def mark_of(tex: Tex) -> str:
    """Return what stands for a formula in the EPUB's and the PDF's pages until they are text."""
    return f"formula:{hashlib.sha256(repr(tex).encode()).hexdigest()};"


def drawings(builder: Builder) -> dict[Tex, Formula]:
    """Return the formulas of the book being built."""
    return builder.artia_formulas


def inside(drawing: Formula) -> str:
    """Return the words and the drawing that stands beside them."""
    svg = drawing.svg.replace("<svg", '<svg aria-hidden="true"', 1)
    return f'<span class="math-words">{escape(drawing.speech)}</span>{svg}'


def inline(drawing: Formula) -> str:
    """Return a formula of a sentence; a wide one scrolls, still on the sentence's baseline."""
    line, width = WIDTH.match(drawing.svg).groups()
    content = inside(drawing)
    if float(width) > WIDEST_INLINE:
        # A box that scrolls has no baseline of its own: it goes where the drawing would have gone.
        content = f'<span class="math-box" style="{line}">{content}</span>'
    return f'<span class="math">{WORD_JOINER}{content}{WORD_JOINER}</span>'


def visit_inline(translator: HTML5Translator, node: nodes.math) -> None:
    """Write a formula of a sentence."""
    tex = tex_of(node)
    if getattr(translator.builder, "marks_formulas", False):
        translator.body.append(f'<span class="math">{mark_of(tex)}</span>')
    else:
        translator.body.append(inline(drawings(translator.builder)[tex]))
    raise nodes.SkipNode


def visit_display(translator: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula on its own line, after its number when it has one."""
    translator.body.append(translator.starttag(node, "div", CLASS="math"))
    if node["number"]:
        number = get_node_equation_number(translator, node)
        translator.body.append(f'<span class="eqno">({number})')
        translator.add_permalink_ref(node, _("Link to this equation"))
        translator.body.append("</span>")
    tex = tex_of(node)
    if getattr(translator.builder, "marks_formulas", False):
        translator.body.append(mark_of(tex))
    else:
        drawing = inside(drawings(translator.builder)[tex])
        translator.body.append(f'<div class="math-box">{drawing}</div>')
    translator.body.append("</div>\n")
    raise nodes.SkipNode


def add_style(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Add the style sheet to a page that has a formula, its own or a definition's."""
    if 'class="math' in context.get("body", ""):
        app.add_css_file("artia-formulas.css")
