"""A Jupyter server extension: the page a person lands on, in their own server."""

from jupyter_server.serverapp import ServerApp
from jupyter_server.utils import url_path_join

from artia.hub.labs import NAME
from artia.hub.welcome.classroom import ClassHandler
from artia.hub.welcome.desk import Desk
from artia.hub.welcome.handlers import (
    FeedbackHandler,
    LanguageHandler,
    OpenHandler,
    SetAsideHandler,
    SubmitHandler,
    WelcomeHandler,
)

ROUTES = [
    (r"artia/?", WelcomeHandler),
    (r"artia/language", LanguageHandler),
    (rf"artia/open/({NAME.pattern})", OpenHandler),
    (rf"artia/submit/({NAME.pattern})", SubmitHandler),
    (rf"artia/set-aside/({NAME.pattern})", SetAsideHandler),
    (rf"artia/class/({NAME.pattern})", ClassHandler),
    (rf"artia/feedback/({NAME.pattern})", FeedbackHandler),
]


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "artia.hub.welcome"}]


def _load_jupyter_server_extension(server: ServerApp) -> None:
    """Add the course's pages to a person's server."""
    desk = Desk(server.root_dir)
    base = server.web_app.settings["base_url"]
    server.web_app.add_handlers(
        ".*$",
        [(url_path_join(base, route), handler, {"desk": desk}) for route, handler in ROUTES],
    )
