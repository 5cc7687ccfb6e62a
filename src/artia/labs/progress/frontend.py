"""Is someone looking at this notebook through a page that can show widgets?"""

from __future__ import annotations

import importlib.util
import os

from artia.labs.show import in_notebook

# A Jupyter server names the notebook to the kernels it opens for a person; tools that run
# a notebook unattended (nbclient, nbval, nbgrader) start kernels without it.
OPENED_BY_A_PERSON = ("JPY_SESSION_NAME", "VSCODE_PID", "COLAB_RELEASE_TAG")


def has_widgets() -> bool:
    """Whether a progress bar can be a widget. ARTIA_PROGRESS=plain or widget decides first."""
    wish = os.environ.get("ARTIA_PROGRESS", "")
    if wish in ("plain", "widget"):
        return wish == "widget" and in_notebook()
    if "NBGRADER_EXECUTION" in os.environ or not in_notebook():
        return False
    watched = any(os.environ.get(name) for name in OPENED_BY_A_PERSON)
    return watched and importlib.util.find_spec("ipywidgets") is not None
