"""What is wrong with the quizzes of a folder: one that cannot be asked, an id taken twice."""

from pathlib import Path

from artia.book.quiz.reading import QuizError, read_quiz


def problems(folder: Path) -> list[tuple[Path, int, str]]:
    """Return the file, the line and a sentence for each problem of the folder's quizzes."""
    found: list[tuple[Path, int, str]] = []
    owners: dict[str, Path] = {}
    for path in sorted(folder.glob("*.yml")):
        try:
            quiz = read_quiz(path)
        except QuizError as error:
            found += [(path, line, sentence) for line, sentence in error.problems]
            continue
        for question in quiz.questions:
            owner = owners.setdefault(question.id, path)
            if owner != path:
                sentence = f"question {question.id}: {owner.name} has this id too; change one"
                found.append((path, question.line, sentence))
    return found
