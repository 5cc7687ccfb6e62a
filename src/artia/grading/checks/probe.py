"""What runs in the learner's kernel: call a function there, and write its answer as plain text.

This file is sent into the kernel as text and imports nothing of the course, so that the kernel
holds neither checks nor expected answers. Nothing here defends anything: a learner's code owns
that kernel and may replace any of this. What it sends back is verified in `envelope`, outside,
where only plain values can come out; and no lie brings a right answer, since none is there to read.

An answer is a JSON text: {"kind": "value", "value": node} or {"kind": "error", "error": why}.
A node is null, true, a whole number, a finite float, a string, a list of nodes, or one of
{"float": "nan" | "inf" | "-inf"}       {"complex": [node, node]}       {"bytes": base64}
{"tuple": [nodes]}    {"set": [nodes]}  {"dict": [[node, node], …]}     {"npy": base64 of a .npy}
"""

import ast
import base64
import collections.abc
import contextlib
import io
import itertools
import json
import math
import sys
import warnings

DEEPEST = 50  # lists within lists
MOST = 1_000_000  # values in lists, tuples, sets and dictionaries; arrays count for one
LARGEST = 64 * 2**20  # characters of an answer
PRINTED = 2**20  # characters kept of what a function prints


class CannotError(Exception):
    """Why there is no answer: a word that `envelope` knows."""


def answer(namespace, request):
    """Do what the request (JSON) asks in this namespace; return the answer (JSON). Never raises."""
    try:
        request = json.loads(request)
        with _quiet() as printed:
            value = _perform(namespace, request, printed)
            text = json.dumps({"kind": "value", "value": node(value)}, allow_nan=False)
        if len(text) > LARGEST:
            raise CannotError("too big")
        return text
    except CannotError as error:
        return _error(str(error))
    except NotImplementedError:
        return _error("not written")
    except BaseException as error:
        return _error("raised", type(error).__name__)


def _error(why, kind=""):
    return json.dumps({"kind": "error", "error": why, "type": kind})


def _perform(namespace, request, printed):
    arguments = value_of(request["arguments"])
    named = value_of(request["named"])
    if request["do"] == "run":
        return _run(request["what"], dict(namespace, **named))
    found = _find(namespace, request["what"])
    if request["do"] == "value":
        return found
    if request["do"] == "tensors":
        return found.state_dict() if hasattr(found, "state_dict") else found
    if not callable(found):
        raise CannotError("not callable")
    returned = found(*arguments, **named)
    # A generator prints and computes while it is read.
    if isinstance(returned, collections.abc.Iterator):
        returned = list(_bounded(returned))
    return printed.getvalue() if request["do"] == "printed" else returned


def _find(namespace, path):
    first, *rest = path.split(".")
    if first not in namespace:
        raise CannotError("missing")
    found = namespace[first]
    for name in rest:
        if not hasattr(found, name):
            raise CannotError("missing")
        found = getattr(found, name)
    return found


def _run(code, scope):
    """Run lines of code and return the value of the last one, as a notebook cell shows it."""
    tree = ast.parse(code)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<check>", "exec"), scope)
    return eval(compile(ast.Expression(last.value), "<check>", "eval"), scope) if last else None


class _Printed(io.StringIO):
    """Keep the beginning of what is printed."""

    def write(self, text):
        super().write(text[: max(0, PRINTED - self.tell())])
        return len(text)


@contextlib.contextmanager
def _quiet():
    printed = _Printed()
    with warnings.catch_warnings(), contextlib.redirect_stdout(printed):
        with contextlib.redirect_stderr(_Printed()):
            warnings.simplefilter("ignore")
            yield printed


# From values to nodes.


def node(value):
    """Write any value as a node; a subclass becomes the plain value it stands for."""
    return _Writer().node(value, DEEPEST)


class _Writer:
    def __init__(self):
        self.left = MOST

    def node(self, value, depth):
        self.left -= 1
        if depth < 0 or self.left < 0:
            raise CannotError("too big")
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, type):
            raise CannotError("not sendable")
        array = _as_array(value)
        if array is not None:
            return self.array(array, depth, isinstance(value, sys.modules["numpy"].generic))
        for kinds, write in _WRITERS:
            if isinstance(value, kinds):
                return write(self, value, depth)
        if hasattr(value, "columns") and hasattr(value, "to_numpy"):  # a pandas table
            return self.dict({name: value[name] for name in value.columns}, depth)
        if hasattr(value, "tolist"):  # a pandas column, array.array…
            return self.node(value.tolist(), depth)
        if hasattr(type(value), "__float__"):  # Decimal, Fraction…
            return self.real(value)
        raise CannotError("not sendable")

    def real(self, value, depth=0):
        value = float(value)
        return value if math.isfinite(value) else {"float": str(value)}

    def complex(self, value, depth):
        return {"complex": [self.real(value.real), self.real(value.imag)]}

    def text(self, value, depth):
        return str.__str__(value)

    def bytes(self, value, depth):
        return {"bytes": _letters(bytes(value))}

    def list(self, value, depth):
        return [self.node(item, depth - 1) for item in _bounded(value)]

    def tuple(self, value, depth):
        return {"tuple": self.list(value, depth)}

    def set(self, value, depth):
        return {"set": self.list(value, depth)}

    def dict(self, value, depth):
        pairs = list(_bounded(value.items()))
        return {"dict": [[self.node(k, depth - 1), self.node(v, depth - 1)] for k, v in pairs]}

    def array(self, value, depth, scalar):
        numpy = sys.modules["numpy"]
        if value.dtype.kind in "mM":
            value = value.astype(str)
        if value.dtype.kind not in "biufc":
            return self.node(value.tolist(), depth)
        if value.dtype.itemsize > (16 if value.dtype.kind == "c" else 8):  # long double
            value = value.astype(complex if value.dtype.kind == "c" else float)
        if scalar:
            return self.node(value.tolist(), depth)
        file = io.BytesIO()
        plain = numpy.asarray(value, order="C")
        numpy.lib.format.write_array(file, plain, version=(1, 0), allow_pickle=False)
        return {"npy": _letters(file.getvalue())}


_WRITERS = (
    (int, lambda writer, value, depth: int(value)),
    (float, _Writer.real),
    (complex, _Writer.complex),
    (str, _Writer.text),
    ((bytes, bytearray), _Writer.bytes),
    (tuple, _Writer.tuple),
    (collections.abc.Mapping, _Writer.dict),
    ((collections.abc.Sequence, collections.abc.MappingView), _Writer.list),
    (collections.abc.Iterator, _Writer.list),
    (collections.abc.Set, _Writer.set),
)


def _as_array(value):
    """Return the NumPy array or scalar behind a NumPy, PyTorch or SciPy value, None without."""
    numpy = sys.modules.get("numpy")
    if numpy is None:
        return None
    if isinstance(value, (numpy.ndarray, numpy.generic)):
        return numpy.asarray(value)
    if hasattr(value, "detach"):  # a tensor, perhaps on a GPU, perhaps tracking gradients
        value = value.detach().cpu()
        value = value.to_dense() if getattr(value, "is_sparse", False) else value
        try:
            return value.resolve_conj().resolve_neg().numpy()
        except TypeError:  # bfloat16
            return value.float().numpy()
    return numpy.asarray(value.toarray()) if hasattr(value, "toarray") else None


def _bounded(values):
    """Read values one by one; a generator without end is stopped."""
    for number, value in enumerate(itertools.islice(values, MOST + 1)):
        if number == MOST:
            raise CannotError("too big")
        yield value


def _letters(data):
    return base64.b64encode(data).decode("ascii")


# From nodes to values: the arguments of a question, made anew for each.


def value_of(node):
    """Return the value that a node of the grader writes."""
    if isinstance(node, list):
        return [value_of(item) for item in node]
    if not isinstance(node, dict):
        return node
    ((tag, content),) = node.items()
    return _READERS[tag](content)


def _read_array(letters):
    import numpy

    return numpy.load(io.BytesIO(base64.b64decode(letters)), allow_pickle=False)


_READERS = {
    "float": float,
    "complex": lambda parts: complex(*(value_of(part) for part in parts)),
    "bytes": base64.b64decode,
    "tuple": lambda items: tuple(value_of(item) for item in items),
    "set": lambda items: {value_of(item) for item in items},
    "dict": lambda pairs: {value_of(key): value_of(value) for key, value in pairs},
    "npy": _read_array,
}
