"""nbgrader's settings for a course whose assignments have one notebook in two languages."""

import shutil
from pathlib import Path
from typing import Any

from traitlets.config import Config

from .paths import LANGUAGES
from .stubs import stub_config


def release_config() -> Config:
    """Return what the course's nbgrader configuration must hold: `c.merge(release_config())`.

    The same stubs as the notebooks built here, and a hook that carries the other language.
    """
    config = stub_config()
    config.GenerateAssignment.post_convert_hook = f"{__name__}.carry_translations"
    return config


def carry_translations(assignment: str, notebooks: list[str], **_: Any) -> None:
    """Copy `source/<assignment>/en/*.ipynb` beside the notebook that was just released.

    nbgrader's own copy of supplementary files leaves out every notebook, at any depth. It calls
    this from the course's root, once the assignment is generated.
    """
    source = Path(notebooks[0]).resolve().parent
    release = Path("release") / assignment
    for language in LANGUAGES:
        for notebook in sorted((source / language).glob("*.ipynb")):
            target = release / language / notebook.name
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(notebook, target)
            target.chmod(0o644)  # as nbgrader leaves what it generates
