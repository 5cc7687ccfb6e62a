"""What a learner sees where a solution was. No words: the same cell serves both languages.

nbgrader compares a manual answer with its untouched stub to tell "No response", so the course's
nbgrader configuration must use the same stubs: `release_config` brings them.
"""

from traitlets.config import Config

TEXT_STUB = "✎"
CODE_STUB = "# ✎\nraise NotImplementedError()"


def stub_config() -> Config:
    """Return the nbgrader configuration that matches the notebooks built here."""
    config = Config()
    config.ClearSolutions.text_stub = TEXT_STUB
    config.ClearSolutions.code_stub = {"python": CODE_STUB}
    return config
