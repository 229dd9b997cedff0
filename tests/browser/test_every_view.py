"""Every view: light and dark, on a phone and on a wide screen, on paper, for who cannot see it well, in other places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # published without types
from playwright.sync_api import Browser, Page, expect
from tests.browser.browsing import assert_fits, picture, reloaded, settled, tabs, visit

pytestmark = pytest.mark.browser

NANCY = "fr-pl-2025-nancy-treaty"
VIEWS = {
    "map": "",
    "agreements": "agreements/",
    "agreement": f"agreements/{NANCY}/",
    "states": "states/",
    "state": "states/PL/",
    "compare": "compare/?state=FR&state=PL&state=DE",
    "between": "compare/?state=PL&state=LT",
    "search": "search/?q=Poland+Lithuania+move+forces",
    "questions": "questions/",
    "question": "questions/growth/",
    "data": "data/",
    "about": "about/",
    "record": "records/states/PL/",
}
DESK, PHONE, WIDE = {"width": 1440, "height": 900}, {"width": 360, "height": 780}, {"width": 1920, "height": 1080}


@pytest.fixture(scope="module", params=VIEWS)
def view(
    request: pytest.FixtureRequest, chromium: Browser, plain_chromium: Browser, site: str
) -> Iterator[tuple[str, Page]]:
    """A view in a tab of a desk's size, opened once for all that is looked at; its name, and the tab."""
    name: str = request.param
    with tabs(chromium if name == "map" else plain_chromium) as opened:
        yield name, visit(opened(), site + VIEWS[name])


@pytest.fixture
def shown(view: tuple[str, Page]) -> Iterator[tuple[str, Page]]:
    """The same, put back as it was when the test is over."""
    yield view
    page = view[1]
    page.emulate_media(media="screen", color_scheme="light")
    page.set_viewport_size(DESK)  # type: ignore[arg-type]


class TestEveryView:
    def test_light(self, shown: tuple[str, Page]) -> None:
        name, page = shown
        picture(page, f"{name}-light", whole=True)
        assert page.title().endswith(" – Phalanx") or name == "map"
        expect(page.locator("h1")).to_have_count(1)
        assert_accessible(page)

    def test_dark(self, shown: tuple[str, Page]) -> None:
        name, page = shown
        page.emulate_media(color_scheme="dark")
        reloaded(page)
        picture(page, f"{name}-dark", whole=True)
        assert brightness(page) < 60
        assert_accessible(page, "color-contrast")

    def test_phone(self, shown: tuple[str, Page]) -> None:
        name, page = shown
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        reloaded(page)
        picture(page, f"{name}-phone", whole=True)
        assert_fits(page)

    def test_wide(self, shown: tuple[str, Page]) -> None:
        name, page = shown
        page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        reloaded(page)
        picture(page, f"{name}-wide")
        assert_fits(page)

    def test_print(self, shown: tuple[str, Page]) -> None:
        name, page = shown
        page.set_viewport_size({"width": 794, "height": 1123})
        page.emulate_media(media="print")
        settled(page)
        picture(page, f"{name}-print", whole=True)
        for control in page.locator("button:not(th button), select, input, nav").all():
            assert not control.is_visible(), control.evaluate("one => one.outerHTML")

    def test_elsewhere_in_the_world(self, shown: tuple[str, Page], plain_chromium: Browser) -> None:
        # Kiritimati is a day ahead for most of the day; Turkish folds I to ı. Neither may change a date or find less.
        _, page = shown
        with tabs(plain_chromium) as opened:
            there = opened(timezone_id="Pacific/Kiritimati", locale="tr-TR", reduced_motion="reduce")
            here = settled(page) if page.context.browser is plain_chromium else visit(opened(), page.url)
            assert text_of(visit(there, page.url)) == text_of(here)


def assert_accessible(page: Page, *rules: str) -> None:
    """Nothing that axe looks for keeps anybody out; `rules` names what to look for, none: everything."""
    options: dict[str, Any] = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
    found: list[dict[str, Any]] = Axe().run(page, options=options).response["violations"]
    grave = [
        f"{one['id']}: {one['help']}: {node['html'][:200]} ({node.get('failureSummary', '')[:300]})"
        for one in found
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"][:3]
    ]
    assert not grave, "\n".join(grave)


def text_of(page: Page) -> str:
    return page.locator("main").inner_text()


def brightness(page: Page) -> float:
    """How bright the ground of a page is, 0 to 255."""
    numbers: list[float] = page.evaluate(
        "() => getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).slice(0, 3).map(Number)"
    )
    return sum(numbers) / 3
