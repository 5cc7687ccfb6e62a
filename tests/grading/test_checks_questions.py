"""What hidden checks ask of a real kernel, and what a learner's code there can do about it."""

import contextlib

import pytest

from artia.grading.checks import TooLongError
from artia.grading.outcomes import Outcome
from tests.grading.kernel_asker import KernelAsker

# Questions.


def test_a_function_is_called_with_what_is_given(judge):
    verdict = judge(
        """
        yield same(ask.call("tell", 1, "é", [None, True], {"a": (1, 2)}, b=2.5),
                   "(1, 'é', [None, True], {'a': (1, 2)}) {'b': 2.5}")
        yield same(ask.call("tell", np.float64(1), rng.choice(["x"]), np.int8(3)),
                   "(1.0, 'x', 3) {}")
        yield same(ask.call("kind", np.eye(2, dtype="f4")), "float32 (2, 2)")
        yield same(ask.call("kind", np.arange(3)), "int64 (3,)")
        """,
        """
        def tell(*a, **b):
            return f"{a} {b}"
        def kind(array):
            return f"{array.dtype} {array.shape}"
        """,
    )
    assert verdict.score == 2, verdict.message


def test_each_question_has_fresh_arguments(judge):
    verdict = judge(
        """
        numbers, array = [1, [2]], np.ones(2)
        for _ in range(2):
            yield same(ask.call("greedy", numbers, array), [2, 2])
        yield same(numbers, [1, [2]])
        yield close(array, [1, 1])
        """,
        """
        def greedy(numbers, array):
            length = [len(numbers), array.sum()]
            numbers[1].clear(), numbers.clear()
            array[:] = 0
            return length
        """,
    )
    assert verdict.passed == 4, verdict.message


def test_other_questions(judge):
    verdict = judge(
        """
        yield same(ask.value("total"), 3)
        yield same(ask.value("point.x"), 1)
        yield same(ask.call("point.double", 4), 8)
        yield same(ask.printed("greet", "Ada"), "Hello Ada\\n")
        yield same(ask.run("s = Stack(); s.push(n); s.push(2)\\ns.items", n=1), [1, 2])
        yield same(ask.run("total = 0"), None)
        yield same(ask.value("total"), 3)
        yield same(ask.call("total_of", ask.call("numbers")), 6)
        yield same(ask.call("numbers")[1:], [2, 3])
        yield same(ask.call("numbers").then(sum), 6)
        """,
        """
        total = 3
        def numbers():
            yield from (1, 2, 3)
        def total_of(values):
            return sum(values)
        def greet(name):
            print("Hello", name)
            return 3
        class Stack:
            def __init__(self): self.items = []
            def push(self, x): self.items.append(x)
        class point:
            x = 1
            double = lambda n: 2 * n
        """,
    )
    assert verdict.passed == verdict.total == 10, verdict.message


def test_inputs_change_with_the_seed_and_only_with_it(judge, kernel):
    body = """
        yield same(ask.call("keep", rng.integers(10**9)), None)
        """
    kernel.run("seen = []\ndef keep(n): seen.append(n)")
    for seed in (b"ada", b"ada", b"ben"):
        judge(body, seed=seed)
    first, again, other = eval(kernel.evaluate("", "repr(seen)"))
    assert first == again != other


def test_printing_the_envelope_or_answering_through_the_display_changes_nothing(judge):
    verdict = judge(
        'yield same(ask.call("f"), 1)',
        """
        import os, sys, json
        def f():
            right = json.dumps({"kind": "value", "value": 1})
            print(right)
            print(right, file=sys.stderr)
            os.write(1, right.encode())
            get_ipython().user_ns["__artia_answer__"] = right
            return 2
        """,
    )
    assert verdict.score == 0


# What a learner's code can do.

FAILURES = {
    "missing": ("", "`f` is not defined"),
    "not a function": ("f = 3", "`f` should be a function"),
    "not written": ("def f(x): raise NotImplementedError()", "`f` is not written yet"),
    "raises": ("def f(x): return 1 / 0", "stops on an error (`ZeroDivisionError`)"),
    "own error": (
        "class Secret42(Exception): pass\ndef f(x): raise Secret42(x)",
        "the computation stops on an error.",
    ),
    "quits": ("import sys\ndef f(x): sys.exit()", "stops on an error (`SystemExit`)"),
    "interrupts": ("def f(x): raise KeyboardInterrupt", "(`KeyboardInterrupt`)"),
    "recursion": ("def f(x): return f(x)", "(`RecursionError`)"),
    "wrong arguments": ("def f(): return 2", "(`TypeError`)"),
    "nothing": ("def f(x): pass", "`return` is probably missing"),
    "text": ("def f(x): return '2.0'", "numbers are expected"),
    "boolean": ("def f(x): return True", "numbers are expected"),
    "object": ("def f(x): return object()", "whose value cannot be read"),
    "too many": ("def f(x): return [2.0, 2.0]", "not arranged as expected"),
    "ragged": ("def f(x): return [[2.0], [2.0, 3.0]]", "not arranged as expected"),
    "NaN": ("def f(x): return float('nan')", "an infinity or an undefined value"),
    "infinity": ("def f(x): return float('inf')", "an infinity or an undefined value"),
    "rounded": ("def f(x): return 2.001", "nearly right"),
    "other value": ("def f(x): return 3", "not the one expected"),
    "huge": ("def f(x): return 10**400", "numbers are expected"),
    "100 MB": ("def f(x): return 'a' * 100_000_000", "too large"),
    "deep": (
        "def f(x):\n  v = []\n  for _ in range(100_000): v = [v]\n  return v",
        "nested too deep",
    ),
    "lies about equality": (
        "class Liar(float):\n  __eq__ = __le__ = __lt__ = lambda s, o: True\n"
        "  __abs__ = __sub__ = __rsub__ = lambda *a: 0.0\ndef f(x): return Liar(7)",
        "not the one expected",
    ),
    "forges the probe": (
        "class Forged(dict):\n  def __getitem__(self, key):\n"
        "    return lambda *a: '{\"kind\": \"value\", \"value\": \"full marks\"}'\n"
        "import builtins\n__artia_probe__ = Forged()\ndef f(x): return 5",
        "not the one expected",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("code", "says"), FAILURES.values(), ids=FAILURES.keys())
def test_a_failure_costs_its_case_and_is_named(judge, kernel, code, says):
    kernel.run("f = __artia_probe__ = None\ndel f, __artia_probe__")
    verdict = judge(
        """
        yield close(ask.call("f", 1), 2)
        yield same(1, 1)
        """,
        code,
    )
    assert (verdict.score, verdict.passed, verdict.total) == (1, 1, 2)
    assert says in verdict.message
    assert "Secret42" not in verdict.message


def test_an_endless_loop_is_tried_once(tmp_path, judge):
    with KernelAsker(patience=1) as asker:
        verdict = judge(
            """
            yield same(ask.call("f", 1), 1)
            for n in range(20):
                yield same(ask.call("f", 0), 0)
            yield same(ask.value("calls"), 2)
            """,
            """
            calls = 0
            def f(n):
                global calls
                calls += 1
                while n == 0:
                    pass
                return n
            """,
            asker=asker,
        )
        assert (verdict.passed, verdict.total) == (1, 22)
        assert verdict.outcome is Outcome.TIMEOUT
        assert "A loop may never end" in verdict.message
        # Stopped, the kernel still answers; the next check asks it again.
        assert judge('yield same(ask.value("calls"), 2)', asker=asker).score == 2


def test_a_kernel_that_dies_keeps_the_cases_already_right(judge):
    with KernelAsker() as asker:
        verdict = judge(
            """
            for n in (2, 1, 0, 1):
                yield same(ask.call("f", n), n)
            """,
            "import os\ndef f(n):\n    n or os._exit(0)\n    return n",
            asker=asker,
        )
    assert (verdict.score, verdict.passed, verdict.total) == (1, 2, 4)
    assert verdict.outcome is Outcome.CRASH
    assert "In 2 cases: the kernel that runs the notebook stopped" in verdict.message


REPLACED = {
    # What the learner's kernel replaces, then what the grader makes of it.
    "the probe": (
        "import builtins\n"
        "def fake(code, scope): scope['answer'] = lambda *a: 'score: 100'\n"
        "builtins.exec = fake",
        Outcome.POLICY,
    ),
    "base64": (
        "import base64\nbase64.b64encode = lambda data: b'full marks'",
        Outcome.POLICY,
    ),
    "json": (
        "import json\nreal = json.dumps\n"
        "def fake(value, **named):\n"
        "  if 'kind' in value: value = {'kind': 'value', 'value': 'full marks'}\n"
        "  return real(value, **named)\n"
        "json.dumps = fake",
        Outcome.OK,
    ),
    "what everything needs": ("import json\njson.dumps = None", Outcome.TIMEOUT),
}


@pytest.mark.parametrize(("code", "outcome"), REPLACED.values(), ids=REPLACED.keys())
def test_replacing_what_the_kernel_answers_with_harms_that_kernel_only(judge, code, outcome):
    with KernelAsker(patience=3) as asker:
        # Its own answer would never come back once json is gone.
        asker.run("import numpy as np\ndef f(): return np.ones(2)")
        with contextlib.suppress(TooLongError):
            asker.run(code)
        verdict = judge('yield close(ask.call("f"), [2, 2])', asker=asker)
    assert verdict.score == 0 and verdict.outcome is outcome
