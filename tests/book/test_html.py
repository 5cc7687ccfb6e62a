"""What the pages say of themselves: languages, counterparts, interface strings, local assets."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from artia.book.languages import LANGUAGES

from .conftest import html_pages
from .interface import ENGLISH, FRENCH, foreign

ASSETS = [("script", "src"), ("link", "href"), ("img", "src"), ("iframe", "src"), ("source", "src")]


@pytest.fixture(scope="module", params=["course", "sample"])
def both(request, sites, sample_sites) -> Path:
    """The course's sites, then the sample's."""
    return sites if request.param == "course" else sample_sites


def parsed(site: Path):
    """Yield each page of a site with its soup."""
    for page in html_pages(site):
        yield page, BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


@pytest.mark.parametrize("code", ["fr", "en"])
def test_language_and_alternates(both, code):
    language = LANGUAGES[code]
    for page, soup in parsed(both / code):
        assert soup.html["lang"] == language.locale, page
        links = {
            link["hreflang"]: link["href"] for link in soup.select("link[rel~=alternate][hreflang]")
        }
        assert set(links) == {"fr-CA", "en-CA", "x-default"}, page
        assert links["x-default"] == links["fr-CA"], page
        for href in links.values():
            assert (page.parent / href).resolve().is_relative_to(both), page
            assert (page.parent / href).exists(), f"{page}: {href}"


@pytest.mark.parametrize("code", ["fr", "en"])
def test_switch_leads_to_the_same_page(both, code):
    other = LANGUAGES[code].other
    for page, soup in parsed(both / code):
        (switch,) = soup.select("a.language-switch")
        assert switch.text == other.name
        assert switch["lang"] == switch["hreflang"] == other.locale
        assert "target" not in switch.attrs
        target = (page.parent / switch["href"]).resolve()
        assert target == both / other.code / page.relative_to(both / code), page
        assert target.exists()


@pytest.mark.parametrize(("code", "words"), [("fr", ENGLISH), ("en", FRENCH)])
def test_interface_is_in_one_language(both, code, words):
    problems = []
    for page, soup in parsed(both / code):
        for switch in soup.select("a.language-switch"):
            switch.decompose()
        attributes = [
            tag[name]
            for tag in soup.find_all(True)
            for name in ("aria-label", "title", "placeholder", "data-bs-title", "data-toggle-hint")
            if tag.has_attr(name) and tag.find_parent(class_="bibtex-citation") is None
        ]
        for script in soup(["script", "style"]):
            script.decompose()
        fixed = soup.select(
            ".admonition-title, summary, .copyright, .component-author, .caption-number"
        )
        for body in soup.select("article, .prev-next-title, nav.bd-docs-nav, nav.page-toc, title"):
            body.extract()
        problems += [
            f"{page.name}: {text}"
            for text in foreign([*attributes, soup.text, *(f.text for f in fixed)], words)
        ]
    assert problems == []


@pytest.mark.parametrize("code", ["fr", "en"])
def test_every_asset_is_local(both, code):
    for page, soup in parsed(both / code):
        for tag, attribute in ASSETS:
            for element in soup.find_all(tag):
                value = element.get(attribute, "")
                assert not re.match(r"(?:https?:)?//", value), f"{page}: {value}"
        for script in soup("script"):
            assert "http" not in script.text, f"{page}: {script.text[:80]}"


@pytest.mark.parametrize("code", ["fr", "en"])
def test_one_h1_a_page(both, code):
    for page, soup in parsed(both / code):
        assert len(soup("h1")) == 1, page


@pytest.mark.parametrize("code", ["fr", "en"])
def test_lab_page_opens_with_its_button(both, code):
    soup = BeautifulSoup(
        (both / code / "labs/lab02.html").read_text(encoding="utf-8"), "html.parser"
    )
    (button,) = soup.select("a.open-lab-button")
    assert button["href"] == f"/hub/user-redirect/artia/open/lab02?lang={code}"
    assert soup.h1.find_next_sibling()["class"] == ["open-lab"]


def test_stale_page_tells_its_reader(sample_sites):
    stale = BeautifulSoup(
        (sample_sites / "en/index.html").read_text(encoding="utf-8"), "html.parser"
    )
    (notice,) = stale.select(".stale-notice")
    assert "earlier version of the French page" in notice.text
    assert notice.a["href"] == "../fr/index.html"
    for fresh in ("en/rich.html", "fr/index.html"):
        assert "stale-notice" not in (sample_sites / fresh).read_text(encoding="utf-8")


def test_citations_speak_the_language(sample_sites):
    assert "Roy et Li, 2024" in (sample_sites / "fr/rich.html").read_text(encoding="utf-8")
    assert "Roy and Li, 2024" in (sample_sites / "en/rich.html").read_text(encoding="utf-8")


def test_elisions_keep_their_apostrophe(sites):
    texts = [page.read_text(encoding="utf-8") for page in html_pages(sites / "fr")]
    assert any("l’<strong>" in text for text in texts)  # where a quotation was closed instead
    assert not [match for text in texts for match in re.findall(r"\b(?:[cdjlmnst]|qu)”.{9}", text)]


def test_french_search_stems(sites):
    assert (
        "french" in (sites / "fr/_static/language_data.js").read_text(encoding="utf-8").casefold()
    )
