"""What browser tests do around a tab: serve a registry, open tabs that may not leave the machine, keep pictures."""

from __future__ import annotations

import functools
import http.server
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

SCREENS = Path(__file__).parents[2] / "build" / "screens"
STARTED = "Phalanx is at "
# Every window that opens loads two pages of Chromium's own for what it suggests below the address line: a third of all
# that a test takes, and nothing is typed there. Chromium goes by the last list of what to leave out, and ours comes after
# Playwright's; so what is Playwright's stands in ours too.
LEFT_OUT = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
# Chromium looks for updates, accounts and a graphics card by itself; none of that is there to be found. No name but
# this machine's means anything, so that what a page asks of another machine is noted and goes nowhere.
FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(LEFT_OUT)}",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
# Without a graphics card only the map is drawn as on one; all else is quicker by the processor itself.
DRAWING = ("--disable-gpu-rasterization", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
NOT_DRAWING = ("--disable-gpu", "--disable-3d-apis")
IS_SETTLED = """() => {
  const main = document.querySelector("main");
  if (!main?.querySelector("h1")) return false;
  const waits = [...main.querySelectorAll('[role="status"]')].some((one) => /…/.test(one.textContent));
  const undrawn = main.querySelector(".waiting");
  const moving = document.getAnimations().some((one) => one.effect.getTiming().iterations !== Infinity);
  return !waits && !undrawn && !moving && document.fonts.status === "loaded";
}"""

OpenTab = Callable[..., Page]
keeps_pictures = False
"""Whether pictures are kept, as `pytest --pictures` says."""


# ── Servers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def served(registry: str, program: Sequence[str] = ("-m", "phalanx")) -> Iterator[str]:
    """`phalanx serve` on a port that is free; gives its address, with a slash at the end."""
    command = [sys.executable, *program, "--registry", registry, "serve", "--port", "0", "--no-open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        assert server.stdout is not None
        said: list[str] = []
        try:
            for line in server.stdout:
                said.append(line)
                if STARTED in line:
                    yield line.split(STARTED)[1].split()[0].rstrip("/") + "/"
                    break
            else:
                raise AssertionError(f"the server ended: {''.join(said)}")
        finally:
            server.terminate()
            server.communicate(timeout=20)


class QuietFiles(http.server.SimpleHTTPRequestHandler):
    """Files as `python -m http.server` serves them, without a word for each."""

    def log_message(self, format: str, *words: Any) -> None:  # noqa: A002  # its name there
        """Say nothing."""


@contextmanager
def files_served(folder: Path) -> Iterator[str]:
    """A folder as `python -m http.server` serves it; gives its address, with a slash at the end."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(QuietFiles, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()


def told(site: str, path: str, **words: Any) -> Any:
    """What the API answers, asked without the page."""
    answer = httpx.get(f"{site}api/v1/{path}", params=words, timeout=30)
    assert answer.status_code == 200, answer.text
    return answer.json()


# ── Tabs ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def tabs(browser: Browser) -> Iterator[OpenTab]:
    """Opens tabs: `open_tab(width=360, height=780, color_scheme="dark")`; see `opened`."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(*, width: int = 1440, height: int = 900, expected: Sequence[str] = (), **options: Any) -> Page:
        """A tab of its own. What it complains about fails the test, unless one of the words `expected` is in it."""
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)

        def complain(words: str) -> None:
            if not any(one in words for one in expected):
                complaints.append(words)

        def note_request(request: Request) -> None:
            if not is_here(request.url):
                complain(f"asked another machine: {request.url}")

        def note_words(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"} and not is_about_graphics(message.text):
                complain(f"{message.type} in the console: {message.text} ({message.location.get('url', '')})")

        context.on("request", note_request)
        context.on("console", note_words)
        context.on("weberror", lambda error: complain(f"error in the page: {error.error}"))
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
    assert not complaints, complaints


def is_here(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme not in {"http", "https"} or parts.hostname in {"127.0.0.1", "localhost"}


def is_about_graphics(text: str) -> bool:
    """Chromium's own words on drawing without a graphics card; no page can do anything about them."""
    return "GPU stall due to ReadPixels" in text or "software WebGL" in text


# ── What tabs show ───────────────────────────────────────────────────────────────────────────────────────────────────


def settled(page: Page) -> Page:
    """The page once it is there: nothing is loading, nothing is still to be drawn."""
    page.wait_for_function(IS_SETTLED)
    return page


def visit(page: Page, address: str) -> Page:
    """Open an address and wait until it is there."""
    page.goto(address)
    return settled(page)


def reloaded(page: Page) -> Page:
    """The same address anew, as somebody sees it who opens it with this window and these colours."""
    page.reload()
    return settled(page)


def assert_fits(page: Page) -> None:
    """Nothing makes the page itself wider than its window."""
    too_wide: list[str] = page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth;
          if (document.scrollingElement.scrollWidth <= innerWidth) return [];
          return [...document.body.querySelectorAll("*")]
            .filter((one) => one.getBoundingClientRect().right > width + 1)
            .map((one) => `${one.tagName}.${one.getAttribute("class")}: ${one.textContent.trim().slice(0, 40)}`)
            .slice(0, 10);
        }"""
    )
    assert too_wide == [], f"{page.url} is wider than {page.viewport_size}"


def picture(page: Page, name: str, *, whole: bool = False) -> None:
    """With `--pictures` a screenshot in build/screens/, of what is in the window or of the whole page."""
    if keeps_pictures:
        SCREENS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENS / f"{name}.png", full_page=whole)
