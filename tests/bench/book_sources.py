"""Copies of the course's book and generated books, in folders that a benchmark may change."""

import os
import shutil
from pathlib import Path

import yaml

from artia.book.languages import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tests" / "book" / "sample"

#: Sentences of the generated pages; ordinary words, so that the index is an ordinary one.
SENTENCES = {
    "fr": (
        "La régisseuse note l'heure de chaque repère, et le carnet garde la trace des reprises.",
        "Un modèle rend une probabilité pour chaque caractère, jamais une intention.",
        "On met une part des textes de côté pour mesurer ce qui vaut sur des pages jamais vues.",
        "Le musée tient un registre de ses prêts, de ses dons et des droits qu'il a reçus.",
        "La perte descend tant que le pari s'approche de la fréquence observée.",
    ),
    "en": (
        "The stage manager writes down the time of each cue, and the notebook keeps the retakes.",
        "A model returns a probability for each character, and never an intention.",
        "Some of the texts are set aside to measure what holds on pages never seen.",
        "The museum keeps a register of its loans, its gifts and the rights it was granted.",
        "The loss goes down as long as the bet comes nearer to the frequency observed.",
    ),
}
WORDS = {
    "fr": {"page": "Page", "section": "Partie", "right": "Oui.", "wrong": "Non.", "ask": "Lequel?"},
    "en": {"page": "Page", "section": "Part", "right": "Yes.", "wrong": "No.", "ask": "Which?"},
}


def copy_course(target: Path) -> Path:
    """Copy what the book is built from; its node_modules and notebooks are linked or copied."""
    target.mkdir(parents=True)
    shutil.copy(ROOT / "_config.yml", target)
    left_out = shutil.ignore_patterns("_build")
    for name in ("book", "labs", "instructor"):
        shutil.copytree(ROOT / name, target / name, symlinks=True, ignore=left_out)
    os.symlink(ROOT / "node_modules", target / "node_modules")
    return target


def generate_book(target: Path, pages: int) -> Path:
    """Make a book of `pages` pages a language: text, a figure, a table, a quiz, terms."""
    shutil.copytree(SAMPLE, target, symlinks=True)
    shutil.copy(ROOT / "_config.yml", target)
    os.symlink(ROOT / "node_modules", target / "node_modules")
    book = target / "book"
    glossary = yaml.safe_load((book / "glossary.yml").read_text(encoding="utf-8"))
    (book / "quizzes").mkdir(exist_ok=True)
    names = [f"g{number:03}" for number in range(1, pages + 1)]
    for name in names:
        (book / "quizzes" / f"{name}.yml").write_text(quiz(name), encoding="utf-8")
    for code in LANGUAGES:
        terms = [term[code]["term"] for term in glossary["terms"]]
        for number, name in enumerate(names, 1):
            text = page(code, number, name, terms)
            (book / code / f"{name}.md").write_text(text, encoding="utf-8")
        words = "# Glossary\n\n```{course-glossary}\n```\n"
        (book / code / "glossary.md").write_text(words, encoding="utf-8")
        contents = book / code / "_toc.yml"
        toc = yaml.safe_load(contents.read_text(encoding="utf-8"))
        key = next(key for key in ("parts", "chapters") if key in toc)
        added = [{"file": name} for name in [*names, "glossary"]]
        toc[key] += [{"caption": "Pages", "chapters": added}] if key == "parts" else added
        contents.write_text(yaml.safe_dump(toc, allow_unicode=True), encoding="utf-8")
    return target


def page(code: str, number: int, name: str, terms: list[str]) -> str:
    """Return the text of one generated page, about 1,000 words."""
    words, sentences = WORDS[code], SENTENCES[code]
    lines = [f"# {words['page']} {number}", ""]
    for section in range(1, 7):
        lines += [f"({name}-s{section})=", f"## {words['section']} {section}", ""]
        for paragraph in range(3):
            turned = sentences[paragraph:] + sentences[:paragraph]
            lines += [" ".join(turned), ""]
        term = terms[(number + section) % len(terms)]
        lines += [f"{{term}}`{term}`.", ""]
    lines += ["| A | B | C |", "|---|---|---|"]
    lines += [f"| {row} | {row * number} | {sentences[row % 5]} |" for row in range(8)]
    lines += ["", "```{figure} ../figures/curve.svg", f":name: {name}-figure"]
    lines += [f":alt: {sentences[4]}", "", sentences[4], "```", ""]
    if number % 4 == 0:
        lines += ["$$L = -\\frac{1}{N} \\sum_i \\ln p_i$$", ""]
    lines += [f"```{{quiz}} {name}", "```", ""]
    return "\n".join(lines)


def quiz(name: str) -> str:
    """Return a quiz of three questions, in both languages."""

    def both(key: str) -> dict[str, str]:
        return {code: WORDS[code][key] for code in LANGUAGES}

    questions = []
    for number in (1, 2, 3):
        options = []
        for rank, letter in enumerate("abc"):
            right = letter == "b"
            text = {code: SENTENCES[code][rank] for code in LANGUAGES}
            because = both("right" if right else "wrong")
            options.append({"id": letter, "right": right, "text": text, "because": because})
        head = {"id": f"{name}-{number}", "type": "single", "tags": ["C12"], "ask": both("ask")}
        questions.append({**head, "options": options})
    return yaml.safe_dump({"questions": questions}, allow_unicode=True, sort_keys=False)
