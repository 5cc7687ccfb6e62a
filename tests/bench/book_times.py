"""How long the course's book takes to build: first, again, after a change in one page."""

import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from artia.book.build import build
from artia.book.languages import LANGUAGES


def timed(work: Callable[[], object]) -> dict[str, float]:
    """Run `work` and return its wall seconds, and the processor's for what it started."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    work()
    wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall_s": wall, "cpu_s": cpu}


def medians(runs: list[dict[str, float]]) -> dict[str, object]:
    """Return the median of each figure, and every wall time."""
    summary: dict[str, object] = {
        key: round(statistics.median(run[key] for run in runs), 2) for key in runs[0]
    }
    return {**summary, "walls_s": [round(run["wall_s"], 2) for run in runs]}


def change_page(root: Path) -> None:
    """Add a sentence to a page of each language."""
    for code in LANGUAGES:
        page = root / "book" / code / "how-to-follow.md"
        page.write_text(page.read_text(encoding="utf-8") + "\n\nArtIA.\n", encoding="utf-8")


def measure(root: Path, out: Path, runs: int) -> dict[str, object]:
    """Time each case `runs` times, one after the other in turn.

    "cold" builds into an empty folder; "warm" again over it with nothing changed; "one page" after
    a change. The command keeps nothing between builds, so the three should be alike.
    """
    from artia.book.epub import build_epubs
    from artia.book.pdf import build_pdfs

    found: dict[str, list[dict[str, float]]] = {}
    for turn in range(runs):
        sites = out / str(turn)

        def note(case: str, work: Callable[[], object]) -> None:
            found.setdefault(case, []).append(timed(work))

        note("both, cold", lambda sites=sites: build(root, out=sites))
        note("both, warm", lambda sites=sites: build(root, out=sites))
        change_page(root)
        note("both, one page changed", lambda sites=sites: build(root, out=sites))
        for code in LANGUAGES:
            alone = sites / code / "alone"
            note(f"{code} alone", lambda code=code, alone=alone: build(root, [code], out=alone))
        note("epub, both", lambda sites=sites: build_epubs(root, out=sites / "epub"))
        note("pdf, both", lambda sites=sites: build_pdfs(root, out=sites / "pdf"))
    return {case: medians(times) for case, times in found.items()}
