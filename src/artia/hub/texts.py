"""Every sentence of the hub's own pages, read from ``hub/texts/{fr,en}.yml``."""

import yaml

from artia.hub import LANGUAGES
from artia.hub.state import REPO

TEXTS: dict[str, dict[str, str]] = {
    language: yaml.safe_load(
        (REPO / "hub" / "texts" / f"{language}.yml").read_text(encoding="utf-8")
    )
    for language in LANGUAGES
}


def text(language: str, key: str, /, **values: object) -> str:
    """Return one sentence with its values filled in."""
    return TEXTS[language][key].format(**values)
