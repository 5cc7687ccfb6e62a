"""Build one language's site; run as a process of its own: `python -m artia.book.site fr ROOT OUT`.

A process a language, because Sphinx's translations are process-wide.
"""

import sys
from pathlib import Path

from jupyter_book.sphinx import build_sphinx
from sphinx.util.console import nocolor


def build_site(code: str, root: Path, outdir: Path, doctrees: Path) -> bool:
    """Build `root`/book/`code` into `outdir`, warnings being errors; return whether it worked."""
    nocolor()  # the report is read by a program first
    tree = root / "book" / code
    result = build_sphinx(
        tree,
        outdir,
        path_config=root / "_config.yml",
        noconfig=True,
        doctreedir=doctrees,
        confoverrides={
            "language": code,
            "external_toc_path": str(tree / "_toc.yml"),
            "latex_individualpages": False,
        },
        warningiserror=True,
        keep_going=True,
        quiet=True,
    )
    return result == 0


if __name__ == "__main__":
    code, root, outdir, doctrees = sys.argv[1:]
    sys.exit(0 if build_site(code, Path(root), Path(outdir), Path(doctrees)) else 1)
