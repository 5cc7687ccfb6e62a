"""Author–year citations and a bibliography in the page's language.

The stock styles write "and", "PhD thesis" or "URL:" in English on French pages, and lower-case
titles, which breaks French names; ours has few words and translates them.
"""

import unicodedata
from dataclasses import dataclass, field

from pybtex.database import Entry, Person
from pybtex.plugin import register_plugin as register_pybtex_plugin
from pybtex.richtext import Text
from pybtex.style.formatting import BaseStyle, toplevel
from pybtex.style.sorting.author_year_title import SortingStyle
from pybtex.style.template import (
    FieldIsMissing,
    Node,
    first_of,
    href,
    join,
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
from sphinxcontrib.bibtex.style.referencing import BracketStyle, PersonStyle, basic_author_year
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle


@node
def people(children: list[str], data: dict) -> Text:
    """Return « Émilie Roy, Ben Li et Ana Diaz » for the entry's authors or editors.

    BibTeX's "and others" becomes "et al.", as in the citations.
    """
    (role,) = children
    entry, style = data["entry"], data["style"]
    if not entry.persons.get(role):
        raise FieldIsMissing(role, entry)
    known = [person for person in entry.persons[role] if str(person) != "others"]
    formatted = [style.format_name(person, style.abbreviate_names) for person in known]
    if len(known) < len(entry.persons[role]):
        return join(sep=", ")[[*formatted, Text("et al.")]].format_data(data)
    last = f" {_('and')} "
    return join(sep=", ", sep2=last, last_sep=last)[formatted].format_data(data)


@node
def any_field(children: list[str], data: dict) -> Text:
    """Return the first of the named fields that the entry has; fails as pybtex expects."""
    entry = data["entry"]
    for name in children:
        if name in entry.fields:
            return Text.from_latex(entry.fields[name])
    return bib_field(children[0]).format_data(data)


@node
def year(children: list, data: dict) -> Text:
    """Return the entry's year or, in the page's language, that it has none."""
    return first_of[optional[bib_field("year")], str(_("n.d."))].format_data(data)


class AlphabeticalStyle(SortingStyle):
    """By author, year and title, an organization among the people and É beside E."""

    def person_key(self, person: Person) -> str:
        """Return the name as it is read, without LaTeX's braces and accents."""
        name = str(Text.from_latex(super().person_key(person)))  # render_as rescans plugins
        folded = unicodedata.normalize("NFKD", name)
        return "".join(letter for letter in folded if not unicodedata.combining(letter))


class BibliographyStyle(BaseStyle):
    """One template for every kind of entry: who (year). *Title*. Where. Link."""

    default_sorting_style = AlphabeticalStyle

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
                    optional[people["author"]],
                    optional[people["editor"]],
                    any_field["organization", "key"],
                ],
                join["(", year, ")."],
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
    basic_author_year.year = year  # theirs says "n.d." in every language
    register_reference_plugin("sphinxcontrib.bibtex.style.referencing", "artia", CitationStyle)
