"""The lab of the class: two tests in the learner's own kernel, three judged outside it.

A test in the kernel (`double`, `spread`) can be forged by who owns the kernel: no grader can
prevent it, nbgrader's own included. The checked ones (`center`, `words`, `model`) cannot.
"""

from collections.abc import Mapping

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

LAB = "tally"
NOTEBOOK = f"{LAB}.ipynb"

#: Points of each test. The last is marked by hand: no program may fill it.
POINTS = {
    "test_double": 2.0,
    "test_spread": 2.0,
    "test_center": 3.0,
    "test_words": 3.0,
    "test_model": 4.0,
    "drawing": 2.0,
}
IN_KERNEL = frozenset({"test_double", "test_spread"})
CHECKED = frozenset({"test_center", "test_words", "test_model"})
MANUAL = "drawing"

OPENING = "import numpy as np"

RIGHT = {
    "double": "def double(values):\n    return [2 * value for value in values]",
    "spread": "def spread(values):\n    return max(values) - min(values)",
    "center": "def center(values):\n    return values - values.mean()",
    "words": """
def words(text):
    return {word: text.split().count(word) for word in text.split()}
""".strip(),
    "model": """
inputs = np.vander(np.linspace(-1, 1, 20), 3)
targets = inputs @ np.array([0.5, -2.0, 1.0])
model = {"weight": np.linalg.lstsq(inputs, targets, rcond=None)[0]}
""".strip(),
}
WRONG = {
    "double": "def double(values):\n    return list(values)",
    "spread": "def spread(values):\n    return max(values)",
    "center": "def center(values):\n    return values",
    "words": "def words(text):\n    return {}",
    "model": 'model = {"weight": np.zeros(3)}',
}
MANUAL_ANSWER = "# A drawing in text:\nprint('/\\\\')"

TESTS = {
    "test_double": """
assert double([1, 2, 3]) == [2, 4, 6]
assert double([]) == []
""".strip(),
    # Partial credit as nbgrader reads it: the last value of the cell.
    "test_spread": """
score = 1.0 * (spread([1, 5]) == 4) + 1.0 * (spread([-2, 2, 7]) == 9)
score
""".strip(),
    "test_center": "assert abs(center(np.array([1.0, 3.0])).sum()) < 1e-9",
    "test_words": 'assert words("a b a") == {"a": 2, "b": 1}',
    "test_model": 'assert model["weight"].shape == (3,)',
}

#: The hidden checks, as an instructor writes them.
CHECKS = '''
"""Hidden checks of the lab. Nobody but the grader may read this: {secret}"""

import numpy as np

from artia.grading.checks import check, close, same


@check("test_center")
def center(ask, rng):
    for size in (2, 9):
        values = rng.normal(size=size)
        yield close(ask.call("center", values), values - values.mean())


@check("test_words")
def words(ask, rng):
    text = " ".join(rng.choice(["bois", "encre", "lin"], size=12))
    expected = {{word: text.split().count(word) for word in text.split()}}
    yield same(ask.call("words", text), expected)


@check("test_model")
def model(ask, rng):
    inputs = np.vander(rng.normal(size=30), 3)
    predicted = ask.tensors("model").then(lambda tensors: inputs @ tensors["weight"])
    yield close(predicted, inputs @ [0.5, -2.0, 1.0])
'''


def source(secret: str) -> NotebookNode:
    """Return the instructor's notebook: answers between nbgrader's marks, `secret` beside them."""
    cells = [new_markdown_cell("# Tally"), new_code_cell(OPENING)]
    for name, answer in RIGHT.items():
        solution = f"### BEGIN SOLUTION\n{answer}  # {secret}\n### END SOLUTION"
        cells.append(_cell(solution, name, solution=True))
        cells.append(_cell(TESTS[f"test_{name}"], f"test_{name}", grade=True, locked=True))
    drawing = "### BEGIN SOLUTION\n# anything\n### END SOLUTION"
    cells.append(_cell(drawing, MANUAL, grade=True, solution=True))
    return new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def _cell(text: str, grade_id: str, **flags: bool) -> NotebookNode:
    settings = {
        "schema_version": 3,
        "grade_id": grade_id,
        "cell_type": "code",
        "grade": False,
        "solution": False,
        "locked": False,
        "task": False,
        **flags,
    }
    if settings["grade"]:
        settings["points"] = POINTS[grade_id]
    return new_code_cell(text, metadata={"nbgrader": settings})


def marks(*names: str) -> Mapping[str, float]:
    """Return the full points of the tests of these answers: `marks("double")`."""
    return {f"test_{name}": POINTS[f"test_{name}"] for name in names}
