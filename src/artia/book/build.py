"""Build the sites, one process a language, and publish them only when all of them are whole."""

import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from artia.book.languages import LANGUAGES


class BuildError(Exception):
    """A site could not be built; the message says which, and what Sphinx found."""


def build(
    root: Path, languages: Iterable[str] = tuple(LANGUAGES), out: Path | None = None
) -> list[Path]:
    """Build the sites of `root` into `out`/fr and `out`/en (default: book/_build); return them.

    Everything is made in a temporary folder beside `out`, then swapped in: a failed build leaves
    the sites that were there. Raises BuildError.
    """
    out = out or root / "book" / "_build"
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".building-") as scratch:
        work = Path(scratch)
        running = {code: start(code, root, work) for code in languages}
        failures = []
        for code, process in running.items():
            report, _ = process.communicate()
            if process.returncode:
                failures.append(f"The {code} site was not built: {sentence(report)}")
        if failures:
            raise BuildError("\n".join([*failures, f"Nothing was changed in {out}."]))
        return [publish(work / code, out / code, work) for code in running]


def start(code: str, root: Path, work: Path) -> subprocess.Popen[str]:
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
        site.rename(work / f"{site.name}.old")
    built.rename(site)
    return site
