"""What a reader's first view of each page loads, in bytes: as it is, and through gzip."""

import gzip
import os
import shutil
import statistics
from collections import Counter
from pathlib import Path

from playwright.sync_api import sync_playwright

from artia.book.build import build

from .book_server import serve

#: What servers do not compress again.
PACKED = (".woff2", ".woff", ".png", ".jpg", ".jpeg", ".gif")


def measure(root: Path, out: Path) -> dict[str, object]:
    """Open every page of both sites with an empty cache and add up what it loads."""
    build(root, out=out)
    names = ("chromium", "chromium-browser", "google-chrome")
    path = os.environ.get("ARTIA_CHROMIUM") or next(filter(None, map(shutil.which, names)))
    found = {}
    with sync_playwright() as playwright, serve(out) as base:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for code in ("fr", "en"):
            pages = {}
            for page in sorted((out / code).rglob("*.html")):
                if "_static" not in page.parts:
                    name = page.relative_to(out).as_posix()
                    pages[name] = first_view(browser, base + name)
            found[code] = summary(pages)
        browser.close()
    return found


def first_view(browser, address: str) -> dict[str, object]:
    """Return the bytes that a page loads, in all and by kind of file."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    responses = []
    page.on("response", lambda response: responses.append(response))
    page.goto(address, wait_until="networkidle")
    plain, packed = Counter(), Counter()
    for response in responses:
        body, ending = response.body(), Path(response.url.split("?")[0]).suffix
        plain[ending] += len(body)
        packed[ending] += len(body if ending in PACKED else gzip.compress(body, 6))
    context.close()
    return {
        "plain": plain.total(), "gzip": packed.total(), "requests": len(responses),
        "gzip_by_kind": dict(packed),
    }  # fmt: skip


def summary(pages: dict[str, dict[str, object]]) -> dict[str, object]:
    """Return the median page and the heaviest."""
    heaviest = max(pages, key=lambda name: pages[name]["gzip"])
    return {
        "pages": len(pages),
        "median_plain": round(statistics.median(page["plain"] for page in pages.values())),
        "median_gzip": round(statistics.median(page["gzip"] for page in pages.values())),
        "median_requests": statistics.median(page["requests"] for page in pages.values()),
        "heaviest": {"page": heaviest, **pages[heaviest]},
    }
