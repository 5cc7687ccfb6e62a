"""Run the scripts of book/figures/: write what they draw, or say which file is out of date."""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from artia.book.figures.colours import THEMES
from artia.book.figures.drawing import style, to_svg
from artia.book.figures.fonts import MissingFontError, unpack
from artia.book.figures.words import Words, drawing_path, words_path
from artia.book.languages import LANGUAGES

#: Points. A processor that rounds otherwise may move a line by a hundredth.
TOLERANCE = 0.05
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


class FigureError(Exception):
    """A figure could not be drawn; the message says which and why."""


def scripts(book: Path) -> dict[str, Path]:
    """Return each figure's name and its script: m02-curves, book/figures/m02_curves.py."""
    found = sorted((book / "figures").glob("[!_]*.py"))
    return {path.stem.replace("_", "-"): path for path in found}


def chosen(book: Path, names: Iterable[str]) -> dict[str, Path]:
    """Return the scripts of the figures named (m02-curves or m02_curves.py), or all of them.

    Raises FigureError for a name without a script.
    """
    known = scripts(book)
    wanted = [Path(name).stem.replace("_", "-") for name in names] or list(known)
    for name in wanted:
        if name not in known:
            raise FigureError(
                f"Expected one of {', '.join(known)}, and found {name}. A figure is drawn by its "
                f"script: write book/figures/{name.replace('-', '_')}.py. Nothing was changed."
            )
    return {name: known[name] for name in wanted}


def load(script: Path) -> ModuleType:
    """Import a script by its path; it may import its neighbours whose names start with _.

    Raises FigureError when it fails or lacks `words` or `draw`.
    """
    spec = importlib.util.spec_from_file_location(f"artia_figure_{script.stem}", script)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their own module up
    sys.path.insert(0, str(script.parent))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(script.parent))
    missing = [name for name in ("words", "draw") if not hasattr(module, name)]
    if missing:
        raise FigureError(
            f"{script.name}: expected the functions words(language) and draw(theme, language), "
            f"and did not find {' and '.join(missing)}. Nothing was changed."
        )
    return module


def use_one_thread() -> None:
    """Keep numpy to one thread, if it is not loaded yet.

    Sums shared among processors depend on their number by the last digits, and small ones, as in
    our figures, take ten times longer on a busy machine.
    """
    for library in ("OPENBLAS", "OMP", "MKL"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")


def files(book: Path, name: str, script: Path) -> dict[Path, str]:
    """Return every file of a figure and the text it should hold.

    Raises FigureError when matplotlib or the font is missing, or the script cannot do its work.
    """
    use_one_thread()
    try:
        import matplotlib
    except ImportError as error:
        raise FigureError(
            "Drawing figures needs matplotlib, which is not installed. "
            "Run `pip install 'artia[labs]'`, then this command again."
        ) from error
    texts: dict[Path, str] = {}
    try:
        unpack(book.parent)
        module = load(script)
        for language in LANGUAGES:
            said: Words = module.words(language)
            texts[words_path(book, name, language)] = said.to_json()
            for theme in THEMES.values():
                with matplotlib.rc_context():
                    matplotlib.rcdefaults()
                    matplotlib.rcParams.update(style(theme))
                    drawing = to_svg(module.draw(theme, language))
                texts[drawing_path(book, name, language, theme.name)] = drawing
    except FigureError:
        raise
    except MissingFontError as error:
        raise FigureError(f"{error} Nothing was changed.") from error
    except Exception as error:  # whatever a script may raise, said in one line
        raise FigureError(
            f"{script.name} stopped on {type(error).__name__}: {error}. Nothing was changed."
        ) from error
    return texts


def redraw(book: Path, names: Iterable[str] = ()) -> list[Path]:
    """Draw the figures named, or all of them; return the files that changed.

    All are drawn before the first file is written. Raises FigureError.
    """
    texts: dict[Path, str] = {}
    for name, script in chosen(book, names).items():
        texts |= files(book, name, script)
    changed = [path for path, text in texts.items() if not same(path, text)]
    for path in changed:
        path.write_text(texts[path], encoding="utf-8", newline="\n")
    return changed


def differing(book: Path, names: Iterable[str] = ()) -> list[Path]:
    """Draw without writing; return the files that are missing or out of date.

    Raises FigureError.
    """
    return [
        path
        for name, script in chosen(book, names).items()
        for path, text in files(book, name, script).items()
        if not same(path, text)
    ]


def same(path: Path, text: str) -> bool:
    """Tell whether a file holds `text`, or for a drawing the same shapes within TOLERANCE."""
    if not path.exists():
        return False
    held = path.read_text(encoding="utf-8")
    return held == text or (path.suffix == ".svg" and same_drawing(held, text))


def same_drawing(one: str, other: str) -> bool:
    """Tell whether two drawings differ by no number of more than TOLERANCE."""
    if NUMBER.sub("#", one) != NUMBER.sub("#", other):
        return False
    pairs = zip(NUMBER.findall(one), NUMBER.findall(other), strict=True)
    return all(abs(float(a) - float(b)) <= TOLERANCE for a, b in pairs)
