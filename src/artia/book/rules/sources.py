"""Rule family: a citation beside every statistic.

A percentage, an amount of money, a number of millions or « 3 artistes sur 10 » has its {cite} in
the same paragraph or item of a list; a table has it inside, in its caption or in the paragraph
just before or after. An item of a list may rest on the sentence that announces the list.

`% check: ours` before a block says that its numbers are the course's own measurements, examples or
arithmetic. Exercises, whose numbers are invented, and headings are not read.
"""

import re
from collections.abc import Iterator

from artia.book.findings import Finding
from artia.book.pages import Block, Page
from artia.book.rules.typography import excerpt

NUMBER = r"\d(?:[\d\u00a0\u202f.,]*\d)?"
COUNT = {
    "fr": r"(?:\d+|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|vingt|cent)",
    "en": r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twenty|a hundred)",
}
PEOPLE = {
    "fr": r"(?:personnes?|gens|femmes?|hommes?|artistes?|travailleu\w+|étudiant\w*|élèves?|adultes?"
    r"|organismes?|entreprises?|compagnies?|musées?|répondant\w*|créat\w+|membres?)",
    "en": r"(?:people|persons?|women|men|artists?|workers?|students?|pupils?|adults?|companies"
    r"|organi[sz]ations?|museums?|respondents?|creators?|members?)",
}
STATISTIC = {
    "fr": re.compile(
        rf"(?<![\w.,])(?!100[ \u00a0]?%){NUMBER}[ \u00a0\u202f]?(?:%|pour cent\b)"
        rf"|{NUMBER}[ \u00a0\u202f]?(?:[kMG]?\$|¢|dollars\b)"
        rf"|{NUMBER}[ \u00a0\u202f](?:millions?|milliards?|billions?)\b"
        rf"|\b{COUNT['fr']} {PEOPLE['fr']} sur {COUNT['fr']}\b",
        re.I,
    ),
    "en": re.compile(
        rf"(?<![\w.,])(?!100 ?%){NUMBER}\s?(?:%|per ?cent\b)"
        rf"|\$\s?{NUMBER}|{NUMBER}\s?(?:¢|dollars\b)"
        rf"|{NUMBER}\s(?:million|billion|trillion)s?\b"
        rf"|\b{COUNT['en']} (?:out of|in) (?:every )?{COUNT['en']} {PEOPLE['en']}\b",
        re.I,
    ),
}


def check(page: Page) -> Iterator[Finding]:
    """Yield the statistics of a page that say no source."""
    blocks = [block for block in page.blocks if block.kind not in ("heading", "term")]
    cited = [_cites(page, block) for block in blocks]
    announced = False  # whether the sentence that announces the present list cites
    for index, block in enumerate(blocks):
        if block.kind != "item":
            announced = cited[index] and block.text.rstrip(" *_\ufffc").endswith(":")
        if cited[index] or (block.kind == "item" and announced) or _exercise(page, block):
            continue
        if block.kind in ("table", "title") and any(_beside(blocks, cited, index)):
            continue
        yield from _uncited(page, block)


def _uncited(page: Page, block: Block) -> Iterator[Finding]:
    for match in STATISTIC[page.language].finditer(block.text):
        line = block.first + block.text.count("\n", 0, match.start())
        if page.ignores("statistics", line):
            continue
        message = (
            f"no citation beside {excerpt(block.text, match)}; add its {{cite}}, or "
            "`% check: ours` before the block if the course measured or computed it"
        )
        yield Finding(page.path, line, "statistics", message)
        return  # one a block is enough to look at it


def _cites(page: Page, block: Block) -> bool:
    return any(
        reference.kind.partition(":")[0] == "cite" and block.first <= reference.line <= block.last
        for reference in page.references
    )


def _beside(blocks: list[Block], cited: list[bool], index: int) -> Iterator[bool]:
    """Yield whether the paragraph or caption just before and just after cites."""
    for step in (-1, 1):
        near = index + step
        while 0 <= near < len(blocks) and blocks[near].kind == "title":
            if cited[near]:
                yield True
            near += step
        yield 0 <= near < len(blocks) and cited[near]


def _exercise(page: Page, block: Block) -> bool:
    return any(
        each.name == "exercise" or "exercise" in each.classes for each in page.around(block.first)
    )
