"""Sites built once and served once for every test of the book."""

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from artia.book.build import build

ROOT = Path(__file__).parents[2]
SAMPLE = Path(__file__).parent / "sample"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


def copy_sample(target: Path) -> Path:
    """Copy the sample book, with the repository's configuration, into `target`."""
    shutil.copytree(SAMPLE, target, symlinks=True)
    shutil.copy(ROOT / "_config.yml", target)
    os.symlink(ROOT / "node_modules", target / "node_modules")
    return target


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A copy of the sample book that a test may spoil."""
    return copy_sample(tmp_path / "repository")


@pytest.fixture
def rewrite(sample: Path) -> Callable[[str, str, str], None]:
    """Replace `old` by `new` in a file of the sample, and fail when `old` is not there."""

    def replace(name: str, old: str, new: str) -> None:
        path = sample / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course's two sites, built once: a folder with fr/ and en/."""
    out = tmp_path_factory.mktemp("sites")
    build(ROOT, out=out)
    return out


@pytest.fixture(scope="session")
def sample_sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's two sites: a stale page, a formula, a figure, a table, hidden code."""
    folder = tmp_path_factory.mktemp("sample")
    build(copy_sample(folder / "repository"), out=folder / "sites")
    return folder / "sites"


def html_pages(site: Path) -> list[Path]:
    """Return a site's pages, without the themes' own templates."""
    return sorted(page for page in site.rglob("*.html") if "_static" not in page.parts)


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *args: object) -> None:
        """Stay silent."""


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Serve a folder on a free port of this machine and return its address."""
    servers: list[http.server.ThreadingHTTPServer] = []

    def start(folder: Path) -> str:
        handler = functools.partial(QuietHandler, directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


class Watch:
    """Opens pages and writes down what goes wrong."""

    def __init__(self, chromium, base: str, width: int, scheme: str):
        self.base = base
        self.problems: list[str] = []
        # Without motion, axe never sees a colour half-way through a transition.
        self.context = chromium.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
        )
        self.page = self.context.new_page()
        self.page.on("request", self._request)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self._note(f"error: {error}"))
        self.page.on("requestfailed", self._failed)

    def _note(self, what: str) -> None:
        self.problems.append(f"{self.page.url}: {what}")

    def _request(self, request) -> None:
        if not request.url.startswith((self.base, "data:", "blob:")):
            self._note(f"request: {request.url}")

    def _failed(self, request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the next page was opened meanwhile
            self._note(f"failed: {request.url}: {request.failure}")

    def _console(self, message) -> None:
        if message.type == "error":
            self._note(f"console: {message.text}")


@pytest.fixture
def watch(chromium):
    """Make watched pages, closed at the end of the test."""
    opened = []

    def make(base, width=1280, scheme="light"):
        opened.append(Watch(chromium, base, width, scheme))
        return opened[-1]

    yield make
    for each in opened:
        each.context.close()


@pytest.fixture(scope="session")
def addresses(sites, sample_sites, serve):
    """Folder -> address of the course and of the sample."""
    return {sites: serve(sites), sample_sites: serve(sample_sites)}
