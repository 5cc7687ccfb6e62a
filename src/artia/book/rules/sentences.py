"""Rule family: sentences a tired reader can hold, and a summary that is one.

A page's sentences have 22 words on average at most, and none has more than 45; « En bref / In
short » has 120 at most. Headings, tables and formulas are not counted; an item of a list is.
"""

import re
from collections.abc import Iterator
from statistics import mean

from artia.book.findings import Finding
from artia.book.pages import Block, Page

MEAN = 22
LONGEST = 45
SUMMARY = 120
ENOUGH = 10  # sentences, below which an average says little
SUMMARIES = {"fr": "en bref", "en": "in short"}
WORD = re.compile(r"\w+(?:[-'’.,\u00a0](?=\d)\w+|[-'’]\w+)*")
END = re.compile(
    r"(?<=[.!?…])(?<!\b[A-ZÉ]\.)(?<!\b(?:cf|no|vs|Mr|Dr)\.)(?<!\b(?:etc|i\.e|e\.g)\.)[*_)\]»”\"]*"
    r"\s+(?=[*_(\[«“\"\u00a0\ufffc]*[A-ZÀ-Þ\d\ufffc])"
    r"|(?<=[.!?…]\u00a0»)\s+(?=[*_(\[«“]*[A-ZÀ-Þ\d\ufffc])"
)


def check(page: Page) -> Iterator[Finding]:
    """Yield the sentences and the summary of a page that are too long."""
    lengths = []
    for block in page.blocks:
        if block.kind not in ("paragraph", "item"):
            continue
        for line, sentence in sentences(block):
            length = len(WORD.findall(sentence))
            lengths.append((length, line))
            if length > LONGEST:
                begins = " ".join(sentence.split()[:6]).replace("\ufffc", "…")
                message = f"{length} words, {LONGEST} at most; cut this sentence: [{begins}…]"
                yield Finding(page.path, line, "sentences", message)
    lengths = [each for each in lengths if each[0]]
    average = mean(length for length, _ in lengths) if lengths else 0
    if len(lengths) >= ENOUGH and average > MEAN:
        longest = ", ".join(f"line {line} ({n})" for n, line in sorted(lengths, reverse=True)[:3])
        message = f"{average:.1f} words a sentence, {MEAN} at most on average; longest: {longest}"
        first = page.headings[0].line if page.headings else 1
        yield Finding(page.path, first, "sentences", message)
    yield from _summary(page)


def sentences(block: Block) -> Iterator[tuple[int, str]]:
    """Yield the sentences of a block, each with the line it begins on."""
    start = 0
    for cut in [*END.finditer(block.text), None]:
        end = cut.start() if cut else len(block.text)
        sentence = block.text[start:end]
        skipped = len(sentence) - len(sentence.lstrip())
        yield block.first + block.text.count("\n", 0, start + skipped), sentence.strip()
        start = cut.end() if cut else end


def _summary(page: Page) -> Iterator[Finding]:
    for each in page.directives:
        title = each.argument.strip(" *_.").casefold()
        if title != SUMMARIES[page.language]:
            continue
        words = sum(
            len(WORD.findall(block.text))
            for block in page.blocks
            if each.line < block.first <= each.end
        )
        if words > SUMMARY:
            message = f"{words} words in “{each.argument}”, {SUMMARY} at most"
            yield Finding(page.path, each.line, "in-brief", message)
