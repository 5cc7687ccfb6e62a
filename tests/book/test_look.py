"""The reader's comfort, in Chromium: fonts, next step, zoom, spacing, boxes that scroll, print."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from docutils.core import publish_doctree

from artia.book.figures import contrast
from artia.book.reading import WORDS_A_MINUTE, count_words, number

from .conftest import html_pages

STATIC = Path(__file__).parents[2] / "src" / "artia" / "book" / "static"
MODULE = "fr/m02-learning.html"

#: WCAG 2.2, 1.4.12: what a reader may impose without losing anything.
TEXT_SPACING = """
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important;
      word-spacing: 0.16em !important; }
  p { margin-bottom: 2em !important; }
"""

#: Text that its own box cuts off, among what is displayed.
CUT = """() => [...document.querySelectorAll(".bd-article *, .next-step, .next-step *")]
  .filter((box) => box.checkVisibility()
    && !box.closest(".visually-hidden, .artia-unseen, .next-step-back, .math"))
  .filter((box) => ["hidden", "clip"].includes(getComputedStyle(box).overflowX)
    && (box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1))
  .map((box) => box.outerHTML.slice(0, 120))"""


@pytest.fixture
def open_page(chromium, sites) -> Iterator[Callable]:
    """Open a page of a site from disk, in a window of a given size."""
    contexts = []

    def make(name: str, width: int = 1280, height: int = 800, site: Path = sites, **options):
        context = chromium.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.requests = []
        page.on("request", lambda request: page.requests.append(request.url))
        page.goto((site / name).as_uri())
        page.evaluate("document.fonts.ready")
        return page

    yield make
    for context in contexts:
        context.close()


def test_fonts_come_from_the_site_and_are_light(open_page, sites):
    page = open_page(MODULE)
    loaded = page.evaluate(
        "[...document.fonts].filter((f) => f.status == 'loaded' && f.family.includes('Atkinson')"
        " && !f.family.includes('until')).map((f) => f.weight + f.style)"
    )
    assert {"400normal", "700normal"} <= set(loaded)
    fonts = [url for url in page.requests if ".woff" in url]
    folder = (sites / "fr" / "_static" / "fonts").as_uri()
    assert fonts and all(url.startswith(folder) for url in fonts)
    files = [sites / "fr" / "_static" / "fonts" / Path(url).name for url in fonts]
    assert sum(path.stat().st_size for path in files) < 80_000
    assert not [url for url in page.requests if "awesome" in url or "fa-solid" in url]
    licence = (sites / "fr" / "_static" / "fonts" / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in licence.upper()


def test_without_javascript_the_page_has_its_colours(chromium, sites):
    context = chromium.new_context(java_script_enabled=False, color_scheme="dark")
    page = context.new_page()
    page.goto((sites / "fr" / "index.html").as_uri())
    bar = page.locator("footer, .prev-next-footer, .bd-header-article").first
    colours = bar.evaluate(
        "(box) => [document.body, box].map((each) => getComputedStyle(each).backgroundColor)"
    )
    context.close()
    assert "rgba(0, 0, 0, 0)" not in colours, colours


def test_theme_colours_are_readable():
    css = (STATIC / "artia-book.css").read_text(encoding="utf-8")
    for theme in ("light", "dark"):
        block = re.search(rf'html\[data-theme="{theme}"\] \{{(.*?)\}}', css, re.DOTALL)[1]
        colours = dict(re.findall(r"--(?:pst-color|artia)-([\w-]+): (#\w{6})", block))
        for paper in ("background", "surface"):
            texts = ("text-base", "text-muted", "link", "link-hover", "info", "good", "bad")
            poor = [t for t in texts if contrast(colours[t], colours[paper]) < 4.5]
            assert poor == [], (theme, paper)
            assert contrast(colours["line"], colours[paper]) >= 3, (theme, paper)


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (375, 740)])
def test_next_step_is_in_sight_and_covers_nothing(open_page, width, height):
    page = open_page(MODULE, width, height)
    link = page.locator("a.next-step-on")
    assert re.match(r"Suite\s: Labo 02\.", link.inner_text())
    assert link.get_attribute("href") == "labs/lab02.html"
    box = link.bounding_box()
    assert box["y"] + box["height"] <= height and box["height"] >= 24
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    text_ends = page.evaluate(
        "document.querySelector('.bd-article').getBoundingClientRect().bottom"
    )
    assert text_ends <= page.locator(".prev-next-footer").bounding_box()["y"] + 1


def test_focus_is_never_under_a_bar(open_page):
    page = open_page(MODULE, 1280, 600)
    page.locator(".bd-article h1").click()
    hidden, seen = [], 0
    for _ in range(60):
        page.keyboard.press("Tab")
        where = page.evaluate(
            """() => {
              const one = document.activeElement;
              if (!one.closest(".bd-article")) return null;
              const box = one.getBoundingClientRect();
              const top = document.querySelector(".bd-header-article").getBoundingClientRect();
              const foot = document.querySelector(".prev-next-footer").getBoundingClientRect();
              return [box.top >= top.bottom - 1 && box.bottom <= foot.top + 1, one.outerHTML];
            }"""
        )
        if where:
            seen += 1
            hidden += [] if where[0] else [where[1][:100]]
    assert seen > 20
    assert hidden == []


def test_zoom_at_400_percent(open_page, sites):
    """320 by 256 CSS pixels: one column, no bar that stays, every page."""
    page = open_page(MODULE, 320, 256)
    for selector in (".bd-header-article", ".prev-next-footer"):
        style = "(e) => getComputedStyle(e).position"
        assert page.locator(selector).evaluate(style) == "static", selector
    assert page.locator("a.next-step-back").inner_text().startswith("Retour")
    wide = []
    for path in html_pages(sites):
        page.goto(path.as_uri())
        extra = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        wide += [f"{path.relative_to(sites)}: {extra}"] if extra > 0 else []
    assert wide == []


@pytest.mark.parametrize("width", [1280, 320])
def test_text_spacing_cuts_nothing(open_page, width):
    page = open_page(MODULE, width, 640)
    page.add_style_tag(content=TEXT_SPACING)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.evaluate(CUT) == []


def test_wide_boxes_are_named_regions_and_narrow_ones_are_not(open_page, sample_sites):
    found = "(e) => [e.getAttribute('role'), e.getAttribute('aria-label'), e.tabIndex]"
    for width, table in ((375, ["region", "Tableau 1", 0]), (1280, [None, None, -1])):
        page = open_page("fr/rich.html", width, site=sample_sites)
        page.wait_for_timeout(400)  # the theme looks again a little later
        box = page.locator(".pst-scrollable-table-container").first
        assert box.evaluate(found) == table, width
        if width == 375:
            code = page.locator(".bd-article pre").first
            assert code.evaluate(found) == ["region", "Code 1", 0]


def test_measure_is_readable(open_page):
    page = open_page(MODULE, 1800, 900)
    longest = page.evaluate(
        """() => Math.max(...[...document.querySelectorAll(".bd-article section > p")].map((p) => {
          const range = document.createRange();
          range.selectNodeContents(p);
          const lines = new Set([...range.getClientRects()].map((r) => Math.round(r.bottom / 12)));
          return p.innerText.length > 250 ? p.innerText.length / lines.size : 0;
        }))"""
    )
    assert 50 < longest < 85


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_paper_is_ink_on_white_without_chrome(open_page, theme):
    page = open_page("fr/labs/lab02.html", 700, 900, color_scheme=theme)
    page.emulate_media(media="print")
    black = "(e) => getComputedStyle(e).color"
    for selector in (".bd-article p", ".bd-article pre span", ".bd-article h1"):
        assert page.locator(selector).first.evaluate(black) == "rgb(0, 0, 0)", selector
    for selector in (".bd-header-article", ".prev-next-footer", ".bd-sidebar-primary"):
        assert not page.locator(selector).first.is_visible(), selector
    assert page.evaluate(
        "[...document.querySelectorAll('.bd-article pre')].every((e) =>"
        " e.scrollWidth <= e.clientWidth + 1)"
    )


def test_high_contrast_keeps_an_edge_around_the_button(open_page):
    page = open_page(MODULE, forced_colors="active")
    edge = page.locator("a.open-lab-button").evaluate("(e) => getComputedStyle(e).borderTopStyle")
    assert edge == "solid"


def test_words_of_prose_are_counted_and_code_is_not():
    page = publish_doctree(
        "Cinq mots pour *la* «\u00a0phrase\u00a0».\n\n::\n\n   not these words\n\n"
        "* l'idée, deux\n\n.. math:: a + b\n\n==  ==\nno  no\n==  ==\n"
    )
    assert count_words(page) == 7
    assert (number(3400, "fr"), number(3400, "en")) == ("3\u00a0400", "3,400")


@pytest.mark.parametrize(
    ("language", "pattern"),
    [
        (
            "fr",
            r"Lecture\u00a0: environ (\d+) minutes \(([\d\u00a0]+) mots à 200 mots par minute\)",
        ),
        ("en", r"Reading: about (\d+) minutes \(([\d,]+) words at 200 words a minute\)"),
    ],
)
def test_reading_time_says_how_it_was_reckoned(sites, language, pattern):
    html = (sites / language / "m02-learning.html").read_text(encoding="utf-8")
    minutes, words = re.search(pattern, html).groups()
    assert int(minutes) == round(int(re.sub(r"\D", "", words)) / WORDS_A_MINUTE)
    assert 2000 < int(re.sub(r"\D", "", words)) < 6000
    assert "page-notes" not in (sites / language / "glossary.html").read_text(encoding="utf-8")
