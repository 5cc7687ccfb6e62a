"""The cards: linked from their module, one Letter page, nothing cut, out of the reading order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from artia.book.cards import module_of
from artia.book.next_step import AFTER, BEFORE, neighbour

LETTER = (612, 792)  # points
PRINTED = (733, 973)  # CSS pixels inside the margins of artia-card.css


def cards(sites: Path) -> list[Path]:
    """Return every card of both sites."""
    return sorted(sites.glob("*/cards/*.html"))


def test_a_card_prints_on_one_letter_page(chromium, sites):
    assert {path.parts[-3] for path in cards(sites)} == {"fr", "en"}
    page = chromium.new_page(color_scheme="dark")
    for path in cards(sites):
        page.goto(path.as_uri())
        page.evaluate("document.fonts.ready")
        pdf = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1, path
        boxes = re.findall(rb"/MediaBox\s*\[([\d. ]+)\]", pdf)
        assert {tuple(map(float, box.split()))[2:] for box in boxes} == {LETTER}, path
    page.close()


def test_nothing_of_a_printed_card_is_cut(chromium, sites):
    page = chromium.new_page(viewport={"width": PRINTED[0], "height": PRINTED[1]})
    page.emulate_media(media="print")
    for path in cards(sites):
        page.goto(path.as_uri())
        page.evaluate("document.fonts.ready")
        sizes = page.locator(".card-sheet").evaluate(
            "(e) => [e.scrollWidth - e.clientWidth, e.scrollHeight - e.clientHeight,"
            " e.offsetHeight]"
        )
        assert sizes[0] <= 0 and sizes[1] <= 0, (path, sizes)
        assert sizes[2] <= PRINTED[1], (path, sizes)
    page.close()


@pytest.mark.parametrize(
    ("language", "label"), [("fr", "Carte à imprimer"), ("en", "Card to print")]
)
def test_a_module_links_to_its_card(sites, language, label):
    html = (sites / language / "m02-learning.html").read_text(encoding="utf-8")
    assert f'<a href="cards/m02-learning.html">{label}</a>' in html


def test_cards_are_not_in_the_way():
    order = ["m02-learning", "labs/lab02", "cards/m02-learning", "m03-data", "cards/m03-data"]
    relations = {
        page: [None, before, after]
        for before, page, after in zip([None, *order[:-1]], order, [*order[1:], None], strict=True)
    }
    assert neighbour(relations, "labs/lab02", AFTER) == "m03-data"
    assert neighbour(relations, "m03-data", BEFORE) == "labs/lab02"
    assert neighbour(relations, "m03-data", AFTER) is None
    assert neighbour(relations, "cards/m02-learning", BEFORE) == "m02-learning"
    assert neighbour(relations, "cards/m02-learning", AFTER) == "labs/lab02"
    assert module_of("book/fr/cards/m02-learning") == "book/fr/m02-learning"
    assert module_of("m02-learning") is None
