"""Which translation fell behind: each follower records the hash of the text it follows."""

import json
import re
from collections.abc import Iterator

from .findings import AuthoringError, Finding
from .hashing import text_hash
from .source import Pair, Source, SourceCell

_HASH_VALUE = re.compile(r'("source_hash"\s*:\s*)"[^"]*"')
_L10N_OPENING = re.compile(r'("l10n"\s*:\s*\{)(\s*\}?)')


def _l10n(cell: SourceCell) -> dict:
    metadata = cell.node.metadata.get("l10n", {})
    return metadata if isinstance(metadata, dict) else {}


def original_and_follower(pair: Pair) -> tuple[SourceCell, SourceCell]:
    """Return the cell written first and the one that follows it: French first unless declared."""
    if _l10n(pair.en).get("original") is True:
        return pair.en, pair.fr
    return pair.fr, pair.en


def freshness_findings(source: Source) -> Iterator[Finding]:
    """Find the prose cells whose original changed since they were last compared."""
    prose = [pair for pair in source.pairs if pair.fr.kind == "markdown"]
    yield from _misplaced(source, prose)
    for pair in prose:
        original, follower = original_and_follower(pair)
        recorded = _l10n(follower).get("source_hash")
        current = text_hash(original.text)
        if recorded == current:
            continue
        state = (
            f"follows an earlier text (recorded {recorded}, now {current})"
            if recorded
            else f"does not say which text it follows (no source_hash; now {current})"
        )
        yield follower.finding(
            f"stale pair: this {follower.language} cell {state} of {original.language} cell "
            f"{original.number} {original.label}; read both, then `artia labs accept {source.lab}`"
        )


def _misplaced(source: Source, prose: list[Pair]) -> Iterator[Finding]:
    """Find l10n metadata that nothing reads."""
    english = {pair.en.number for pair in prose}
    followers = {original_and_follower(pair)[1].number for pair in prose}
    paired = {cell.number for pair in source.pairs for cell in (pair.fr, pair.en)}
    for cell in source.cells:
        alone = cell.language is not None and cell.number not in paired  # said by the pairing
        if "l10n" not in cell.node.metadata or alone:
            continue
        l10n = _l10n(cell)
        if (
            not l10n
            or set(l10n) - {"source_hash", "original"}
            or l10n.get("original", True) is not True
        ):
            yield cell.finding('l10n is {"source_hash": "…"} or {"original": true}')
        elif "original" in l10n and cell.number not in english:
            yield cell.finding("l10n original: only an en prose cell is declared the original")
        elif "source_hash" in l10n and cell.number not in followers:
            yield cell.finding("l10n source_hash on a cell that follows no other")


def stamp(source: Source, text: str) -> tuple[str, list[SourceCell]]:
    """Return `text` with every follower's hash up to date, and the cells that changed.

    Nothing but the hashes changes; line endings are kept. Raises AuthoringError when a cell's
    `+++` line cannot be found.
    """
    lines = re.split(r"(?<=\n)", text)
    stamped = []
    for pair in source.pairs:
        original, follower = original_and_follower(pair)
        current = text_hash(original.text)
        if follower.kind != "markdown" or _l10n(follower).get("source_hash") == current:
            continue
        line = lines[follower.line - 1]
        if not line.startswith("+++"):
            raise AuthoringError([follower.finding("its +++ line cannot be found")])
        lines[follower.line - 1] = _stamped_line(line, current)
        stamped.append(follower)
    return "".join(lines), stamped


def _stamped_line(line: str, value: str) -> str:
    if _HASH_VALUE.search(line):
        changed = _HASH_VALUE.sub(rf'\g<1>"{value}"', line)
    elif opening := _L10N_OPENING.search(line):
        comma = "}" if opening.group(2).endswith("}") else ", "
        changed = _L10N_OPENING.sub(rf'\g<1>"source_hash": "{value}"{comma}', line)
    else:
        body = line.rstrip()
        changed = f'{body[:-1]}, "l10n": {{"source_hash": "{value}"}}}}{line[len(body) :]}'
    json.loads(changed[3:])  # an unforeseen layout fails here rather than in the file
    return changed
