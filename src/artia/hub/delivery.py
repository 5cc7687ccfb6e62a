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


def content_hash(notebook: dict) -> str:
    """Return the hash of a notebook's cells: kind and text, in order."""
    cells = [[cell["cell_type"], "".join(cell["source"])] for cell in notebook["cells"]]
    return hashlib.sha256(json.dumps(cells, ensure_ascii=False).encode()).hexdigest()


def notebook_language(path: Path) -> str | None:
    """Return the language a notebook says it is in, None when it says nothing."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        return notebook["metadata"]["artia"]["language"]
    except (OSError, ValueError, KeyError, TypeError):
        return None


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
            return cls(str(record["language"]), dict(record["notebooks"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, folder: Path) -> None:
        """Write the record in a fetched folder."""
        write_private(
            folder / RECORD,
            json.dumps({"language": self.language, "notebooks": self.notebooks}, indent=1) + "\n",
        )

    def is_untouched(self, folder: Path) -> bool:
        """Tell whether every delivered notebook is as it was given, without any output."""
        for name, delivered in self.notebooks.items():
            try:
                notebook = json.loads((folder / name).read_text(encoding="utf-8"))
                ran = any(
                    cell.get("outputs") or cell.get("execution_count") for cell in notebook["cells"]
                )
                if ran or content_hash(notebook) != delivered:
                    return False
            except (OSError, ValueError, KeyError, TypeError):
                # Unreadable is not untouched: somebody's work may be in there.
                return False
        return True
