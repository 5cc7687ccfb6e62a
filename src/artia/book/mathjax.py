"""MathJax from the repository's node_modules, copied into a site only when a page has formulas."""

import shutil
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError

PACKAGE = Path("node_modules") / "mathjax" / "es5"
ENTRY = "tex-mml-chtml.js"
# What that entry loads: itself, the TeX packages met on the page, its fonts; not the speech rules.
NEEDED = (ENTRY, "input/tex", "output/chtml")


def setup(app: Sphinx) -> None:
    """Register the local path and the copy."""
    app.connect("config-inited", configure, priority=400)
    app.connect("env-check-consistency", require_mathjax)
    app.connect("build-finished", copy_mathjax)


def configure(app: Sphinx, config: Config) -> None:
    """Point the pages at the copy in the site's own _static."""
    config.mathjax_path = f"mathjax/{ENTRY}"


def find_mathjax(start: Path) -> Path | None:
    """Return the es5 folder of the nearest node_modules at or above `start`."""
    for folder in (start, *start.parents):
        if (folder / PACKAGE / ENTRY).exists():
            return folder / PACKAGE
    return None


def pages_with_formulas(env: BuildEnvironment) -> list[str]:
    """Return the docnames that hold at least one formula."""
    # Not domain.has_equations(): it also answers for the pages below in the table of contents.
    has_equations = env.get_domain("math").data["has_equations"]
    return sorted(page for page in env.found_docs if has_equations.get(page))


def require_mathjax(app: Sphinx, env: BuildEnvironment) -> None:
    """Stop before writing when formulas could not be shown.

    Raises ExtensionError when a page has a formula and node_modules has no MathJax.
    """
    pages = pages_with_formulas(env)
    if pages and find_mathjax(Path(app.srcdir)) is None:
        raise ExtensionError(
            f"{pages[0]} has a formula and {PACKAGE / ENTRY} was not found. "
            "Run `npm ci` at the root of the repository, then build again."
        )


def copy_mathjax(app: Sphinx, exception: Exception | None) -> None:
    """Copy the parts of MathJax that the pages load."""
    if exception or app.builder.format != "html" or not pages_with_formulas(app.env):
        return
    source = find_mathjax(Path(app.srcdir))
    target = Path(app.outdir) / "_static" / "mathjax"
    for name in NEEDED:
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name, dirs_exist_ok=True)
        else:
            target.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source / name, target / name)
