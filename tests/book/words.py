"""A small book about words, for the tests of the glossary and of the search."""

import shutil
from pathlib import Path

from artia.book.build import build
from artia.book.freshness import accept

from .conftest import copy_sample

TOC = """format: jb-book
root: index
chapters:
  - file: words
  - file: plain
  - file: m02-words
  - file: glossary
  - file: rich
    sections:
      - file: labs/lab02
"""
PAGES = {
    "fr/glossary.md": "# Glossaire\n\nLes mots.\n\n```{course-glossary}\n```\n",
    "en/glossary.md": "# Glossary\n\nThe words.\n\n```{course-glossary}\n```\n",
    "fr/words.md": """# Des mots

## Un titre qui dit {term}`évaluation`

Le nombre d'hésitations s'appelle {term}`perplexité`, l'exponentielle de l’{term}`entropie croisée`.
Deux {term}`perplexités` ne se comparent pas sans {term}`évaluation`, ni une {term}`perplexité`.

:::{dropdown} Replié
Le {term}`taux d'apprentissage` y est.
:::

Le {term}`taux d’apprentissage`, lui, se choisit. Un {term}`GPU` aide.
""",
    "en/words.md": """# Some words

## A title that says {term}`evaluation`

The number of hesitations is called {term}`perplexity`, the exponential of {term}`cross-entropy`.
One {term}`perplexity` says nothing without {term}`evaluation`.

:::{dropdown} Folded
The {term}`learning rate` is there.
:::

The {term}`learning rate` is chosen. A {term}`GPU` helps.
""",
    "fr/plain.md": """# L'éthique au Québec

Une question éthique, des questions éthiques. On entraîne un modèle sur une œuvre, puis sur des
œuvres et des données. Il fallait entraîner. C'est sûr.
""",
    "en/plain.md": """# Ethics in Québec

An ethical question about a colour, and coloured works: the œuvre of a modelling artist in Montréal.
""",
    "fr/m02-words.md": "# Le module deux\n\nUn module.\n",
    "en/m02-words.md": "# Module two\n\nA module.\n",
}


def write_words(target: Path) -> Path:
    """Make the book in `target`, its two languages in step."""
    root = copy_sample(target)
    for name, text in PAGES.items():
        (root / "book" / name).write_text(text, encoding="utf-8")
    for code in ("fr", "en"):
        (root / "book" / code / "_toc.yml").write_text(TOC, encoding="utf-8")
    for name in ("index", "words", "plain", "m02-words", "glossary"):
        accept(name, root / "book")
    return root


def words_sites(folder: Path) -> Path:
    """Build the book once a session under `folder`; return the folder of fr/ and en/."""
    sites = folder / "words-sites"
    if not sites.exists():
        shutil.rmtree(folder / "words", ignore_errors=True)
        build(write_words(folder / "words"), out=folder / "words-sites.new")
        (folder / "words-sites.new").rename(sites)
    return sites
