"""In Chromium: a definition opened by keyboard, by touch, and without a script."""

import pytest

from .conftest import AXE, Watch
from .words import words_sites

FIRST = "article .term-button >> nth=0"  # perplexité


@pytest.fixture(scope="module")
def base(tmp_path_factory, serve):
    return serve(words_sites(tmp_path_factory.getbasetemp()))


@pytest.fixture
def visit(chromium, base):
    """Open a page of the words' book; nothing may go wrong in it."""
    opened = []

    def make(name="fr/words.html", width=1280, scheme="light"):
        opened.append(Watch(chromium, base, width, scheme))
        opened[-1].page.goto(base + name)
        return opened[-1].page

    yield make
    for each in opened:
        each.context.close()
        assert each.problems == []


def test_by_keyboard_alone(visit):
    page = visit()
    button = page.locator(FIRST)
    box = page.locator("#" + button.get_attribute("aria-controls"))
    assert not box.is_visible()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "term-button":
            break
    assert button.evaluate("each => each === document.activeElement")
    for key in ("Enter", " "):
        page.keyboard.press(key)
        assert box.is_visible() and "Exponentielle" in box.inner_text()
        assert button.get_attribute("aria-expanded") == "true"
        page.keyboard.press("Escape")
        assert not box.is_visible()
        assert button.get_attribute("aria-expanded") == "false"
        assert button.evaluate("each => each === document.activeElement")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # a link of the definition
    assert box.evaluate("each => each.contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert button.evaluate("each => each === document.activeElement")


def test_another_definition_closes_the_first(visit):
    page = visit()
    page.click(FIRST)
    page.locator("article .term-button").nth(1).click()
    assert page.locator(".term-definition:visible").count() == 1
    assert page.locator(FIRST).get_attribute("aria-expanded") == "false"


def test_formula_of_a_definition_is_drawn(visit):
    page = visit()  # no formula of its own
    page.locator("article .term-button").nth(1).click()
    page.wait_for_selector(".term-definition .math svg", state="visible")


def test_by_touch(chromium, base):
    context = chromium.new_context(viewport={"width": 375, "height": 700}, has_touch=True)
    page = context.new_page()
    page.goto(base + "fr/words.html")
    for shown in (True, False):
        page.tap(FIRST)
        assert page.locator("#term-definition-1").is_visible() is shown
    page.tap(FIRST)
    page.tap("h1")
    assert not page.locator("#term-definition-1").is_visible()
    context.close()


def test_without_a_script_the_link_alone(chromium, base):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(base + "fr/words.html")
    assert page.locator(".term-button:visible, .term-definition:visible").count() == 0
    page.click("article a[href='glossary.html#term-perplexite'] >> nth=0")
    assert page.url.endswith("glossary.html#term-perplexite")
    context.close()


def test_not_printed(visit):
    page = visit()
    page.click(FIRST)
    page.emulate_media(media="print")
    assert page.locator(".term-button:visible, .term-definition:visible").count() == 0


#: How far from its word's line each button, and the character after it, have drifted.
DRIFT = """() => [...document.querySelectorAll(".term-help")]
  .filter((help) => help.firstElementChild.checkVisibility())
  .map((help) => {
    const next = document.createRange();
    next.setStart(help.nextSibling, 0);
    next.setEnd(help.nextSibling, 1);
    const marks = /\\s/.test(next.toString()) ? [] : [next];
    const middle = (each) => {
      const line = [...each.getClientRects()].at(-1);
      return (line.top + line.bottom) / 2;
    };
    const word = middle(help.previousElementSibling);
    return Math.max(...[help.firstElementChild, ...marks].map((m) => Math.abs(middle(m) - word)));
  })"""
BOX = """(button) => {
  const box = button.nextElementSibling.getBoundingClientRect();
  const { width, height, bottom } = button.getBoundingClientRect();
  return { size: Math.min(width, height), left: box.left, right: innerWidth - box.right,
    below: box.top - bottom, page: document.documentElement.scrollWidth - innerWidth };
}"""


def test_the_sentence_keeps_its_flow(visit):
    page = visit()
    for width in (1280, *range(300, 420, 7)):
        page.set_viewport_size({"width": width, "height": 800})
        drifts = page.evaluate(DRIFT)
        assert len(drifts) == 5 and max(drifts) < 8, (width, drifts)


@pytest.mark.parametrize("width", [375, 320, 1280])
def test_the_box_opens_under_its_word_and_moves_nothing(visit, width):
    page = visit(width=width)
    line = page.locator("article p:has(.term-button) >> nth=0")
    before = line.bounding_box()
    button = page.locator("article .term-button").nth(1)
    button.click()
    page.wait_for_timeout(50)
    seen = button.evaluate(BOX)
    assert seen["size"] >= 24, seen
    assert min(seen["left"], seen["right"]) >= 8, seen
    assert -4 <= seen["below"] <= 20, seen
    assert seen["page"] <= 0, seen
    assert line.bounding_box() == before


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
def test_axe_finds_nothing_with_a_definition_open(visit, width, scheme):
    for name in ("fr/words.html", "fr/glossary.html", "en/glossary.html"):
        page = visit(name, width, scheme)
        if "words" in name:
            page.locator("article .term-button").nth(1).click()
            assert page.locator(".term-definition:visible").count() == 1
        page.add_script_tag(path=str(AXE))
        found = page.evaluate("axe.run()")["violations"]
        assert [(each["id"], each["nodes"][0]["html"][:150]) for each in found] == []
