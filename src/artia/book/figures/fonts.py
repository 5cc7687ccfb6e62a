"""The page's typeface for matplotlib, which reads neither WOFF nor the Web.

The package in node_modules has WOFF files only; fontTools, which matplotlib brings, unpacks them
into a folder that lives as long as the process. A sign the typeface lacks (■, →) comes from DejaVu
Sans, matplotlib's own.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

FAMILY = "Atkinson Hyperlegible Next"
PACKAGE = Path("node_modules") / "@fontsource" / "atkinson-hyperlegible-next" / "files"
FACES = ("400-normal", "400-italic", "700-normal", "700-italic")


class MissingFontError(Exception):
    """The typeface is not installed; the message says what to run."""


@cache
def unpack(root: Path) -> tempfile.TemporaryDirectory[str]:
    """Give matplotlib the typeface found under `root`; return the folder that must outlive it.

    Raises MissingFontError.
    """
    from fontTools.ttLib import TTFont
    from matplotlib import font_manager

    folder = tempfile.TemporaryDirectory(prefix="artia-fonts-")
    for face in FACES:
        source = root / PACKAGE / f"atkinson-hyperlegible-next-latin-{face}.woff"
        if not source.exists():
            raise MissingFontError(
                f"Expected the figures' typeface in {source.relative_to(root)}, and found no such "
                "file. Run `npm ci` at the root of the repository, then this command again."
            )
        target = Path(folder.name) / f"{face}.ttf"
        # Not recalculated: the file's own dates stay, and so does every byte.
        font = TTFont(source, recalcTimestamp=False)
        font.flavor = None
        font.save(target)
        font_manager.fontManager.addfont(target)
    return folder
