"""The glossary: one file for both languages, and definitions where a word is first met.

- `terms` reads and checks book/glossary.yml (no Sphinx: `artia book check` uses it);
- `directive` is `{course-glossary}`, which makes the page;
- `definitions` shows a definition beside the first `{term}` of a page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Register the directive and the definitions."""
    from artia.book.glossary import definitions, directive  # not imported by the checks

    directive.setup(app)
    definitions.setup(app)
