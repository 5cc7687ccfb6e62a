"""A real hub in a temporary folder, and browsers whose every request and message is kept."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

REPO = Path(__file__).resolve().parents[2]
AXE = REPO / "node_modules" / "axe-core" / "axe.min.js"
COMMAND = [sys.executable, "-m", "artia.cli", "hub"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class LiveHub:
    """`artia hub start` in a process of its own."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.port = free_port()
        self.output = ""
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "ARTIA_HUB_STATE": str(self.state), "HUB_PORT": str(self.port)}

    def command(self, *arguments: str) -> subprocess.CompletedProcess:
        """Run another `artia hub …` command on the same state folder."""
        return subprocess.run(
            [*COMMAND, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def start(self, patience: float = 240) -> str:
        """Start, wait for « Prêt », return everything that was said."""
        log = self.state.with_name(f"{self.state.name}.out")
        with log.open("w") as file:
            self.process = subprocess.Popen(
                [*COMMAND, "start"],
                env=self.environment,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )
        deadline = time.monotonic() + patience
        while "Ready in" not in (said := log.read_text()):
            assert self.process.poll() is None, said
            assert time.monotonic() < deadline, said
            time.sleep(0.3)
        self.output = said
        return said

    def stop(self) -> int:
        """Press Ctrl-C and wait; return the exit code."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        code = self.process.wait(timeout=90)
        self.process = None
        return code

    def passwords(self) -> dict[str, str]:
        """Return the one-time passwords on screen: {name: password}."""
        printed = r"^\s+(\w+)\s+(\w{4}-\w{4}-\w{4})\s"
        return dict(re.findall(printed, self.output, re.MULTILINE))


@pytest.fixture(scope="module")
def live_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveHub]:
    """Return a hub that is not started yet, and is stopped whatever happens."""
    hub = LiveHub(tmp_path_factory.mktemp("hub") / "state")
    yield hub
    hub.stop()


class Visitor:
    """One person's browser: a page, and the record of all it asked for and complained about."""

    def __init__(self, browser: Browser, hub: LiveHub, name: str, locale: str) -> None:
        self.hub, self.name = hub, name
        self.context = browser.new_context(viewport={"width": 1280, "height": 900}, locale=locale)
        self.outside: list[str] = []
        self.errors: list[str] = []
        self.violations: dict[str, list[str]] = {}
        self.context.on("page", self._watch)
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)

    def _watch(self, page: Page) -> None:
        page.on("request", self._note_request)
        page.on("websocket", lambda socket: self._note_address(socket.url))
        page.on("console", self._note_message)
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))

    def _note_request(self, request: object) -> None:
        self._note_address(request.url)

    def _note_address(self, address: str) -> None:
        here = f"127.0.0.1:{self.hub.port}/"
        if not address.startswith((f"http://{here}", f"ws://{here}", "data:", "blob:", "about:")):
            self.outside.append(address)

    def _note_message(self, message: object) -> None:
        if message.type == "error":
            self.errors.append(f"{message.location.get('url')}: {message.text}")

    @property
    def home(self) -> Path:
        """The folder of this person's work."""
        return self.hub.state / "homes" / self.name

    def shoot(self, name: str, whole: bool = False) -> None:
        """Keep a picture of the page when ARTIA_SHOTS names a folder for them."""
        if folder := os.environ.get("ARTIA_SHOTS"):
            self.page.screenshot(path=Path(folder) / name, full_page=whole)

    def axe(self, label: str, page: Page | None = None) -> None:
        """Keep what axe finds wrong on a page of ours."""
        page = page or self.page
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        self.violations[label] = [
            f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found["violations"]
        ]
