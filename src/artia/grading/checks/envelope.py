"""Read what a learner's kernel sent: plain values, or a refusal; never code, never a surprise.

The text may have been written by anything. It is measured before it is parsed, every node must be
one that `probe` writes, and an array's bytes must be exactly what its header says. What comes out
is None, bool, int, float, complex, str, bytes, list, tuple, set, dict and ndarray: no subclass.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

from artia.grading.checks import probe
from artia.grading.checks.errors import RefusedError

#: Why the probe may say that there is no answer.
ERRORS = {"missing", "not callable", "not written", "not sendable", "raised", "too big"}
_SAME_HASH = 50  # keys of one dictionary or set: more, made on purpose, would take hours to store
# Each list and object the probe writes nests at most twice in one of its levels.
_DEEPEST_TEXT = 3 * (probe.DEEPEST + 2)
_MOST_SIGNS = 4 * probe.MOST
# A string matches whole, its end missing or not, so that no text is read twice.
_SIGNS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[\]{},]', re.DOTALL)

_NPY_START = b"\x93NUMPY\x01\x00"
# NumPy's own reader evaluates the header as a Python literal; this accepts what NumPy writes.
_NPY_HEADER = re.compile(
    rb"\{'descr': '(?P<type>[<>|](?:b1|[iu][1248]|f[248]|c8|c16))', "
    rb"'fortran_order': (?P<fortran>True|False), "
    rb"'shape': \((?P<shape>|[0-9]{1,10},|[0-9]{1,10}(?:, [0-9]{1,10}){1,15})\), \} *\n"
)


class UnansweredError(Exception):
    """The kernel says why there is no value: `why` is one of ERRORS, `kind` an error's name."""

    def __init__(self, why: str, kind: str = ""):
        super().__init__(why)
        self.why, self.kind = why, kind


def read(text: object) -> Any:
    """Return the value a kernel answered.

    Raises UnansweredError when the probe said that there is none, RefusedError when the text is
    not one that the probe writes.
    """
    if type(text) is not str or len(text) > probe.LARGEST:
        raise RefusedError("the answer is not a text, or is too long")
    _measure(text)
    try:
        envelope = json.loads(text, parse_constant=_refuse)
        if type(envelope) is dict and envelope.keys() == {"kind", "value"}:
            if envelope["kind"] == "value":
                return _value(envelope["value"])
        elif envelope["kind"] == "error" and envelope["error"] in ERRORS:
            raise UnansweredError(envelope["error"], str(envelope["type"]))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise RefusedError("the answer is not written as the probe writes") from error
    raise RefusedError("the answer is of an unknown kind")


def are_tensors(value: Any) -> bool:
    """Whether a value is a model's weights: arrays by name."""
    return (
        type(value) is dict
        and len(value) > 0
        and all(type(key) is str and type(item) is np.ndarray for key, item in value.items())
    )


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _measure(text: str) -> None:
    """Refuse a text that would take too much memory, or too deep a stack, to parse."""
    depth = 0
    for count, sign in enumerate(_SIGNS.finditer(text)):
        character = sign[0][0]
        depth += (character in "[{") - (character in "]}")
        if depth > _DEEPEST_TEXT or count > _MOST_SIGNS:
            raise RefusedError("the answer is too deep, or holds too many values")


def _value(node: Any) -> Any:
    if node is None or type(node) in (bool, int, str):
        return node
    if type(node) is float:
        if not math.isfinite(node):
            raise ValueError("a number too large for a float")
        return node
    if type(node) is list:
        return [_value(item) for item in node]
    ((tag, content),) = node.items()
    return _READERS[tag](content)


def _float(name: str) -> float:
    if name not in ("nan", "inf", "-inf"):
        raise ValueError("unknown float")
    return float(name)


def _complex(parts: list) -> complex:
    real, imaginary = (_value(part) for part in _list(parts))
    if type(real) is not float or type(imaginary) is not float:
        raise ValueError("a complex number of something else")
    return complex(real, imaginary)


def _list(node: Any) -> list:
    if type(node) is not list:
        raise ValueError("expected a list")
    return node


def _keys(nodes: list) -> list:
    keys = [_value(node) for node in nodes]
    keys = [frozenset(key) if type(key) is set else key for key in keys]
    if keys and max(Counter(map(hash, keys)).values()) > _SAME_HASH:
        raise ValueError("keys made to fall in the same place")
    return keys


def _dict(pairs: Any) -> dict:
    keys, values = zip(*_list(pairs), strict=True) if pairs else ((), ())
    return dict(zip(_keys(keys), map(_value, values), strict=True))


def _letters(letters: Any) -> bytes:
    if type(letters) is not str:
        raise ValueError("expected base64")
    try:
        return base64.b64decode(letters, validate=True)
    except binascii.Error as error:
        raise ValueError("expected base64") from error


def _array(letters: Any) -> np.ndarray:
    data = _letters(letters)
    if not data.startswith(_NPY_START):
        raise ValueError("not the start of an array")
    size = int.from_bytes(data[8:10], "little")
    header = _NPY_HEADER.fullmatch(data[10 : 10 + size])
    if header is None:
        raise ValueError("not the header of an array of numbers")
    shape = tuple(int(part) for part in header["shape"].replace(b",", b" ").split())
    kind = np.dtype(header["type"].decode())
    # An empty array holds nothing, and must not announce a side that nothing could hold either.
    if 0 in shape and math.prod(side for side in shape if side) > probe.MOST:
        raise ValueError("an array too large")
    payload = data[10 + size :]
    if math.prod(shape) * kind.itemsize != len(payload):
        raise ValueError("an array of another size than its header says")
    if kind.kind == "b":  # a byte that is neither 0 nor 1 is no boolean to NumPy
        values = np.frombuffer(payload, dtype="u1") != 0
    else:
        values = np.frombuffer(payload, dtype=kind).astype(kind.newbyteorder("="))
    return values.reshape(shape, order="F" if header["fortran"] == b"True" else "C")


_READERS: dict[str, Callable[[Any], Any]] = {
    "float": _float,
    "complex": _complex,
    "bytes": _letters,
    "tuple": lambda items: tuple(_value(item) for item in _list(items)),
    "set": lambda items: set(_keys(_list(items))),
    "dict": _dict,
    "npy": _array,
}
