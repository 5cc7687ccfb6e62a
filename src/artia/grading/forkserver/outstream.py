"""An output stream that stops sending when a cell has printed too much, and that forgets nothing.

Cut at the source, because each byte sent costs the grader memory and time; a learner who
undoes it meets the grader's own limit. What a cell's subprocesses print reaches ipykernel through
a pipe, which a thread empties when it can: on a busy machine the cell ended first, and a graded
notebook lost their text. Here a cell's end empties the pipe.
"""

from __future__ import annotations

import fcntl
import os
import select
import struct
import termios
import threading
import time

from ipykernel.iostream import PIPE_BUFFER_SIZE, OutStream

LIMIT = "ARTIA_OUTPUT_LIMIT"  # environment: bytes per cell, both streams together
NOTICE = "ARTIA_OUTPUT_NOTICE"  # environment: what is printed in the place of the rest
_DEFAULT_LIMIT = 1_000_000
_DEFAULT_NOTICE = "[…] la suite n’est pas affichée / the rest is not shown"


#: Longest wait for the pipe (s): a subprocess left behind may never stop printing.
_PATIENCE = 0.5

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
        self._emptying = threading.Lock()  # before the thread that the parent class starts
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

    def flush(self) -> None:
        """Send what was printed, by subprocesses too: ipykernel asks for it when a cell ends."""
        if self._should_watch and self._is_master_process():  # a fork's lock may be held forever
            deadline = time.monotonic() + _PATIENCE
            while self._unread() and time.monotonic() < deadline:
                time.sleep(0.001)
        super().flush()

    def _unread(self) -> int:
        """Return the bytes that wait in the pipe; 0 once all those before are printed."""
        with self._emptying:
            return struct.unpack("i", fcntl.ioctl(self._fid, termios.FIONREAD, b"\0" * 4))[0]

    def _watch_pipe_fd(self) -> None:
        """Print what arrives in the pipe; what was taken from it is printed before `_unread`."""
        while True:
            select.select([self._fid], [], [])
            with self._emptying:
                data = os.read(self._fid, PIPE_BUFFER_SIZE)
                if not data or not self._should_watch:
                    return
                self.write(data.decode(errors="replace"))
            os.write(self._original_stdstream_copy, data)
