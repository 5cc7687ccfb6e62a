"""`artia book check --fix`: write the typography that has one right answer, and nothing else.

Only prose is written: what a rule does not read (code, addresses, roles, options, front matter)
is a filler that no change may touch. A page that followed its counterpart's
present text still does afterwards: spacing and signs changed, not what is said.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from artia.authoring.writing import write_all
from artia.book import freshness
from artia.book.fix_yaml import fixed_yaml
from artia.book.languages import LANGUAGES
from artia.book.pages import FILLER, PLACEHOLDER, Page, read_text
from artia.book.rules.typography import RULES, matches
from artia.book.texts import data_files

QUOTED = re.compile(r'"([^"\n]+)"')
ROUNDS = 10  # each rule may uncover another; two or three rounds are enough in practice


@dataclass(frozen=True)
class Change:
    """A line before and after."""

    path: Path
    line: int
    before: str
    after: str

    def show(self, root: Path) -> str:
        """Return `file:line: what was → what is`, no-break spaces made visible."""
        was, now = shown(self.before, self.after), shown(self.after, self.before)
        return f"{self.path.relative_to(root)}:{self.line}: fixed: {was} → {now}"


def shown(line: str, other: str) -> str:
    """Return the part of a line that differs from `other`, with a few characters around."""
    head = len(os.path.commonprefix([line, other]))
    tail = len(os.path.commonprefix([line[head:][::-1], other[head:][::-1]]))
    part = line[max(0, head - 12) : len(line) - max(0, tail - 12)]
    return "[" + part.replace("\u00a0", "⍽").replace("\u202f", "⍽") + "]"


def fix_book(book: Path) -> list[Change]:
    """Rewrite the pages of both languages and the YAML texts, all or none; return what changed."""
    paths = [(code, path) for code in LANGUAGES for path in sorted((book / code).glob("**/*.md"))]
    texts = {path: path.read_text(encoding="utf-8") for _, path in paths}
    fixed = {path: fixed_text(texts[path], path, code) for code, path in paths}
    changes = [
        change for path, text in texts.items() for change in differences(path, text, fixed[path])
    ]
    keep_fresh(book, texts, fixed)
    for path in data_files(book):
        if path.suffix == ".yml":
            texts[path] = path.read_text(encoding="utf-8")
            fixed[path] = fixed_yaml(texts[path], path, fixed_text)
            changes += differences(path, texts[path], fixed[path])
    write_all({path: text for path, text in fixed.items() if text != texts[path]})
    return changes


def differences(path: Path, before: str, after: str) -> list[Change]:
    """Return the lines that changed; there are as many before as after."""
    pairs = zip(before.splitlines(), after.splitlines(), strict=True)
    return [Change(path, number, *pair) for number, pair in enumerate(pairs, 1) if len({*pair}) > 1]


def keep_fresh(book: Path, texts: dict[Path, str], fixed: dict[Path, str]) -> None:
    """Record the new text of its counterpart in each page that followed the old one."""
    for path, text in texts.items():
        record = freshness.localisation(text)
        source = book / str(record.get("source")) / Path(*path.relative_to(book).parts[1:])
        if source not in texts or record.get("source_hash") != freshness.page_hash(texts[source]):
            continue
        now = freshness.page_hash(fixed[source])
        if now != record["source_hash"]:
            line = f'l10n: {{source: {record["source"]}, source_hash: "{now}"}}\n'
            fixed[path] = freshness.with_record(fixed[path], line)


def fixed_text(text: str, path: Path, language: str, without: frozenset[str] = frozenset()) -> str:
    """Return a page's text with its typography right, less the rules named in `without`."""
    for _ in range(ROUNDS):
        page = read_text(text, path, language, path.stem)
        lasting = range(1, len(page.masked) + 1)
        page.ignored |= {(f"typography-{rule}", line) for rule in without for line in lasting}
        lines = text.splitlines(keepends=True)
        for number, masked in enumerate(page.masked_own, 1):
            lines[number - 1] = fixed_line(page, number, masked, lines[number - 1])
        again = "".join(lines)
        if again == text:
            break
        text = again
    return text


def fixed_line(page: Page, number: int, masked: str, source: str) -> str:
    """Return one line of the source, corrected where its prose breaks a rule."""
    written = rewritten(page, number, masked, source, page.language)
    if written != source:
        return written  # columns have moved: what is in another language waits for the next round
    for words in sorted(page.foreign, key=lambda each: each.column, reverse=True):
        if words.line == number and "\n" not in words.masked and words.language in RULES:
            masked = FILLER * words.column + words.masked
            source = rewritten(page, number, masked, source, words.language)
    return source


def rewritten(page: Page, number: int, masked: str, source: str, language: str) -> str:
    """Return a line of the source with what `masked` leaves to be read corrected."""
    columns = [index for index, character in enumerate(masked) if character != FILLER]
    line = masked.replace(FILLER, "")
    done = len(source) + 1
    for start, end, new in sorted(set(edits(page, number, line, language)), reverse=True):
        if start == end:
            first = last = columns[start - 1] + 1 if start else columns[start]
        else:
            first, last = columns[start], columns[end - 1] + 1
            if last - first != end - start or PLACEHOLDER in line[start:end]:
                continue  # something that is not prose stands in the way
        if last > done or (last == done and first == last):
            continue  # touches a change made in this round; the next one will see it
        source = source[:first] + new + source[last:]
        done = first
    return source


def edits(page: Page, number: int, line: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, new text) for a line of prose."""
    for rule, match in matches(line, language):
        if page.ignores(f"typography-{rule.name}", number):
            continue
        if rule.write is not None:
            yield from smallest(match[0], match.expand(rule.write), match.start())
    if language == "fr" and not page.ignores("typography-quotes", number):
        for match in QUOTED.finditer(line):
            inside = line.count("«", 0, match.start()) > line.count("»", 0, match.start())
            opening, closing = ("“", "”") if inside else ("«\u00a0", "\u00a0»")
            yield match.start(), match.start() + 1, opening
            yield match.end() - 1, match.end(), closing


def smallest(old: str, new: str, at: int) -> Iterator[tuple[int, int, str]]:
    """Yield the change from `old` to `new` without what both begin and end with."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    if old != new:
        yield at + head, at + len(old) - tail, new[head : len(new) - tail]
