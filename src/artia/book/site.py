"""Run Sphinx on one language: `python -m artia.book.site fr ROOT OUT DOCTREES BUILDER`.

A process a language, because Sphinx's translations are process-wide.
"""

import sys
from pathlib import Path

# jsonschema, which Jupyter Book imports, would compile a grammar of Web addresses: more than a
# second of every build, for a check that no part of a build asks for. It does without.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

from jupyter_book.sphinx import build_sphinx  # noqa: E402
from sphinx.util.console import nocolor  # noqa: E402


def build_site(code: str, root: Path, outdir: Path, doctrees: Path, builder: str = "html") -> bool:
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
        builder=builder,
        warningiserror=True,
        keep_going=True,
        quiet=True,
    )
    return result == 0


if __name__ == "__main__":
    code, root, outdir, doctrees, builder = sys.argv[1:]
    sys.exit(0 if build_site(code, Path(root), Path(outdir), Path(doctrees), builder) else 1)
