"""Train a vocabulary of one's own on chosen texts, then see whom it suits.

The pieces are learnt by the `tokenizers` library: byte-pair encoding on bytes, inside words.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from artia.labs.charts import Chart
from artia.labs.errors import LabError
from artia.labs.figures import BLUE, ORANGE, new_figure
from artia.labs.limits import row_within, within
from artia.labs.messages import N_, _, number
from artia.labs.text import load_corpus, split
from artia.labs.typed import typed, typed_methods

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

BYTES = 256  # every vocabulary begins with them: nothing is unknown to it
LETTERS = 60_000  # characters read to learn, whatever the mix: only their languages change
MOST_PIECES = 10_000  # with so few letters to learn from, more would not come
LANGUAGES = ("fr", "en")


@typed_methods
class OwnVocabulary:
    """A vocabulary trained here; it cuts texts as the published ones do."""

    def __init__(self, name: str, text: str, size: int) -> None:
        from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

        tokenizer = Tokenizer(models.BPE())
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        tokenizer.decoder = decoders.ByteLevel()
        trainer = trainers.BpeTrainer(
            vocab_size=within("size", size, BYTES, MOST_PIECES, whole=True),
            initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
            show_progress=False,
        )
        tokenizer.train_from_iterator(text.split("\n"), trainer)
        self._tokenizer, self.name = tokenizer, name
        self.size = tokenizer.get_vocab_size()
        self._bytes = _bytes_of_signs()

    def encode(self, text: str) -> list[int]:
        """Return the numbers of the pieces."""
        return self._tokenizer.encode(text).ids

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text that these numbers stand for. Raises LabError for any other number."""
        written = b"".join(self._piece(number) for number in row_within(ids, self.size))
        return written.decode("utf-8", errors="replace")

    def pieces(self, text: str) -> list[bytes]:
        """Return the pieces of bytes, in the order of the text."""
        return [self._piece(number) for number in self.encode(text)]

    def entries(self) -> list[bytes]:
        """Return every piece the vocabulary knows."""
        return [self._piece(number) for number in range(self.size)]

    def _piece(self, number: int) -> bytes:
        return bytes(self._bytes[sign] for sign in self._tokenizer.id_to_token(number))


def _bytes_of_signs() -> dict[str, int]:
    """The library writes each byte as a visible sign; this is the way back (GPT-2's table)."""
    seen = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [byte for byte in range(256) if byte not in seen]
    signs = [chr(byte) for byte in seen] + [chr(256 + place) for place in range(len(hidden))]
    return dict(zip(signs, seen + hidden, strict=True))


@typed
def course_texts() -> tuple[dict[str, str], dict[str, str]]:
    """Read the course's texts in both languages: nine tenths to learn, a tenth set aside."""
    parts = {language: split(load_corpus(language), 0.1) for language in LANGUAGES}
    return {k: part[0] for k, part in parts.items()}, {k: part[1] for k, part in parts.items()}


@typed
def mixed(texts: Mapping[str, str], french: float) -> str:
    """Take LETTERS characters, `french` of them (0 to 1) in French and the others in English.

    Raises LabError when a text is too short for its share.
    """
    share = within("french", french, 0, 1)
    wanted = {"fr": round(LETTERS * share), "en": LETTERS - round(LETTERS * share)}
    for language, letters in wanted.items():
        if len(texts.get(language, "")) < letters:
            raise LabError(
                N_("too few characters for this mix"),
                found=number(len(texts.get(language, ""))),
                needed=number(letters),
            )
    return "\n".join(texts[language][:letters] for language, letters in wanted.items() if letters)


@typed
def fertility(text: str, vocabulary: OwnVocabulary) -> float:
    """Tokens for each word, on average; a word is what stands between spaces.

    Raises LabError for a text without a word.
    """
    if not text.strip():
        raise LabError(N_("an empty sentence"))
    return len(vocabulary.encode(text)) / len(text.split())


@typed
def fertility_chart(found: Mapping[str, Mapping[str, float]]) -> Chart:
    """Draw tokens per word: for each vocabulary, a bar for French and one for English.

    Raises LabError when a vocabulary has no number for each of these languages.
    """
    if not found or any(set(pair) != set(LANGUAGES) for pair in found.values()):
        raise LabError(N_("tokens: not prepared"))
    figure, axes = new_figure(7, 1.4 + 0.75 * len(found))
    names = {"fr": _("tokens:texts in French"), "en": _("tokens:texts in English")}
    for place, (language, colour, hatch) in enumerate((("fr", BLUE, ""), ("en", ORANGE, "//"))):
        heights = [row + (place - 0.5) * 0.36 for row in range(len(found))]
        values = [pair[language] for pair in found.values()]
        bars = axes.barh(
            heights, values, 0.34, color=colour, hatch=hatch, edgecolor="white",
            label=names[language],
        )  # fmt: skip
        axes.bar_label(bars, [number(value, 2) for value in values], padding=4)
    axes.margins(x=0.1)  # room for the numbers at the end of the bars
    axes.set_yticks(range(len(found)), list(found))
    axes.invert_yaxis()
    axes.grid(visible=False)
    axes.set(xlabel=_("tokens per word, on texts set aside"))
    axes.xaxis.set_major_formatter(lambda value, _position: number(value, 1))
    axes.legend(frameon=False, loc="lower center", bbox_to_anchor=(0.4, 1), ncols=2)
    said = "; ".join(
        _("{name}: {fr} in French, {en} in English").format(
            name=name, fr=number(pair["fr"], 2), en=number(pair["en"], 2)
        )
        for name, pair in found.items()
    )
    alt = _("Tokens per word by vocabulary: {said}.").format(said=said)
    headers = [_("tokens:trained on"), names["fr"], names["en"]]
    rows = [[name, number(pair["fr"], 2), number(pair["en"], 2)] for name, pair in found.items()]
    return figure, alt, (headers, rows)
