"""Words that would betray the other language in a site's interface."""

import re
from collections.abc import Iterable

ENGLISH = [
    "Search", "Searching", "Search Results", "Preparing search", "Toggle", "Show", "Hide",
    "Skip to", "Contents", "On this page", "previous", "next", "Copy", "Copied", "Home",
    "Permalink", "Link to", "Click to", "By", "Main", "Light", "Dark", "Color mode",
    "Back to top", "Breadcrumb", "Page navigation", "Site navigation", "Section Navigation",
    "Launch", "Download", "Print", "Fullscreen", "Source", "Last updated", "Created using",
    "Built with", "Warning", "Tip", "See also", "Error", "Expand", "Collapse", "Open lab",
    "Please activate", "Your search", "Announcement", "Version warning", "hidden", "sidebar",
    "Sub-pages",
]  # fmt: skip
FRENCH = [
    "Recherche", "Chercher", "Afficher", "Masquer", "Contenu", "Sur cette page", "précédente",
    "suivante", "Copier", "Accueil", "Lien vers", "Cliquez", "Par", "Mode d’affichage",
    "Aller au", "Astuce", "Avertissement", "Ouvrir", "Pages du cours", "Sous-pages",
]  # fmt: skip


def foreign(texts: Iterable[str], words: list[str]) -> list[str]:
    """Return the texts that hold one of the words, case ignored, as whole words."""
    pattern = re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, words)) + r")(?![\w-])", re.I)
    return [
        f"{match[0]} in {text.strip()[:60]!r}" for text in texts if (match := pattern.search(text))
    ]
