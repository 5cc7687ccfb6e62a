"""The reader of quizzes that notebooks use, without the rest of their package.

`artia.labs` starts PyTorch as soon as it is imported; a book needs two of its files, which need
nothing of the others. They are imported here from the same folder, under another package's name.
"""

import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

_NAME = "artia_quiz_reader"


def _load() -> ModuleType:
    package = ModuleType(_NAME)
    package.__path__ = [str(Path(find_spec("artia").submodule_search_locations[0]) / "labs")]
    sys.modules.setdefault(_NAME, package)
    return import_module(f"{_NAME}.quiz_file")


_quiz_file = _load()

Quiz, Question, QuizError = _quiz_file.Quiz, _quiz_file.Question, _quiz_file.QuizError
read_quiz = _quiz_file.read_quiz


def quiz_folder(root: Path) -> Path:
    """Return the folder of the quizzes of the book at `root`."""
    return root / "book" / "quizzes"
