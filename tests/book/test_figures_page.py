"""In Chromium: one image announced in any theme, a table the keyboard opens, a whole print."""

import re
from pathlib import Path

import pytest

from artia.book.figures import read_words, words_path

from .conftest import AXE, Watch

BOOK = Path(__file__).parents[2] / "book"
PAGE = "fr/m02-learning.html"
CURVES = "figure#fig-m02-curves"


@pytest.fixture(scope="module")
def address(sites, serve) -> str:
    """The course's two sites, served."""
    return serve(sites)


@pytest.fixture
def visit(chromium, address):
    """Open module 2 and return its watched page; closed at the end of the test."""
    opened = []

    def go(width: int = 1280, scheme: str = "light", scripts: bool = True):
        watch = Watch(chromium, address, width, scheme)
        if not scripts:
            watch.context.close()
            watch.context = chromium.new_context(color_scheme=scheme, java_script_enabled=False)
            watch.page = watch.context.new_page()
        opened.append(watch)
        watch.page.goto(address + PAGE)
        return watch

    yield go
    for each in opened:
        each.context.close()


def announced(page) -> list[str]:
    """The names of the images of the figure that assistive technology meets."""
    snapshot = page.locator(CURVES).aria_snapshot()
    quoted = re.findall(r"""- '?img "((?:[^"\\]|\\.)*)\"""", snapshot)
    return [name.replace("''", "'") for name in quoted]  # as YAML quotes them


def shown(page) -> list[str]:
    """The files of the figure's images that are displayed."""
    images = page.locator(f"{CURVES} img")
    return [
        image.get_attribute("src").rsplit("/", 1)[-1]
        for image in images.all()
        if image.is_visible()
    ]


@pytest.mark.parametrize(
    ("scheme", "scripts", "theme"),
    [
        ("light", True, "light"),
        ("dark", True, "dark"),
        ("light", False, "light"),
        ("dark", False, "light"),  # without scripts the page stays light
    ],
)
def test_one_image_is_shown_and_announced(visit, scheme, scripts, theme):
    page = visit(scheme=scheme, scripts=scripts).page
    assert shown(page) == [f"m02-curves-fr-{theme}.svg"]
    said = read_words(words_path(BOOK, "m02-curves", "fr")).alternative
    assert announced(page) == [said.replace("\u00a0", " ")]  # the snapshot has plain spaces


def test_the_theme_button_changes_the_image(visit):
    watch = visit(scheme="light")
    watch.page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert shown(watch.page) == ["m02-curves-fr-dark.svg"]
    assert len(announced(watch.page)) == 1
    assert watch.problems == []


def test_the_hidden_image_is_not_fetched(visit):
    asked = []
    watch = visit()
    watch.page.on("request", lambda request: asked.append(request.url))
    watch.page.reload()
    watch.page.locator(CURVES).scroll_into_view_if_needed()
    watch.page.wait_for_function(
        f"[...document.querySelectorAll('{CURVES} img')].some((image) => image.naturalWidth)"
    )
    assert any(url.endswith("m02-curves-fr-light.svg") for url in asked)
    assert not any(url.endswith("-dark.svg") for url in asked)


def test_print_shows_the_light_image_and_the_table(visit):
    page = visit(scheme="dark").page
    page.emulate_media(media="print")
    # Printing fetches lazy images; emulating it does not.
    page.evaluate("document.querySelectorAll('img').forEach((image) => image.loading = 'eager')")
    page.wait_for_function(f"document.querySelector('{CURVES} img').naturalWidth")
    assert shown(page) == ["m02-curves-fr-light.svg"]
    table = page.locator(f"{CURVES} + details table")
    assert table.bounding_box()["height"] > 100


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_keyboard_opens_the_table(visit, scripts):
    page = visit(width=375, scripts=scripts).page
    details = page.locator(f"{CURVES} + details")
    assert not details.locator("table").is_visible()
    details.locator("summary").focus()
    page.keyboard.press("Enter")
    assert details.locator("table").is_visible()
    page.keyboard.press("Tab")
    region = page.get_by_role("region", name="La perte de chaque réseau", exact=False)
    assert region.evaluate("(element) => element === document.activeElement")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_an_open_table_that_scrolls(visit, scheme):
    watch = visit(width=320, scheme=scheme)  # 1,280 px at 400 %
    for summary in watch.page.locator("details.drawn-data summary").all():
        summary.click()
    table = watch.page.locator(f"{CURVES} + details .drawn-table")
    assert table.evaluate("(element) => element.scrollWidth > element.clientWidth")
    assert watch.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    watch.page.add_script_tag(path=str(AXE))
    found = watch.page.evaluate("axe.run()")["violations"]
    assert [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found] == []
    assert watch.problems == []
