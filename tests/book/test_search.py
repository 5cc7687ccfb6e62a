"""The search finds words typed without accents or ligatures, in both sites."""

import re

import pytest

from artia.book.folding import fold
from artia.book.search import FoldedEnglish, FoldedFrench

from .conftest import ROOT, Watch
from .words import words_sites


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Éthique", "ethique"), ("ŒUVRE", "oeuvre"), ("ex æquo", "ex aequo"), ("CO₂", "co2")],
)
def test_fold(text, folded):
    assert fold(text) == folded


def stems(search, word):
    return {search.stem(each) for each in search.split(word)}


SAME = [
    "perte pertes", "suffisante suffisantes suffisamment", "éthique éthiques ethique ethiques",
    "entraîner entraîne entraine entrainer", "œuvre œuvres oeuvre oeuvres",
    "modèle modèles modele modeles", "données donnees", "Québec quebec", "sûr",
]  # fmt: skip


@pytest.mark.parametrize("words", SAME)
def test_french_stems_meet(words):
    search = FoldedFrench({})
    first, *others = words.split()
    for other in others:  # what is typed, a single stem, is among those of what is written
        assert search.stem(other) in stems(search, first), other


def test_a_stop_word_never_hides_another_word():
    search = FoldedFrench({})
    assert search.word_filter(search.stem("sûr")) and not search.word_filter(search.stem("sur"))


@pytest.mark.parametrize("words", ["colour colours coloured", "œuvre oeuvre", "Québec quebec"])
def test_english_stems_meet(words):
    search = FoldedEnglish({})
    first, *others = words.split()
    for other in others:
        assert search.stem(other) in stems(search, first), other


@pytest.fixture(scope="module")
def base(tmp_path_factory, serve):
    return serve(words_sites(tmp_path_factory.getbasetemp()))


@pytest.fixture
def visit(chromium, base):
    """A visitor of the words' book; nothing may go wrong in it."""
    watch = Watch(chromium, base, 1280, "light")
    yield watch
    watch.context.close()
    assert watch.problems == []


def search(page, site, words):
    """Return the titles found, from the first."""
    page.goto(f"{site}search.html?q={words}")
    page.wait_for_selector("#search-results p.search-summary:not(:empty)")
    return page.locator("#search-results ul.search > li > a").all_inner_texts()


PLAIN = {"fr": "L’éthique au Québec", "en": "Ethics in Québec"}
ASKED = {
    "fr": "ethique éthique éthiques ETHIQUE oeuvre œuvre œuvres Quebec québec modele modèles "
    "entraine entraîner donnees données sûr ethique+oeuvre l'éthique",
    "en": "oeuvre œuvre Quebec Québec Montreal montréal color colours ethical oeuvre+quebec",
}
ASKED["en"] = ASKED["en"].replace("color ", "colour ")


@pytest.mark.parametrize("code", ["fr", "en"])
def test_finds_with_and_without_accents(visit, base, code):
    missed = [
        words
        for words in ASKED[code].split()
        if PLAIN[code] not in search(visit.page, f"{base}{code}/", words)
    ]
    assert missed == []


def test_finds_titles_without_accents(visit, base):
    assert search(visit.page, base + "fr/", "l'ethique au quebec")[0] == "L’éthique au Québec"


@pytest.mark.parametrize(
    ("code", "words", "term"),
    [
        ("fr", "perplexite", "perplexité"),
        ("fr", "perplexités", "perplexité"),
        ("fr", "perplexity", "perplexité"),
        ("fr", "GPU", "processeur graphique"),
        ("fr", "taux d'apprentissage", "taux d'apprentissage"),
        ("en", "perplexite", "perplexity"),
    ],
)
def test_finds_glossary_terms_first(visit, base, code, words, term):
    assert search(visit.page, f"{base}{code}/", words)[0] == term
    visit.page.click("#search-results li > a >> nth=0")
    visit.page.wait_for_url("**/glossary.html#term-*")
    target = visit.page.evaluate("document.getElementById(location.hash.slice(1)).innerText")
    assert target.startswith(term.replace("'", "’"))


def test_definitions_beside_terms_do_not_count_as_the_page(visit, base):
    # « hésitations » is in the page; « Puce », only in a definition it can open.
    assert "Des mots" in search(visit.page, base + "fr/", "hesitations")
    assert "Des mots" not in search(visit.page, base + "fr/", "puce")


def test_results_are_announced_in_whole_sentences(visit, base):
    said = []
    visit.page.expose_function("said", lambda text: said.append(text))
    visit.page.add_init_script(
        """document.addEventListener("DOMContentLoaded", () => new MutationObserver(() => {
          const status = document.querySelector("#search-results [role=status]");
          if (status) said(status.innerText);
        }).observe(document.body, {childList: true, subtree: true, characterData: true}))"""
    )
    for words, sentence in [("montreal", "1 result."), ("zzzz", "No result. Check the spelling")]:
        said.clear()
        search(visit.page, base + "en/", words)
        assert said[0] == "" and said[-1].startswith(sentence), said
    search(visit.page, base + "fr/", "perplexite")
    assert re.fullmatch(r"\d+ résultats\.", visit.page.inner_text(".search-summary"))
    search(visit.page, base + "fr/", "zzzz")
    assert visit.page.inner_text(".search-summary").startswith("Aucun résultat.")


def test_excerpt_and_highlight_are_on_the_word(visit, base):
    search(visit.page, base + "fr/", "entraine")
    result = visit.page.locator("#search-results li", has_text=PLAIN["fr"])
    result.locator(".context").wait_for()
    assert "On entraîne un modèle" in result.inner_text()
    result.locator("a").click()
    visit.page.wait_for_selector("article .highlighted")
    found = visit.page.locator("article .highlighted").all_inner_texts()
    assert "entraîne" in found and "entraîner" in found


def test_from_a_disk(chromium, tmp_path_factory):
    sites = words_sites(tmp_path_factory.getbasetemp()).as_uri() + "/"
    watch = Watch(chromium, sites, 375, "light")
    assert PLAIN["fr"] in search(watch.page, sites + "fr/", "oeuvre")
    assert PLAIN["en"] in search(watch.page, sites + "en/", "Quebec")
    watch.page.wait_for_timeout(200)
    assert watch.problems == []
    watch.context.close()


def test_the_script_asks_for_what_is_indexed(visit, base):
    """Every word of the book; in English, those with accents (Sphinx's two stemmers differ)."""
    pages = [path.read_text(encoding="utf-8") for path in (ROOT / "book").glob("*/*.md")]
    words = sorted({word.lower() for text in pages for word in re.findall(r"\w+", text)})
    accented = [word for word in words if fold(word) != word]
    script = "(words) => { const s = new Stemmer(); return words.map((w) => s.stemWord(w)); }"
    for code, language, asked in (
        ("fr", FoldedFrench({}), words),
        ("en", FoldedEnglish({}), accented),
    ):
        search(visit.page, f"{base}{code}/", "x1")
        found = zip(asked, visit.page.evaluate(script, asked), strict=True)
        assert [each for each in found if each[1] not in stems(language, each[0])] == []
