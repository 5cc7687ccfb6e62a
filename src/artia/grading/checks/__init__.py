"""Hidden checks: questions put to a learner's kernel, judged where its code cannot reach.

A test inside the notebook runs in the learner's own kernel, and whoever owns the kernel can make
it pass. A hidden check runs in the grader instead. It asks the kernel for values (what a function
returns, a variable, a model's weights), compares them here, and gives the cell its points. It
serves any nbgrader course whose notebooks run Python.

Write `checks/ps1.py` in the course's folder, beside `source/`, never inside it: nbgrader hands
out all of `source/ps1`. For an assignment with three test cells, `test_mean`, `test_words` and
`test_model`, the whole file may be:

    import torch
    from artia.grading.checks import check, close, load_weights, same, scored

    @check("test_mean", hint="What should the mean of no number at all be?")
    def mean(ask, rng):
        yield close(ask.call("mean", []), 0)
        for size in (1, 2, 50):
            numbers = rng.uniform(-10, 10, size)
            yield close(ask.call("mean", numbers), numbers.mean(), tolerance=1e-6)

    @check("test_words")
    def words(ask, rng):
        words = list(rng.choice(["ink", "lino", "press"], 12))
        expected = {word: words.count(word) for word in words}
        yield same(ask.call("count_words", " ".join(words)), expected)

    @check("test_model")
    def model(ask, rng):
        points = torch.tensor(rng.normal(size=(500, 2)), dtype=torch.float32)
        labels = (points.sum(dim=1) > 0).long()

        def accuracy(tensors):
            network = load_weights(torch.nn.Linear(2, 2), tensors)
            return (network(points).argmax(dim=1) == labels).double().mean().item()

        yield scored(ask.tensors("model").then(accuracy), lambda a: (a - 0.5) / 0.45)

`ask` puts questions: `ask.call(function, …)`, `ask.printed(function, …)`, `ask.value(variable)`,
`ask.tensors(model)`, `ask.run(code, …)`. An answer is judged by `close` (numbers), `same`
(anything, exactly), `one_of`, `holds` (a test of yours) or `scored` (a share of the points).
`answer[0]` is its first part; `answer.then(function)` what a function of yours makes of it.

`rng` is a NumPy generator, drawn anew for each learner: whoever reads the inputs in their own
kernel learns nothing that serves anybody. A cell earns the share of its right cases; `weight=2`
makes a case count double. Learners read how many cases are right, the kinds of failure (an
error, another shape, nearly the value…) and your hints: never an input, never the answer. A hint
is a sentence, or one for each language: `{"fr": "…", "en": "…"}`.

A learner's function that raises, never ends, dies or returns nonsense fails the case that called
it, and no more. A mistake in the checks file stops the grading with its line: `ChecksError`.
"""

from artia.grading.checks.answers import Answer
from artia.grading.checks.ask import Ask, Asker
from artia.grading.checks.cases import Case, close, holds, one_of, same, scored
from artia.grading.checks.errors import (
    ChecksError,
    KernelGoneError,
    NoAnswerError,
    RefusedError,
    TooLongError,
    WrongAnswerError,
)
from artia.grading.checks.judging import HiddenChecks, Verdict
from artia.grading.checks.registry import check
from artia.grading.checks.weights import load_weights

__all__ = [
    "Answer",
    "Ask",
    "Asker",
    "Case",
    "ChecksError",
    "HiddenChecks",
    "KernelGoneError",
    "NoAnswerError",
    "RefusedError",
    "TooLongError",
    "Verdict",
    "WrongAnswerError",
    "check",
    "close",
    "holds",
    "load_weights",
    "one_of",
    "same",
    "scored",
]
