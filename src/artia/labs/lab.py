"""What a notebook holds as `lab`: its language, its texts, its checks, hints and figures."""

from __future__ import annotations

import html
import os
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from artia.labs import charts, checks, exercises, figures, hints, messages, quiz, source, text
from artia.labs.answers import as_array
from artia.labs.errors import LabError
from artia.labs.limits import one_of, within
from artia.labs.messages import N_
from artia.labs.modelfile import contents
from artia.labs.progress.curve import LiveCurve
from artia.labs.progress.reading import read_curve
from artia.labs.show import show, table
from artia.labs.training import History
from artia.labs.typed import typed_methods
from artia.labs.working import working


@typed_methods
class Lab:
    """One open lab. Made by `open_lab`."""

    def __init__(self, name: str, language: str, device: str) -> None:
        self.name, self.language, self.device = name, language, device
        self.tasks = exercises.tasks(name)
        self.failures: Counter[str] = Counter()

    def _(self, text_id: str) -> str:
        """Return a sentence in the learner's language (gettext)."""
        return messages._(text_id)

    def number(self, value: float, digits: int | None = None) -> str:
        """Write a number as the learner's language does, with so many decimals (0 to 20)."""
        digits = None if digits is None else within("digits", digits, 0, 20, whole=True)
        return messages.number(value, digits)

    def corpus(self) -> str:
        """Return the texts written for the course, as one string."""
        return text.load_corpus(self.language)

    def own_text(self, path: object, encoding: str = "utf-8") -> str | None:
        """Return the learner's text; None, and one sentence, when there is none that can do."""
        if path is None or isinstance(path, str) and not path.strip():
            show(messages._("no text of your own"))
            return None
        try:
            return text.read_text(path.strip() if isinstance(path, str) else path, encoding)
        except LabError as problem:
            show(str(problem))
            return None

    def first(self, ids: Sequence[int], characters: int) -> list[int]:
        """Return the first characters of a text already turned into numbers."""
        least = min(100, len(ids))
        return list(ids[: within("characters", characters, least, len(ids), whole=True)])

    def check(self, name: str, points: float = 1) -> checks.Check:
        """Check the notebook's function of that name; see `artia.labs.checks`."""
        task, function = self._task(name), _in_the_notebook(name)
        points = within("points", points, 0, 1000)
        result = checks.check(task, function, points)
        if not result.right and all(outcome.written for outcome in result.outcomes):
            self.failures[name] += 1
            result = replace(result, hint=hints.next_hint(task, self.failures[name]))
        return result

    def working(self, name: str) -> Callable[..., Any]:
        """Return the notebook's function when it is right, else the course's; see `working.py`."""
        return working(self._task(name), _in_the_notebook(name))

    def hint(self, name: object, step: object = 0) -> None:
        """Show a hint: 1 a question, 2 a step, 3 the worked solution."""
        try:
            hints.hint(self._task(name), step)
        except LabError as problem:
            show(str(problem))

    def quiz(self, name: object) -> quiz.AskedQuiz:
        """Ask a quiz of the book; `.answer("m02-row", "b")` on it explains an answer."""
        return quiz.quiz(name)

    def figure(self, figure: figures.Drawn, alt: str, table: figures.Table | None = None) -> None:
        """Show a matplotlib figure with its text alternative and, perhaps, its data."""
        figures.show_figure(figure, alt, table)

    def compare(self, losses: Mapping[str, float]) -> None:
        """Show losses side by side: a bar each, and what each amounts to."""
        self.figure(*charts.loss_bars(losses))

    def next_characters(
        self, vocabulary: text.Vocabulary, chances: Mapping[float, Sequence[float]]
    ) -> None:
        """Show the likeliest next characters at several temperatures: V probabilities for each."""
        values = {temperature: as_array(row) for temperature, row in chances.items()}
        self.figure(*charts.next_character_bars(vocabulary.characters, values))

    def live_curve(self, vocabulary: text.Vocabulary | None = None) -> LiveCurve:
        """Return what `train` calls after each measurement: a bar, a curve, a sample."""
        return LiveCurve(vocabulary)

    def read_curve(self, history: History, simple: float) -> None:
        """Say in words what the curve shows; `simple` is the loss of the pair counts."""
        show(read_curve(history, simple))

    def show_text(self, written: str) -> None:
        """Show what a model writes, its line breaks kept and its words whole."""
        # JupyterLab cuts the lines of its outputs anywhere, inside a word as well.
        style = "white-space: pre-wrap; word-break: normal; overflow-wrap: anywhere"
        show(written, f'<pre style="{style}">{html.escape(written)}</pre>')

    def show_file(self, path: str | os.PathLike[str]) -> None:
        """List what a model file holds."""
        rows = [[name, messages.number(size)] for name, size in contents(path)]
        title = messages._("What {name} holds").format(name=Path(path).name)
        headers = [messages._("part"), messages._("bytes")]
        plain = "\n".join([title] + [f"{size:>10}  {name}" for name, size in rows])
        show(plain, table(headers, rows, title))

    def show_source(self, thing: Any) -> None:
        """Show the code of a module, a class or a function of the course."""
        source.show_source(thing)

    def _task(self, name: object) -> checks.Task:
        return self.tasks[one_of(name, self.tasks, N_("no such exercise"))]

    def __repr__(self) -> str:
        return f"<Lab {self.name}, {self.language}, {self.device}>"


def _in_the_notebook(name: str) -> Any:
    """What that name stands for in the cell that called, the nearest caller out of the course."""
    frame = sys._getframe(1)
    while frame.f_back and str(frame.f_globals.get("__name__")).startswith("artia.labs"):
        frame = frame.f_back
    return frame.f_globals.get(name)
