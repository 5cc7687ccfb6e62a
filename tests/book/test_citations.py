"""The bibliography and the citations, in each language."""

import pytest
from bs4 import BeautifulSoup
from pybtex.database import parse_string

from artia.book.citations import AlphabeticalStyle, BibliographyStyle

ENTRIES = r"""
@misc{one, author = {Zola, {\'E}mile}, title = {One}, year = {2020}}
@misc{two, author = {{{\'E}cole du Nord}}, title = {Two}, year = {2021}}
@misc{three, author = {Eco, Ana and Li, Ben and others}, title = {Three}, year = {2022}}
@misc{four, author = {{ArtIA}}, title = {Four}}
@misc{five, author = {de Vries, Alex and Roy, Zo{\'e}}, title = {Five}, year = {2023}}
"""


def formatted():
    """Return the entries as text, in the order of the bibliography, by key."""
    entries = parse_string(ENTRIES, "bibtex").entries.values()
    style = BibliographyStyle()
    ordered = AlphabeticalStyle().sort(entries)
    return {entry.key: entry.text.render_as("text") for entry in style.format_entries(ordered)}


def test_organizations_and_accents_are_in_the_alphabet():
    assert list(formatted()) == ["four", "five", "three", "two", "one"]


def test_each_entry_says_who_when_and_what():
    said = formatted()
    assert said["one"] == "Émile Zola (2020). One."
    assert said["three"] == "Ana Eco, Ben Li, et al. (2022). Three."
    assert said["four"] == "ArtIA (n.d.). Four."
    assert said["five"] == "Alex de Vries and Zoé Roy (2023). Five."


@pytest.mark.parametrize(("code", "undated"), [("fr", "s. d."), ("en", "n.d.")])
def test_a_missing_year_is_said_in_the_language(sites, code, undated):
    page = (sites / code / "contributing.html").read_text(encoding="utf-8")
    (citation,) = (
        link.text
        for link in BeautifulSoup(page, "html.parser").select("a[href*='bibliography.html']")
        if link.text.startswith("Office québécois")
    )
    assert citation == f"Office québécois de la langue française, {undated}"
