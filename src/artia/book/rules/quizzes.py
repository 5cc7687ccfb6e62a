"""Rule families: the YAML texts exist in both languages with the same numbers; quizzes are whole.

A mapping with a key `fr` or `en` says one thing in both languages. A quiz can be asked, a
question's id is unique in the book, every quiz is asked by a page, and what a page asks exists.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from artia.book.findings import Finding
from artia.book.pages import Page, read_text
from artia.book.rules.parity import numbers_in
from artia.book.texts import LANGUAGES, Texts


def check_pairs(texts: Texts) -> Iterator[Finding]:
    """Yield what one language says and the other does not."""
    for pair in texts.pairs:
        said = {code: pair.texts.get(code, "").strip() for code in LANGUAGES}
        missing = [code for code in LANGUAGES if not said[code]]
        if missing:
            line = min(pair.lines.values())
            message = f"nothing in `{missing[0]}` for [{next(iter(pair.texts.values()))[:40]}]"
            yield Finding(texts.path, line, "parity-texts", message)
            continue
        if {"parity", "parity-numbers"} & pair.ignored:
            continue
        french, english = (Counter(numbers_in(said[code], code)) for code in LANGUAGES)
        if french != english:  # perhaps in formulas and code alone: read again without them
            french, english = (Counter(in_prose(said[code], code)) for code in LANGUAGES)
        if french != english:
            only = [f"{n} in French only" for n in french - english]
            only += [f"{n} in English only" for n in english - french]
            yield Finding(texts.path, pair.lines["en"], "parity-numbers", ", ".join(only))


def in_prose(text: str, language: str) -> list[str]:
    """Return the numbers of a text, less those of its formulas and code."""
    page = read_text(text, Path(), language, "")
    return [each for _, line in page.lines(own=False) for each in numbers_in(line, language)]


def check_quizzes(folder: Path) -> Iterator[Finding]:
    """Yield what makes a quiz impossible to ask, and the ids that two files share."""
    from artia.book.quiz.whole import problems  # with Sphinx: only when there is a quiz to read

    for path, line, said in problems(folder):
        yield Finding(path, line, "quizzes", said)


def check_use(quizzes: list[Texts], pages: Iterable[Page]) -> Iterator[Finding]:
    """Yield the quizzes that no page asks, and the questions a page asks that do not exist."""
    files = {quiz.path.stem: quiz for quiz in quizzes}
    names = {str(each.get("id")): stem for stem, quiz in files.items() for each in questions(quiz)}
    asked: set[str] = set()
    for page in pages:
        for each in page.directives:
            if each.name != "quiz":
                continue
            for name in each.argument.split():
                asked.add(names.get(name, name))
                if name not in files and name not in names:
                    message = f"no quiz {name}; expected book/quizzes/{name}.yml"
                    yield Finding(page.path, each.line, "quizzes", message)
    for stem in sorted(files.keys() - asked):
        yield Finding(files[stem].path, 1, "quizzes", "no page asks it; add a {quiz} or remove it")


def questions(quiz: Texts) -> list[dict]:
    """Return a file's questions."""
    data = quiz.data if isinstance(quiz.data, dict) else {}
    return [each for each in data.get("questions") or [] if isinstance(each, dict)]
