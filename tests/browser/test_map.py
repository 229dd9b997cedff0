"""The map view: filters and days change what it says, and the address; the numbers are those of the API."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.browsing import OpenTab, picture, settled, told, visit

pytestmark = pytest.mark.browser

DAYS = ("2010-01", "2014-02", "2016-12", "2019-06", "2022-01", "2022-02", "2024-02", "2025-04", "2025-05", "2026-06")


def stand(tab: Page) -> Locator:
    """How many agreements the view says stand."""
    return tab.get_by_text(re.compile(r"of\s+[\d,]+\s+agreements\s+stand"))


def number(tab: Page) -> int:
    """That number."""
    return int(stand(tab).inner_text().split()[0].replace(",", ""))


def standing(site: str, day: str, **words: Any) -> int:
    """The number of agreements that stand at the end of a month, as `growth` finds it."""
    answer = told(site, "questions/growth", **words, **({"valid_on": day} if day else {}))
    found = {finding["name"]: finding["value"] for finding in answer["findings"]}
    return int(found["standing"])


class TestNumbers:
    def test_each_month_has_as_many_as_growth_counts(self, plain_tab: Page, site: str) -> None:
        # Two rules that know nothing of each other: the page's own, and Python's on the World of that day.
        tab = visit(plain_tab, site)
        slider = tab.get_by_role("slider", name="Month")
        for day in DAYS:
            year, month = map(int, day.split("-"))
            slider.fill(str((year - 2010) * 12 + month - 1))
            expect(tab).to_have_url(re.compile(f"day={day}"))
            assert number(tab) == standing(site, day), day

    @pytest.mark.parametrize("scope", ["brief", "brief-plurilateral", "eu", "nato", "visegrad", "nordefco"])
    def test_each_scope_has_as_many_as_growth_counts(self, scope: str, plain_tab: Page, site: str) -> None:
        known = {one["id"] for one in told(site, "atlas")["scopes"]}
        if scope not in known:
            pytest.fail(f"{scope} is no scope, only {sorted(known)}")
        tab = visit(plain_tab, f"{site}?among={scope}&day=2024-06")
        assert number(tab) == standing(site, "2024-06", scope=scope)

    def test_the_key_findings_follow_the_filters(self, plain_tab: Page, site: str) -> None:
        tab = visit(plain_tab, f"{site}?clause=assistance")
        rows = told(site, "facts/agreements", mutual_defence="assistance", limit=1000)["rows"]
        today = told(site, "atlas")["world"]["valid_on"]
        stands = [row for row in rows if row["signed"] <= today and row["status"] not in {"terminated", "superseded"}]
        assert 0 < number(tab) <= len(stands)
        findings = tab.get_by_role("complementary", name="What the map shows")
        expect(findings).to_contain_text(re.compile(rf"{number(tab)}\s*agreements? stand"))


class TestAddress:
    def test_filters_and_day_are_in_it_and_open_the_same_elsewhere(self, new_plain_tab: OpenTab, site: str) -> None:
        here = visit(new_plain_tab(), site)
        before = number(here)
        here.get_by_role("combobox", name=re.compile("Scope|Among")).select_option("brief")
        expect(stand(here)).not_to_contain_text(f"{before} of")
        choose(here, "Form", "strategic partnership")
        here.get_by_role("slider", name="Month").fill("160")
        expect(here).to_have_url(re.compile("day=2023-05"))
        for word in ("among=brief", "form=strategic_partnership"):
            assert word in here.url
        there = visit(new_plain_tab(), here.url)
        assert shown(there) == shown(here)
        assert number(there) == standing_strategic(site)

    def test_the_back_button_takes_steps_back(self, plain_tab: Page, site: str) -> None:
        tab = visit(plain_tab, site)
        first = stand(tab).inner_text()
        tab.get_by_role("button", name="Mutual defence", exact=True).first.click()
        expect(stand(tab)).not_to_have_text(first)
        second = stand(tab).inner_text()
        choose(tab, "Level", "company")
        expect(stand(tab)).not_to_have_text(second)
        tab.go_back()
        expect(stand(tab)).to_have_text(second)
        tab.go_back()
        expect(stand(tab)).to_have_text(first)
        tab.go_forward()
        expect(stand(tab)).to_have_text(second)

    def test_a_filter_can_be_taken_away_and_all_of_them(self, plain_tab: Page, site: str) -> None:
        tab = visit(plain_tab, f"{site}?form=strategic_partnership&level=state")
        chips = tab.get_by_role("list", name="Chosen filters")
        expect(chips.get_by_role("listitem")).to_have_count(3)  # two filters, and the way to clear all
        chips.get_by_role("button", name=re.compile("Remove Level")).click()
        expect(tab).not_to_have_url(re.compile("level="))
        chips.get_by_role("button", name=re.compile("Clear all")).click()
        expect(tab).to_have_url(site)

    def test_words_that_mean_nothing_do_no_harm(self, plain_tab: Page, site: str) -> None:
        tab = visit(
            plain_tab,
            f"{site}?day=nonsense&tie=XX-YY&state=<b>&among=%27%3B--&form=%F0%9F%92%A3&show=all&sort=-nothing",
        )
        expect(tab.get_by_role("heading", level=1)).to_be_visible()


class TestViews:
    def test_one_click_leaves_the_mutual_defence_clauses(self, tab: Page, site: str) -> None:
        visit(tab, site)
        before = number(tab)
        button = tab.get_by_role("button", name="Mutual defence", exact=True).first
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        assert 0 < number(tab) < before
        picture(settled(tab), "map-clauses")

    def test_a_state_shows_its_agreements(self, tab: Page, site: str) -> None:
        visit(tab, f"{site}?state=PL")
        panel = tab.get_by_role("complementary", name="What the map shows")
        expect(panel.get_by_role("heading", name="Poland")).to_be_visible()
        picture(tab, "map-state")

    def test_paper_gets_a_picture_of_the_map(self, tab: Page, site: str) -> None:
        visit(tab, site)
        tab.evaluate("() => dispatchEvent(new Event('beforeprint'))")
        tab.emulate_media(media="print")
        drawn = tab.get_by_role("img", name=re.compile("^Map of the ties"))
        expect(drawn).to_be_visible()
        assert len(drawn.screenshot()) > 40_000, "the picture is empty"
        picture(tab, "map-paper", whole=True)

    def test_play_moves_the_slider_and_can_be_stopped(self, tab: Page, site: str) -> None:
        visit(tab, f"{site}?day=2015-01")
        slider = tab.get_by_role("slider", name="Month")
        tab.get_by_role("button", name="Play").click()
        expect(slider).not_to_have_value("60")
        tab.get_by_role("button", name="Pause").click()
        expect(tab).to_have_url(re.compile(r"day=20(15-0[2-9]|15-1|1[6-9]|2)"))
        stopped = slider.input_value()
        expect(tab.get_by_role("button", name="Play")).to_be_visible()
        assert slider.input_value() == stopped

    def test_pacts_of_several_have_a_table_of_their_own(self, tab: Page, site: str) -> None:
        visit(tab, site)
        tab.get_by_role("tab", name="Pacts of several").click()
        expect(tab).to_have_url(re.compile("show=pacts"))
        expect(tab.get_by_role("region", name="Pacts of several").get_by_role("row")).not_to_have_count(0)

    def test_before_the_first_agreement_nothing_stands_and_there_is_a_way_out(self, tab: Page, site: str) -> None:
        visit(tab, f"{site}?day=2010-01&form=strategic_partnership&clause=assistance")
        expect(tab.get_by_text("Nothing stands")).to_be_visible()
        picture(tab, "map-empty")
        tab.get_by_role("link", name=re.compile("Clear filters")).click()
        expect(tab).to_have_url(site)


def test_without_webgl_a_sentence_and_the_table_stand_in(plain_tab: Page, site: str) -> None:
    tab = visit(plain_tab, site)
    expect(tab.get_by_role("alert")).to_contain_text("cannot draw the map")
    picture(tab, "map-without-webgl")
    assert number(tab) > 500
    tab.get_by_role("button", name=re.compile("^Show all")).click()
    tab.get_by_role("button", name="France – Poland", exact=True).click()
    expect(tab.get_by_role("heading", name="France – Poland")).to_be_visible()
    visit(tab, f"{site}states/PL/")  # the small map needs none
    expect(tab.get_by_label(re.compile("^Map: Poland")).first).to_be_visible()


def choose(tab: Page, facet: str, label: str) -> None:
    """Tick a code in a facet's list."""
    tab.get_by_label("Filters").locator("summary", has_text=re.compile(f"^{facet}")).click()
    tab.get_by_role("checkbox", name=re.compile(f"^{label}")).check()
    tab.keyboard.press("Escape")


def shown(tab: Page) -> tuple[str, str, str]:
    """What a reader can compare: the sentence above, the findings, the table."""
    findings = tab.get_by_role("complementary", name="What the map shows")
    return stand(tab).inner_text(), findings.inner_text(), tab.get_by_role("tabpanel").inner_text()


def standing_strategic(site: str) -> int:
    """The strategic partnerships of the brief's scope that stood at the end of May 2023, counted from `growth`'s table."""
    answer = told(site, "questions/growth", scope="brief", valid_on="2023-05")
    rows = {row["form"]: row["agreements"] for row in answer["tables"]["by_form"]}
    ended = told(site, "facts/agreements", form="strategic_partnership", **{"ended.to": "2023-05-31"}, limit=1000)
    assert ended["total"] == 0, "then the table counts more than what stands"
    return int(rows["strategic_partnership"])
