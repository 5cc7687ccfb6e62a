"""An output stream that stops sending when a cell has printed too much.

Cut at the source, because each byte sent costs the grader memory and time; a learner who
undoes it meets the grader's own limit.
"""

from __future__ import annotations

import os

from ipykernel.iostream import OutStream

LIMIT = "ARTIA_OUTPUT_LIMIT"  # environment: bytes per cell, both streams together
NOTICE = "ARTIA_OUTPUT_NOTICE"  # environment: what is printed in the place of the rest
_DEFAULT_LIMIT = 1_000_000
_DEFAULT_NOTICE = "[…] la suite n’est pas affichée / the rest is not shown"


#: Bytes printed for each of the last cells, by both streams: threads of older ones go on printing.
_printed: dict[str | None, int] = {}
_REMEMBERED = 256  # cells


def _count(cell: str | None, printed: int) -> None:
    _printed[cell] = printed
    if len(_printed) > _REMEMBERED:
        _printed.pop(next(iter(_printed)), None)


class CappedOutStream(OutStream):
    """ipykernel's stream for stdout and stderr, limited to some bytes per cell."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._limit = int(os.environ.get(LIMIT, _DEFAULT_LIMIT))
        self._notice = os.environ.get(NOTICE, _DEFAULT_NOTICE)

    def write(self, string: str) -> int | None:
        """Print `string`, or drop it when the cell is over its limit.

        The text that crosses the limit is cut there and followed by the notice, once.
        """
        if not isinstance(string, str):
            return super().write(string)  # which says what was expected
        cell = self.parent_header.get("msg_id")
        printed = _printed.get(cell, 0)
        left = self._limit - printed
        if left < 0:
            return len(string)  # the notice is there already
        size = len(string) if string.isascii() else len(string.encode(errors="replace"))
        _count(cell, printed + size)
        if size <= left:
            return super().write(string)
        start = string[:left].encode(errors="replace")[:left].decode(errors="ignore")
        super().write(f"{start}\n{self._notice}\n")
        _count(cell, self._limit + 1)
        return len(string)
