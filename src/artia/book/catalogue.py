"""Our French interface strings, put before the themes' catalogues.

The themes leave some strings in English and translate others poorly (« lancement »,
« Ouvrez un problème »). gettext asks our catalogue first and theirs when ours has nothing.
"""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from sphinx import locale
from sphinx.application import Sphinx

CATALOGUES = ("sphinx", "booktheme", "togglebutton")


@cache
def _compiled(language: str) -> bytes | None:
    source = Path(__file__).parent / "locale" / f"{language}.po"
    if not source.exists():
        return None
    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    return compiled.getvalue()


def install(app: Sphinx) -> None:
    """Put our catalogue for the site's language, when there is one, before every theme's."""
    if not (compiled := _compiled(app.config.language)):
        return
    for catalogue in CATALOGUES:
        ours = GNUTranslations(BytesIO(compiled))
        theirs = locale.translators.get(("general", catalogue))
        if theirs is not None and theirs.__class__ is not NullTranslations:
            ours.add_fallback(theirs)
        locale.translators["general", catalogue] = ours
    app.translator = locale.translators["general", "sphinx"]  # what the templates' _() reads
