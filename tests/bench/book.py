"""Measure the book: build times, their growth, the weight of its pages, Lighthouse's scores.

    python -m tests.bench.book --json FILE [--only times growth weight lighthouse]
                               [--runs 3] [--pages 20 60 120] [--lighthouse CLI]

Builds and runs are interleaved and the figures are medians. The load of the machine at the start
and at the end is in the file: on a machine that does something else, the times say little.
`--lighthouse` is the path of Lighthouse's cli/index.js, installed outside the repository
(npm install lighthouse@13.5.0); it starts the Chromium that CHROME_PATH names.
"""

import argparse
import json
import os
import platform
import tempfile
from collections.abc import Callable
from pathlib import Path

from . import book_growth, book_lighthouse, book_times, book_weight
from .book_sources import copy_course

PARTS = ("times", "growth", "weight", "lighthouse")


def machine() -> dict[str, object]:
    """Return what the figures depend on."""
    return {
        "cpu": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load_average_1min": os.getloadavg()[0],
    }


def measure(options: argparse.Namespace, folder: Path) -> dict[str, object]:
    """Return the figures of each part asked for."""
    course = copy_course(folder / "course")
    parts: dict[str, Callable[[], object]] = {
        "times": lambda: book_times.measure(course, folder / "times", options.runs),
        "growth": lambda: book_growth.measure(folder / "growth", options.pages, options.runs),
        "weight": lambda: book_weight.measure(course, folder / "weight"),
        "lighthouse": lambda: book_lighthouse.measure(
            course, folder / "lighthouse", options.lighthouse, options.runs
        ),
    }
    figures: dict[str, object] = {"start": machine()}
    for name in options.only:
        if name == "lighthouse" and options.lighthouse is None:
            print("lighthouse: left out; --lighthouse says where its cli/index.js is")
            continue
        figures[name] = parts[name]()
        print(name, json.dumps(figures[name], ensure_ascii=False, indent=1), flush=True)
    figures["end"] = machine()
    return figures


def main() -> None:
    """Measure what is asked for and write it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--json", type=Path, help="where to write the figures")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--runs", type=int, default=3, help="runs of each measure (3)")
    parser.add_argument("--pages", type=int, nargs="+", default=[20, 60, 120])
    parser.add_argument("--lighthouse", type=Path, help="Lighthouse's cli/index.js")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="artia-bench-") as folder:
        figures = measure(options, Path(folder))
    if options.json:
        text = json.dumps(figures, ensure_ascii=False, indent=1)
        options.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
