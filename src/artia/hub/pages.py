"""The Jinja environment of the pages served outside the hub itself (welcome page, book service)."""

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from artia.hub.state import REPO
from artia.hub.texts import TEXTS, text

TEMPLATES = REPO / "hub" / "templates"


@cache
def page_environment() -> Environment:
    """Return the environment: everything escaped, an unknown name is an error."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    environment.globals.update(TEXTS=TEXTS, t=text)
    return environment
