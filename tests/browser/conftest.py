"""A real Chromium on the page: Phalanx served on this machine, tabs that may not leave it, and pictures of what they show.

`tab` opens pages of a server that every test shares; a test that uses it fails when the page logs an error or asks
another machine for anything.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.browser import browsing
from tests.browser.browsing import OpenTab, served, tabs


@pytest.fixture(scope="session", autouse=True)
def pictures(request: pytest.FixtureRequest) -> None:
    """Keep pictures where they are asked for."""
    browsing.keeps_pictures = request.config.getoption("--pictures")


@pytest.fixture(scope="session")
def site(built_page: None, bundled_registry: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the bundled facts, as `phalanx serve` prints it."""
    registry = shutil.copy(bundled_registry, tmp_path_factory.mktemp("served"))
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
