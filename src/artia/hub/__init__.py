"""The course's JupyterHub: accounts, exchange, welcome page, launcher.

One subsystem a file; ``hub/local/jupyterhub_config.py`` only calls ``artia.hub.config``.
"""

COURSE = "artia"
LANGUAGES = ("fr", "en")


class HubError(Exception):
    """A refusal told to a person: one sentence in French, the same in English."""

    def __init__(self, fr: str, en: str) -> None:
        super().__init__(f"{fr}\n{en}")
