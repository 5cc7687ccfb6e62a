"""Formulas drawn and spoken when the book is built, for readers that run no script.

The site draws them with MathJax while it is read. An EPUB reader runs no script and a PDF keeps
none, so the same MathJax turns each into MathML (EPUB) and SVG (PDF), and the Speech Rule Engine,
which MathJax's own readers use, says it in the book's language: that is the text alternative.
"""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from artia.book.build import BuildError
from artia.book.mathjax import find_mathjax

SCRIPT = Path(__file__).with_suffix(".js")
TIMEOUT = 120  # seconds; a book's formulas take one or two


@dataclass(frozen=True)
class Formula:
    """One formula in the three forms a page may want."""

    mathml: str
    svg: str
    speech: str


def draw_formulas(wanted: list[tuple[str, bool]], language: str, root: Path) -> list[Formula]:
    """Convert TeX formulas, each with whether it stands on its own line.

    Raises BuildError when a tool is missing or a formula is wrong.
    """
    if not wanted:
        return []
    modules = find_modules(root)
    node = shutil.which("node")
    if node is None:
        raise BuildError(
            "Expected Node, which draws the formulas, and did not find the command node. "
            "Install Node 22 or later (https://nodejs.org), run `npm ci`, then try again."
        )
    question = json.dumps([{"tex": tex, "display": display} for tex, display in wanted])
    done = subprocess.run(
        [node, str(SCRIPT), str(modules), language],
        input=question,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=TIMEOUT,
    )
    if done.returncode:
        raise BuildError(f"The formulas could not be drawn: {done.stderr.strip()[-500:]}")
    # MathJax announces its version on the same stream; the answer is the last line.
    answers = json.loads(done.stdout.splitlines()[-1])
    for (tex, _display), answer in zip(wanted, answers, strict=True):
        if "error" in answer:
            raise BuildError(f"The formula {tex!r} cannot be drawn: {answer['error']}.")
    return [Formula(**answer) for answer in answers]


def find_modules(root: Path) -> Path:
    """Return the node_modules that holds what draws and says the formulas.

    Raises BuildError when it is not there.
    """
    mathjax = find_mathjax(root)
    modules = mathjax.parents[1] if mathjax else None
    if modules is None or not (modules / "speech-rule-engine").is_dir():
        raise BuildError(
            "A page has a formula, and node_modules lacks mathjax or speech-rule-engine, which "
            "draw it and say it. Run `npm ci` at the root of the repository, then try again."
        )
    return modules
