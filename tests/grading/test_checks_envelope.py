"""What crosses from a learner's kernel: plain values come out, everything else is refused."""

import base64
import io
import json
import math
import pickle
from collections import Counter, OrderedDict, namedtuple
from decimal import Decimal
from enum import IntEnum

import numpy as np
import pytest
import torch

from artia.grading.checks import envelope, probe
from artia.grading.checks.errors import RefusedError


def sent(value):
    """What the grader reads of a value returned in an honest kernel."""
    return envelope.read(probe.answer({"f": lambda: value}, question("f")))


def question(name, do="call"):
    return json.dumps({"do": do, "what": name, "arguments": {"tuple": []}, "named": {"dict": []}})


class Liar(float):
    __eq__ = __le__ = __lt__ = __ge__ = __gt__ = lambda self, other: True
    __hash__ = None


class Loud(str):
    __eq__ = lambda self, other: True  # noqa: E731
    __hash__ = None


class Colour(IntEnum):
    RED = 3


class Mine(dict):
    def __getitem__(self, key):
        return 42


Pair = namedtuple("Pair", "a b")

PLAIN = {
    "nothing": (None, None),
    "true": (True, True),
    "float": (0.1, 0.1),
    "minus zero": (-0.0, -0.0),
    "whole": (-(10**40), -(10**40)),
    "text": ("é\ud800\"\\'\n", "é\ud800\"\\'\n"),
    "bytes": (b"\0\xff", b"\0\xff"),
    "complex": (1 - 2j, 1 - 2j),
    "tuple": ((1, [2, ()]), (1, [2, ()])),
    "named tuple": (Pair(1, 2), (1, 2)),
    "set": ({1, "a"}, {1, "a"}),
    "set of sets": ({frozenset({1})}, {frozenset({1})}),
    "dictionary": ({(1, 2): {"a": None}}, {(1, 2): {"a": None}}),
    "ordered": (OrderedDict(b=1, a=2), {"b": 1, "a": 2}),
    "counter": (Counter("aab"), {"a": 2, "b": 1}),
    "range": (range(3), [0, 1, 2]),
    "keys": ({"a": 1}.keys(), ["a"]),
    "generator": ((n * n for n in range(3)), [0, 1, 4]),
    "zip": (zip("ab", "cd", strict=True), [("a", "c"), ("b", "d")]),
    "decimal": (Decimal("1.5"), 1.5),
    "enum": (Colour.RED, 3),
    "a float that says it equals all": (Liar(2.5), 2.5),
    "a text that says it equals all": (Loud("no"), "no"),
    "a dictionary that lies": (Mine(a=1), {"a": 1}),
    "numpy float": (np.float32(0.5), 0.5),
    "numpy whole": (np.int8(-3), -3),
    "numpy boolean": (np.bool_(True), True),
    "numpy text": (np.str_("a"), "a"),
    "long double": (np.longdouble(0.5), 0.5),
    "array of texts": (np.array([["a", "bc"]]), [["a", "bc"]]),
    "array of objects": (np.array([1, None, "a"], dtype=object), [1, None, "a"]),
    "dates": (np.array(["2026-11-23"], dtype="M8[D]"), ["2026-11-23"]),
    "records": (np.array([(1, 2.5)], dtype="i4,f8"), [(1, 2.5)]),
    "size": (torch.Size([2, 3]), (2, 3)),
}


def same_types(value, expected):
    if type(value) is not type(expected):
        return False
    if isinstance(expected, list | tuple):
        return all(map(same_types, value, expected))
    return True


@pytest.mark.parametrize(("value", "expected"), PLAIN.values(), ids=PLAIN.keys())
def test_plain_values_cross_and_subclasses_become_plain(value, expected):
    found = sent(value)
    assert found == expected and same_types(found, expected)


ARRAYS = {
    "floats": np.arange(6.0).reshape(2, 3),
    "columns first": np.asfortranarray(np.arange(6).reshape(2, 3)),
    "a part": np.arange(10)[::2],
    "big endian": np.array([1, 2], dtype=">i4"),
    "booleans": np.array([True, False]),
    "half precision": np.array([0.5, 2], dtype="f2"),
    "complexes": np.array([1j, 2], dtype="c8"),
    "empty": np.zeros((0, 3)),
    "no dimension": np.array(3.5),
    "sixteen dimensions": np.ones((1,) * 16),
    "not finite": np.array([math.nan, math.inf]),
}


@pytest.mark.parametrize("array", ARRAYS.values(), ids=ARRAYS.keys())
def test_arrays_cross_with_their_shape_and_type(array):
    found = sent(array)
    assert type(found) is np.ndarray and found.dtype == array.dtype.newbyteorder("=")
    np.testing.assert_array_equal(found, array)
    assert found.shape == array.shape and found.flags.writeable


def test_tensors_cross_as_arrays():
    expected = np.array([1.5, -2])
    for tensor in (
        torch.tensor([1.5, -2], requires_grad=True),
        torch.tensor([1.5, -2], dtype=torch.bfloat16),
        torch.tensor([1.5, -2]).to_sparse(),
        torch.tensor([1.5 + 0j, -2]).conj().real,
    ):
        np.testing.assert_array_equal(sent(tensor), expected)


def test_not_finite_floats_cross_as_themselves():
    assert math.isnan(sent(math.nan)) and sent([math.inf, -math.inf]) == [math.inf, -math.inf]


def test_a_table_crosses_as_its_columns():
    class Table:
        """The part of a pandas table that is read."""

        columns = ("a", "b")

        def to_numpy(self):
            raise AssertionError("columns may have several types")

        def __getitem__(self, name):
            return {"a": np.array([1, 2]), "b": ["x", "y"]}[name]

    found = sent(Table())
    assert found["b"] == ["x", "y"] and found["a"].tolist() == [1, 2]


def endless():
    while True:
        yield 1


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


cycle = []
cycle.append(cycle)

NOT_SENT = {
    "object": (object(), "not sendable"),
    "function": (len, "not sendable"),
    "class": (np.float64, "not sendable"),
    "generator without end": (endless(), "too big"),
    "very deep": (nested(100_000), "too big"),
    "in itself": (cycle, "too big"),
    "too many": ([0] * (probe.MOST + 1), "too big"),
    "100 MB of text": ("a" * 100_000_000, "too big"),
    "100 MB of numbers": (np.zeros(12_500_000), "too big"),
    "a number of 10,000 digits": (10**10_000, "raised"),
}


@pytest.mark.parametrize(("value", "why"), NOT_SENT.values(), ids=NOT_SENT.keys())
def test_the_probe_says_why_there_is_no_value(value, why):
    with pytest.raises(envelope.UnansweredError) as found:
        sent(value)
    assert found.value.why == why


def npy(header, payload=b"", version=b"\x01\x00", size=None):
    text = header.encode() if isinstance(header, str) else header
    start = b"\x93NUMPY" + version + (len(text) if size is None else size).to_bytes(2, "little")
    return {"npy": base64.b64encode(start + text + payload).decode()}


def header(shape, descr="'<f8'", order="False"):
    return f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}\n"


def saved(array):
    file = io.BytesIO()
    np.save(file, array, allow_pickle=True)
    return {"npy": base64.b64encode(file.getvalue()).decode()}


class Bomb:
    def __reduce__(self):
        return (pytest.fail, ("a pickle was opened",))


def value(node):
    return json.dumps({"kind": "value", "value": node})


def colliding(number):
    """Whole numbers that all have the same hash."""
    return [n * (2**61 - 1) for n in range(number)]


REFUSED = {
    "no text": b"{}",
    "a text that is a subclass": Loud(value(1)),
    "too long": " " * (probe.LARGEST + 1),
    "empty": "",
    "prose": "score: 100",
    "nothing": "null",
    "list": "[]",
    "unknown kind": json.dumps({"kind": "score", "value": 1}),
    "no kind": json.dumps({"value": 1}),
    "one key more": json.dumps({"kind": "value", "value": 1, "score": 1}),
    "kind that is no text": json.dumps({"kind": [], "error": "raised"}),
    "unknown error": json.dumps({"kind": "error", "error": "perfect", "type": ""}),
    "error that is no text": json.dumps({"kind": "error", "error": [], "type": ""}),
    "error without type": json.dumps({"kind": "error", "error": "raised"}),
    "two answers": value(1) + value(2),
    "bare NaN": '{"kind": "value", "value": NaN}',
    "bare infinity": '{"kind": "value", "value": -Infinity}',
    "float too large": '{"kind": "value", "value": 1e999}',
    "10,000 digits": '{"kind": "value", "value": ' + "9" * 10_000 + "}",
    "100,000 lists": '{"kind": "value", "value": ' + "[" * 100_000 + "]" * 100_000 + "}",
    "100,000 objects": '{"a":' * 100_000,
    "ten million commas": "[" + "," * 10_000_000,
    "a string without end": '"' + '\\"' * 5_000_000,
    "unknown tag": value({"pickle": base64.b64encode(pickle.dumps(1)).decode()}),
    "two tags": value({"tuple": [], "set": []}),
    "no tag": value({}),
    "other float": value({"float": "1e5"}),
    "float that is a list": value({"float": ["nan"]}),
    "complex of three": value({"complex": [1.0, 2.0, 3.0]}),
    "complex of texts": value({"complex": ["1", "2"]}),
    "tuple of a text": value({"tuple": "ab"}),
    "set of lists": value({"set": [[1]]}),
    "dictionary by object": value({"dict": {"a": 1}}),
    "pair of three": value({"dict": [[1, 2, 3]]}),
    "key that is a list": value({"dict": [[[1], 2]]}),
    "key that is an array": value({"dict": [[npy(header("()"), bytes(8)), 1]]}),
    "50,000 keys in one place": value({"set": colliding(50_000)}),
    "dictionary of the same": value({"dict": [[key, 0] for key in colliding(50_000)]}),
    "bytes that are not base64": value({"bytes": "é!"}),
    "base64 with a space": value({"bytes": "AA A="}),
    "base64 that is a number": value({"bytes": 3}),
    "array of objects": value(saved(np.array([Bomb()], dtype=object))),
    "array of texts": value(saved(np.array(["a"]))),
    "array of dates": value(saved(np.array(["2026-11-23"], dtype="M8[D]"))),
    "array of records": value(saved(np.array([(1, 2)], dtype="i4,i4"))),
    "a bare pickle": value({"npy": base64.b64encode(pickle.dumps(Bomb())).decode()}),
    "huge side": value(npy(header("(1000000000000,)"), bytes(8))),
    "empty with a huge side": value(npy(header("(0, 1000000000000000000)"))),
    "empty with a side of ten digits": value(npy(header("(0, 9999999999)"))),
    "sides whose product overflows": value(npy(header("(4294967296, 4294967296)"))),
    "negative side": value(npy(header("(-1,)"), bytes(8))),
    "two negative sides": value(npy(header("(-1, -1)"), bytes(8))),
    "seventeen dimensions": value(npy(header("(" + "1, " * 16 + "1)"), bytes(8))),
    "too short": value(npy(header("(2,)"), bytes(15))),
    "too long by one": value(npy(header("(2,)"), bytes(17))),
    "void": value(npy(header("(2,)", "'|V8'"), bytes(16))),
    "sub-array type": value(npy(header("(1,)", "('<f8', (4,))"), bytes(32))),
    "text type": value(npy(header("(1,)", "'<U2'"), bytes(8))),
    "boolean for a side": value(npy(header("(True,)"), bytes(8))),
    "an expression": value(npy(header("(1+1,)"), bytes(16))),
    "a name": value(npy(header("(__import__,)"), bytes(8))),
    "parentheses": value(npy(header("(" * 9_000 + ")" * 9_000), bytes(8))),
    "version 2": value(npy(header("(1,)"), bytes(8), version=b"\x02\x00")),
    "version 9": value(npy(header("(1,)"), bytes(8), version=b"\x09\x09")),
    "header longer than the file": value(npy(header("(1,)"), size=65_535)),
    "header of zero": value(npy("", bytes(8))),
    "header that is not ASCII": value(npy(header("(1,)").encode() + b"\xff", bytes(8))),
    "digits of another script": value(npy(header("(٣,)"), bytes(24))),
    "array that is no text": value({"npy": [1]}),
    "five bytes": value({"npy": base64.b64encode(b"\x93NUMP").decode()}),
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_what_no_probe_writes_is_refused(text):
    with pytest.raises(RefusedError):
        envelope.read(text)


def test_a_boolean_array_holds_booleans_only():
    found = envelope.read(value(npy(header("(3,)", "'|b1'"), b"\x00\x02\xff")))
    assert found.tolist() == [False, True, True] and found.sum() == 2


def test_the_error_of_a_learner_is_a_name_and_nothing_else():
    def f():
        raise ZeroDivisionError("what they wrote")

    with pytest.raises(envelope.UnansweredError) as found:
        envelope.read(probe.answer({"f": f}, question("f")))
    assert (found.value.why, found.value.kind) == ("raised", "ZeroDivisionError")
