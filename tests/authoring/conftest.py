"""A very small lab with one of everything, and a workshop to spoil it in."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from artia.authoring.commands import labs
from artia.authoring.freshness import stamp
from artia.authoring.paths import Repository
from artia.authoring.source import read_source

LAB = "lab90"

FRONT = """\
---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3 (ipykernel)
  language: python
  name: python3
---
"""

BODY = """\
+++ {"tags": ["fr"]}

# Compter les signes

Un texte est une suite de signes.

+++ {"tags": ["en"], "l10n": {"source_hash": "0"}}

# Count the signs

A text is a sequence of signs.

```{code-cell} ipython3
:tags: [fr]

language = "fr"
```

```{code-cell} ipython3
:tags: [en]

language = "en"
```

+++ {"tags": ["fr"], "l10n": {"source_hash": "0"}}

Complétez la fonction.

+++ {"tags": ["en"], "l10n": {"original": true}}

Complete the function.

```{code-cell} ipython3
---
nbgrader: {grade_id: count, solution: true}
---
def count(text):
    ### BEGIN SOLUTION
    return len(text)
    ### END SOLUTION
```

```{code-cell} ipython3
---
nbgrader: {grade_id: test_count, grade: true, points: 2}
---
try:
    score = 1.0 * (count("abc") == 3) + 1.0 * (count("") == 0)
except NotImplementedError:
    score = 0.0
score
```

+++ {"tags": ["fr"]}

Qu'est-ce qui vous surprend?

+++ {"tags": ["en"], "l10n": {"source_hash": "0"}}

What surprises you?

+++ {"nbgrader": {"grade_id": "note", "grade": true, "solution": true, "points": 3}}

### BEGIN SOLUTION
Une réponse possible. / One possible answer.
### END SOLUTION

```{code-cell} ipython3
print({"fr": "Au revoir", "en": "Goodbye"}[language])
```
"""

# Words found nowhere else: no learner may ever see one of them.
CHECKS = '''\
"""Pharmacopée."""

from artia.grading.checks import check, same


@check("test_count", hint="ornithorynque")
def count(ask, rng):
    yield same(ask.call("count", "axolotl"), 7)
    yield same(ask.call("count", ""), 0)
'''

MANIFEST = """\
title: {fr: Compter, en: Counting}
files: [{from: labs/corpus, to: corpus}]
"""


@dataclass
class Workshop:
    """A repository with one lab."""

    root: Path

    @property
    def repository(self) -> Repository:
        return Repository(self.root)

    @property
    def source(self) -> Path:
        return self.repository.source(LAB)

    @property
    def manifest(self) -> Path:
        return self.source.with_name("lab.yml")

    @property
    def checks(self) -> Path:
        return self.source.with_name("checks.py")

    def write(self, body: str, front: str = FRONT) -> None:
        """Replace the source, every hash up to date when the pairs can be read."""
        self.source.write_bytes((front + body).encode())
        source = read_source(LAB, self.source, "source")
        text, _ = stamp(source, front + body)
        self.source.write_bytes(text.encode())

    def replace(self, old: str, new: str) -> None:
        """Replace a text of the source, hashes left as they are."""
        text = self.source.read_bytes().decode()
        assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
        self.source.write_bytes(text.replace(old, new).encode())

    def run(self, *arguments: str) -> Result:
        """Run `artia labs …` in this repository."""
        return CliRunner().invoke(labs, [*arguments, "--root", str(self.root)])

    def written(self) -> dict[str, bytes]:
        """Return every generated file, and any file left by accident."""
        folders = [self.root / "labs" / "fr", self.root / "labs" / "en"]
        folders.append(self.root / "instructor" / "solutions")
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for folder in folders
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    """A repository whose only lab is right."""
    shop = Workshop(tmp_path)
    shop.source.parent.mkdir(parents=True)
    corpus = tmp_path / "labs" / "corpus" / "fr"
    corpus.mkdir(parents=True)
    (corpus / "avis.txt").write_text("Relâche ce soir.\n", encoding="utf-8")
    shop.manifest.write_text(MANIFEST, encoding="utf-8")
    shop.checks.write_text(CHECKS, encoding="utf-8")
    shop.write(BODY)
    return shop
