"""Questions: every one of the catalogue has its form, charts, tables and files; a new one needs no code of the page."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect
from tests.browser.browsing import OpenTab, assert_fits, picture, served, settled, told, visit
from tests.browser.window_and_paper import keeps_to_window_and_paper

from phalanx.analyses import CATALOGUE
from phalanx.surfaces.documentation.catalogue import EXAMPLES

pytestmark = pytest.mark.browser

INVENTED = str(Path(__file__).with_name("invented_question.py"))


def test_the_catalogue_lists_every_question(plain_tab: Page, site: str) -> None:
    tab = visit(plain_tab, f"{site}questions/")
    for question in told(site, "questions"):
        expect(tab.get_by_role("link", name=question["title"])).to_have_attribute(
            "href", re.compile(f"/questions/{question['name']}/$")
        )


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_question_has_form_charts_tables_and_files(name: str, plain_tab: Page, site: str) -> None:
    question = next(one for one in told(site, "questions") if one["name"] == name)
    needed = EXAMPLES.get(name, {})
    answer = told(site, f"questions/{name}", **needed)
    query = urlencode(needed)
    tab = visit(plain_tab, f"{site}questions/{name}/?{query}")
    expect(tab.get_by_role("heading", level=1)).to_have_text(question["title"])
    labels = tab.get_by_role("form").locator("label").all_inner_texts()
    assert len(labels) == len(question["parameters"]) + 2  # and the two clocks
    for finding in answer["findings"]:
        expect(tab.locator(".phx-findings")).to_contain_text(finding["text"])
    drawn = tab.locator("figure.phx-figure .drawing svg")
    expect(drawn).to_have_count(len(answer["charts"]))
    for number in range(len(answer["charts"])):
        assert drawn.nth(number).locator("path, rect, circle, line").count() > 3
    for table in answer["headings"].values():
        expect(tab.get_by_role("region", name=table["title"]).first).to_be_attached()
    if needed or name == "growth":
        picture(tab, f"question-{name}", whole=True)
    files = tab.get_by_role("region", name="Take it with you").get_by_role("link")
    expect(files.filter(has_text=re.compile("^XLSX$"))).to_have_count(1)
    for format_name in ("JSON", *(["CSV"] if answer["tables"] else []), *(["XLSX"] if name == "growth" else [])):
        with tab.expect_download() as waiting:
            files.filter(has_text=re.compile(f"^{format_name}$")).click()
        assert Path(waiting.value.path()).stat().st_size > 100
    keeps_to_window_and_paper(tab)


def test_the_form_asks_and_the_address_remembers(new_plain_tab: OpenTab, site: str) -> None:
    tab = visit(new_plain_tab(), f"{site}questions/growth/")
    tab.get_by_label("Scope", exact=True).select_option("eu")
    tab.get_by_label("From", exact=True).fill("2015")
    tab.get_by_role("button", name="Ask", exact=True).click()
    expect(tab).to_have_url(re.compile(r"scope=eu&from=2015|from=2015&scope=eu"))
    answer = told(site, "questions/growth", scope="eu", **{"from": "2015"})
    expect(tab.locator(".phx-findings")).to_contain_text(answer["findings"][0]["text"])
    there = visit(new_plain_tab(), tab.url)
    expect(there.get_by_label("Scope", exact=True)).to_have_value("eu")
    expect(there.locator(".phx-findings")).to_have_text(tab.locator(".phx-findings").inner_text())
    tab.go_back()
    expect(tab.get_by_label("Scope", exact=True)).to_have_value("all")


def test_what_cannot_be_asked_is_told_beside_its_field(new_plain_tab: OpenTab, site: str) -> None:
    tab = visit(new_plain_tab(expected=("422",)), f"{site}questions/growth/")
    tab.get_by_label("From", exact=True).fill("next <b>week</b>")
    tab.get_by_role("button", name="Ask", exact=True).click()
    expect(tab.get_by_role("alert")).to_be_visible()
    expect(tab.get_by_label("From", exact=True)).to_have_attribute("aria-invalid", "true")
    expect(tab.get_by_label("From", exact=True)).to_have_value("next <b>week</b>")


def test_records_that_a_cell_lists_are_links_by_their_titles(plain_tab: Page, site: str) -> None:
    row = told(site, "questions/layers")["tables"]["ties"][0]
    tab = visit(plain_tab, f"{site}questions/layers/")
    first = tab.get_by_role("region", name="Every pair with an agreement of its own").locator("tbody tr").first
    titles = {record["id"]: record["title"] for record in told(site, "atlas")["agreements"]}
    assert len(row["ids"]) > 1
    for agreement in row["ids"]:
        link = first.get_by_role("link", name=titles[agreement], exact=True)
        expect(link).to_have_attribute("href", re.compile(f"/agreements/{agreement}/?$"))


def test_a_table_of_a_question_comes_as_the_same_rows(plain_tab: Page, site: str) -> None:
    tab = visit(plain_tab, f"{site}questions/growth/")
    region = tab.get_by_role("region", name="Agreements by form")
    with tab.expect_download() as waiting:
        region.locator("xpath=following::a[normalize-space()='Download CSV'][1]").click()
    with Path(waiting.value.path()).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(line for line in file if not line.startswith("#")))
    shown = [cell.replace(",", "") for cell in region.locator("tbody tr:first-child > *").all_inner_texts()]
    assert shown[1] in rows[1]
    assert len(rows) - 1 == region.locator("tbody tr").count()


def test_a_question_of_the_tests_own_appears_with_form_and_answer(
    built_page: None, plain_tab: Page, bundled_registry: Path, tmp_path: Path
) -> None:
    with served(str(shutil.copy(bundled_registry, tmp_path)), (INVENTED,)) as other_site:
        tab = visit(plain_tab, f"{other_site}questions/")
        tab.get_by_role("link", name="What was invented?").click()
        settled(tab)
        for label in ("Among", "Host", "Guests", "Since", "Season", "Rounds", "Weight", "Open to all", "Motto"):
            expect(tab.get_by_role("form").get_by_text(re.compile(f"^{label}", re.IGNORECASE)).first).to_be_visible()
        tab.get_by_label(re.compile("^Host")).select_option("PL")
        tab.get_by_label(re.compile("^Guests")).select_option("FR")
        tab.get_by_label(re.compile("^Season")).select_option("winter")
        tab.get_by_label(re.compile("^Open to all")).select_option("yes")
        tab.get_by_label(re.compile("^Motto")).fill("<i>stronger</i> together")
        tab.get_by_role("button", name="Ask", exact=True).click()
        expect(tab.locator(".phx-findings")).to_contain_text("The host is PL, the motto <i>stronger</i> together.")
        expect(tab.locator("figure .drawing svg")).to_have_count(1)
        expect(tab.get_by_role("region", name="Parameters and their letters").locator("tbody tr")).to_have_count(9)
        picture(settled(tab), "question-invented", whole=True)
        assert_fits(tab)
