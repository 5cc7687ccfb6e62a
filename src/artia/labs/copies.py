"""How much of a text stands word for word in another: the simplest measure of copying."""

from __future__ import annotations

from artia.labs.typed import typed


@typed
def longest_copy(written: str, source: str) -> str:
    """Return the longest run of characters of `written` found as such in `source`."""
    best = ""
    for start in range(len(written)):
        end = start + len(best) + 1  # only a longer run is worth finding
        while end <= len(written) and written[start:end] in source:
            best = written[start:end]
            end += 1
    return best
