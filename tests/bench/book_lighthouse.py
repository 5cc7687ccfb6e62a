"""Lighthouse's scores of the home page, a module and a lab, in both languages."""

import json
import os
import shutil
import statistics
import subprocess
from pathlib import Path

from artia.book.build import build

from .book_server import serve

PAGES = ("index", "m02-learning", "labs/lab02")
CATEGORIES = ("performance", "accessibility", "best-practices")


def measure(root: Path, out: Path, lighthouse: Path, runs: int) -> dict[str, object]:
    """Score each page `runs` times in turn (a phone, slowed down: Lighthouse's own default)."""
    build(root, out=out)
    names = [f"{code}/{page}.html" for code in ("fr", "en") for page in PAGES]
    scores: dict[str, dict[str, list[float]]] = {
        name: {category: [] for category in CATEGORIES} for name in names
    }
    with serve(out) as base:
        for _turn in range(runs):
            for name in names:
                for category, score in score_page(lighthouse, base + name).items():
                    scores[name][category].append(score)
    return {
        name: {category: statistics.median(values) for category, values in found.items()}
        for name, found in scores.items()
    }


def score_page(lighthouse: Path, address: str) -> dict[str, float]:
    """Return the scores of one run, of 100."""
    chromium = os.environ.get("CHROME_PATH") or shutil.which("chromium") or ""
    command = [
        "node", str(lighthouse), address, "--output=json", "--quiet",
        f"--only-categories={','.join(CATEGORIES)}",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage",
    ]  # fmt: skip
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "CHROME_PATH": chromium}
    )
    if done.returncode:
        raise SystemExit(f"Lighthouse failed on {address}: {done.stderr.strip()[-600:]}")
    found = json.loads(done.stdout)["categories"]
    return {category: round(found[category]["score"] * 100) for category in CATEGORIES}
