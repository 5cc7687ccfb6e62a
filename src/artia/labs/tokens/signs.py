"""The signs of a text that an eye or a voice passes over, each with a mark and a name."""

from __future__ import annotations

import unicodedata

from artia.labs.messages import N_, _

# Signs that a voice passes over.
SILENT = {
    " ": N_("a space"),
    "\n": N_("a new line"),
    "\u00a0": N_("a no-break space"),
    "\u202f": N_("a no-break space"),
    "\t": N_("a tab"),
    ".": N_("a full stop"),
    ",": N_("a comma"),
    ";": N_("a semicolon"),
    ":": N_("a colon"),
    "!": N_("an exclamation mark"),
    "?": N_("a question mark"),
    "'": N_("an apostrophe"),
    "’": N_("an apostrophe"),
    "-": N_("a hyphen"),
    "–": N_("a dash"),
    "—": N_("a dash"),
    "…": N_("an ellipsis"),
    "(": N_("an opening bracket"),
    ")": N_("a closing bracket"),
    "«": N_("an opening quotation mark"),
    "“": N_("an opening quotation mark"),
    "»": N_("a closing quotation mark"),
    "”": N_("a closing quotation mark"),
    '"': N_("a quotation mark"),
}
# Categories of Unicode that neither an eye nor a voice catches alone: joiners, accents apart…
UNSEEN = {"Cc", "Cf", "Cn", "Co", "Me", "Mn", "Zl", "Zp"}
MARKS = {" ": "␣", "\n": "↵", "\t": "⇥", "\u00a0": "⍽", "\u202f": "⍽"}


def spoken(text: str) -> str:
    """Write a text so that a voice says all of it: silent signs are named."""
    spoken, rest = [], ""
    for character in text:
        if name := _name(character):
            spoken, rest = [*spoken, *([rest] if rest else []), name], ""
        else:
            rest += character
    return ", ".join([*spoken, *([rest] if rest else [])])


def _code(character: str) -> str:
    """The code of a sign that nothing shows by itself; nothing for the others."""
    return f"U+{ord(character):04X}" if unicodedata.category(character) in UNSEEN else ""


def drawn_sign(character: str) -> str:
    """Return what is drawn for a character, so that none is invisible."""
    return MARKS.get(character) or _code(character) or character


def _name(character: str) -> str:
    """The name of a sign that a voice passes over; nothing for the others."""
    if character in SILENT:
        return _(SILENT[character])
    code = _code(character)
    return _("a sign by its code").format(code=code) if code else ""
