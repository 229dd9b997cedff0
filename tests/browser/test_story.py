"""The ten-second story: open the link, see the web, move the slider, choose France–Poland, read what was signed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.browsing import OpenTab, picture, settled, visit

pytestmark = pytest.mark.browser

NANCY = "Treaty of Nancy on enhanced cooperation and friendship"
ACCESSIBLE_NAME = """() => {
  const one = document.activeElement;
  return (one?.getAttribute("aria-label") || one?.textContent || one?.value || "").replace(/\\s+/g, " ").trim();
}"""
# A real move draws the map anew, which takes its time without a graphics card: only the last one is real.
FIND_ON_MAP = """async (name) => {
  const canvas = document.querySelector(".canvas");
  const {left, top, width, height} = canvas.getBoundingClientRect();
  for (let x = left + width * 0.3; x < left + width * 0.7; x += 12) {
    for (let y = top + height * 0.2; y < top + height * 0.8; y += 4) {
      const there = {clientX: Math.round(x), clientY: Math.round(y), bubbles: true, pointerType: "mouse"};
      canvas.firstElementChild.dispatchEvent(new PointerEvent("pointermove", there));
      for (let turn = 0; turn < 6; turn++) await Promise.resolve(); // the page words what it was told
      if (document.querySelector(".tip strong")?.textContent === name) return [there.clientX, there.clientY];
    }
  }
  return null;
}"""


def test_with_the_pointer(tab: Page, site: str) -> None:
    visit(tab, site)
    expect(tab.get_by_role("heading", level=1)).to_be_visible()
    assert len(tab.locator(".map").screenshot()) > 40_000, "the map shows nothing"  # an empty one has a tenth of that
    told = tab.get_by_text(re.compile(r"of\s+[\d,]+\s+agreements\s+stand"))
    now = told.inner_text()
    slider(tab).fill("100")
    expect(told).not_to_have_text(now)
    expect(tab).to_have_url(re.compile(r"day=2018-05"))  # a hundred months after January 2010
    picture(tab, "story-slider")
    slider(tab).press("End")
    expect(told).to_have_text(now)
    point_at(tab, "France – Poland")
    picture(tab, "story-hover")
    tab.mouse.down()
    tab.mouse.up()
    expect(tab).to_have_url(re.compile(r"tie=FR-PL"))
    read_what_was_signed(tab)
    picture(tab, "story-tie")
    panel(tab).get_by_role("link", name=NANCY).click()
    read_the_agreement(tab)


def test_with_the_table(tab: Page, site: str) -> None:
    visit(tab, site)
    tab.get_by_role("button", name=re.compile("^Show all")).click()
    tab.get_by_role("button", name="France – Poland", exact=True).click()
    read_what_was_signed(tab)
    expect(panel(tab).get_by_role("heading", name="France – Poland")).to_be_in_viewport()


def test_with_the_keyboard_alone(tab: Page, site: str) -> None:
    visit(tab, site)
    press_until(tab, "Tab", lambda name: name.startswith("Skip to the content"))
    press_until(tab, "Tab", lambda name: name == "Month")
    tab.keyboard.press("ArrowLeft")
    expect(tab).to_have_url(re.compile(r"day=\d{4}-\d{2}"))
    tab.keyboard.press("End")
    press_until(tab, "Tab", lambda name: name.startswith("Show all"))
    tab.keyboard.press("Enter")
    press_until(tab, "Shift+Tab", lambda name: name == "France – Poland")
    tab.keyboard.press("Enter")
    read_what_was_signed(tab)
    press_until(tab, "Tab", lambda name: name == NANCY, 10)  # the focus went to the panel, and is near
    tab.keyboard.press("Enter")
    read_the_agreement(tab)
    tab.go_back()
    expect(tab).to_have_url(re.compile(r"tie=FR-PL"))


def test_on_a_phone(new_tab: OpenTab, site: str) -> None:
    tab = visit(new_tab(width=360, height=780, has_touch=True, is_mobile=True), f"{site}?tie=FR-PL")
    read_what_was_signed(tab)
    picture(tab, "story-phone", whole=True)


# ── Steps ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def slider(tab: Page) -> Locator:
    return tab.get_by_role("slider", name="Month")


def panel(tab: Page) -> Locator:
    return tab.get_by_role("complementary", name="What the map shows")


def read_what_was_signed(tab: Page) -> None:
    """The panel tells what was signed, when, with what clause, and on whose word."""
    item = panel(tab).get_by_role("listitem").filter(has=tab.get_by_role("link", name=NANCY))
    expect(item).to_have_count(1)
    expect(item).to_contain_text("9 May 2025")
    expect(item).to_contain_text("assistance")
    expect(item).to_contain_text(re.compile(r"grade\s*B"))
    expect(item.get_by_role("link", name="icds.ee")).to_have_attribute("href", re.compile("^https://icds.ee/"))


def read_the_agreement(tab: Page) -> None:
    expect(tab).to_have_url(re.compile(r"/agreements/fr-pl-2025-nancy-treaty/"))
    settled(tab)
    expect(tab.get_by_role("heading", level=1, name=NANCY)).to_be_visible()


def point_at(tab: Page, name: str) -> None:
    """Move the pointer to where the map says that it is over something, found by looking along a grid."""
    place: list[float] | None = tab.evaluate(FIND_ON_MAP, name)
    assert place is not None, f"{name} is nowhere on the map"
    tab.mouse.move(*place)
    expect(tab.locator(".tip strong")).to_have_text(name)


def press_until(tab: Page, key: str, found: Callable[[str], bool], most: int = 200) -> None:
    """Press a key until what has the focus goes by a name."""
    names: list[str] = []
    for _ in range(most):
        tab.keyboard.press(key)
        names.append(tab.evaluate(ACCESSIBLE_NAME))
        if found(names[-1]):
            return
    raise AssertionError(f"not reached by {key}: {names}")
