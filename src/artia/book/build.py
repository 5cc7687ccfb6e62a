"""Run Sphinx, one process a language, and publish the sites only when all of them are whole."""

import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from artia.book.languages import LANGUAGES


class BuildError(Exception):
    """The book could not be built; the message says which edition, and what was found."""


def build(
    root: Path, languages: Iterable[str] = tuple(LANGUAGES), out: Path | None = None
) -> list[Path]:
    """Build the sites of `root` into `out`/fr and `out`/en (default: book/_build); return them.

    Everything is made in a temporary folder beside `out`, then swapped in: a failed build leaves
    the sites that were there. Raises BuildError.

    Nothing is kept from a build for the next: reading the pages is a tenth of the time, and what
    was read before would have to be forgotten whenever a file that a page leans on changes.
    """
    out = out or root / "book" / "_build"
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".building-") as scratch:
        work = Path(scratch)
        built = run_sphinx(root, languages, work, unchanged=out)
        return [publish(folder, out / code, work) for code, folder in built.items()]


def run_sphinx(
    root: Path, languages: Iterable[str], work: Path, unchanged: Path, builder: str = "html"
) -> dict[str, Path]:
    """Build each language into `work`/fr and `work`/en, at the same time; return these folders.

    Raises BuildError, whose message says that nothing was changed in the folder `unchanged`.
    """
    running = {code: start(code, root, work, builder) for code in languages}
    made = "site" if builder == "html" else "edition"
    failures = []
    for code, process in running.items():
        report, _ = process.communicate()
        if process.returncode:
            failures.append(f"The {code} {made} was not built: {sentence(report)}")
    if failures:
        raise BuildError("\n".join([*failures, f"Nothing was changed in {unchanged}."]))
    return {code: work / code for code in running}


def start(code: str, root: Path, work: Path, builder: str) -> subprocess.Popen[str]:
    """Start the process that builds one language into `work`."""
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "artia.book.site",
            code,
            str(root),
            str(work / code),
            str(work / f"{code}.doctrees"),
            builder,
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def sentence(report: str) -> str:
    """Return what Sphinx reported, without its empty lines."""
    lines = [line for line in report.splitlines() if line.strip()]
    return "\n  ".join(["Sphinx reports", *lines])


def publish(built: Path, site: Path, work: Path) -> Path:
    """Put `built` in the place of `site`: two renames on one file system."""
    if site.exists():
        site.rename(work / f"{built.name}.old")
    built.rename(site)
    return site
