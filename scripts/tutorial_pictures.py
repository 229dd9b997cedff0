#!/usr/bin/env python3
"""Take the pictures of docs/tutorial/a-journalist.md anew: the page on a phone, step by step, into docs/img/.

Needs Chromium and the built page; `.venv/bin/python scripts/tutorial_pictures.py` serves the bundled facts by itself.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

HERE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE))

from tests.browser.browsing import FLAGS, NOT_DRAWING, served, settled, visit  # noqa: E402  # found from HERE

PICTURES = HERE / "docs" / "img"
LARGEST = 200_000
"""Bytes that a picture of the documentation may have."""
MARGIN = 14
REDRAWN_MS = 600
"""A chart that finds another width than at first is drawn anew after a moment."""


def main() -> int:
    """Walk as the tutorial does, and keep what the phone shows."""
    with (
        tempfile.TemporaryDirectory() as folder,
        served(str(Path(folder) / "registry.sqlite")) as site,
        sync_playwright() as playwright,
    ):
        program = next(path for path in ("/usr/bin/chromium", "/usr/bin/google-chrome") if Path(path).exists())
        browser = playwright.chromium.launch(executable_path=program, args=[*FLAGS, *NOT_DRAWING])
        context = browser.new_context(
            viewport={"width": 390, "height": 844},
            has_touch=True,
            is_mobile=True,
            device_scale_factor=2,
            color_scheme="light",
            locale="en-GB",
        )
        walk(context.new_page(), site)
        browser.close()
    too_large = [path.name for path in PICTURES.glob("journalist-*.png") if path.stat().st_size > LARGEST]
    if too_large:
        print(f"Larger than {LARGEST:,} bytes: {', '.join(too_large)}", file=sys.stderr)
    return 1 if too_large else 0


def walk(phone: Page, site: str) -> None:
    """The steps, in the order of the tutorial."""
    visit(phone, f"{site}search/?q=France")
    window(phone, "search", 560)
    visit(phone, f"{site}states/FR/")
    part(phone.get_by_role("figure", name=re.compile("signed since the invasion")), "growth")
    part(phone.get_by_role("region", name=re.compile("promise help if attacked$")), "promises", 640)
    visit(phone, f"{site}search/?q=moving+forces+between+Poland+and+Lithuania")
    window(phone, "between", 800)
    visit(phone, f"{site}questions/crossing/")
    part(phone.locator(".phx-findings"), "crossing", 600)
    part(phone.get_by_role("figure", name=re.compile("^Permission to enter")), "permission")


def window(phone: Page, name: str, height: int) -> None:
    """What stands at the top of the window."""
    settled(phone)
    phone.screenshot(path=file(name), clip={"x": 0, "y": 0, "width": 390, "height": height})


def part(thing: Locator, name: str, height: int | None = None) -> None:
    """One part of the page with a margin around it, cut after a height where it is long."""
    page = thing.page
    thing.evaluate("one => scrollTo(0, one.getBoundingClientRect().top + scrollY - 60)")
    settled(page)
    page.wait_for_timeout(REDRAWN_MS)
    box = thing.bounding_box()
    assert box is not None, name
    tall = min(box["height"], height or box["height"])
    page.screenshot(path=file(name), clip={"x": 0, "y": box["y"] - MARGIN, "width": 390, "height": tall + 2 * MARGIN})


def file(name: str) -> Path:
    return PICTURES / f"journalist-{name}.png"


if __name__ == "__main__":
    sys.exit(main())
