"""The book's two languages, and where each page's counterpart is."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Language:
    """One edition of the book."""

    code: str  # folder under book/, Sphinx language, `lang` parameter of the hub's links
    locale: str  # BCP 47 tag for `lang` and `hreflang`
    name: str  # in the language itself: what the switcher says
    title: str
    search: str
    toc_title: str
    show_code: str
    hide_code: str

    @property
    def other(self) -> "Language":
        """The other edition."""
        return LANGUAGES["en" if self.code == "fr" else "fr"]


LANGUAGES = {
    "fr": Language(
        code="fr",
        locale="fr-CA",
        name="Français",
        title="L’IA en culture\u00a0: comprendre, mesurer, créer",
        search="Chercher dans le cours",
        toc_title="Sur cette page",
        show_code="Afficher le code",
        hide_code="Masquer le code",
    ),
    "en": Language(
        code="en",
        locale="en-CA",
        name="English",
        title="AI in culture: understand, measure, create",
        search="Search the course",
        toc_title="On this page",
        show_code="Show the code",
        hide_code="Hide the code",
    ),
}


def find_root(start: Path) -> Path | None:
    """Return the nearest folder at or above `start` that holds book/fr and book/en."""
    for folder in (start, *start.parents):
        if (folder / "book" / "fr").is_dir() and (folder / "book" / "en").is_dir():
            return folder
    return None


def strip_prefix(docname: str, language: Language) -> str:
    """Return the docname without `book/fr/`: the root build sees pages under that path."""
    return docname.removeprefix(f"book/{language.code}/")
