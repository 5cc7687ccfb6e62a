"""The book as a public hub service: the two built sites, and a clear page when they are missing.

Run by the hub, which gives the address to listen to and the prefix to answer under.
"""

import asyncio
import os
from pathlib import Path
from urllib.parse import urlparse

from tornado import web

from artia.hub import LANGUAGES
from artia.hub.pages import page_environment
from artia.hub.state import REPO

BUILT = REPO / "book" / "_build"
MATHJAX = REPO / "node_modules" / "mathjax" / "es5"
BUILD_COMMAND = "make book"


class BookPage(web.RequestHandler):
    """What every answer of this service has in common."""

    def initialize(self, prefix: str) -> None:
        """Keep the prefix this service answers under."""
        self.prefix = prefix

    def set_default_headers(self) -> None:
        """Forbid guessing a file's type."""
        self.set_header("X-Content-Type-Options", "nosniff")

    def say(self, status: int, template: str, language: str) -> None:
        """Answer with one of our own pages."""
        self.set_status(status)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        page = page_environment().get_template(template)
        self.finish(page.render(language=language, prefix=self.prefix, command=BUILD_COMMAND))


class FrontDoor(BookPage):
    """Send a visitor to the book in the language their browser asks for."""

    def get(self) -> None:
        """Redirect to the first page of a language."""
        # Browsers list languages by preference: the first one we have is the one.
        for asked in self.request.headers.get("Accept-Language", "").split(","):
            language = asked.strip()[:2].lower()
            if language in LANGUAGES:
                break
        else:
            language = LANGUAGES[0]
        self.redirect(f"{self.prefix}{language}/index.html")


class BookFile(BookPage, web.StaticFileHandler):
    """One file of a built site."""

    def initialize(self, prefix: str, path: str, language: str) -> None:
        """Serve one language's folder."""
        BookPage.initialize(self, prefix)
        web.StaticFileHandler.initialize(self, path, default_filename="index.html")
        self.language = language

    def set_extra_headers(self, path: str) -> None:
        """Ask the browser to check for a newer page each time."""
        # A rebuilt book must be seen at once; an unchanged file costs a 304.
        self.set_header("Cache-Control", "no-cache")

    def write_error(self, status_code: int, **kwargs: object) -> None:
        """Say that the book is not built, or that the page does not exist."""
        built = (Path(self.root) / "index.html").is_file()
        self.say(
            status_code if built else 503,
            "book-not-found.html" if built else "book-missing.html",
            self.language,
        )


def make_app(prefix: str, built: Path = BUILT) -> web.Application:
    """Return the service's application, answering under ``prefix`` (with both slashes)."""
    rules: list[tuple] = [(prefix, FrontDoor, {"prefix": prefix})]
    for language in LANGUAGES:
        options = {"prefix": prefix, "path": str(built / language), "language": language}
        rules.append((rf"{prefix}{language}/(.*)", BookFile, options))
    # Formgrader shows formulas with the MathJax that draws the book's, from this machine.
    rules.append((rf"{prefix}mathjax/(.*)", web.StaticFileHandler, {"path": str(MATHJAX)}))
    return web.Application(rules)


async def serve() -> None:
    """Listen where the hub says until the hub stops this process."""
    address = urlparse(os.environ["JUPYTERHUB_SERVICE_URL"])
    make_app(os.environ["JUPYTERHUB_SERVICE_PREFIX"]).listen(address.port, address.hostname)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve())
