"""Does each page still follow its counterpart? It records the hash of the text it was made from.

Front matter of the page that follows (English, or French when English was written first):

    l10n: {source: fr, source_hash: 0123456789ab}
"""

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from artia.authoring.hashing import text_hash
from artia.authoring.writing import write_all
from artia.book.findings import Finding

FRONT_MATTER = re.compile(r"\A---\n(.*?\n)---\n", re.S)
L10N = re.compile(r"^l10n:.*\n(?:[ \t]+.*\n)*", re.M)


def split_front_matter(text: str) -> tuple[dict, str]:
    """Return the page's front matter and the text after it."""
    match = FRONT_MATTER.match(text)
    if not match:
        return {}, text
    front = yaml.safe_load(match[1])
    return (front if isinstance(front, dict) else {}), text[match.end() :]


def page_hash(text: str) -> str:
    """Return the hash of a page's text, blind to spacing and lines.

    The front matter is left out: a page does not become stale because its own record changed.
    """
    return text_hash(split_front_matter(text)[1])


def localisation(text: str) -> dict:
    """Return the page's `l10n` record: {} when it follows no other page."""
    record = split_front_matter(text)[0].get("l10n")
    return record if isinstance(record, dict) else {}


def is_stale(page: Path, tree: Path) -> bool:
    """Tell whether `page` of `tree` (book/en) was made from an earlier text of its counterpart."""
    record = localisation(page.read_text(encoding="utf-8"))
    if "source" not in record:
        return False
    source = tree.parent / str(record["source"]) / page.relative_to(tree)
    if not source.exists():
        return False
    return str(record.get("source_hash")) != page_hash(source.read_text(encoding="utf-8"))


def check(docname: str, book: Path) -> Iterator[Finding]:
    """Yield a finding when a pair of pages records nothing, records it twice, or is stale."""
    paths = {code: book / code / f"{docname}.md" for code in ("fr", "en")}
    records = {code: localisation(path.read_text(encoding="utf-8")) for code, path in paths.items()}
    followers = [code for code, record in records.items() if "source" in record]
    if len(followers) != 1:
        found = "both do" if followers else "neither does"
        message = (
            f"one page of the pair records its source and {found}; "
            f"run `artia book accept {docname}`"
        )
        yield Finding(paths["en"], 1, "freshness", message)
        return
    (follower,) = followers
    source = "en" if follower == "fr" else "fr"
    if records[follower]["source"] != source:
        yield Finding(paths[follower], 1, "freshness", f"expected `source: {source}` in l10n")
    elif is_stale(paths[follower], book / follower):
        message = (
            f"book/{source}/{docname}.md has changed since this page was reviewed; "
            f"review it, then run `artia book accept {docname}`"
        )
        yield Finding(paths[follower], 1, "freshness", message)


def accept(docname: str, book: Path, original: str | None = None) -> Path:
    """Record in the following page that it was reviewed against its counterpart's present text.

    `original` says which language was written first; by default what the pair already records,
    else French. Returns the page changed. Raises FileNotFoundError when a page is missing.
    """
    paths = {code: book / code / f"{docname}.md" for code in ("fr", "en")}
    texts = {code: path.read_text(encoding="utf-8") for code, path in paths.items()}
    recorded = localisation(texts["fr"]).get("source")
    original = original or ("en" if recorded == "en" else "fr")
    follower = "en" if original == "fr" else "fr"
    record = f'l10n: {{source: {original}, source_hash: "{page_hash(texts[original])}"}}\n'
    write_all(
        {
            paths[original]: with_record(texts[original], ""),
            paths[follower]: with_record(texts[follower], record),
        }
    )
    return paths[follower]


def with_record(text: str, record: str) -> str:
    """Return the page with `record` as the only l10n of its front matter ("" for none)."""
    match = FRONT_MATTER.match(text)
    if not match:
        return f"---\n{record}---\n\n{text.lstrip()}" if record else text
    rest = L10N.sub("", match[1])
    front = f"---\n{record}{rest}---\n" if record or rest else ""
    return front + (text[match.end() :] if front else text[match.end() :].lstrip("\n"))
