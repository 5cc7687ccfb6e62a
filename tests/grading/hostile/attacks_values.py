"""Answering the hidden checks with things that are not what they seem."""

from .attack import CRASH, OK, OUT_OF_MEMORY, POLICY, TIMEOUT, Attack
from .lab import IN_KERNEL

#: All answers of the lab at once: three functions and a model that give `lie`.
EVERYWHERE = """
def double(values): return lie
def spread(values): return lie
def center(values): return lie
def words(text): return lie
model = {"weight": lie}
"""


def _lying(name: str, tries: str, must_not: str, lie: str, **more) -> Attack:
    return Attack(name, tries, must_not, answers={"double": lie + EVERYWHERE}, **more)


#: Replaces what the probe would answer, whatever it is asked, by a text of the learner's own.
FORGED_ENVELOPE = r"""
import base64, json
def forged(value):
    return json.dumps({"kind": "value", "value": value})
def npy(header, data=b""):
    text = header.encode().ljust(117) + b"\n"
    raw = b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + data
    return {"npy": base64.b64encode(raw).decode()}
genuine = get_ipython().user_expressions
answers = []
def user_expressions(expressions):
    texts = dict.fromkeys(expressions, answers[forged.count % len(answers)])
    forged.count += 1
    return {name: {"status": "ok", "data": {"text/plain": repr(text)}, "metadata": {}}
            for name, text in texts.items()}
forged.count = 0
get_ipython().user_expressions = user_expressions
def center(values): return values
def words(text): return {}
model = {"weight": np.zeros(3)}
"""


def _envelope(name: str, tries: str, answers: str, **more) -> Attack:
    must_not = "win a mark, or make the grader fail, wait or swell"
    written = {"double": FORGED_ENVELOPE + answers}
    return Attack(name, tries, must_not, answers=written, outcomes=(POLICY,), **more)


ATTACKS = [
    _lying(
        "lies_about_equality",
        "answers with objects equal to everything, larger, smaller, and zero apart",
        "win a checked mark",
        r"""
class Liar(float):
    def _true(self, *others): return True
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __bool__ = __contains__ = _true
    __hash__ = float.__hash__
    def _self(self, *others): return self
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __abs__ = __getitem__ = sum = mean = _self
    shape = (3,)
    __array_priority__ = 1e9
    def __array_ufunc__(self, *a, **k): return True
    def __array_function__(self, *a, **k): return True
lie = Liar(0)
""",
        forged=IN_KERNEL,
    ),
    _lying(
        "answers_nan_and_infinities",
        "answers with NaN, infinities, -0.0, and arrays of them",
        "win a mark by a comparison that is never false",
        "lie = np.array([np.nan, np.inf, -np.inf])",
        # An array as the last value: "something else" than a number, which nbgrader pays in full.
        forged=frozenset({"test_spread"}),
    ),
    _lying(
        "sends_objects",
        "answers with arrays of objects that run a command when unpickled",
        "have anything of its own run outside the jail",
        r"""
class Bomb:
    def __reduce__(self):
        return os.system, (f"touch {host.loot}/{host.token}-pickle",)
lie = np.array([Bomb(), Bomb(), Bomb()], dtype=object)
""",
        forged=frozenset({"test_spread"}),  # as above
    ),
    _lying(
        "answers_without_end",
        "answers with endless generators, iterators, lists and dictionaries",
        "hold the grader",
        r"""
import itertools
class Endless(dict):
    def items(self): return zip(itertools.count(), itertools.count())
    keys = __iter__ = lambda self: itertools.count()
    def __len__(self): return 3
lie = Endless(a=1)
def center(values): return itertools.count()
""",
        outcomes=(OK, TIMEOUT, OUT_OF_MEMORY, POLICY),
    ),
    _lying(
        "answers_strange_texts",
        "lone surrogates, zero bytes, numbers of 5,000 digits, lists within lists within lists",
        "make a mark or a report impossible to write",
        r"""
deep = []
for _ in range(900):
    deep = [deep]
lie = {"\ud800\x00\u202e": ["\udfff", 10**4999, deep, "\x1b[2J", -0.0, 1e308 * 10]}
""",
    ),
    _lying(
        "raises_strange_errors",
        "raises errors whose names and texts are markup, and errors that cannot be printed",
        "put markup of its own in the grader's message",
        r"""
class Worst(Exception):
    def __str__(self): raise Worst
    __repr__ = __str__
markup = "<script>alert(1)</script>" + "\n# [x](javascript:alert(1))" * 3
Worst.__name__ = Worst.__qualname__ = markup
def lie(*_): raise Worst("<img src=x onerror=alert(1)>")
double = spread = center = words = lie
""",
    ),
    Attack(
        name="answers_a_gigabyte",
        tries="answers with 1 GB: an array of zeros, and a text sent past the probe's own limits",
        must_not="make the grader hold it",
        answers={
            "center": "def center(values): return np.zeros(10**9 // 8)",
            "words": FORGED_ENVELOPE + "answers.append('x' * 2 * 10**8)",
        },
        outcomes=(OK, POLICY, OUT_OF_MEMORY),
        cut_short=True,
    ),
    Attack(
        name="detects_the_probe",
        tries="looks in its callers' variables, in memory and in the history for expected values",
        must_not="find the answer, or the text of a hidden check",
        answers={
            "center": r"""
import gc, inspect
seen = []
def center(values):
    frame = inspect.currentframe()
    while frame:
        for name, value in {**frame.f_globals, **frame.f_locals}.items():
            if name in ("expected", "answer", "rng", "verify", "checks"):
                seen.append(f"{name} in {frame.f_code.co_name}")
            if isinstance(value, np.ndarray) and value is not values and abs(value.sum()) < 1e-9:
                return value
        frame = frame.f_back
    seen.extend(o for o in gc.get_objects() if isinstance(o, str) and "def center(ask" in o)
    return values
def expected_values():
    return [s for s in seen if "expected" in s or "rng" in s or "verify" in s or "ask" in s]
""",
            "words": r"""
def words(text):
    history = "\n".join(get_ipython().user_ns["In"]) + repr(sys.modules["__main__"].__dict__.keys())
    return eval(history[history.index("expected = ") + 11 :])
""",
        },
        after='attempt("expected values", expected_values)',
    ),
    Attack(
        name="replays_an_answer",
        tries="remembers the inputs of a check and answers the next with what it learned",
        must_not="win a mark by answering once what was asked before",
        answers={
            "center": r"""
remembered = []
def center(values):
    remembered.append(values)
    return remembered[0] - remembered[0].mean() if len(remembered) > 1 else values
""",
        },
        # The visible test is the first call; the check then gets the answer to that one.
    ),
    Attack(
        name="patches_what_the_probe_uses",
        tries="replaces builtins, json, base64 and numpy under the probe",
        must_not="make the grader believe anything but the values",
        answers={
            "double": r"""
import ast, base64, builtins, json, math
json.dumps = lambda *a, **k: '{"kind": "value", "value": true}'
json.loads = lambda *a, **k: {"do": "value", "what": "model", "arguments": {}, "named": {}}
base64.b64encode = base64.b64decode = lambda *a, **k: b"AAAA"
math.isfinite = lambda x: True
np.asarray = np.array = np.save = lambda *a, **k: True
builtins.isinstance = builtins.hasattr = builtins.callable = lambda *a: True
builtins.len = lambda *a: 3
""",
        },
        forged=IN_KERNEL,
        outcomes=(OK, POLICY, CRASH, TIMEOUT),
    ),
    _envelope(
        "forges_absurd_shapes",
        "announces arrays of 10**18 values, of 2,000 sides, of negative, zero and missing sides",
        r"""
for shape in ("(1000000000, 1000000000)", "(" + "1, " * 2000 + ")", "(-1, 3)", "(0, 10**9)",
              "(9999999999, 0)", "(3, 3.0)", "()", "3", "(3,", "(True,)"):
    header = "{'descr': '<f8', 'fortran_order': False, 'shape': %s, }" % shape
    answers.append(forged(npy(header)))
""",
    ),
    _envelope(
        "forges_types_and_code",
        "announces object, text, record and unknown types, and puts code and pickles in headers",
        r"""
import pickle
touch = f"__import__('os').system('touch {host.loot}/{host.token}-header')"
class Bomb:
    def __reduce__(self):
        return os.system, (f"touch {host.loot}/{host.token}-npy",)
for kind in ("'|O'", "'O8'", "'<U9999999'", "[('a', '<f8')]", "'|V8'", touch, "'<f16'", "'<m8'"):
    header = "{'descr': %s, 'fortran_order': False, 'shape': (3,), }" % kind
    answers.append(forged(npy(header, pickle.dumps([Bomb()] * 3))))
answers.append(forged(npy(touch)))
answers.append(base64.b64encode(pickle.dumps(Bomb())).decode())
""",
    ),
    _envelope(
        "forges_hostile_json",
        "answers with deep, endless, duplicated, colliding and unknown JSON",
        r"""
collisions = [[{"float": "nan"}, 1]] * 9000 + [[i * (2**61 - 1), 0] for i in range(9000)]
answers += [
    "[" * 10**6, '{"kind": "value", "value": ' + "[" * 10**5 + "]" * 10**5 + "}",
    '{"kind": "value", "value": 1e999}', '{"kind": "value", "value": NaN}',
    '{"kind": "value", "value": ' + "9" * 10**6 + "}", forged({"dict": collisions}),
    forged({"dict": [[{"dict": []}, 1]]}), forged({"set": [{"set": [[]]}]}), forged({"run": "x"}),
    '{"kind": "error", "error": "<b>", "type": {"a": 1}}', '{"kind": "error"}', '"value"', "",
    '{"kind": "value", "kind": "error", "value": 3}', forged({"bytes": "===="}), "\ud800",
    '{"kind": "value", "value": {"complex": [1, {"complex": [1, 2]}]}}', forged([[]] * 10**6),
]
""",
    ),
]
