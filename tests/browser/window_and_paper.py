"""What holds of a page in any window and on paper: one visit, resized."""

from __future__ import annotations

from playwright.sync_api import Page
from tests.browser.browsing import assert_fits

DESK, TELEPHONE = (1440, 900), (360, 780)
PAPER = (688, 1000)
"""What A4 leaves between the margins of the page, in pixels of CSS: 210 mm less twice 14 mm, 96 pixels an inch."""
IS_REDRAWN = """() => [...document.querySelectorAll(".drawing:not(.scrolls)")].every((one) =>
  one.querySelector("svg").width.baseVal.value <= one.clientWidth + 1)"""
CONTROLS = """() => [...document.querySelectorAll("nav, button, select, input, .button")]
  .filter((one) => one.checkVisibility()).map((one) => `${one.tagName} ${one.textContent.trim().slice(0, 30)}`)"""
SPLIT = """() => [...document.querySelectorAll("figure, .phx-finding, tbody tr, .stack > li")]
  .filter((one) => one.checkVisibility() && getComputedStyle(one).breakInside !== "avoid")
  .map((one) => one.textContent.trim().slice(0, 40))"""
WIDOWED = """() => [...document.querySelectorAll("main :is(h1, h2, h3, h4, caption)")]
  .filter((one) => one.checkVisibility() && getComputedStyle(one).breakAfter !== "avoid")
  .map((one) => one.textContent.trim().slice(0, 40))"""


def keeps_to_window_and_paper(tab: Page) -> None:
    """Nothing runs out at the right on a desk, on a telephone and on paper; paper has nothing to press, and splits nothing."""
    for size in (DESK, TELEPHONE):
        resize(tab, size)
        tab.wait_for_function(IS_REDRAWN)
        assert_fits(tab)
    resize(tab, DESK)
    tab.wait_for_function(IS_REDRAWN)
    print_to(tab, PAPER)
    assert_fits(tab)
    assert tab.evaluate(CONTROLS) == [], "paper has nothing to press"
    assert tab.evaluate(SPLIT) == [], "what belongs together stays on one page"
    assert tab.evaluate(WIDOWED) == [], "a heading stays with what it heads"


def print_to(tab: Page, size: tuple[int, int]) -> None:
    """Show the page as it is laid on paper of that size."""
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    tab.emulate_media(media="print")
    resize(tab, size)


def resize(tab: Page, size: tuple[int, int]) -> None:
    width, height = size
    tab.set_viewport_size({"width": width, "height": height})
