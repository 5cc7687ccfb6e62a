"""From files to numbers: read a text, list its characters, turn it into a row of numbers.

A text is refused with one sentence, and nothing is changed: see `read_text`.
"""

from __future__ import annotations

import random
import stat
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from artia.labs.errors import LabError, named
from artia.labs.limits import row_within
from artia.labs.messages import N_, number
from artia.labs.typed import typed_methods

SHORTEST = 2_000  # characters: fewer leave nothing worth measuring once a tenth is set aside
LARGEST = 5_000_000  # bytes: a 0.35 M parameter model can do nothing with more
PASSAGE = 800  # characters: the least a passage holds when the corpus is dealt
IN_THE_REPOSITORY = Path(__file__).parents[3] / "labs" / "corpus"

# The first bytes of files that are often mistaken for plain text.
DOCUMENTS = {
    b"PK\x03\x04": "Word, LibreOffice, zip",
    b"%PDF": "PDF",
    b"{\\rtf": "RTF",
    b"\xd0\xcf\x11\xe0": "Word",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
}


def corpus_folder(language: str) -> Path:
    """Find the course's texts: beside the notebook, one folder up, or in the repository."""
    places = [Path("corpus"), Path("..") / "corpus", IN_THE_REPOSITORY]
    for place in places:
        if any((place / language).glob("*.txt")):
            return place / language
    raise LabError(N_("corpus not found"), folder=f"corpus/{language}")


def load_corpus(language: str, folder: Path | None = None) -> str:
    """Read the course's texts as one string, their passages dealt in a fixed random order.

    Dealing them means that any part of the string holds notices, letters and songs alike,
    so that the end can be set aside and still resemble the beginning.
    """
    folder = folder or corpus_folder(language)
    passages = []
    for path in sorted(folder.glob("*.txt")):
        passages += _passages(_tidy(path.read_text(encoding="utf-8")))
    random.Random(2).shuffle(passages)
    return "\n\n".join(passages)


def read_text(path: object, encoding: str = "utf-8") -> str:
    """Read the learner's own text file.

    Raises LabError, in the learner's language, when the file is missing, is a folder, is
    too large, is not plain text, has another encoding, is empty or too short.
    """
    name = named(path)
    try:
        file = Path(path)
        state, name = file.stat(), named(file.name or file)
    except (OSError, ValueError, TypeError):  # no file has that name, nor could have, or no name
        raise LabError(N_("file not found"), name=name, folder=Path.cwd().name) from None
    if stat.S_ISDIR(state.st_mode):
        raise LabError(N_("a folder, not a file"), name=name)
    if not stat.S_ISREG(state.st_mode):  # a device may never end
        raise LabError(N_("not text"), name=name)
    if state.st_size > LARGEST:
        found, most = number(state.st_size / 1e6, 1), number(LARGEST / 1e6)
        raise LabError(N_("file too large"), name=name, found=found, most=most)
    try:
        data = file.read_bytes()
    except OSError:
        raise LabError(N_("file not readable"), name=name) from None
    text = _tidy(_decode(data, encoding, name))
    if not text.strip():
        raise LabError(N_("file empty"), name=name)
    if len(text) < SHORTEST:
        found, least = number(len(text)), number(SHORTEST)
        raise LabError(N_("file too short"), name=name, found=found, least=least)
    return text


def split(text: str, share: float) -> tuple[str, str]:
    """Cut once: the beginning to learn from, the end (`share` of the text) set aside."""
    cut = round(len(text) * (1 - share))
    return text[:cut], text[cut:]


@typed_methods
class Vocabulary:
    """The different characters of a text, each with a number from 0 to V − 1."""

    def __init__(self, text: str) -> None:
        self.characters = sorted(set(text))
        self.ids = {character: i for i, character in enumerate(self.characters)}

    @property
    def size(self) -> int:
        """V: how many different characters."""
        return len(self.characters)

    def encode(self, text: str) -> list[int]:
        """Turn characters into numbers; a character never met is left out."""
        return [self.ids[character] for character in text if character in self.ids]

    def decode(self, ids: Sequence[int]) -> str:
        """Turn numbers back into characters. Raises LabError for one that is none of these."""
        return "".join(self.characters[i] for i in row_within(ids, self.size))


def _decode(data: bytes, encoding: str, name: str) -> str:
    for start, kind in DOCUMENTS.items():
        if data.startswith(start):
            raise LabError(N_("a document, not plain text"), name=name, kind=kind)
    try:
        text = data.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
    except UnicodeDecodeError:
        raise _wrong_encoding(data, encoding, name) from None
    except (LookupError, ValueError):  # ValueError: a name no encoding can have
        raise LabError(N_("unknown encoding"), name=name, encoding=named(encoding)) from None
    if "\0" in text:
        raise LabError(N_("not text"), name=name)
    return text


def _wrong_encoding(data: bytes, encoding: str, name: str) -> LabError:
    """Say which encoding the file seems to have, when the bytes allow a guess."""
    guesses = [("UTF-16", "utf-16")] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else []
    if b"\0" not in data:
        guesses.append(("Windows-1252", "cp1252"))
    for label, code in guesses:
        try:
            decoded = data.decode(code)
        except UnicodeDecodeError:
            continue
        if sum(c.isprintable() or c.isspace() for c in decoded) > 0.98 * len(decoded):
            expected = encoding.upper()
            return LabError(
                N_("wrong encoding"), name=name, found=label, code=code, expected=expected
            )
    return LabError(N_("not text"), name=name)


def _tidy(text: str) -> str:
    """One way to write each accented letter, one way to end a line."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _passages(text: str) -> list[str]:
    """Cut a file between paragraphs into passages of at least PASSAGE characters."""
    passages, current = [], ""
    for paragraph in text.strip().split("\n\n"):
        current = f"{current}\n\n{paragraph.strip()}".strip()
        if len(current) >= PASSAGE:
            passages.append(current)
            current = ""
    if current:
        passages.append(current)
    return passages
