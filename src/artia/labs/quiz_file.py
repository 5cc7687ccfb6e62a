"""Read a quiz of the book, both languages in one file, or say what it lacks.

    questions:
      - id: m02-row                   # unique in the book
        type: single                  # single, multiple, numeric or order
        tags: [C12]                   # the competencies of Long and Magerko (2020), C1 to C17
        ask: {fr: "…", en: "…"}
        options:                      # single, multiple
          - {id: a, right: false, text: {fr: …, en: …}, because: {fr: …, en: …}}
        answer: 1.2                   # numeric; tempting is optional
        tolerance: 0.02
        because: {fr: …, en: …}
        tempting: [{value: 0.69, because: {…}}]
        steps: [{id: c, text: {…}, because: {…}}]     # order; in the right order
        shown: [a, b, c]              # in the order displayed; because: {…} too

Texts may hold MyST's inline marks: emphasis, `code`, $math$ and, save in options, {cite}, {term}
and {ref} with words of its own. The book reads quizzes with this file, without PyTorch.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from . import quiz_rules as rules
from .quiz_rules import QuestionError, Text

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the first is much faster

OWN_KEYS = {
    "single": ["options"],
    "multiple": ["options"],
    "numeric": ["answer", "tolerance", "because"],
    "order": ["steps", "shown", "because"],
}


class QuizError(Exception):
    """A quiz that cannot be asked; each of its `problems` is a line and a sentence."""

    def __init__(self, path: Path, problems: list[tuple[int, str]]) -> None:
        super().__init__("\n".join(f"{path}:{line}: {said}" for line, said in problems))
        self.path, self.problems = path, problems


@dataclass(frozen=True)
class Option:
    """An option to choose, or a step to put in order."""

    id: str
    text: Text
    because: Text
    right: bool


@dataclass(frozen=True)
class Tempting:
    """A wrong number that a known reasoning leads to."""

    value: float
    because: Text


@dataclass(frozen=True)
class Question:
    """A question; which of the last fields are filled depends on its `type`."""

    id: str
    type: str
    tags: tuple[str, ...]
    ask: Text
    line: int
    options: tuple[Option, ...] = ()  # for `order`, the steps in the right order
    shown: tuple[str, ...] = ()
    answer: float = 0
    tolerance: float = 0
    tempting: tuple[Tempting, ...] = ()
    because: Text | None = None


@dataclass(frozen=True)
class Quiz:
    """A whole quiz; `name` is that of its file."""

    name: str
    path: Path
    questions: tuple[Question, ...]


def read_quiz(path: Path) -> Quiz:
    """Read a quiz. Raises QuizError with a problem for each question that has one."""
    content, lines = _parse(path)
    questions: dict[str, Question] = {}
    problems: list[tuple[int, str]] = []
    for raw, line in zip(content, lines, strict=True):
        try:
            question = _question(raw, line)
            if question.id in questions:
                raise QuestionError("this id is already taken in this file; choose another")
            questions[question.id] = question
        except QuestionError as refusal:
            name = raw.get("id") if isinstance(raw, dict) else None
            problems.append((line, f"question {name or 'without an id'}: {refusal}"))
    if problems:
        raise QuizError(path, problems)
    return Quiz(path.stem, path, tuple(questions.values()))


def _parse(path: Path) -> tuple[list[Any], list[int]]:
    """Return the questions as YAML has them, and the line where each begins."""
    try:
        loader = LOADER(path.read_text(encoding="utf-8"))
        root = loader.get_single_node()
        content = loader.construct_document(root) if root else None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise QuizError(path, [(1, f"cannot be read ({reason}); save it there in UTF-8")]) from None
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        said = f"not YAML ({getattr(error, 'problem', error)}); check the indentation, and put "
        raise QuizError(path, [(line, f"{said}between quotes a text that holds `: `")]) from None
    questions = content.get("questions") if isinstance(content, dict) else None
    if not isinstance(questions, list) or not questions or len(content) > 1:
        raise QuizError(path, [(1, "expected the one key `questions:`, then a list of questions")])
    return questions, [node.start_mark.line + 1 for node in root.value[0][1].value]


def _question(raw: Any, line: int) -> Question:
    kind = str(raw.get("type")) if isinstance(raw, dict) else None
    if kind not in OWN_KEYS:
        raise QuestionError(f"its type is {kind!r}; write one of {', '.join(OWN_KEYS)}")
    tempting = ["tempting"] if kind == "numeric" else []
    rules.keys(raw, "it", ["id", "type", "tags", "ask", *OWN_KEYS[kind]], tempting)
    own: dict[str, Any] = {}
    if "because" in raw:
        own["because"] = rules.text(raw["because"], "`because`")
    if kind == "numeric":
        own |= _numbers(raw)
    elif kind == "order":
        own["options"] = _options(raw["steps"], "step", ["id", "text", "because"])
        own["shown"] = rules.shuffled(raw["shown"], [step.id for step in own["options"]])
    else:
        own["options"] = _options(raw["options"], "option", ["id", "right", "text", "because"])
        _count_right(kind, own["options"])
    name, ask = rules.name(raw["id"], "its id"), rules.text(raw["ask"], "`ask`")
    return Question(name, kind, rules.tags(raw["tags"]), ask, line, **own)


def _options(raw: Any, what: str, keys: list[str]) -> tuple[Option, ...]:
    if not isinstance(raw, list) or len(raw) < 2:
        raise QuestionError(f"expected a list of two {what}s or more")
    found: dict[str, Option] = {}
    for position, each in enumerate(raw, 1):
        rules.keys(each, f"{what} {position}", keys)
        name = rules.name(each["id"], f"the id of {what} {position}")
        if name in found:
            raise QuestionError(f"two {what}s have the id {name}; change one")
        right = each.get("right", True)
        if not isinstance(right, bool):
            raise QuestionError(f"`right` of {what} {name} is {right!r}; write true or false")
        words = rules.text(each["text"], f"`text` of {what} {name}", rules.WITHOUT_LINKS)
        because = rules.text(each["because"], f"`because` of {what} {name}")
        found[name] = Option(name, words, because, right)
    return tuple(found.values())


def _count_right(kind: str, options: tuple[Option, ...]) -> None:
    right = sum(option.right for option in options)
    if kind == "single" and right != 1:
        raise QuestionError(f"{right} options are right; exactly one must be `right: true`")
    if kind == "multiple" and right in (0, len(options)):
        raise QuestionError(
            f"{right} of {len(options)} options are right; some must be, and some not"
        )


def _numbers(raw: dict[str, Any]) -> dict[str, Any]:
    answer = rules.number(raw["answer"], "`answer`")
    tolerance = rules.number(raw["tolerance"], "`tolerance`")
    if tolerance < 0:
        raise QuestionError("`tolerance` is negative; write 0 or more")
    if not isinstance(raw.get("tempting", []), list):
        raise QuestionError("`tempting` is not a list; write [{value: …, because: {fr: …, en: …}}]")
    tempting = []
    for position, each in enumerate(raw.get("tempting", []), 1):
        rules.keys(each, f"tempting {position}", ["value", "because"])
        value = rules.number(each["value"], f"`value` of tempting {position}")
        if abs(value - answer) <= tolerance:
            raise QuestionError(f"tempting {position} is within the tolerance of the right answer")
        tempting.append(Tempting(value, rules.text(each["because"], f"`because` of {value}")))
    return {"answer": answer, "tolerance": tolerance, "tempting": tuple(tempting)}
