"""Each rule refuses what it should, at the right line, and leaves the sound sample alone."""

import pytest
from click.testing import CliRunner

from artia.book.check import check_book
from artia.book.commands import book
from artia.book.freshness import accept, page_hash
from artia.book.pages import read_page

NB = "\u00a0"


def found(root, rule):
    """Return the findings of one rule as file:line: message."""
    shown = [finding.show(root) for finding in check_book(root) if finding.rule.startswith(rule)]
    return [line.replace(f" {rule}", "") for line in shown]


@pytest.fixture
def clean(sample):
    """The sample with its one stale page accepted: nothing to find."""
    accept("index", sample / "book")
    assert [finding.show(sample) for finding in check_book(sample)] == []
    return sample


def append(root, name, text):
    """Add a paragraph to a page; return the number of its line."""
    path = root / "book" / name
    before = path.read_text(encoding="utf-8").rstrip("\n")
    path.write_text(f"{before}\n\n{text}\n", encoding="utf-8")
    return before.count("\n") + 3


TYPOGRAPHY = [
    ("colon", "Une chose: la voici."),
    ("colon", "Une chose : la voici."),
    ("colon", f"**Prédisez{NB}** et **regardez:** la suite."),
    ("guillemets", f"Elle dit « oui{NB}»."),
    ("guillemets", f"Elle dit «{NB}oui »."),
    ("high-punctuation", "Vraiment ?"),
    ("high-punctuation", f"Oui{NB}! Non."),
    ("high-punctuation", "D'abord ; ensuite."),
    ("quotes", 'Un "mot droit.'),
    ("unit", "Il reste 44 % du temps."),
    ("unit", "Il reste 44% du temps."),
    ("unit", "Une somme de 25 $ suffit."),
    ("unit", "Elle consomme 5 kWh."),
    ("unit", "Une aide de 700 M$."),
    ("thousands", "Il y a 60 000 caractères."),
    ("thousands", "Il y a 60000 caractères."),
    ("ellipsis", "Et ainsi de suite..."),
    ("ordinal", "La 2ème fois."),
    ("decimal", "Une perte de 2.5 au début."),
]


@pytest.mark.parametrize(("rule", "text"), TYPOGRAPHY)
def test_typography_refuses(clean, rule, text):
    line = append(clean, "fr/index.md", text)
    places = [f for f in check_book(clean) if f.rule == f"typography-{rule}"]
    assert [(f.path.name, f.line) for f in places] == [("index.md", line)]


@pytest.mark.parametrize(
    "text",
    [
        f"Une chose{NB}: la voici; vraiment? Oui!",
        f"Elle dit «{NB}oui{NB}» à 13{NB}h{NB}30, ou à 13:30.",
        f"De 25{NB}$ à 30{NB}$, soit 44{NB}% de 60{NB}000{NB}kWh en 2026.",
        'Le code `a: b ; c ! "d" 2.5` et [un lien](https://example.org/a:b?c=1.5!) et $x : y$.',
        "Python 3.11, version 1.2, WCAG 2.2 et l'adresse 127.0.0.1.",
        "Un rôle {term}`perte` et une adresse https://example.org/a?b=1 ici.",
        '% typography: ignore\nUne citation : "telle quelle" !',
        '```python\nx: int = "a" ; y = 10000\n```',
        '$$\nL : "x" ; 12000\n$$',
        "| Une | Deux |\n|:--|--:|\n| a | b |",
    ],
)
def test_typography_leaves_alone(clean, text):
    append(clean, "fr/index.md", text)
    assert found(clean, "typography") == []


def test_typography_reads_the_french_cells_of_labs(clean, rewrite):
    rewrite("instructor/source/lab02/lab02.md", "Bonjour!", "Bonjour !")
    (finding,) = found(clean, "typography")
    assert finding.startswith("instructor/source/lab02/lab02.md:9:")


def test_missing_page(clean):
    (clean / "book/en/rich.md").unlink()
    assert "book/fr/rich.md:1: parity-pages: no counterpart in book/en; write book/en/rich.md" in [
        finding.show(clean) for finding in check_book(clean)
    ]


def test_tables_of_contents_differ(clean, rewrite):
    rewrite(
        "book/en/_toc.yml",
        "  - file: rich\n    sections:\n      - file: labs/lab02",
        "  - file: rich",
    )
    assert len(found(clean, "parity-pages")) == 1
    rewrite("_toc.yml", "file: book/fr/rich", "file: book/fr/riche")
    assert len(found(clean, "parity-pages")) == 2


def test_page_in_no_table_of_contents(clean):
    for code in ("fr", "en"):
        (clean / f"book/{code}/lost.md").write_text("# 1\n", encoding="utf-8")
    assert any("lost.md:1:" in line for line in found(clean, "parity-pages"))


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("parity-headings", "## The loss", "### The loss"),
        ("parity-headings", "### A term\n", ""),
        ("parity-labels", "(rich-loss)=", "(rich-perte)="),
        ("parity-labels", ":name: rich-exercise\n", ""),
        ("parity-labels", "(rich-equation)", "(rich-equality)"),
        ("parity-figures", ":name: rich-figure", ":name: rich-picture"),
        ("parity-exercises", ":class: exercise\n", ""),
        ("parity-labs", "```{open-lab} lab02\n```\n", ""),
        ("parity-numbers", "$25", "$26"),
        ("parity-numbers", "9,000", "9,500"),
        ("parity-numbers", "| 2.5 |", "| 25 |"),
    ],
)
def test_parity_refuses(clean, rewrite, rule, old, new):
    rewrite("book/en/rich.md", old, new)
    assert found(clean, rule), "the difference was not found"


def test_numbers_read_each_language(clean):
    append(
        clean,
        "fr/index.md",
        f"Le 1er juin 2026, 1{NB}234,5 et 12{NB}500, 83{NB}%, à 13{NB}h{NB}30, GPT-2.",
    )
    append(clean, "en/index.md", "On June 1, 2026, 1,234.5 and 12,500, 83%, at 1:30 p.m., GPT-2.")
    assert found(clean, "parity-numbers") == []


def test_number_finding_says_where(clean):
    line = append(clean, "fr/index.md", "Il y en a 7.")
    append(clean, "en/index.md", "There are 8.")
    assert found(clean, "parity-numbers")[-1].startswith(
        f"book/fr/index.md:{line}:: 7 appears 1 times"
    )


def test_numbers_may_differ_on_purpose(clean):
    append(clean, "fr/index.md", "% parity: ignore\nIci, 7 personnes\net 9 autres.\n\nPuis 3.")
    append(clean, "en/index.md", "Here, 8 people. <!-- parity: ignore -->\n\nThen 3.")
    assert found(clean, "parity-numbers") == []
    append(clean, "fr/index.md", "Plus loin, 11.")
    assert len(found(clean, "parity-numbers")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "[lien](nowhere.md)",
        "[lien](#no-label)",
        "[lien](rich.md#rich-loss)",
        "{ref}`titre <no-label>`",
        "{term}`inconnu`",
        "{term}`un autre <inconnu>`",
        "{cite}`roy2024,nobody1999`",
        "![une image](../figures/none.svg)",
        "```{figure} ../figures/none.svg\n:alt: Une droite.\n```",
    ],
)
def test_links_refuse(clean, text):
    line = append(clean, "fr/index.md", text)
    places = [(f.path.name, f.line) for f in check_book(clean) if f.rule == "links"]
    assert places == [("index.md", line)]


@pytest.mark.parametrize(
    "text",
    [
        "[la page](rich.md), [le labo](labs/lab02), [ici](#rich-loss)",
        "[le carnet](labs/lab02.ipynb)",
        "{ref}`titre <rich-loss>`, {term}`Perte`, {term}`des pertes <perte>`, {cite:p}`roy2024`",
        "[dehors](https://example.org), <https://example.org>, [courriel](mailto:a@example.org)",
        "```\n[lien](nowhere.md)\n```",
    ],
)
def test_links_accept(clean, text):
    append(clean, "fr/index.md", text)
    assert found(clean, "links") == []


@pytest.mark.parametrize(
    ("page", "old", "new"),
    [
        ("fr", ":alt: Une droite descend de 4,4 à 2,5.\n", ""),
        ("fr", "Une droite descend de 4,4 à 2,5.", "curve.svg"),
        ("fr", "Une droite descend de 4,4 à 2,5.", "Curve"),
        ("en", "A straight line falls from 4.4 to 2.5.", "Une droite descend de 4,4 à 2,5."),
    ],
)
def test_alternatives_refuse(clean, rewrite, page, old, new):
    rewrite(f"book/{page}/rich.md", old, new)
    assert len(found(clean, "alternatives")) == 1


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("headings", "# Un second titre"),
        ("headings", "#### Trop profond"),
        ("tasklist", "- [ ] à faire"),
        ("external", "![une image](https://example.org/a.png)"),
    ],
)
def test_structure_refuses(clean, rule, text):
    append(clean, "fr/index.md", text)
    assert found(clean, rule)


def test_page_without_heading(clean):
    (clean / "book/fr/index.md").write_text("Du texte.\n", encoding="utf-8")
    assert any(line.startswith("book/fr/index.md:1:") for line in found(clean, "headings"))


def test_stale_page_is_found_then_accepted(clean):
    append(clean, "fr/rich.md", "Une phrase de plus.")
    assert [line.split(":")[0] for line in found(clean, "freshness")] == ["book/en/rich.md"]
    accept("rich", clean / "book")
    assert found(clean, "freshness") == []


def test_english_may_be_the_original(clean):
    assert accept("rich", clean / "book", original="en") == clean / "book/fr/rich.md"
    assert found(clean, "freshness") == []
    append(clean, "en/rich.md", "One more sentence.")
    assert [line.split(":")[0] for line in found(clean, "freshness")] == ["book/fr/rich.md"]
    accept("rich", clean / "book")  # keeps English as the original
    assert found(clean, "freshness") == []


def test_pair_without_a_record(clean, rewrite):
    path = clean / "book/en/rich.md"
    path.write_text(
        path.read_text(encoding="utf-8").split("---\n", 2)[2].lstrip(), encoding="utf-8"
    )
    assert len(found(clean, "freshness")) == 1


def test_hash_is_blind_to_spacing_and_front_matter():
    assert page_hash("---\nl10n: {source: fr}\n---\n# A\n\nB  c\n") == page_hash("# A\nB c")
    assert page_hash("# A\nB c") != page_hash("# A\nB d")


def test_accept_keeps_the_rest_of_the_front_matter(clean, rewrite):
    rewrite("book/en/rich.md", "---\nl10n", "---\ntitle: Kept\nl10n")
    accept("rich", clean / "book")
    assert "title: Kept" in (clean / "book/en/rich.md").read_text(encoding="utf-8")


def test_lines_keep_their_numbers(clean):
    page = read_page(clean / "book/fr/rich.md", "fr", "rich")
    lines = page.path.read_text(encoding="utf-8").splitlines()
    assert len(page.prose) == len(lines)
    for number, prose in enumerate(page.prose):
        assert prose == "" or prose[:4].strip("\ufffc| ") in lines[number]


@pytest.mark.parametrize(
    ("page", "content"),
    [
        ("book/fr/rich.md", b"---\na: [\n---\n# A\n"),
        ("book/en/rich.md", b"---\nday: 2026-02-30\n---\n# A\n"),
        ("book/fr/rich.md", b"# \xe9t\xe9\n"),
        ("book/en/rich.md", b"# A\n\n```{note}\n---\na: [\n---\nText\n```\n"),
        ("book/en/_toc.yml", b"a: ["),
        ("_toc.yml", None),
    ],
)
def test_a_file_that_cannot_be_read_is_named(clean, page, content):
    if content is None:
        (clean / page).unlink()
    else:
        (clean / page).write_bytes(content)
    (line,) = [finding.show(clean) for finding in check_book(clean)]
    assert line.startswith(f"{page}:1: readable: ")


def test_accept_leaves_what_is_no_page_of_the_book_alone(clean, monkeypatch):
    (clean / "README.md").write_text("# Readme\n", encoding="utf-8")
    (clean / "book/fr/broken.md").write_text("---\na: [\n---\n# A\n", encoding="utf-8")
    (clean / "book/en/broken.md").write_text("# A\n", encoding="utf-8")
    monkeypatch.chdir(clean)
    for page, said in (("../../README", "found no such page"), ("broken", "cannot be read")):
        result = CliRunner().invoke(book, ["accept", page])
        assert result.exit_code == 1
        assert said in result.output
    assert (clean / "README.md").read_text(encoding="utf-8") == "# Readme\n"
