"""Rule family: the typography of each language, in prose only.

Code, formulas, roles, URLs, options of directives and front matter are not read; what is marked
`<span lang="en">` on a French page is read by the English rules, and the reverse. In the messages
⍽ is a no-break space, U+00A0.
`% typography: ignore` before a block leaves it out: a quotation, an example of another usage.

A rule that has a `write` can be applied by `artia book check --fix`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from artia.book.findings import Finding
from artia.book.pages import FILLER, PLACEHOLDER, Block, Page

MONTHS = {
    "fr": "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre",
    "en": "January|February|March|April|May|June|July|August|September|October|November|December",
}
UNITS = r"(?:%|\$|¢|°C|(?:[kMG]\$|[kMGT]?Wh|[kMG]?W|[kMGT]i?o|[kM]?J|[kcm]?m|k?g)(?![\w'’]))"
AFTER = r"(?=\s|$|[*_)»”\ufffc])"  # a sign of punctuation rather than a part of a name


@dataclass(frozen=True)
class Rule:
    """What not to write, what to do instead, and how `--fix` writes it when one answer is right."""

    name: str
    pattern: re.Pattern[str]
    advice: str
    write: str | None = None


def rules(*rows: tuple[str, ...]) -> list[Rule]:
    """Return the rules of a language from rows of name, pattern, advice and replacement."""
    return [Rule(row[0], re.compile(row[1]), *row[2:]) for row in rows]


FRENCH = rules(
    ("narrow-space", r"\u202f", "write ⍽ (U+00A0) for U+202F", "\u00a0"),
    ("colon", rf"[ \u202f]:{AFTER}", "write ⍽: with a no-break space before the colon", "\u00a0:"),
    ("colon", rf"([^\s\u00a0:|]):{AFTER}", "write ⍽: with a no-break space before the colon",
     "\\1\u00a0:"),
    ("guillemets", r"«[ \u202f]?(?!\u00a0)", "write «⍽ with a no-break space after the opening "
     "guillemet", "«\u00a0"),
    ("guillemets", r"(?<!\u00a0)[ \u202f]?»", "write ⍽» with a no-break space before the closing "
     "guillemet", "\u00a0»"),
    ("high-punctuation", r"[ \u00a0\u202f]+([;!?])(?!\[)", "no space before ; ! ? in Québec",
     r"\1"),
    ("low-punctuation", r"(?<=[\w)»])[ \u00a0\u202f]+([,.])(?=\s|$)", "no space before , or .",
     r"\1"),
    ("quotes", r'"', "use « » (or “ ” inside « ») instead of straight quotes"),
    ("unit", rf"(\d)[ \u202f]?({UNITS})", "put a no-break space between the number and its unit",
     "\\1\u00a0\\2"),
    ("money", r"(?<![\w])\$[ \u00a0]?(\d(?:[\d\u00a0,.]*\d)?)(?![ \u00a0]?[$%])",
     "write the amount, then ⍽$", "\\1\u00a0$"),
    ("thousands", r"(?<![\d,])(\d{1,3}) (\d{3})(?!\d)", "group digits with a no-break space",
     "\\1\u00a0\\2"),
    ("thousands", r"(?<![\w.,-])\d{5,}(?!\d)", "group digits by three with a no-break space"),
    ("ellipsis", r"\betc(?:\.\.\.|\.?…)", "write etc. alone: it already says that the list goes on",
     "etc."),
    ("ellipsis", r"(?<!\betc)\.\.\.", "use … (U+2026)", "…"),
    ("ordinal", r"\b1(?:i?ère)(s?)\b", "write 1re", r"1re\1"),
    ("ordinal", r"\b(\d+)i?(?:ème|éme|eme)(s?)\b", "write 2e", r"\1e\2"),
    ("ordinal", rf"\b1(?=[ \u00a0](?:{MONTHS['fr']})\b)", "write 1er", "1er"),
    ("time", r"\b(\d{1,2})(?!\u00a0h\u00a0)[ \u00a0\u202f]?h[ \u00a0\u202f]?([0-5]\d)\b",
     "write 13⍽h⍽30", "\\1\u00a0h\u00a0\\2"),
    ("apostrophe", r"(?<=[^\W\d_])’(?=[^\W\d_])", "write the straight apostrophe, as elsewhere: "
     "the build curls it", "'"),
    ("dash", r"(?<=\s)--(?=\s)", "write — (U+2014), or a comma", "—"),
)  # fmt: skip

ENGLISH = rules(
    ("narrow-space", r"\u202f", "write an ordinary space or U+00A0 for U+202F", "\u00a0"),
    ("high-punctuation", rf"(?<=\S)[ \u00a0\u202f]+([:;!?]){AFTER}", "no space before : ; ! ?",
     r"\1"),
    ("low-punctuation", r"(?<=[\w)”])[ \u00a0\u202f]+([,.])(?=\s|$)", "no space before , or .",
     r"\1"),
    ("guillemets", r"[«»]", "use English quotation marks, or mark the words <span lang=\"fr\">"),
    ("quotes", r"[“”]", "write straight quotes, as elsewhere: the build curls them", '"'),
    ("apostrophe", r"(?<=[^\W\d_])’(?=[^\W\d_])", "write the straight apostrophe, as elsewhere: "
     "the build curls it", "'"),
    ("percent", r"(\d)[ \u00a0\u202f]+%", "write 44% without a space", r"\1%"),
    ("money", r"(\d(?:[\d,.]*\d)?)[ \u00a0]?([MGk]?)\$(?![\d\w])",
     "write the sign first: $25, $700M"),
    ("unit", r"\d[ \u00a0]?[kMGT]i?o\b", "write bytes: GB, MB"),
    ("unit", r"(\d)((?:[kMGT]?Wh|[kMGT]i?B|km|kg|°C)\b)", "put a space between the number and its "
     "unit", r"\1 \2"),
    ("thousands", r"(?<![\d,.])(\d{1,3})[ \u00a0\u202f](\d{3})(?!\d)", "group digits with a comma: "
     "31,700", r"\1,\2"),
    ("thousands", r"(?<![\w.,-])\d{5,}(?![\d])", "group digits by three with a comma"),
    ("decimal", r"(?<![\d,.\w])\d+,\d{1,2}(?![\d,])", "write the decimal point"),
    ("ellipsis", r"\.\.\.", "use … (U+2026)", "…"),
    ("time", r"\b(\d{1,2}(?::\d{2})?)[ \u00a0]?([aApP])\.?[mM]\b\.?", "write 1:30 p.m."),
    ("date", rf"\b\d{{1,2}}(?:st|nd|rd|th)? (?:{MONTHS['en']})\b", "write November 25, 2025"),
    ("quebec", r"\bQuebec\b", "write Québec", "Québec"),
    ("dash", r"(?<=\s)--(?=\s)", "write — (U+2014), or a comma", "—"),
)  # fmt: skip
TIME_IS_RIGHT = re.compile(r"^\d{1,2}(?::\d{2})?[ \u00a0][ap]\.m\.$")

RULES = {"fr": FRENCH, "en": ENGLISH}
DECIMAL_POINT = re.compile(r"(?:(\S+)[ \u00a0])?(?<![\w.-])(\d+\.\d+)(?![\w.])")


def check(page: Page) -> Iterator[Finding]:
    """Yield what a page's prose should write otherwise."""
    for number, line in page.lines(own=True):
        for rule, match in matches(line, page.language):
            message = f"{rule.advice}: {excerpt(line, match)}"
            yield Finding(page.path, number, f"typography-{rule.name}", message)
        if page.language == "fr":
            for match in DECIMAL_POINT.finditer(line):
                if not is_version(match[1] or ""):
                    message = f"write the decimal comma: {excerpt(line, match)}"
                    yield Finding(page.path, number, "typography-decimal", message)
    if page.language == "fr":
        yield from _guillemets(page)
    for words in page.foreign:
        said = words.masked.replace(FILLER, "")
        for rule, match in matches(said, words.language) if words.language in RULES else ():
            message = f"{rule.advice}: {excerpt(said, match)}"
            yield Finding(page.path, page.offset + words.line, f"typography-{rule.name}", message)


def matches(line: str, language: str) -> Iterator[tuple[Rule, re.Match[str]]]:
    """Yield each place of a line that breaks a rule of its language."""
    for rule in RULES[language]:
        for match in rule.pattern.finditer(line):
            if rule.name == "time" and TIME_IS_RIGHT.match(match[0]):
                continue
            yield rule, match


def _guillemets(page: Page) -> Iterator[Finding]:
    """Yield guillemets inside guillemets, and those that have no pair in their block."""
    for block in page.blocks:
        for cell, line in _cells(block):
            opened = 0
            for sign in re.finditer("[«»]", cell):
                where = line + cell.count("\n", 0, sign.start())
                opened += 1 if sign[0] == "«" else -1
                if opened > 1:
                    message = f"inside « » write “ ”: {excerpt(cell, sign)}"
                    yield Finding(page.path, where, "typography-nested", message)
                    opened = 1
                elif opened < 0:
                    message = f"» closes nothing: {excerpt(cell, sign)}"
                    yield Finding(page.path, where, "typography-unpaired", message)
                    opened = 0
            if opened:
                last = line + cell.count("\n", 0, cell.rindex("«"))
                message = "« is not closed in its block"
                yield Finding(page.path, last, "typography-unpaired", message)


def _cells(block: Block) -> Iterator[tuple[str, int]]:
    """Yield the block's text, or each cell of a table, with its line."""
    if block.kind != "table":
        yield block.text, block.first
        return
    for number, row in enumerate(block.text.split("\n"), block.first):
        for cell in re.split(r"(?<!\\)\|", row):
            yield cell, number


def is_version(word: str) -> bool:
    """Tell whether the word before a dotted number makes it a version: Python 3.11, WCAG 2.2."""
    return word.casefold().startswith("version") or any(letter.isupper() for letter in word)


def excerpt(line: str, match: re.Match[str]) -> str:
    """Return the words around a match, its no-break spaces made visible."""
    around = line[max(0, match.start() - 15) : match.end() + 10].strip()
    for sign, shown in (("\u00a0", "⍽"), ("\u202f", "⍽"), (PLACEHOLDER, "…"), ("\n", " ")):
        around = around.replace(sign, shown)
    return f"[{around}]"
