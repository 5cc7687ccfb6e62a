"""Weigh a sentence: its tokens side by side, numbered, and listed in words that can be read aloud.

The colours only repeat what borders and numbers say; whoever cannot see them loses nothing.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from artia.labs.errors import LabError, shown
from artia.labs.messages import N_, _, ngettext, number
from artia.labs.show import show, table
from artia.labs.tokens.signs import drawn_sign, spoken
from artia.labs.tokens.vocabularies import Vocabulary
from artia.labs.typed import typed

LONGEST = 20_000  # characters: about two Declarations
MOST_SHOWN = 150  # tokens drawn and listed; all are counted
# Pale tints of Okabe and Ito's colours: black on each of them exceeds 12 to 1.
TINTS = ("#cfe5f5", "#fbe3b5", "#cdeee2", "#f3d7e6")


@dataclass(frozen=True)
class Token:
    """One token of a text: its bytes, and the characters it holds or has a part of."""

    data: bytes
    text: str
    whole: bool  # False: only some of the bytes of a character

    def drawn(self) -> str:
        """What is drawn in its box: its characters, or its bytes in base 16."""
        return "".join(drawn_sign(c) for c in self.text) if self.whole else self.data.hex(" ")

    def said(self) -> str:
        """The token in words: nothing in it is silent, not even a space."""
        if self.whole:
            return spoken(self.text)
        text = ngettext("{n} byte of {text}", "{n} bytes of {text}", len(self.data))
        return text.format(n=number(len(self.data)), text=spoken(self.text))


def tokens_of(text: object, vocabulary: Vocabulary) -> list[Token]:
    """Cut a text; tell tokens that are whole characters from those that are parts of one.

    Raises LabError when there is nothing to weigh, too much, or what is no text at all.
    """
    pieces = vocabulary.pieces(weighable(text))
    owners = [c for c in b"".join(pieces).decode("utf-8") for _byte in c.encode("utf-8")]
    found, place = [], 0
    for piece in pieces:
        held = owners[place : place + len(piece)]
        place += len(piece)
        try:
            found.append(Token(piece, piece.decode("utf-8"), whole=True))
        except UnicodeDecodeError:
            found.append(Token(piece, "".join(dict.fromkeys(held)), whole=False))
    return found


def weighable(text: object) -> str:
    """Return a text that can be cut. Raises LabError, one sentence, when it cannot."""
    if not isinstance(text, str):
        raise LabError(N_("not a sentence"), found=shown(text))
    if not text.strip():
        raise LabError(N_("an empty sentence"))
    if len(text) > LONGEST:
        raise LabError(N_("too long a sentence"), found=number(len(text)), most=number(LONGEST))
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise LabError(N_("half a character")) from None
    return text


@typed
def weigh(text: object, vocabulary: Vocabulary) -> None:
    """Show a sentence's weight and its tokens, drawn in a row, then listed; or why it cannot."""
    try:
        tokens = tokens_of(text, vocabulary)
    except LabError as problem:
        show(str(problem))
        return
    said = headline(text, tokens, vocabulary)
    left = len(tokens) - MOST_SHOWN
    more = _("and {n} more tokens").format(n=number(left)) if left > 0 else ""
    plain = " | ".join([token.drawn() for token in tokens[:MOST_SHOWN]] + ([more] if more else []))
    show(f"{said}\n{plain}", _body(said, tokens[:MOST_SHOWN], more))


def headline(text: str, tokens: list[Token], vocabulary: Vocabulary) -> str:
    """The weight in one sentence: tokens, words, characters and bytes."""
    sentence = ngettext("{vocabulary}: {n} token", "{vocabulary}: {n} tokens", len(tokens))
    return sentence.format(
        vocabulary=f"`{vocabulary.name}`",
        n=number(len(tokens)),
        words=number(len(text.split())),
        characters=number(len(text)),
        bytes=number(len(text.encode("utf-8"))),
    )


def _body(said: str, tokens: list[Token], more: str) -> str:
    row = "".join(_box(place, token) for place, token in enumerate(tokens))
    row = f'<p aria-hidden="true" style="line-height: 2.4">{row} {html.escape(more)}</p>'
    items = "".join(f"<li>{html.escape(token.said())}</li>" for token in tokens)
    title = html.escape(_("The tokens, listed"))
    listed = f"<details><summary>{title}</summary><ol>{items}</ol><p>{more}</p></details>"
    head = "<strong>" + html.escape(said.replace("`", "")) + "</strong>"
    return f"<p>{head}</p>{row}{listed}"


def _box(place: int, token: Token) -> str:
    style = (
        f"background: {TINTS[place % len(TINTS)]}; color: #000; border: 1px solid #595959; "
        "border-radius: 3px; padding: 2px 3px; margin-right: 2px; white-space: pre; "
        "display: inline-block; line-height: 1.3"
    )
    style += "" if token.whole else "; border-style: dashed"
    label = f'<sub style="font-size: 0.65em; color: #333"> {place + 1}</sub>'
    return f'<span style="{style}">{html.escape(token.drawn())}{label}</span>'


@typed
def compare(sentences: Sequence[object], vocabularies: Sequence[Vocabulary]) -> None:
    """Show how many tokens each sentence makes with each vocabulary; empty ones are left out."""
    written = [sentence for sentence in sentences if not isinstance(sentence, str) or sentence]
    if not written:
        show(_("no sentence of your own"))
        return
    try:
        kept = [weighable(sentence) for sentence in written]
    except LabError as problem:
        show(str(problem))
        return
    headers = [_("sentence"), *(vocabulary.name for vocabulary in vocabularies)]
    rows = [[_short(text), *(number(len(v.encode(text))) for v in vocabularies)] for text in kept]
    plain = "\n".join(" | ".join(row) for row in (headers, *rows))
    show(plain, table(headers, rows, _("tokens:tokens")))


def _short(text: str, most: int = 60) -> str:
    text = " ".join(text.split()).replace("`", "'").replace("*", "∗")
    return text if len(text) <= most else text[: most - 1] + "…"
