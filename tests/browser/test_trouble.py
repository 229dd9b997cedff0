"""Trouble: no answer, no such thing, nothing found, a damaged registry – each told in words, with a way out."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.browser.browsing import OpenTab, picture, served, settled, visit

pytestmark = pytest.mark.browser

GONE = ("ERR_FAILED", "Failed to load resource")


@pytest.mark.parametrize(
    ("view", "asked"),
    [
        ("", "**/api/v1/atlas*"),
        ("agreements/", "**/api/v1/atlas*"),
        ("states/PL/", "**/api/v1/atlas*"),
        ("questions/", "**/api/v1/questions*"),
        ("questions/growth/", "**/api/v1/questions/growth*"),
        ("agreements/fr-pl-2025-nancy-treaty/", "**/api/v1/records/**"),
        ("data/", "**/api/v1/kinds*"),
    ],
)
def test_an_api_that_does_not_answer_can_be_asked_again(
    view: str, asked: str, new_plain_tab: OpenTab, site: str
) -> None:
    tab = new_plain_tab(expected=GONE)
    tab.route(asked, lambda route: route.abort())
    tab.goto(site + view)
    expect(tab.get_by_role("alert").first).to_contain_text("cannot be reached")
    picture(tab, f"trouble-{view.strip('/').replace('/', '-') or 'map'}")
    tab.unroute(asked)
    tab.get_by_role("button", name="Try again").first.click()
    expect(tab.get_by_text("cannot be reached")).to_have_count(0)
    settled(tab)


@pytest.mark.parametrize(
    ("view", "said"),
    [
        ("agreements/fr-pl-2025-nancy-treety/", "There is no record of this name"),
        ("states/XX/", "XX"),
        ("questions/nonsense/", "There is no such question"),
        ("nowhere/at/all/", "There is nothing at this address"),
        ("agreements/%3Cscript%3Ealert(1)%3C%2Fscript%3E/", "There is no record of this name"),
    ],
)
def test_what_is_not_there_is_said_to_be_missing(view: str, said: str, new_plain_tab: OpenTab, site: str) -> None:
    tab = visit(new_plain_tab(expected=("404",)), site + view)
    expect(tab.locator("main")).to_contain_text(said)
    assert tab.locator("main").locator("a[href], form, button").count() > 0, "no way out"
    picture(tab, f"missing-{view.split('/', maxsplit=1)[0]}")


def test_a_misspelt_agreement_leads_to_the_right_one(new_plain_tab: OpenTab, site: str) -> None:
    tab = visit(new_plain_tab(expected=("404",)), f"{site}agreements/fr-pl-2025-nancy-treety/")
    tab.get_by_role("link", name=re.compile("Treaty of Nancy")).click()
    expect(tab.get_by_role("heading", level=1)).to_contain_text("Treaty of Nancy")


def test_a_day_on_which_nothing_was_known_says_so(new_plain_tab: OpenTab, site: str) -> None:
    tab = visit(new_plain_tab(expected=("422",)), f"{site}questions/growth/?known_at=1999")
    expect(tab.get_by_role("alert")).to_contain_text("knew nothing yet")


def test_a_damaged_registry_is_told_with_its_remedy(
    built_page: None, new_plain_tab: OpenTab, bundled_registry: Path, tmp_path: Path
) -> None:
    registry = Path(shutil.copy(bundled_registry, tmp_path))
    with served(str(registry)) as site:
        tab = visit(new_plain_tab(expected=("503",)), f"{site}about/")
        registry.write_bytes(b"This is no database any more. " * 400)
        for beside in ("-wal", "-shm"):
            registry.with_name(registry.name + beside).unlink(missing_ok=True)
        problem = tab.request.get(f"{site}api/v1/atlas")
        assert problem.status == 503
        tab.get_by_role("navigation", name="Sections").get_by_role("link", name="Agreements").click()
        expect(tab.get_by_role("alert")).to_contain_text(problem.json()["remedy"])
        picture(tab, "trouble-damaged")
