"""`artia book check --fix` writes typography in prose, once; a fresh page stays fresh."""

import pytest
from click.testing import CliRunner

from artia.book.check import check_book
from artia.book.commands import book
from artia.book.fix import fix_book, fixed_text
from artia.book.freshness import accept

N, F = "\u00a0", "\u202f"

FIXED = [
    ("fr", "Une chose: la voici.", f"Une chose{N}: la voici."),
    ("fr", "**Prédisez :** vite.", f"**Prédisez{N}:** vite."),
    ("fr", 'Elle dit "oui" !', f"Elle dit «{N}oui{N}»!"),
    ("fr", f'«{N}Elle dit "oui"{N}».', f"«{N}Elle dit “oui”{N}»."),
    ("fr", "Elle dit « `code` ».", f"Elle dit «{N}`code`{N}»."),
    ("fr", '« <span lang="en">Next !</span> »', f'«{N}<span lang="en">Next!</span>{N}»'),
    ("en", 'A <span lang="fr">« oui ! »</span> ?', f'A <span lang="fr">«{N}oui!{N}»</span>?'),
    ("fr", "44% de 60 000 kWh, 2ème fois...", f"44{N}% de 60{N}000{N}kWh, 2e fois…"),
    ("fr", f"Du pain, etc... Le 1 juin à 13h30, 1{F}234.",
     f"Du pain, etc. Le 1er juin à 13{N}h{N}30, 1{N}234."),
    ("fr", "Pour $25 ; C’est l’{term}`époque`.", f"Pour 25{N}$; C'est l’{{term}}`époque`."),
    ("en", "Really ? It isn’t “44 %”...", "Really? It isn't \"44%\"…"),
    ("en", "5kWh in Quebec, 60 000 pages.", "5 kWh in Québec, 60,000 pages."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "before", "after"), FIXED)
def test_fix_writes_what_has_one_answer(tmp_path, language, before, after):
    once = fixed_text(f"# A\n\n{before}\n", tmp_path / "a.md", language)
    assert once == f"# A\n\n{after}\n"
    assert fixed_text(once, tmp_path / "a.md", language) == once


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: a : b\n---\n# A\n",
        '`a: b ; "c" !` et $x : y !$ et {ref}`a: b <c>` et <https://example.org/a: b>\n',
        '[lien](https://example.org/a:b?c=1!) <a href="x: y !">z</a>\n',
        '```python\nx: int = "a" ; y = 10000\n```\n',
        "```{figure} a.svg\n:alt: Une chose: la voici !\n```\n",
        "$$\nL : 60 000 !\n$$\n",
        '% typography: ignore\nUne citation : "telle quelle" !\n',
        "% check: ignore typography — une citation\nTelle quelle !\n",
        'Un guillemet "seul et 60000 pages.\n',
        "<!-- un mot : deux ! -->\n",
    ],
)
def test_fix_leaves_alone(tmp_path, text):
    assert fixed_text(text, tmp_path / "a.md", "fr") == text


def spoil(path):
    """Write the page with what --fix changes: signs, not only spaces."""
    text = path.read_text(encoding="utf-8").rstrip("\n")
    path.write_text(text + "\n\nVraiment ? Un reste...\n", encoding="utf-8")


def test_a_fresh_pair_stays_fresh_and_a_stale_one_stale(sample):
    for code in ("fr", "en"):
        spoil(sample / "book" / code / "rich.md")
        spoil(sample / "book" / code / "index.md")
    accept("rich", sample / "book")
    assert {each.line for each in fix_book(sample / "book")}
    stale = [each.path.name for each in check_book(sample) if each.rule == "freshness"]
    assert stale == ["index.md"]  # the sample's, stale before as after
    assert fix_book(sample / "book") == []


def test_texts_in_yaml_are_fixed_and_keep_their_yaml(sample):
    path = sample / "book/glossary.yml"
    before = """# a : b !
modules:
  - {id: m02, fr: "Un titre : deux", en: "A title: two"}
terms:
  - id: loss # kept : as is !
    fr:
      term: perte
      also: [pertes]
      definition: >-
        Une chose: la voici !
        Il reste 44 % du "temps".
      note: "Un « mot »; C’est \\"dit\\" !"
    en: {term: loss, definition: 'Really ? It isn’’t', note: "Is it ?"}
    # check: ignore typography — une citation
  - {id: other, fr: {term: Vraiment !}, en: {term: Really !}}
"""
    path.write_text(before, encoding="utf-8")
    fix_book(sample / "book")
    after = (
        before.replace("titre : deux", f"titre{N}: deux")
        .replace("chose: la voici !", f"chose{N}: la voici!")
        .replace('44 % du "temps".', f"44{N}% du «{N}temps{N}».")
        .replace("Really ? It", "Really? It")
        .replace("Is it ?", "Is it?")
        .replace("term: Really !", "term: Really !")
    )
    assert path.read_text(encoding="utf-8") == after
    fix_book(sample / "book")
    assert path.read_text(encoding="utf-8") == after


def test_the_command_says_what_it_changed_and_what_it_could_not(sample, monkeypatch):
    accept("index", sample / "book")
    path = sample / "book/fr/index.md"
    text = path.read_text(encoding="utf-8").rstrip("\n")
    path.write_text(text + '\n\nVraiment ?\n\nUn guillemet "seul.\n', encoding="utf-8")
    line = text.count("\n") + 3
    monkeypatch.chdir(sample)
    result = CliRunner().invoke(book, ["check", "--fix"])
    assert f"book/fr/index.md:{line}: fixed: [Vraiment ?] → [Vraiment?]" in result.output
    assert f"book/fr/index.md:{line + 2}: typography-quotes: " in result.output
    assert result.exit_code == 1
