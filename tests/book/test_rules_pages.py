"""Each page of broken/ breaks the rules that its first line names, at the lines it gives.

`% finds: rule line, rule line`: nothing else is found there, so a page also shows what its rule
leaves alone. The pages are put into the sample book, which has nothing to find.
"""

import shutil
from pathlib import Path

import pytest

from artia.book.check import check_book
from artia.book.findings import Finding
from artia.book.freshness import accept
from tests.book.conftest import copy_sample

BROKEN = sorted((Path(__file__).parent / "broken").glob("*.md"))
ABOUT_THE_TREES = {"freshness", "parity-pages"}  # a page alone, in no table of contents


@pytest.fixture(scope="module")
def findings(tmp_path_factory) -> list[Finding]:
    root = copy_sample(tmp_path_factory.mktemp("broken") / "repository")
    accept("index", root / "book")
    for page in BROKEN:
        name, language, _ = page.name.split(".")
        shutil.copy(page, root / "book" / language / f"broken-{name}-{language}.md")
    return check_book(root)


@pytest.mark.parametrize("page", BROKEN, ids=lambda page: page.stem)
def test_a_broken_page_is_found(findings, page):
    name, language, _ = page.name.split(".")
    promised = page.read_text(encoding="utf-8").splitlines()[0].removeprefix("% finds: ")
    expected = sorted((int(line), rule) for rule, line in map(str.split, promised.split(", ")))
    found = sorted(
        (each.line, each.rule)
        for each in findings
        if each.path.name == f"broken-{name}-{language}.md" and each.rule not in ABOUT_THE_TREES
    )
    assert found == expected


def test_nothing_is_found_elsewhere(findings):
    others = [each for each in findings if not each.path.name.startswith("broken-")]
    assert {each.rule for each in others} <= ABOUT_THE_TREES
