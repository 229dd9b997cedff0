"""A real Chromium on the page: Phalanx served on this machine, tabs that may not leave it, and pictures of what they show.

`tab` opens pages of a server that every test shares; a test that uses it fails when the page logs an error or asks
another machine for anything.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.browser.browsing import DRAWING, FLAGS, NOT_DRAWING, OpenTab, served, tabs

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


@pytest.fixture(scope="session")
def site(built_page: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the bundled facts, as `phalanx serve` prints it."""
    registry = tmp_path_factory.mktemp("served") / "registry.sqlite"
    with served(str(registry)) as address:
        yield address


@pytest.fixture
def new_tab(chromium: Browser) -> Iterator[OpenTab]:
    """Opens tabs: `new_tab(width=360, height=780, color_scheme="dark")`; what they complain about fails the test."""
    with tabs(chromium) as opened:
        yield opened


@pytest.fixture
def new_plain_tab(plain_chromium: Browser) -> Iterator[OpenTab]:
    """The same in a browser without WebGL, for what the map says rather than draws."""
    with tabs(plain_chromium) as opened:
        yield opened


@pytest.fixture
def plain_tab(new_plain_tab: OpenTab) -> Page:
    """A tab without WebGL."""
    return new_plain_tab()


@pytest.fixture
def tab(new_tab: OpenTab) -> Page:
    """A tab of a desk's size, light."""
    return new_tab()
