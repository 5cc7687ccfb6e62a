"""A Jupyter server extension: what a browser may do on formgrader's pages.

Formgrader writes learners' notebooks inside its own pages. `cleaning` takes away what could run;
this is the second lock, a Content-Security-Policy (W3C, CSP Level 3) that lets nbgrader's own
scripts run and no other, and lets the page load from nowhere else.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

from jupyter_server.serverapp import ServerApp
from jupyter_server.utils import url_path_join
from nbgrader.server_extensions.formgrader.handlers import template_path
from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.web import OutputTransform

from artia.hub.state import REPO

#: Where the course's copy of MathJax is served.
MATHJAX = "/services/book/mathjax/"
# `<script>` without an address, and `onclick="…"`: in nbgrader's templates, and in its pages.
SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)[^>]*>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
HANDLER = re.compile(r'<[a-z][^>]*\son\w+="([^"]*)"', re.IGNORECASE)
FILLED_IN = re.compile(r"\{\{.*?\}\}")
# What a template may have put between quotation marks: nothing that ends them.
VALUE = r"[^\"'\\<>\n]*"
# A learner's own file, opened from a link in their notebook: a document that can do nothing.
FILE_POLICY = "sandbox; default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'"


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "artia.hub.formgrader"}]


def _load_jupyter_server_extension(server: ServerApp) -> None:
    """Set the policy of formgrader's pages; must not come after anything that compresses them."""
    root = url_path_join(server.web_app.settings["base_url"], "formgrader/")
    server.web_app.transforms.insert(0, partial(FormgraderPolicy, root=root))


class FormgraderPolicy(OutputTransform):
    """Add the policy to the answers under ``root``, the address of formgrader on this server."""

    def __init__(self, request: HTTPServerRequest, root: str) -> None:
        self.root = root
        self.path = request.path
        # Addresses without a scheme follow the page's own.
        self.here = request.host

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        """Change the headers only: a page is one chunk, so its scripts are all in it."""
        if self.path.startswith(self.root):
            headers["Referrer-Policy"] = "same-origin"
            if self._is_submitted_file():
                headers["Content-Security-Policy"] = FILE_POLICY
            elif headers.get("Content-Type", "").startswith("text/html"):
                headers["Content-Security-Policy"] = self._page_policy(chunk.decode("utf-8"))
                # "Not modified" would come without its page, so without its policy.
                headers["Cache-Control"] = "no-store"
        return status_code, headers, chunk

    def _is_submitted_file(self) -> bool:
        asked = self.path.removeprefix(self.root).split("/")
        return asked[0] == "submissions" and len(asked) > 2 and asked[2] != ""

    def _page_policy(self, page: str) -> str:
        static, mathjax = f"{self.here}{self.root}static/", f"{self.here}{MATHJAX}"
        own = " ".join(f"'sha256-{digest}'" for digest in own_scripts(page))
        return "; ".join(
            [
                "default-src 'none'",
                # Paths, not 'self': a learner's file is served from this host too.
                f"script-src {static} {mathjax} 'unsafe-hashes' {own}",
                f"style-src {static} 'unsafe-inline'",
                f"font-src {self.here}{self.root} {mathjax}",
                f"img-src {self.here}{self.root} data:",
                f"connect-src {self.here}{self.root}api/",
                "form-action 'self'",
                "frame-ancestors 'none'",
                "base-uri 'none'",
            ]
        )


def own_scripts(page: str) -> list[str]:
    """Return the SHA-256 (base64) of the scripts of a page that nbgrader's templates wrote."""
    found = [*SCRIPT.findall(page), *HANDLER.findall(page)]
    own = {script for script in found if any(shape.fullmatch(script) for shape in _shapes())}
    return sorted(base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in own)


@cache
def _shapes() -> list[re.Pattern[str]]:
    """Return what the scripts of the installed templates look like, once filled in."""
    shapes = set()
    for template in _templates():
        source = template.read_text(encoding="utf-8")
        for script in [*SCRIPT.findall(source), *HANDLER.findall(source)]:
            fixed = map(re.escape, FILLED_IN.split(script))
            shapes.add(re.compile(VALUE.join(fixed)))
    return list(shapes)


def _templates() -> Iterator[Path]:
    yield from Path(template_path).rglob("*.tpl")
    yield from Path(template_path, "formgrade").glob("*.j2")
    yield from (REPO / "hub" / "local" / "share" / "nbconvert").rglob("formgrade/*.j2")
