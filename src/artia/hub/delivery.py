"""What a learner was given, in which language, and whether they have worked on it since.

Work is any difference between the delivered notebook and today's in a cell's text, order or
kind, and any output: a run may have cost minutes of training, so it counts as work. What
JupyterLab rewrites by itself (metadata, format) does not.
"""

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from artia.hub import LANGUAGES
from artia.hub.state import write_private

RECORD = ".artia-delivered.json"

#: The largest file a learner may submit, in kB as nbgrader counts. Nothing larger is read either:
#: the welcome page must not wait for a notebook that holds a film.
LARGEST_FILE = 50_000


def read_notebook(path: Path) -> dict | None:
    """Return a person's notebook; None when it is missing, too large, damaged or no notebook."""
    try:
        if path.stat().st_size > 1000 * LARGEST_FILE:
            return None
        notebook = json.loads(path.read_text(encoding="utf-8"))
        content_hash(notebook)
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
    return notebook


def content_hash(notebook: dict) -> str:
    """Return the hash of a notebook's cells: kind and text, in order."""
    cells = [[cell["cell_type"], "".join(cell["source"])] for cell in notebook["cells"]]
    return hashlib.sha256(json.dumps(cells, ensure_ascii=False).encode()).hexdigest()


def notebook_language(path: Path) -> str | None:
    """Return the language a notebook says it is in, None when it says nothing."""
    try:
        language = (read_notebook(path) or {})["metadata"]["artia"]["language"]
    except (LookupError, TypeError):
        return None
    return language if language in LANGUAGES else None


def apply_language(folder: Path, language: str) -> str:
    """Keep one language in a released folder; return the language of what is left.

    The folder holds ``lab.ipynb`` and, for another language, ``en/lab.ipynb`` with the same name.
    """
    delivered = LANGUAGES[0]
    for notebook in sorted(folder.glob("*.ipynb")):
        translation = folder / language / notebook.name
        if translation.is_file():
            translation.replace(notebook)
        delivered = notebook_language(notebook) or delivered
    for other in LANGUAGES:
        # Only what this course put there: a lab's own folder "fr" without notebooks stays.
        if any((folder / other).glob("*.ipynb")) or _is_empty(folder / other):
            shutil.rmtree(folder / other)
    return delivered


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())


@dataclass(frozen=True)
class Delivery:
    """The record kept in a fetched folder."""

    language: str
    notebooks: dict[str, str]

    @classmethod
    def of(cls, folder: Path, language: str) -> "Delivery":
        """Describe a folder about to be delivered."""
        return cls(
            language,
            {
                path.name: content_hash(json.loads(path.read_text(encoding="utf-8")))
                for path in sorted(folder.glob("*.ipynb"))
            },
        )

    @classmethod
    def read(cls, folder: Path) -> "Delivery | None":
        """Read the record of a fetched folder, None when there is none or it is damaged."""
        try:
            record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
            delivery = cls(str(record["language"]), dict(record["notebooks"]))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
        return delivery if delivery.language in LANGUAGES else None

    def write(self, folder: Path) -> None:
        """Write the record in a fetched folder."""
        write_private(
            folder / RECORD,
            json.dumps({"language": self.language, "notebooks": self.notebooks}, indent=1) + "\n",
        )

    def is_untouched(self, folder: Path) -> bool:
        """Tell whether every delivered notebook is as it was given, without any output."""
        for name, delivered in self.notebooks.items():
            notebook = read_notebook(folder / name)
            # Unreadable is not untouched: somebody's work may be in there.
            if notebook is None or content_hash(notebook) != delivered:
                return False
            if any(
                cell.get("outputs") or cell.get("execution_count") for cell in notebook["cells"]
            ):
                return False
        return True
