"""Real vocabularies, as their makers published them, read from the shipped files.

Each cuts a text into pieces of bytes; their number is what a service counts, limits and bills.
"""

from __future__ import annotations

import base64
import os
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from artia.labs.limits import one_of, row_within
from artia.labs.messages import N_
from artia.labs.shipped import shipped
from artia.labs.tokens import patterns
from artia.labs.tokens.sentencepieces import SentencePieces
from artia.labs.typed import typed, typed_methods

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # one thread, and no warning after a fork


class Vocabulary(Protocol):
    """What cuts texts: its name, how many pieces it knows, and how it cuts."""

    name: str
    size: int

    def encode(self, text: str) -> list[int]:
        """Return the numbers of the pieces."""

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text that these numbers stand for."""

    def pieces(self, text: str) -> list[bytes]:
        """Return the pieces themselves: put end to end, the bytes of the text."""

    def entries(self) -> list[bytes]:
        """Return every piece the vocabulary knows."""


@typed_methods
class RankedBytes:
    """A vocabulary of bytes, each piece with its rank of merging (`tiktoken`'s kind)."""

    def __init__(self, name: str, path: Path, pattern: str, normal: str = "") -> None:
        from tiktoken import Encoding

        ranks = read_ranks(path)
        self.name, self.size, self._normal = name, len(ranks), normal
        self._encoding = Encoding(name, pat_str=pattern, mergeable_ranks=ranks, special_tokens={})

    def encode(self, text: str) -> list[int]:
        """Return the numbers of the pieces; nothing in a text is ever a special token."""
        text = unicodedata.normalize(self._normal, text) if self._normal else text
        return self._encoding.encode_ordinary(text)

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text that these numbers stand for. Raises LabError for any other number."""
        return self._encoding.decode(row_within(ids, self.size).tolist(), errors="replace")

    def pieces(self, text: str) -> list[bytes]:
        """Return the pieces of bytes, in the order of the text."""
        return [self._encoding.decode_single_token_bytes(i) for i in self.encode(text)]

    def entries(self) -> list[bytes]:
        """Return every piece the vocabulary knows."""
        return self._encoding.token_byte_values()


def read_ranks(path: Path) -> dict[bytes, int]:
    """Read a `.tiktoken` file: on each line a piece in base64, then its rank."""
    lines = (line.split() for line in path.read_bytes().splitlines() if line)
    return {base64.b64decode(piece): int(rank) for piece, rank in lines}


@dataclass(frozen=True)
class Published:
    """One published vocabulary: its file, how it cuts, and who uses it, in a few words."""

    file: str
    pattern: str
    used_by: str
    normal: str = ""  # a Unicode form the text is put in first, when its maker does so


# In the order of the tables: three generations of one maker, then the others.
PUBLISHED = {
    "r50k": Published("r50k.tiktoken", patterns.GPT2, "GPT-2, GPT-3"),
    "cl100k": Published("cl100k.tiktoken", patterns.GPT4, "GPT-4"),
    "o200k": Published("o200k.tiktoken", patterns.GPT4O, "GPT-4o, GPT-5"),
    "llama2": Published("llama2.json", "", "Llama 1, Llama 2"),
    "llama3": Published("llama3.tiktoken", patterns.GPT4, "Llama 3"),
    "claude": Published("claude.tiktoken", patterns.CLAUDE, "Claude 1, Claude 2", "NFKC"),
    "tekken": Published("tekken.tiktoken", patterns.TEKKEN, "Mistral"),
}


@typed
@cache
def load(name: str) -> Vocabulary:
    """Read a published vocabulary by its name; it stays in memory.

    Raises LabError for an unknown name, or when its file was not installed.
    """
    about = PUBLISHED[one_of(name, PUBLISHED, N_("unknown vocabulary"))]
    path = shipped(f"tokenizers/{about.file}")
    if path.suffix == ".json":
        return SentencePieces(name, path)
    return RankedBytes(name, path, about.pattern, about.normal)
