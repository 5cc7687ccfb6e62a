"""One Chromium for every browser test, and those tests last."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

#: No sandbox: CI runs as root. The rest keeps Chromium itself from calling anybody.
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-dev-shm-usage",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run browser tests after the others.

    Playwright keeps an event loop running in the test process until its browser closes; tests that
    execute notebooks start one of their own, and two cannot run at once.
    """
    items.sort(key=lambda item: "chromium" in item.fixturenames)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return the session's browser; fail without one, since an unseen page proves nothing."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = os.environ.get("ARTIA_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if path is None:
        pytest.fail("no Chromium found: `make test` installs it, or set ARTIA_CHROMIUM to its path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()
