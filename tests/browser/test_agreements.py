"""Agreements: search and facets, the file of what is shown, and one agreement with fields, history and citation."""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.browsing import OpenTab, settled, told, visit

pytestmark = pytest.mark.browser

COUNT = re.compile(r"^[\d,]+ (of [\d,]+ )?agreements?$")


def count(tab: Page) -> int:
    return int(tab.get_by_role("heading", level=2).filter(has_text=COUNT).inner_text().split()[0].replace(",", ""))


def plain(text: str) -> str:
    """Lower case without accents."""
    return "".join(sign for sign in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(sign))


def saved(tab: Page) -> list[dict[str, str]]:
    """The rows of the file that the list hands out."""
    with tab.expect_download() as waiting:
        tab.get_by_role("button", name="Download CSV").click()
    assert waiting.value.suggested_filename.endswith(".csv")
    with Path(waiting.value.path()).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class TestList:
    def test_every_agreement_is_in_it_and_in_its_file(self, plain_tab: Page, site: str) -> None:
        tab = visit(plain_tab, f"{site}agreements/")
        rows = told(site, "facts/agreements", limit=1000)["rows"]
        assert count(tab) == len(rows)
        kept = saved(tab)
        assert {row["id"] for row in kept} == {row["id"] for row in rows}
        by_id = {row["id"]: row for row in rows}
        for row in kept:
            assert row["parties"].split(";") == by_id[row["id"]]["parties"]
            assert row["signed"] == by_id[row["id"]]["signed"]
            assert row["domains"] == ";".join(by_id[row["id"]]["domains"] or [])

    def test_words_are_found_without_their_accents(self, plain_tab: Page, site: str) -> None:
        tab = visit(plain_tab, f"{site}agreements/")
        tab.get_by_role("searchbox", name="Search agreements").fill("turkiye DRONE")
        expect(tab).to_have_url(re.compile("q=turkiye"))
        rows = saved(tab)
        assert 0 < len(rows) == count(tab)
        for row in rows:
            text = plain(
                f"{row['title']} {row['summary']} {'Türkiye' if 'TR' in row['parties'] + row['joined'] else ''}"
            )
            assert "turkiye" in text
            assert "drone" in text

    def test_facets_are_those_of_the_api(self, plain_tab: Page, site: str) -> None:
        asked = "form=strategic_partnership&form=cooperation_agreement&domain=cyber&party=PL"
        tab = visit(plain_tab, f"{site}agreements/?{asked}")
        same = told(
            site,
            "facts/agreements",
            form=["strategic_partnership", "cooperation_agreement"],
            domains="cyber",
            parties="PL",
            limit=1000,
        )["rows"]
        # The page goes by the parties of the day, the API's column holds those at signature.
        joined = {one["id"] for one in told(site, "atlas")["agreements"] if one.get("joined") or one.get("left")}
        assert {row["id"] for row in saved(tab)} - joined == {row["id"] for row in same} - joined

    def test_a_click_on_a_heading_sorts_and_the_address_says_so(self, new_plain_tab: OpenTab, site: str) -> None:
        tab = visit(new_plain_tab(), f"{site}agreements/")
        tab.get_by_role("button", name="Signed").click()
        expect(tab).to_have_url(re.compile("sort=signed"))
        days = [row["first"] for row in saved(tab)]
        assert days == sorted(days)
        expect(tab.get_by_role("columnheader", name="Signed")).to_have_attribute("aria-sort", "ascending")
        again = visit(new_plain_tab(), tab.url)
        first = "tbody tr:first-child"
        assert again.locator(first).inner_text() == tab.locator(first).inner_text()

    def test_more_rows_come_when_asked_for(self, plain_tab: Page, site: str) -> None:
        tab = visit(plain_tab, f"{site}agreements/")
        rows = tab.locator("tbody tr")
        before = rows.count()
        tab.get_by_role("button", name=re.compile("^Show")).click()
        expect(rows).to_have_count(before * 2)

    def test_nothing_found_says_so_with_a_way_out(self, plain_tab: Page, site: str) -> None:
        tab = visit(plain_tab, f"{site}agreements/?q=xyzzy&form=strategic_partnership")
        expect(tab.get_by_text("No agreement of the registry fits all of this.")).to_be_visible()
        expect(tab.get_by_role("button", name="Download CSV")).to_be_disabled()
        tab.get_by_role("button", name="Clear search and filters").click()
        assert count(tab) > 600


class TestAgreement:
    def test_every_field_has_its_source_grade_and_day(self, plain_tab: Page, site: str) -> None:
        record = told(site, "records/fr-pl-2025-nancy-treaty")
        tab = visit(plain_tab, f"{site}agreements/fr-pl-2025-nancy-treaty/")
        expect(tab).to_have_title("Treaty of Nancy on enhanced cooperation and friendship – Phalanx")
        rows = tab.get_by_role("region", name="Fields and sources, table").locator("tbody tr")
        expect(rows).to_have_count(len(record["fields"]))
        for text in rows.all_inner_texts():
            assert re.search(r"B\s*icds\.ee\s+\d+ \w+ \d{4}$", text), text

    def test_life_history_relatives_and_citation(self, plain_tab: Page, site: str) -> None:
        record = told(site, "records/fr-pl-2025-nancy-treaty")
        tab = visit(plain_tab, f"{site}agreements/fr-pl-2025-nancy-treaty/")
        here = tab.locator('[aria-current="step"]')
        expect(here).to_contain_text("Signed")
        expect(here).to_contain_text("9 May 2025")
        history = tab.get_by_role("region", name="History")
        expect(history.get_by_role("listitem")).to_have_count(len(record["history"]))
        expect(history).to_contain_text(record["history"][0]["hash"][:16])
        related = tab.get_by_role("region", name="Related agreements")
        for one in record["related"]:
            expect(related.get_by_role("link", name=one["title"]).first).to_be_visible()
        cite = tab.get_by_role("region", name="Address and citation")
        expect(cite).to_contain_text("@misc{")
        expect(cite).to_contain_text(tab.url)

    def test_from_the_list_to_one_and_back(self, plain_tab: Page, site: str) -> None:
        tab = visit(plain_tab, f"{site}agreements/?q=nancy")
        tab.get_by_role("link", name=re.compile("Treaty of Nancy")).click()
        settled(tab)
        expect(tab.get_by_role("heading", level=1)).to_contain_text("Treaty of Nancy")
        tab.go_back()
        expect(tab.get_by_role("searchbox", name="Search agreements")).to_have_value("nancy")


class TestStates:
    def test_search_and_open_one(self, plain_tab: Page, site: str) -> None:
        tab = visit(plain_tab, f"{site}states/")
        tab.get_by_role("searchbox", name="Search states").fill("pol")
        tab.get_by_role("link", name="Poland").click()
        settled(tab)
        expect(tab.get_by_role("heading", level=1)).to_have_text("Poland")
        answer = told(site, "questions/portfolio", state="PL")
        agreements = next(one for one in answer["findings"] if isinstance(one["value"], int))
        expect(tab.locator("main")).to_contain_text(str(agreements["value"]))

    def test_two_and_three_side_by_side(self, plain_tab: Page, site: str) -> None:
        tab = visit(plain_tab, f"{site}compare/?state=FR&state=PL")
        expect(tab.get_by_role("heading", level=1)).to_have_text("France and Poland, compared")
        tab = visit(plain_tab, f"{site}compare/?state=FR&state=PL&state=DE&state=XX")
        expect(tab.get_by_role("heading", level=1)).to_have_text("France, Poland and Germany, compared")

    def test_compare_begins_with_a_choice(self, plain_tab: Page, site: str) -> None:
        tab = visit(plain_tab, f"{site}compare/")
        tab.get_by_role("link", name="France and Germany").click()
        expect(tab.get_by_role("heading", level=1)).to_have_text("France and Germany, compared")
