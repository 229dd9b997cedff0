"""The one Chromium of a test run. Playwright bears one of itself a process, so every test that wants a browser asks for these.

`tests/conftest.py` brings the fixtures in for browser tests and stories alike.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.browser.browsing import DRAWING, FLAGS, NOT_DRAWING

ROOT = Path(__file__).parents[2]
BUILT = ROOT / "src" / "phalanx" / "surfaces" / "presenting" / "page" / "index.html"


@pytest.fixture(scope="session")
def launch() -> Iterator[Callable[..., Browser]]:
    """Starts Chromium, with flags of its own if wanted."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        pytest.skip("needs Chromium; on Debian and Ubuntu: sudo apt-get install chromium")
    with sync_playwright() as playwright, ExitStack() as running:

        def started(*flags: str) -> Browser:
            browser = playwright.chromium.launch(executable_path=program, args=[*FLAGS, *flags])
            running.callback(browser.close)
            return browser

        yield started


@pytest.fixture(scope="session")
def chromium(launch: Callable[..., Browser]) -> Browser:
    """The browser that the tests share."""
    return launch(*DRAWING)


@pytest.fixture(scope="session")
def plain_chromium(launch: Callable[..., Browser]) -> Browser:
    """A browser without WebGL, and so without the map's drawing; everything else is there, and sooner."""
    return launch(*NOT_DRAWING)


@pytest.fixture(scope="session")
def built_page() -> None:
    if not BUILT.exists():
        pytest.skip("needs the built page, and so Node.js 20.19 or newer: make page")
