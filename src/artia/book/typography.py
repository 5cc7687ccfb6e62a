"""Rule family: Québec French typography (no-break space, U+00A0, written ⍽ in the messages).

Only prose is read: code, formulas, roles, URLs, options of directives and front matter are not.
`% typography: ignore` before a block leaves it out: a quotation, an example of another usage.
"""

import re
from collections.abc import Iterator

from artia.book.findings import Finding
from artia.book.pages import Page

UNITS = r"(?:%|\$|¢|°C|(?:[kMG]\$|[kMGT]?Wh|[kMG]?W|[kMGT]o|[kM]?J|[kcm]?m|k?g)(?![\w'’]))"

#: (rule, pattern, what to do)
RULES = [
    ("colon", r"[ \u202f]:(?=\s|$|[*_])", "write ⍽: with a no-break space before the colon"),
    ("colon", r"[^\s\u00a0:|]:(?=\s|$|[*_])", "write ⍽: with a no-break space before the colon"),
    ("guillemets", r"«(?!\u00a0)", "write «⍽ with a no-break space after the opening guillemet"),
    ("guillemets", r"(?<!\u00a0)»", "write ⍽» with a no-break space before the closing guillemet"),
    ("high-punctuation", r"[ \u00a0\u202f][;!?](?!\[)", "no space before ; ! ? in Québec"),
    ("quotes", r'"', "use « » (or “ ” inside « ») instead of straight quotes"),
    ("unit", rf"\d[ \u202f]?{UNITS}", "put a no-break space between the number and its unit"),
    ("thousands", r"(?<![\d,])\d{1,3}(?: \d{3})+(?!\d)", "group digits with a no-break space"),
    ("thousands", r"(?<![\w.,-])\d{5,}(?!\d)", "group digits by three with a no-break space"),
    ("median-point", r"\w·\w", "no point médian outside quotations: write the full doublet"),
    ("ellipsis", r"\.\.\.", "use … (U+2026)"),
    ("ordinal", r"\d(?:i?ème|ère)s?\b", "write 2e, 1re"),
]  # fmt: skip
COMPILED = [(rule, re.compile(pattern), advice) for rule, pattern, advice in RULES]
DECIMAL_POINT = re.compile(r"(?:(\S+)[ \u00a0])?(?<![\w.-])(\d+\.\d+)(?![\w.])")


def check(page: Page) -> Iterator[Finding]:
    """Yield what a French page's prose should write otherwise."""
    if page.language != "fr":
        return
    for number, line in enumerate(page.prose, 1):
        if ("typography", number) in page.ignored:
            continue
        for rule, pattern, advice in COMPILED:
            for match in pattern.finditer(line):
                yield Finding(
                    page.path, number, f"typography-{rule}", f"{advice}: {excerpt(line, match)}"
                )
        for match in DECIMAL_POINT.finditer(line):
            if not is_version(match[1] or ""):
                yield Finding(
                    page.path,
                    number,
                    "typography-decimal",
                    f"write the decimal comma: {excerpt(line, match)}",
                )


def is_version(word: str) -> bool:
    """Tell whether the word before a dotted number makes it a version: Python 3.11, WCAG 2.2."""
    return word.casefold().startswith("version") or any(letter.isupper() for letter in word)


def excerpt(line: str, match: re.Match[str]) -> str:
    """Return the words around a match, its no-break spaces made visible."""
    around = line[max(0, match.start() - 15) : match.end() + 10].strip()
    return "[" + around.replace("\u00a0", "⍽").replace("\ufffc", "…") + "]"
