"""Judge a learner's code by the body of a check, on a real kernel."""

from __future__ import annotations

import textwrap
from pathlib import Path

from artia.grading.checks import Asker, HiddenChecks, Verdict
from tests.grading.kernel_asker import KernelAsker

HEAD = "import numpy as np\nfrom artia.grading.checks import *\n\n"
FIRST_LINE = 6  # of the body, in the file


def judge_body(
    asker: KernelAsker | Asker,
    folder: Path,
    body: str,
    code: str = "",
    *,
    language: str = "en",
    points: float = 2,
    seed: bytes = b"",
    mark: str = '@check("a")',
) -> Verdict:
    """Write a checks file with one check, run the learner's code, and return the verdict."""
    path = folder / "checks.py"
    body = textwrap.indent(textwrap.dedent(body).strip(), "    ")
    path.write_text(f"{HEAD}{mark}\ndef a(ask, rng):\n{body}\n", encoding="utf-8")
    if code:
        asker.run(textwrap.dedent(code))
    checks = HiddenChecks.load(path)
    return checks.judge("a", asker, max_points=points, language=language, seed=seed)
