"""What is wider than a screen scrolls in a box of its own, which needs a name.

Each table, each block of code and each formula that may be too wide gets its name here, in the
page's language. static/artia-book.js makes a region of those that do not fit, and only of those: a
lab with twenty short cells should not cost twenty stops to somebody who moves by keyboard. Without
scripts, browsers let the keyboard scroll these boxes by themselves.
"""

from __future__ import annotations

import re
from html import escape
from itertools import count
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.locale import _

TABLE = re.compile(
    r'<div class="pst-scrollable-table-container">'
    r"(?=\s*<table[^>]*>\s*(?:<caption>(.*?)</caption>)?)",
    re.DOTALL,
)
CODE = re.compile(r'(<div class="highlight">)<pre>')
FORMULA = re.compile(r'(<(?:div|span) class="math-box")')
TAG = re.compile(r"<a class=\"headerlink\".*?</a>|<[^>]+>", re.DOTALL)


def setup(app: Sphinx) -> None:
    """Register the naming."""
    app.connect("html-page-context", name_boxes, priority=400)


def name_boxes(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Write the names into the page's body."""
    if context.get("body"):
        context["body"] = named(
            context["body"],
            str(_("Table %(number)s")),
            str(_("Code %(number)s")),
            str(_("Formula %(number)s")),
        )


def named(body: str, table: str, code: str, formula: str) -> str:
    """Return `body` with a `data-region` on each box: "Table 2: its caption", "Code 3"."""
    tables, codes, formulas = count(1), count(1), count(1)

    def name_table(match: re.Match[str]) -> str:
        caption = " ".join(TAG.sub("", match[1] or "").split())
        name = table % {"number": next(tables)} + (f", {caption}" if caption else "")
        return match[0][:-1] + f' data-region="{escape(name)}">'

    def name_code(match: re.Match[str]) -> str:
        return f'{match[1]}<pre data-region="{escape(code % {"number": next(codes)})}">'

    def name_formula(match: re.Match[str]) -> str:
        return f'{match[1]} data-region="{escape(formula % {"number": next(formulas)})}"'

    body = FORMULA.sub(name_formula, body)
    return CODE.sub(name_code, TABLE.sub(name_table, body))
