"""Atkinson Hyperlegible Next, from the repository's node_modules into the site's own _static.

Drawn by the Braille Institute so that letters are not mistaken for one another; SIL OFL 1.1, whose
text is copied beside the files. static/artia-fonts.css declares the faces.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError

PACKAGE = Path("node_modules") / "@fontsource" / "atkinson-hyperlegible-next"
LICENCE = "OFL.txt"
#: The browser asks for a file only when a page shows a character and a style that it holds.
FACES = ("400-normal", "400-italic", "700-normal", "700-italic", "800-normal")
SUBSETS = ("latin", "latin-ext")


def setup(app: Sphinx) -> None:
    """Register the style sheet that declares the faces, and the copy of their files."""
    app.add_css_file("artia-fonts.css", priority=890)
    app.connect("env-check-consistency", require_fonts)
    app.connect("build-finished", copy_fonts)


def find_fonts(start: Path) -> Path | None:
    """Return the fonts' package in the nearest node_modules at or above `start`."""
    for folder in (start, *start.parents):
        if (folder / PACKAGE / "LICENSE").exists():
            return folder / PACKAGE
    return None


def require_fonts(app: Sphinx, env: BuildEnvironment) -> None:
    """Stop before writing pages that would ask for fonts the site does not have."""
    if app.builder.format == "html" and find_fonts(Path(app.srcdir)) is None:
        raise ExtensionError(
            f"The pages' fonts were expected in {PACKAGE} and were not found. "
            "Run `npm ci` at the root of the repository, then build again."
        )


def copy_fonts(app: Sphinx, exception: Exception | None) -> None:
    """Copy the faces that the style sheet declares, and their licence."""
    if exception or app.builder.format != "html":
        return
    source = find_fonts(Path(app.srcdir))
    target = Path(app.outdir) / "_static" / "fonts"
    target.mkdir(parents=True, exist_ok=True)
    for subset in SUBSETS:
        for face in FACES:
            name = f"atkinson-hyperlegible-next-{subset}-{face}.woff2"
            shutil.copyfile(source / "files" / name, target / f"atkinson-{subset}-{face}.woff2")
    shutil.copyfile(source / "LICENSE", target / LICENCE)
