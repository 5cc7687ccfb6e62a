"""Which language a person works in: what they chose in JupyterLab, else what the hub was told."""

import json
import os
from pathlib import Path

import json5
from jupyterlab.commands import get_user_settings_dir

from artia.hub import LANGUAGES
from artia.hub.state import write_private

LOCALES = {"fr": "fr_FR", "en": "en"}


def settings_file() -> Path:
    """Return JupyterLab's file for the person's own choice of language."""
    folder = Path(get_user_settings_dir()) / "@jupyterlab" / "translation-extension"
    return folder / "plugin.jupyterlab-settings"


def chosen_language() -> str | None:
    """Return the language the person chose themselves in JupyterLab, None if they did not."""
    try:
        # JupyterLab writes this file with comments.
        settings = json5.loads(settings_file().read_text(encoding="utf-8"))
        locale = settings.get("locale", "")
    except (OSError, ValueError, AttributeError):
        return None
    language = str(locale).replace("-", "_").split("_")[0]
    return language if language in LANGUAGES else None


def current_language() -> str:
    """Return the language of this person's server: their choice, else the roster's, else French."""
    told = os.environ.get("ARTIA_LANGUAGE", "")
    return chosen_language() or (told if told in LANGUAGES else LANGUAGES[0])


def choose_language(language: str) -> None:
    """Record a choice of language where JupyterLab itself records it."""
    path = settings_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    write_private(path, json.dumps({"locale": LOCALES[language]}, indent=4) + "\n")
