"""In Chromium: no accessibility violation, no request beyond the site, no error; the search."""

import pytest

from .conftest import AXE, html_pages
from .interface import ENGLISH, foreign

WIDTHS = (1280, 375)

#: Every string of the interface as a person meets it, scripts having run.
INTERFACE = """() => {
  const attributes = [
    "aria-label", "title", "placeholder", "data-bs-title", "data-bs-original-title", "data-tooltip",
  ];
  const content = "a.language-switch, .bibtex-citation, .stale-notice";
  const outside = "article, nav, noscript, script, style, .prev-next-title, .logo__title";
  const found = [];
  for (const element of document.querySelectorAll("*")) {
    if (element.closest(content)) continue;
    for (const name of attributes) {
      if (element.hasAttribute(name)) found.push(element.getAttribute(name));
    }
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!parent.closest(outside) && !parent.closest(content)) found.push(walker.currentNode.data);
  }
  for (const hint of document.querySelectorAll("summary, .admonition-title, .toggle-button")) {
    found.push(hint.innerText);
  }
  return found.filter((text) => text.trim());
}"""


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(addresses, watch, width, scheme):
    if not AXE.exists():
        pytest.fail("axe-core is not installed: run `npm ci` at the root of the repository")
    problems = []
    for folder, base in addresses.items():
        visit = watch(base, width, scheme)
        visit.page.add_init_script(path=str(AXE))
        for path in html_pages(folder):
            name = path.relative_to(folder).as_posix()
            visit.page.goto(base + name)
            assert visit.page.evaluate("document.documentElement.dataset.theme") == scheme
            assert visit.page.evaluate("typeof axe") == "object"
            for violation in visit.page.evaluate("axe.run()")["violations"]:
                nodes = [node["html"][:150] for node in violation["nodes"]]
                problems.append(f"{name}: {violation['id']}: {nodes}")
            overflow = visit.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if overflow > 0:
                problems.append(f"{name}: {overflow} px wider than the screen")
        problems += visit.problems
    assert problems == []


OPENED = {
    "menu": (375, lambda page: page.click(".primary-toggle")),
    "outline": (375, lambda page: page.click(".secondary-toggle")),
    "search": (1280, lambda page: page.keyboard.press("Control+k")),
    "hidden code": (1280, lambda page: page.click("summary:has-text('code')")),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("what", OPENED)
def test_axe_finds_nothing_in_what_opens(addresses, sample_sites, watch, what, scheme):
    width, open_it = OPENED[what]
    visit = watch(addresses[sample_sites], width, scheme)
    visit.page.add_init_script(path=str(AXE))
    visit.page.goto(visit.base + ("fr/labs/lab02.html" if "code" in what else "fr/rich.html"))
    before = visit.page.evaluate("document.querySelectorAll('[open]').length")
    open_it(visit.page)
    visit.page.wait_for_function(f"document.querySelectorAll('[open]').length > {before}")
    assert [each["id"] for each in visit.page.evaluate("axe.run()")["violations"]] == []
    assert visit.problems == []


@pytest.mark.slow
def test_french_interface_once_scripts_have_run(addresses, watch):
    problems = []
    for folder, base in addresses.items():
        visit = watch(base)
        for path in html_pages(folder / "fr"):
            visit.page.goto(base + path.relative_to(folder).as_posix())
            problems += [
                f"{path.name}: {text}" for text in foreign(visit.page.evaluate(INTERFACE), ENGLISH)
            ]
    assert problems == []


def search(visit, address: str, words: str) -> list[str]:
    """Return the titles that the search page of the site at `address` finds."""
    visit.page.goto(f"{address}search.html?q={words}")
    visit.page.wait_for_selector("#search-results p.search-summary:not(:empty)")
    visit.page.wait_for_function(
        "document.querySelector('#search-results h2').innerText.startsWith('Résultats')"
    )
    return visit.page.locator("#search-results ul.search li > a").all_inner_texts()


def test_french_search_finds_other_forms(addresses, sample_sites, watch):
    visit = watch(addresses[sample_sites])
    # The page says « perte » and « suffisamment »; the stems are what is indexed.
    for words in ("perte", "pertes", "suffisantes"):
        assert "Page riche" in search(visit, addresses[sample_sites] + "fr/", words), words
    assert foreign(visit.page.evaluate(INTERFACE), ENGLISH) == []
    assert visit.problems == []


def test_search_without_result_is_in_french(addresses, sites, watch):
    visit = watch(addresses[sites])
    assert search(visit, addresses[sites] + "fr/", "zzzzqqq") == []
    assert foreign(visit.page.evaluate(INTERFACE), ENGLISH) == []


def test_reads_and_searches_from_disk(sites, watch):
    base = sites.as_uri() + "/"
    visit = watch(base)
    for name in ("fr/index.html", "fr/labs/lab02.html"):
        visit.page.goto(base + name)
    visit.page.click("a.language-switch")
    visit.page.wait_for_load_state("networkidle")
    assert visit.page.url == base + "en/labs/lab02.html"
    assert search(visit, base + "fr/", "modèle")
    assert visit.problems == []


def test_keyboard_reaches_content_and_switch(addresses, sites, watch):
    visit = watch(addresses[sites])
    visit.page.goto(addresses[sites] + "fr/index.html")
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate("document.activeElement.getAttribute('href')") == "#main-content"
    for _ in range(60):
        visit.page.keyboard.press("Tab")
        if visit.page.evaluate("document.activeElement.className") == "language-switch":
            break
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/en/index.html")
