"""Rule family: the French and the English page say the same things with the same numbers.

Compared: pages and tables of contents, headings, labels, figures, exercises, quizzes, lab buttons,
tables made from data, numbers in the text (1 234,5 is 1,234.5; code, formulas and clock times are
left out).

When an example legitimately differs, a comment before the paragraph, list or table,

    % parity: ignore

leaves the numbers of that block out (until the next empty line); `<!-- parity: ignore -->` at the
end of a line leaves out that line alone.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

from artia.book.findings import Finding
from artia.book.pages import Page

#: Directives that show a table kept in YAML.
MADE = ("course-glossary", "competency-matrix", "module-competencies")
SPACES = "\u00a0\u202f"
CLOCK = re.compile(
    rf"\b\d{{1,2}}[ {SPACES}]h[ {SPACES}]\d{{2}}\b"
    r"|\b\d{1,2}:\d{2}\b"
    rf"|\b\d{{1,2}}[ {SPACES}][ap]\.m\."
)
DOTTED = r"(?<![\w.])\d+(?:\.\d+){2,}"  # an address or a version, the same in both languages
NUMBER = {
    "fr": re.compile(
        rf"{DOTTED}|(?<![\w.])\d{{1,3}}(?:[{SPACES}]\d{{3}})+(?:,\d+)?|(?<![\w.])\d+(?:[.,]\d+)?"
    ),
    "en": re.compile(
        rf"{DOTTED}|(?<![\w.])\d{{1,3}}(?:[,{SPACES}]\d{{3}})+(?:\.\d+)?|(?<![\w.])\d+(?:\.\d+)?"
    ),
}


def check_trees(fr: dict[str, Page], en: dict[str, Page], book: Path) -> Iterator[Finding]:
    """Yield the pages missing on one side, and the differences of the tables of contents."""
    for here, there, tree in ((fr, en, "en"), (en, fr, "fr")):
        for docname in here.keys() - there.keys():
            message = f"no counterpart in book/{tree}; write book/{tree}/{docname}.md"
            yield Finding(here[docname].path, 1, "parity-pages", message)
    tocs = {code: book / code / "_toc.yml" for code in ("fr", "en")}
    listed = {code: toc_docnames(path) for code, path in tocs.items()}
    if listed["fr"] != listed["en"]:
        message = f"the French contents are {listed['fr']}; the English ones are {listed['en']}"
        yield Finding(tocs["en"], 1, "parity-pages", message)
    root = book.parent / "_toc.yml"
    if toc_docnames(root) != [f"book/fr/{docname}" for docname in listed["fr"]]:
        yield Finding(
            root,
            1,
            "parity-pages",
            "expected the pages of book/fr/_toc.yml, under book/fr/, in its order",
        )
    orphans = {docname for docname, page in fr.items() if page.orphan}
    for docname in fr.keys() - set(listed["fr"]) - orphans:
        yield Finding(
            fr[docname].path,
            1,
            "parity-pages",
            "is in no table of contents; add it to the three _toc.yml, or `orphan: true` to it",
        )


def toc_docnames(path: Path) -> list[str]:
    """Return the docnames of a table of contents, in reading order."""
    found: list[str] = []

    def walk(node: object) -> None:
        if isinstance(node, dict):
            found.extend(str(node[key]) for key in ("root", "file") if key in node)
            node = list(node.values())
        if isinstance(node, list):
            for each in node:
                walk(each)

    walk(yaml.safe_load(path.read_text(encoding="utf-8")))
    return found


def check(fr: Page, en: Page) -> Iterator[Finding]:
    """Yield the differences between a page and its counterpart, at the English page."""
    yield from _sequence(
        fr,
        en,
        "parity-headings",
        "heading levels",
        lambda page: [(h.line, f"level {h.level}") for h in page.headings],
    )
    yield from _sequence(fr, en, "parity-labels", "labels", lambda page: page.labels)
    yield from _sequence(fr, en, "parity-figures", "figures", figures)
    yield from _sequence(fr, en, "parity-exercises", "exercises", exercises)
    yield from _sequence(
        fr,
        en,
        "parity-labs",
        "lab buttons",
        named("open-lab"),
    )
    yield from _sequence(fr, en, "parity-quizzes", "quizzes", named("quiz"))
    yield from _sequence(fr, en, "parity-made", "tables made from data", named(*MADE))
    yield from _numbers(fr, en)


def named(*directives: str) -> Callable[[Page], list[tuple[int, str]]]:
    """Return what lists a page's directives of these names: line, and what each asks for."""
    return lambda page: [
        (each.line, f"{each.name} {each.argument}".rstrip())
        for each in page.directives
        if each.name in directives
    ]


def figures(page: Page) -> list[tuple[int, str]]:
    """Return the page's figures and images: line and name, or file (less -fr, -en) when unnamed."""
    suffix = re.compile(r"-(?:fr|en)(?=\.\w+$)")
    return sorted(
        [(image.line, image.name or suffix.sub("", image.source)) for image in page.images]
        + named("drawn")(page)
    )


def exercises(page: Page) -> list[tuple[int, str]]:
    """Return the page's exercises: {exercise} directives and admonitions of class exercise."""
    return [
        (each.line, each.options.get("name") or each.options.get("label") or "unnamed")
        for each in page.directives
        if each.name == "exercise" or "exercise" in each.options.get("class", "").split()
    ]


def _sequence(
    fr: Page, en: Page, rule: str, what: str, items: Callable[[Page], list[tuple[int, str]]]
) -> Iterator[Finding]:
    """Yield one finding at the first place where the two sequences part."""
    french, english = items(fr), items(en)
    for (_, expected), (line, found) in zip(french, english, strict=False):
        if expected != found:
            yield Finding(
                en.path, line, rule, f"{what}: expected {expected} as in French, found {found}"
            )
            return
    if len(french) != len(english):
        page, longer = (fr, french) if len(french) > len(english) else (en, english)
        line, first = longer[min(len(french), len(english))]
        counts = f"{len(french)} in French, {len(english)} in English"
        yield Finding(page.path, line, rule, f"{what}: {counts}; {first} has no counterpart")


def numbers(page: Page) -> list[tuple[int, str]]:
    """Return the numbers of the page's prose as (line, canonical form), 1 234,5 being 1234.5."""
    found = []
    for number, line in page.lines(own=False):
        if page.ignores("parity-numbers", number):
            continue
        found += [(number, each) for each in numbers_in(line, page.language)]
    return found


def numbers_in(text: str, language: str) -> list[str]:
    """Return the numbers of a text in their canonical form."""
    return [canonical(each, language) for each in NUMBER[language].findall(CLOCK.sub(" ", text))]


def canonical(number: str, language: str) -> str:
    """Return a number written in `language` with a decimal point and no grouping."""
    grouping = SPACES + ("," if language == "en" else "")
    plain = "".join(character for character in number if character not in grouping)
    return plain.replace(",", ".")


def _numbers(fr: Page, en: Page) -> Iterator[Finding]:
    french, english = numbers(fr), numbers(en)
    counts = {
        id(fr): Counter(value for _, value in french),
        id(en): Counter(value for _, value in english),
    }
    for page, other, items in ((fr, en, french), (en, fr, english)):
        surplus = counts[id(page)] - counts[id(other)]
        for value in surplus:
            here, there = counts[id(page)][value], counts[id(other)][value]
            lines = sorted({line for line, each in items if each == value})
            where = f" (lines {', '.join(map(str, lines))})" if len(lines) > 1 else ""
            message = (
                f"{value} appears {here} times here{where} "
                f"and {there} times in {other.language}/{other.docname}"
            )
            yield Finding(page.path, lines[-1], "parity-numbers", message)
