"""`{quiz} m02-learning`: the questions of book/quizzes/m02-learning.yml in the page's language."""

import re
from pathlib import Path

from babel.numbers import format_decimal
from docutils import nodes as docutils_nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from artia.book.languages import LANGUAGES, find_root
from artia.book.quiz import nodes
from artia.book.quiz.reading import Question, QuizError, quiz_folder, read_quiz
from artia.book.quiz.warnings import warn


class QuizDirective(SphinxDirective):
    """Asks a quiz; `:only:` keeps some of its questions, by id."""

    required_arguments = 1
    option_spec = {"only": directives.unchanged_required}

    def run(self) -> list[docutils_nodes.Node]:
        """Return the quiz; nothing, and warnings that name the file, when it cannot be asked."""
        name = self.arguments[0].strip()
        root = find_root(Path(self.env.srcdir))
        path = quiz_folder(root or Path(self.env.srcdir)) / f"{name}.yml"
        if not path.is_file():
            known = ", ".join(sorted(each.stem for each in path.parent.glob("*.yml"))) or "none"
            raise self.error(f"quiz expects one of book/quizzes ({known}), and found {name!r}.")
        self.env.note_dependency(str(path))
        try:
            quiz = read_quiz(path)
        except QuizError as error:
            for line, sentence in error.problems:
                warn(path, line, sentence)
            return []
        node = nodes.Quiz("", name=name)
        for number, question in enumerate(self._kept(quiz.questions), 1):
            node += self._question(question, number)
        return [node]

    def _kept(self, questions: tuple[Question, ...]) -> list[Question]:
        if "only" not in self.options:
            return list(questions)
        by_id = {question.id: question for question in questions}
        wanted = re.split(r"[\s,]+", self.options["only"].strip())
        if unknown := [each for each in wanted if each not in by_id]:
            raise self.error(
                f"quiz {self.arguments[0]} has no question {', '.join(unknown)}; "
                f"in :only:, write ids among {', '.join(by_id)}."
            )
        return [by_id[each] for each in wanted]

    def _question(self, question: Question, number: int) -> nodes.Question:
        node = nodes.Question("", quiz_id=question.id, type=question.type, number=number)
        node += nodes.Ask("", "", *self._inline(question.ask))
        by_id = {option.id: option for option in question.options}
        for each in question.shown or by_id:
            node += nodes.Option("", "", *self._inline(by_id[each].text), option_id=each)
        node += self._answers(question)
        return node

    def _answers(self, question: Question) -> nodes.Answers:
        answers = nodes.Answers("", type=question.type)
        if question.type == "numeric":
            answers["tolerance"] = question.tolerance
            answers += self._reason("number", None, question.because, value=question.answer)
            for wrong in question.tempting:
                answers += self._reason("tempting", None, wrong.because, value=wrong.value)
            return answers
        kind = "step" if question.type == "order" else "option"
        if question.because:
            answers += self._reason("whole", None, question.because)
        for each in question.options:
            answers += self._reason(
                kind, each.text, each.because, option_id=each.id, right=each.right
            )
        return answers

    def _reason(
        self, kind: str, text: dict[str, str] | None, because: dict[str, str], **attributes: object
    ) -> nodes.Reason:
        """Return a reason; a number is written as the language does."""
        if "value" in attributes:
            locale = LANGUAGES[self.config.language].locale.replace("-", "_")
            written = format_decimal(attributes["value"], locale=locale)
            attributes["written"] = written.replace("-", "−")
        reason = nodes.Reason("", kind=kind, **attributes)
        if text is not None:
            reason += docutils_nodes.inline("", "", *self._inline(text))
            reason += docutils_nodes.Text(" ")
        reason += docutils_nodes.inline("", "", *self._inline(because))
        return reason

    def _inline(self, text: dict[str, str]) -> list[docutils_nodes.Node]:
        """Parse a text of the page's language as the page's own MyST."""
        found, _messages = self.parse_inline(text[self.config.language].strip())
        return found
