"""Llama 1 and 2's vocabulary: pieces of characters, and bytes for the characters it lacks.

A space is written `▁` and one is put before the text, so that a first word is cut like the others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from artia.labs.limits import row_within
from artia.labs.typed import typed_methods

SPACE = "▁"
_BYTE = re.compile(r"<0x([0-9A-F]{2})>")


@typed_methods
class SentencePieces:
    """A vocabulary of characters with a byte for each of 256 values (SentencePiece's kind).

    The file holds `pieces`, in the order of their numbers, and `merges`, pairs of numbers in the
    order they are made.
    """

    def __init__(self, name: str, path: Path) -> None:
        from tokenizers import Tokenizer
        from tokenizers.models import BPE

        content = json.loads(path.read_text(encoding="utf-8"))
        self._pieces = content["pieces"]
        numbers = {piece: number for number, piece in enumerate(self._pieces)}
        merges = [(self._pieces[left], self._pieces[right]) for left, right in content["merges"]]
        model = BPE(vocab=numbers, merges=merges, unk_token="<unk>", byte_fallback=True)
        self._tokenizer = Tokenizer(model)
        self.name, self.size = name, len(self._pieces)

    def encode(self, text: str) -> list[int]:
        """Return the numbers of the pieces."""
        if not text:
            return []
        written = (" " + text).replace(" ", SPACE)
        return self._tokenizer.encode(written, add_special_tokens=False).ids

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text that these numbers stand for; a `▁` of the text comes back a space.

        Raises LabError for a number that is not in the vocabulary.
        """
        written = b"".join(self._bytes(i) for i in row_within(ids, self.size))
        return written.decode("utf-8", errors="replace")[1:]

    def pieces(self, text: str) -> list[bytes]:
        """Return the pieces of bytes, in the order of the text, the space put before included."""
        return [self._bytes(number) for number in self.encode(text)]

    def entries(self) -> list[bytes]:
        """Return every piece the vocabulary knows."""
        return [self._bytes(number) for number in range(self.size)]

    def _bytes(self, number: int) -> bytes:
        piece = self._pieces[number]
        byte = _BYTE.fullmatch(piece)
        return bytes([int(byte[1], 16)]) if byte else piece.replace(SPACE, " ").encode()
