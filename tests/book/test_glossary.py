"""The glossary's file: what is refused and where; the page it makes; what a change rebuilds."""

import os
import subprocess
import sys

import pytest
from bs4 import BeautifulSoup

from artia.book.build import BuildError, build
from artia.book.folding import alphabetical
from artia.book.glossary.terms import FILE, known_terms, validate

from .conftest import ROOT, SAMPLE
from .words import words_sites, write_words


@pytest.fixture
def glossary(sample):
    """The sample's glossary file, to spoil."""
    return sample / "book" / FILE


def test_the_course_and_the_sample_are_sound():
    assert list(validate(ROOT / "book" / FILE)) == []
    assert list(validate(SAMPLE / "book" / FILE)) == []


WRONG = [
    ("      term: perplexity\n", "      also: []\n", 20, "perplexity: no counterpart in en"),
    ("id: graphics-processor", "id: cross-entropy", 23, "this id is already on line 3"),
    ("term: évaluation", "term: Œuvre", 58, "“œuvre” (fr) already belongs to work"),
    ("also: [perplexités]", "also: [taux d’apprentissage]", 47, "already belongs to perplexity"),
    ("definition: Jugement motivé.", "definition: ''", 59, "fr.definition is empty"),
    ("status: ArtIA", "status: GDT", 55, "unknown status 'GDT'; expected O, F, D"),
    ("see: [perplexity, work]", "see: [nowhere]", 56, "see leads nowhere: no id nowhere"),
    ("modules: [m09]", "modules: [m13]", 25, "no module m13"),
    ("    note: Certaines", "    notes: Certaines", 48, "unknown field fr.notes"),
    ("    status: L\n", "    status: L\n    status: O\n", 36, "the key status is written twice"),
]


@pytest.mark.parametrize(("old", "new", "line", "message"), WRONG)
def test_what_is_wrong_is_found_at_its_line(glossary, rewrite, old, new, line, message):
    rewrite(f"book/{FILE}", old, new)
    ((at, said),) = validate(glossary)
    assert at == line and message in said


@pytest.mark.parametrize("text", ["", "terms: {}", "terms:\n  - word", "terms: [\n", "\tterms:"])
def test_a_file_of_another_shape_is_one_finding(glossary, text):
    glossary.write_text(text, encoding="utf-8")
    assert len(list(validate(glossary))) == 1
    assert known_terms(glossary.parent, "fr") == set()


def test_known_terms():
    known = known_terms(SAMPLE / "book", "fr")
    expected = {"gpu", "œuvres", "perplexités", "taux d'apprentissage", "taux d’apprentissage"}
    assert expected <= known
    assert "token" not in known and "perplexity" not in known
    assert known_terms(SAMPLE / "book" / "fr", "fr") == set()  # no file there


def test_alphabetical_order_puts_accents_with_their_letter():
    words = ["époque", "zéro", "entropie", "œuvre", "lot", "modèle génératif", "modèle", "modeler"]
    assert sorted(words, key=alphabetical) == [
        "entropie", "époque", "lot", "modèle", "modèle génératif", "modeler", "œuvre", "zéro",
    ]  # fmt: skip


def test_wrong_glossary_stops_the_build(tmp_path):
    root = write_words(tmp_path / "words")
    path = root / "book" / FILE
    path.write_text(path.read_text(encoding="utf-8").replace("status: ArtIA", "status: X"), "utf-8")
    with pytest.raises(BuildError, match=r"glossary\.yml:55: evaluation: unknown status 'X'"):
        build(root, ["fr"])
    path.unlink()
    with pytest.raises(BuildError, match=r"expects book/glossary\.yml, and did not find it"):
        build(root, ["fr"])


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """(language, page) -> its soup."""
    sites = words_sites(tmp_path_factory.getbasetemp())

    def read(code, name):
        text = (sites / code / f"{name}.html").read_text(encoding="utf-8")
        return BeautifulSoup(text, "html.parser")

    return read


def test_the_page_is_in_alphabetical_order(pages):
    terms = [term.get_text() for term in pages("fr", "glossary").select("dl.glossary > dt")]
    names = [term.split("#")[0].strip() for term in terms]
    assert names == [
        "entropie croisée", "évaluation", "œuvre", "perplexité", "processeur graphique (GPU)",
        "taux d’apprentissage",
    ]  # fmt: skip
    headings = [each.get_text(strip=True)[0] for each in pages("fr", "glossary").select("h2")]
    assert headings == ["E", "O", "P", "T"]


def test_an_entry_says_all_it_knows(pages):
    page = pages("fr", "glossary")
    entry = page.find(id="term-perplexite").find_next("dd")
    text = entry.get_text()
    assert entry.select_one("[lang=en]").get_text() == "perplexity"
    assert "usage québécois" in text
    assert entry.select_one("a[href='#term-entropie-croisee']")
    assert entry.select_one("a[href='m02-words.html']").get_text() == "module 2"
    assert "module 4." in text and not entry.select("a[href*=m04]")
    assert "Certaines personnes" in page.find(id="term-taux-d-apprentissage").find_next("dd").text
    english = pages("en", "glossary").find(id="term-perplexity").find_next("dd")
    assert english.select_one("[lang=fr]").get_text() == "perplexité"


def test_first_use_has_a_definition_and_every_use_a_link(pages):
    page = pages("fr", "words")
    links = [link["href"] for link in page.select("article a.reference[href*='#term-']")]
    assert links.count("glossary.html#term-perplexite") == 3
    names = [button["aria-label"] for button in page.select("article .term-button")]
    assert names == [
        "Définition de perplexité",
        "Définition d’entropie croisée",
        "Définition d’évaluation",
        "Définition de taux d’apprentissage",  # folded away, so once more outside
        "Définition de taux d’apprentissage",
        "Définition de processeur graphique (GPU)",
    ]
    assert not page.select(":is(h1, h2, summary) .term-button")
    boxes = [button["aria-controls"] for button in page.select(".term-button")]
    assert len(set(boxes)) == len(boxes) == len(page.select(".term-definition"))
    entropy = page.select(".term-definition")[1]
    assert entropy.select_one(".math") and entropy.select_one("a[href*='rich.html#']")
    assert not pages("fr", "glossary").select(".term-button")


def test_ids_are_unique(pages):
    for code, name in [("fr", "words"), ("fr", "glossary"), ("en", "glossary")]:
        ids = [each["id"] for each in pages(code, name).select("[id]")]
        assert len(ids) == len(set(ids)), sorted(each for each in ids if ids.count(each) > 1)


def sphinx(root, out, builder="html"):
    """Build the French site as `artia book build` does, but over what is there already."""
    command = [sys.executable, "-m", "artia.book.site", "fr", root, out / builder, out / "doctrees"]
    done = subprocess.run([*command, builder], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_changed_definition_rebuilds_the_pages_that_show_it(tmp_path):
    root, out = write_words(tmp_path / "words"), tmp_path / "out"
    sphinx(root, out)
    plain = (out / "html/plain.html").stat().st_mtime_ns
    path = root / "book" / FILE
    text = path.read_text(encoding="utf-8").replace("Puce qui mène", "Composant qui mène")
    path.write_text(text.replace("modules: [m09]", "modules: [m02]"), encoding="utf-8")
    os.utime(path, (path.stat().st_mtime + 2,) * 2)
    sphinx(root, out)
    for name in ("words", "glossary"):
        page = (out / f"html/{name}.html").read_text(encoding="utf-8")
        assert "Composant qui mène" in page and "Puce qui mène" not in page
    assert (out / "html/plain.html").stat().st_mtime_ns == plain
    # The same doctrees serve a builder where nothing opens: the link alone stays.
    sphinx(root, out, "singlehtml")
    (single,) = (out / "singlehtml").glob("index.html")
    page = single.read_text(encoding="utf-8")
    assert "term-button" not in page and "#term-perplexite" in page
