"""How build times grow with the number of pages."""

from pathlib import Path

from artia.book.build import build

from .book_sources import generate_book
from .book_times import medians, timed


def measure(folder: Path, sizes: list[int], runs: int) -> dict[str, object]:
    """Build generated books of each size, both languages, `runs` times in turn."""
    books = {size: generate_book(folder / f"book-{size}", size) for size in sizes}
    found: dict[int, list[dict[str, float]]] = {size: [] for size in sizes}
    changed: dict[int, list[dict[str, float]]] = {size: [] for size in sizes}
    for turn in range(runs):
        for size, root in books.items():
            out = folder / f"sites-{size}-{turn}"
            found[size].append(timed(lambda root=root, out=out: build(root, out=out)))
            for page in (root / "book").glob("*/g001.md"):
                page.write_text(page.read_text(encoding="utf-8") + "\nArtIA.\n", encoding="utf-8")
            changed[size].append(timed(lambda root=root, out=out: build(root, out=out)))
    return {
        f"{size} pages a language": {
            "cold": medians(found[size]),
            "one page changed": medians(changed[size]),
        }
        for size in sizes
    }
