"""A search that finds « éthique » when asked for « ethique », and « œuvre » for « oeuvre ».

Sphinx indexes stems and compares them as they are spelled. Here stems are folded, on this side and
in `static/artia-search.js`. Folding comes after stemming, because the French stemmer reads accents
(« données » is a participle, « donnees » is not); a word with an accent is therefore indexed twice,
as it is written and as somebody without accents types it.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.domains.std import StandardDomain
from sphinx.locale import _
from sphinx.search import SearchLanguage
from sphinx.search.en import SearchEnglish
from sphinx.search.fr import SearchFrench

from artia.book.folding import fold

#: What the search page loads itself.
TOOLS = re.compile(r'<script src="[^"]*(?:searchtools|language_data|searchindex)\.js"></script>')


class Folding(SearchLanguage):
    """What both languages add to Sphinx's own."""

    def split(self, input: str) -> list[str]:
        """Return the words, then the folded form of those that folding changes."""
        words = super().split(input)
        return words + [folded for word in words if (folded := fold(word)) != word.lower()]

    def stem(self, word: str) -> str:
        """Return the folded stem, unless folding makes a stop word of it (« sûr », « sur »)."""
        stem = super().stem(word)
        folded = fold(stem)
        return stem if folded in self.stopwords else folded


class FoldedFrench(Folding, SearchFrench):
    """French search, folded."""


class FoldedEnglish(Folding, SearchEnglish):
    """English search, folded: the English book has French names and titles."""


def prepare_pages(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Leave the search tools to the search page, and give it its sentences.

    Sphinx's own sentences say “page(s)” and speak of categories.
    """
    context["without_search_tools"] = without_tools
    if pagename != "search":
        return
    sentences = {
        "none": _("No result. Check the spelling, or try one word at a time."),
        "one": _("1 result."),
        "many": _("${resultCount} results."),
    }
    context["metatags"] = context.get("metatags", "") + "".join(
        f'\n<meta name="artia-search-{name}" content="{escape(str(sentence))}">'
        for name, sentence in sentences.items()
    )


def without_tools(head: str) -> Markup:
    """Return what the theme adds to every page's head, without the search tools."""
    return Markup(TOOLS.sub("", head))


def setup(app: Sphinx) -> None:
    """Register both search languages, the script and its sentences."""
    app.add_search_language(FoldedFrench)
    app.add_search_language(FoldedEnglish)
    # Glossary terms, which Sphinx leaves out of its results.
    StandardDomain.object_types["term"].attrs["searchprio"] = 1
    app.connect("html-page-context", prepare_pages)
    # Deferred: after Sphinx's scripts, whose functions it wraps, and before they start.
    app.add_js_file("artia-search.js", priority=900, loading_method="defer")
