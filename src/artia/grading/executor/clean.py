"""Turn what a learner's kernel or file wrote into values that can be stored.

A lone surrogate makes UTF-8 writing fail, NaN is not JSON, a control character breaks HTML and
XML, a deep list exhausts the stack: none of them may cost a submission.
"""

from __future__ import annotations

import math
import re

_CONTROL = re.compile("[\x00-\x07\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)

#: Deepest nesting kept in metadata and JSON outputs.
DEPTH = 30


def clean_text(text: str) -> str:
    r"""Escape lone surrogates and drop control characters other than \b \t \n \r and ESC."""
    if _SURROGATE.search(text):
        text = _SURROGATE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
    return _CONTROL.sub("", text)


def clean_value(value: object, depth: int = DEPTH) -> object:
    """Return plain JSON values: NaN and infinities become text, what is too deep becomes None."""
    if isinstance(value, str):
        return clean_text(value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if depth == 0:
        return None
    if isinstance(value, dict):
        return {clean_text(str(k)): clean_value(v, depth - 1) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [clean_value(item, depth - 1) for item in value]
    return clean_text(str(value))


def structure_size(document: bytes) -> int:
    """Return how many bytes of a JSON text stand outside strings.

    Parsing costs about 20 times that in memory ("[],[],[],…"), whereas a string costs its length.
    """
    return len(_STRING.sub(b"", document))
