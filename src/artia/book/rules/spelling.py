"""Rule family: spelling, in French and in Canadian English.

The dictionaries are Hunspell's, from the packages dictionary-fr and dictionary-en-ca; words that
they do not have and that are right are in book/words/fr.txt and en.txt, in alphabetical order. Not
read: code, roles, addresses, what is in italics (titles, words of other languages) or marked
`lang`, words with digits or capitals inside (UTF-8, JupyterLab), and the names of the bibliography.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from artia.book.dictionaries import Dictionary, open_dictionary
from artia.book.findings import Finding
from artia.book.folding import alphabetical
from artia.book.pages import Page

WORD = re.compile(r"\w+(?:['’\-‑·]\w+)*")
ITALIC = re.compile(r"(?<![\w*])\*(?![\s*])[^*]+(?<![\s*])\*(?![\w*])|(?<!\w)_(?!\s)[^_]+_(?!\w)")
ELISION = re.compile(r"^(?:[cdjlmnstç]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu|quelqu|entr)'", re.I)
POSSESSIVE = re.compile(r"(?:'s|(?<=s)')$")
SUGGESTED = 20  # finding what was meant takes longer than finding a mistake
#: Categories of characters that no word of a dictionary has: digits, exponents, _ and ·.
ODD = {"Nd", "No", "Lm", "Pc", "Po"}


@dataclass
class Speller:
    """A language's dictionary, the project's own words, and what was already looked up."""

    language: str
    dictionary: Dictionary
    words: set[str]
    phrases: re.Pattern[str]
    known: dict[str, bool] = field(default_factory=dict)

    def knows(self, word: str) -> bool:
        """Tell whether a word of a text is right."""
        if word not in self.known:
            self.known[word] = self._knows(word.replace("’", "'").replace("‑", "-"))
        return self.known[word]

    def _knows(self, word: str) -> bool:
        if self._listed(word) or is_code(word):
            return True
        bare = bare_word(word, self.language)
        if bare != word and (self._listed(bare) or is_code(bare)):
            return True
        parts = bare.split("-")
        return len(parts) > 1 and all(self.knows(part) for part in parts if part)

    def _listed(self, word: str) -> bool:
        lowered = word[:1].lower() + word[1:]
        if {word, lowered, word.lower()} & self.words:
            return True
        return len(word) < 2 or self.dictionary.knows(word)


def bare_word(word: str, language: str) -> str:
    """Return a word without what is joined to it by an apostrophe."""
    return POSSESSIVE.sub("", word) if language == "en" else ELISION.sub("", word)


def is_code(word: str) -> bool:
    """Tell whether a word is an acronym, a name such as JupyterLab, or holds a digit or a ·."""
    if any(unicodedata.category(character) in ODD for character in word if character != "'"):
        return True
    return any(character.isupper() for character in word[1:]) and not re.search("[-']", word)


def speller(root: Path, language: str, bibliography: str) -> Speller:
    """Return what knows a language's words; raises FileNotFoundError without its dictionary."""
    listed = project_words(root / "book" / "words" / f"{language}.txt")
    phrases = {each for each in (*listed, *organisations(bibliography)) if " " in each}
    return Speller(
        language,
        open_dictionary(root, language),
        {each for each in listed if " " not in each} | names_in(bibliography),
        re.compile("|".join(map(re.escape, sorted(phrases, key=len, reverse=True))) or r"(?!)"),
    )


def check(pages: Iterable[Page], speller: Speller) -> Iterator[Finding]:
    """Yield the words that are in no dictionary, once a file."""
    seen: set[tuple[Path, str]] = set()
    suggested: set[str] = set()
    for page in pages:
        for number, word in words(page, speller.phrases):
            place = page.path, bare_word(word, speller.language)
            if place in seen or page.ignores("spelling", number) or speller.knows(word):
                continue
            seen.add(place)
            message = f"“{word}”"
            if len(suggested) < SUGGESTED:
                suggested.add(word)
                bare = bare_word(word.replace("’", "'"), speller.language)
                near = speller.dictionary.suggest(bare)[:3]
                message += f"; perhaps {', '.join(near)}" if near else ""
            message += f"; if it is right, add it to book/words/{speller.language}.txt"
            yield Finding(page.path, number, "spelling", message)


def words(page: Page, left_out: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Yield the words of a page that its language should know, with their line."""
    for block in page.blocks:
        text = block.text
        for pattern in (ITALIC, left_out):
            text = pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
        for offset, line in enumerate(text.split("\n")):
            for match in WORD.finditer(line):
                yield block.first + offset, match[0]


def project_words(path: Path) -> list[str]:
    """Return the project's own words and names of several words: one a line, `#` for a comment."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [word for line in lines if (word := line.partition("#")[0].strip())]


def check_words(path: Path) -> Iterator[Finding]:
    """Yield the words of a list that are out of order or there twice."""
    if not path.exists():
        return
    before = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        word = line.partition("#")[0].strip()
        if not word:
            continue
        if word == before:
            yield Finding(path, number, "words", f"{word} is there twice")
        elif before and (alphabetical(word), word) < (alphabetical(before), before):
            message = f"{word} comes before {before}; keep the alphabetical order"
            yield Finding(path, number, "words", message)
        before = word


LATEX = {"`": "\u0300", "'": "\u0301", "^": "\u0302", '"': "\u0308", "~": "\u0303", "c": "\u0327"}
ACCENT = re.compile(r"\{?\\([`'^\"~c])\s*\{?\\?([A-Za-z])\}*")


CORPORATE = re.compile(r"\{([^{}]*[^{}\s][^{}]*)\}")


@lru_cache(maxsize=4)
def names_in(bibliography: str) -> frozenset[str]:
    """Return the capitalised words of a BibTeX file: people, institutions, titles."""
    text = plain(bibliography).replace("{", "").replace("}", "")
    return frozenset(
        part
        for word in WORD.findall(text)
        if word[:1].isupper()
        for part in (word, bare_word(word, "fr"))
    )


@lru_cache(maxsize=4)
def organisations(bibliography: str) -> frozenset[str]:
    """Return the authors between double braces: names that are not a person's."""
    return frozenset(" ".join(each.split()) for each in CORPORATE.findall(plain(bibliography)))


def plain(bibliography: str) -> str:
    """Return a BibTeX file with its accents as letters."""
    text = ACCENT.sub(lambda match: match[2] + LATEX[match[1]], bibliography)
    return unicodedata.normalize("NFC", text)
