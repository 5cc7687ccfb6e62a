"""Author–year citations and a bibliography in the page's language.

The stock styles write "and", "PhD thesis" or "URL:" in English on French pages, and lower-case
titles, which breaks French names; ours has few words and translates them.
"""

from dataclasses import dataclass, field

from pybtex.database import Entry
from pybtex.plugin import register_plugin as register_pybtex_plugin
from pybtex.richtext import Text
from pybtex.style.formatting import BaseStyle, toplevel
from pybtex.style.template import (
    Node,
    first_of,
    href,
    join,
    names,
    node,
    optional,
    sentence,
    tag,
    words,
)
from pybtex.style.template import field as bib_field
from sphinx.application import Sphinx
from sphinx.locale import _
from sphinxcontrib.bibtex.plugin import register_plugin as register_reference_plugin
from sphinxcontrib.bibtex.style.referencing import BracketStyle, PersonStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle


def people(role: str) -> Node:
    """Return « Émilie Roy, Ben Li et Ana Diaz » for the entry's authors or editors."""
    return names(role, sep=", ", sep2=f" {_('and')} ", last_sep=f" {_('and')} ")


@node
def any_field(children: list[str], data: dict) -> Text:
    """Return the first of the named fields that the entry has; fails as pybtex expects."""
    entry = data["entry"]
    for name in children:
        if name in entry.fields:
            return Text.from_latex(entry.fields[name])
    return bib_field(children[0]).format_data(data)


class BibliographyStyle(BaseStyle):
    """One template for every kind of entry: who (year). *Title*. Where. Link."""

    default_sorting_style = "author_year_title"

    def template(self, entry: Entry) -> Node:
        """Return the entry's template."""
        link = first_of[
            optional[
                href[
                    join["https://doi.org/", bib_field("doi", raw=True)],
                    "doi:",
                    bib_field("doi", raw=True),
                ]
            ],
            optional[href[bib_field("url", raw=True), bib_field("url", raw=True)]],
        ]
        return toplevel[
            words[
                first_of[
                    optional[people("author")],
                    optional[people("editor")],
                    any_field["organization", "key"],
                ],
                join["(", first_of[optional[bib_field("year")], _("n.d.")], ")."],
            ],
            sentence[tag("em")[bib_field("title")]],
            optional[
                sentence[
                    any_field["journal", "booktitle", "publisher", "institution", "howpublished"]
                ]
            ],
            link,
        ]

    def __getattr__(self, name: str):
        """Answer `get_article_template` and its sisters with the one template."""
        if name.startswith("get_") and name.endswith("_template"):
            return self.template
        raise AttributeError(name)


def round_brackets() -> BracketStyle:
    """Return the brackets of author–year citations: (Roy, 2024; Li, 2025)."""
    return BracketStyle(left="(", right=")", sep="; ")


@dataclass
class CitationStyle(AuthorYearReferenceStyle):
    """(Roy et Li, 2024), with the language's own "and"."""

    bracket_textual: BracketStyle = field(default_factory=round_brackets)
    bracket_parenthetical: BracketStyle = field(default_factory=round_brackets)
    bracket_author: BracketStyle = field(default_factory=round_brackets)
    bracket_label: BracketStyle = field(default_factory=round_brackets)
    bracket_year: BracketStyle = field(default_factory=round_brackets)
    person: PersonStyle = field(
        default_factory=lambda: PersonStyle(sep2=f" {_('and')} ", last_sep=f" {_('and')} ")
    )


def setup(app: Sphinx) -> None:
    """Register both styles under the name that _config.yml gives."""
    register_pybtex_plugin("pybtex.style.formatting", "artia", BibliographyStyle)
    register_reference_plugin("sphinxcontrib.bibtex.style.referencing", "artia", CitationStyle)
