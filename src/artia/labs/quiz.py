"""Ask a quiz of the book inside a notebook: nothing is kept, nothing is sent.

    lab.quiz("m02-learning")                          shows the questions
    lab.quiz("m02-learning").answer("m02-row", "b")   says whether b is right, and why

The questions are those of the book, in the same file: `book/quizzes/m02-learning.yml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from artia.labs.errors import LabError, named
from artia.labs.messages import N_, _
from artia.labs.quiz_answers import Verdict, judge
from artia.labs.quiz_file import Quiz, QuizError, read_quiz
from artia.labs.quiz_show import quiz_html, quiz_text, verdict_html, verdict_text
from artia.labs.typed import typed, typed_methods

IN_THE_REPOSITORY = Path(__file__).parents[3] / "book" / "quizzes"


@dataclass(frozen=True)
class Answer:
    """What a notebook says of an answer. `right` is None when it was not one."""

    verdict: Verdict

    @property
    def right(self) -> bool | None:
        """Whether the answer is right."""
        return self.verdict.right

    def __repr__(self) -> str:
        return verdict_text(self.verdict)

    def _repr_html_(self) -> str:
        return verdict_html(self.verdict)


@typed_methods
@dataclass(frozen=True)
class AskedQuiz:
    """The questions; a notebook shows them when this ends a cell."""

    quiz: Quiz

    def answer(self, question: object, given: object = "") -> Answer:
        """Judge an answer: a letter, several ("a c"), a number (1.2 or "1,2"), an order."""
        found = {each.id: each for each in self.quiz.questions}
        if not isinstance(question, str) or question not in found:
            known = ", ".join(f"`{each}`" for each in found)
            said = _("quiz: unknown question").format(found=named(question), known=known)
            return Answer(Verdict(None, (said,)))
        return Answer(judge(found[question], given))

    def __repr__(self) -> str:
        return quiz_text(self.quiz)

    def _repr_html_(self) -> str:
        return quiz_html(self.quiz)


@typed
def quiz(name: object) -> AskedQuiz:
    """Return the quiz of that name. Raises LabError, one sentence, when there is none to ask."""
    path = _find(named(name).removesuffix(".yml"))
    try:
        return AskedQuiz(read_quiz(path))
    except QuizError as error:
        line, reason = error.problems[0]
        raise LabError(N_("quiz: broken"), file=path.name, line=line, reason=reason) from None


def _find(name: str) -> Path:
    """Find the file: beside the notebook, one folder up, or in the repository."""
    places = [Path("quizzes"), Path("..") / "quizzes", IN_THE_REPOSITORY]
    # The nearest wins; a place that may not be read is one that holds nothing.
    found = {path.stem: path for place in reversed(places) for path in place.glob("*.yml")}
    if name not in found:
        raise LabError(
            N_("quiz: not found"), name=named(name), known=", ".join(sorted(found)) or "∅"
        )
    return found[name]
