"""Rule family: rédaction épicène in French, by full doublets or neutral words.

Abbreviated doublets (« artisan·e », « étudiant(e)s », « directeur/directrice ») and invented
pronouns are refused outside quotations: what is between « » or in a quoted block is left as it
was written.
"""

import os
import re
from collections.abc import Iterator

from artia.book.findings import Finding
from artia.book.pages import Page
from artia.book.rules.typography import excerpt

ENDINGS = r"(?:e|ne|le|te|re|ère|ière|rice|trice|euse|se|esse|ve|ive|elle|al[e]?|aux|x)s?"
ADVICE = "write the full doublet (les artisanes et artisans) or a neutral word"
ABBREVIATED = [
    re.compile(pattern)
    for pattern in (
        r"\w+[·•‧∙]\w+(?:[·•‧∙]\w+)*",
        rf"\b[^\W\d_]{{3,}}\.{ENDINGS}(?:\.s)?\b(?!\.?\w|/)",
        rf"\b[^\W\d_]{{3,}}\({ENDINGS}\)s?",
        r"\b[^\W\d_]{3,}-(?:e|ne|ère|rice|trice|euse|ve)(?:-?s)?\b",
        r"\b[^\W\d_]{3,}/(?:e|ne|ère|rice|trice|euse|ve)s?\b",
        r"\b[a-zà-ÿ]{3,}E[sS]?\b",
        r"\b(?:ils?|un|le|ce|celui|ceux|du|au|tous)/(?:elles?|une|la|cette|celles?|toutes)\b",
    )
]
WORD_PAIR = re.compile(r"\b([^\W\d_]{4,})/([^\W\d_]{4,})\b")
COINED = re.compile(
    r"\b(?:iels?|ielles?|toustes|touxtes|toutex|celleux|ceuzes|elleux|nombreuxes)\b",
    re.I,
)
QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”")


def check(page: Page) -> Iterator[Finding]:
    """Yield the abbreviated doublets of a French page."""
    if page.language != "fr":
        return
    for block in page.blocks:
        text = QUOTED.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), block.text)
        for offset, line in enumerate(text.split("\n")):
            if line.lstrip().startswith(">"):
                continue
            for match in doublets(line):
                message = f"{ADVICE}: {excerpt(line, match)}"
                yield Finding(page.path, block.first + offset, "inclusive", message)


def doublets(line: str) -> Iterator[re.Match[str]]:
    """Yield the abbreviated doublets and coined words of a line, each place once."""
    seen: set[int] = set()
    for pattern in (*ABBREVIATED, COINED, WORD_PAIR):
        for match in pattern.finditer(line):
            if pattern is WORD_PAIR and not is_doublet(match[1], match[2]):
                continue
            if seen.isdisjoint(range(*match.span())):
                seen.update(range(*match.span()))
                yield match


def is_doublet(one: str, other: str) -> bool:
    """Tell whether two words are a masculine and its feminine: auteur/autrice, not texte/test."""
    same = len(os.path.commonprefix([one.casefold(), other.casefold()]))
    feminine = [word.casefold().rstrip("s").endswith("e") for word in (one, other)]
    return same >= 3 and 3 * same > max(len(one), len(other)) and sum(feminine) == 1
