"""Sphinx's warnings about quizzes: each names the file, the line, the question and what to do."""

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from artia.book.languages import find_root
from artia.book.quiz.reading import quiz_folder
from artia.book.quiz.whole import problems

logger = logging.getLogger(__name__)


def check_every_quiz(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn about every quiz that cannot be asked, on a page or not."""
    root = find_root(Path(app.srcdir))
    for path, line, sentence in problems(quiz_folder(root)) if root else ():
        warn(path, line, sentence)


def warn(path: Path, line: int, sentence: str) -> None:
    """Write a warning, once a build."""
    logger.warning("%s:%s: %s", path, line, sentence, once=True)
