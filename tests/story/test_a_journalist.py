"""A journalist on a phone: France's pacts and promises, what is planned between Poland and Lithuania, a chart, a link.

Everything is done as a person does it, by taps and typing, and everything found is held against `phalanx.ask`.
"""

from __future__ import annotations

import csv
import html
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Download, Locator, Page, expect
from tests.browser.browsing import assert_fits, served, settled, tabs, visit

import phalanx
from phalanx.answer import Answer

pytestmark = pytest.mark.browser

PHONE: dict[str, Any] = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
FINGER = 44
"""Pixels that a finger needs to hit something."""
TOO_SMALL = """finger => [...document.querySelectorAll("button, select, input, summary, nav a, a.button, th a, li > a")]
  .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.closest("svg, .skip, .unseen"))
  .map(one => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => box.width && (box.height < finger - 0.5 || box.width < 24))
  .map(([one, box]) => `${one.tagName} ${Math.round(box.width)} x ${Math.round(box.height)}: ${one.textContent.trim()}`)"""
LATER = """\
id,title,parties,signed,status,form,legal_type,level,scope,domains,mutual_defence,summary,source_url,source_grade,confidence
lt-pl-2026-made-up-crossing,Made-up arrangement on crossing the border,LT;PL,2026-11-01,signed,cooperation_agreement,\
arrangement,state,operational,military_mobility,none,Made up for this test.,https://example.org/crossing,B,verified
"""


@pytest.fixture(scope="module")
def registry(built_page: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("desk") / "registry.sqlite"


@pytest.fixture(scope="module")
def site(registry: Path) -> Iterator[str]:
    with served(str(registry)) as address:
        yield address


@pytest.fixture
def phone(plain_chromium: Browser, site: str) -> Iterator[Page]:
    """The page as it opens on a phone."""
    with tabs(plain_chromium) as opened:
        tab = opened(**PHONE, permissions=["clipboard-read", "clipboard-write"])
        yield visit(tab, site)


def asked(registry: Path, question: str, **words: str) -> Answer:
    with phalanx.open_registry(str(registry)) as opened:
        return phalanx.ask(question, opened, **words)


# ── The walk ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_how_the_pacts_of_france_have_grown(phone: Page, registry: Path, tmp_path: Path) -> None:
    answer = asked(registry, "portfolio", state="FR")
    chart = next(one for one in answer.charts if one.name == "by_year")
    search(phone, "France")
    tap(phone.get_by_role("region", name="State").get_by_role("link", name="France", exact=True))
    expect(phone.get_by_role("heading", level=1, name="France")).to_be_visible()
    expect(phone.get_by_text(f"{answer.finding('agreements').value} agreements, ").first).to_be_visible()
    tap(phone.get_by_role("navigation", name="On this page").get_by_role("link", name="Growth"))
    figure = phone.get_by_role("figure", name=chart.title)
    expect(figure.get_by_role("heading", name=chart.title)).to_be_in_viewport()

    # What is drawn are the rows of the answer, and their sum is the number of all agreements.
    tap(figure.get_by_role("button", name="Table", exact=True))
    years = dict(answer.table("by_year").select("year", "agreements").iter_rows())
    shown = [row.get_by_role("cell").all_inner_texts() for row in figure.get_by_role("row").all()[1:]]
    assert shown, "the table of the chart is empty"
    with_data = read_csv(taken(phone, figure.get_by_role("button", name="Download CSV")), tmp_path)
    counted = {year: sum(int(row["agreements"]) for row in with_data if int(row["year"]) == year) for year in years}
    assert counted == years
    assert sum(counted.values()) == answer.finding("agreements").value
    since = sum(int(row["agreements"]) for row in with_data if row["when"] == "since")
    assert since == answer.finding("since_invasion").value

    # The chart to take along says what it shows, where it comes from, and as of which day.
    kept = taken(phone, figure.get_by_role("link", name="Download SVG"))
    assert str(answer.world.valid_on) in kept.suggested_filename
    assert "FR" in kept.suggested_filename
    words = words_in(saved(kept, tmp_path).read_text(encoding="utf-8"))
    assert chart.title in words
    assert f"Source: Phalanx registry, valid on {answer.world.valid_on}" in words
    assert answer.world.journal_head[:12] in words
    png = saved(taken(phone, figure.get_by_role("link", name="Download PNG")), tmp_path).read_bytes()
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20], "big") > 800, "wide enough to print"


def test_which_of_them_promise_help_if_attacked(phone: Page, registry: Path) -> None:
    answer = asked(registry, "portfolio", state="FR")
    promised = answer.finding("assistance")
    titles = titles_of(registry, promised.evidence)
    search(phone, "France")
    tap(phone.get_by_role("region", name="State").get_by_role("link", name="France", exact=True))
    tap(phone.get_by_role("navigation", name="On this page").get_by_role("link", name="Promises of help"))
    section = phone.get_by_role("region", name=re.compile("promise help if attacked$"))
    expect(section.get_by_role("heading", level=2)).to_have_text(
        f"{promised.value} agreements of France promise help if attacked"
    )
    expect(section.get_by_role("listitem").filter(has_text="assistance clause").get_by_role("link")).to_have_text(
        titles, use_inner_text=True
    )
    expect(section).to_contain_text("Article 5")  # the alliances are not forgotten

    # One of them, with its source and its grade; and back to where it was.
    tap(section.get_by_role("link", name="Treaty of Nancy on enhanced cooperation and friendship"))
    settled(phone)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Treaty of Nancy on enhanced cooperation and friendship")
    expect(phone.get_by_role("link", name=re.compile("icds.ee")).first).to_be_attached()
    phone.go_back()
    expect(phone.get_by_role("heading", level=1, name="France")).to_be_visible()

    # The same in words rather than names leads to the question for all of Europe.
    search(phone, "Who helps if attacked?")
    tap(phone.get_by_role("link", name="Who has promised whom help or consultation?"))
    findings_are(phone, asked(registry, "clauses"))


def test_what_is_planned_between_poland_and_lithuania(
    phone: Page, plain_chromium: Browser, registry: Path, site: str, tmp_path: Path
) -> None:
    answer = asked(registry, "crossing", state="PL", with_="LT")
    search(phone, "moving forces between Poland and Lithuania")
    found = phone.get_by_role("region", name="Agreements")
    expect(found.get_by_role("listitem").get_by_role("link")).to_have_text(
        titles_of(registry, answer.finding("agreements").evidence), use_inner_text=True
    )

    # The page of the two: their agreements, and what there is and is planned to move forces.
    tap(phone.get_by_role("link", name="Between Poland and Lithuania"))
    settled(phone)
    tap(phone.get_by_role("navigation", name="On this page").get_by_role("link", name="Moving forces"))
    section = phone.get_by_role("region", name="Moving forces between the two")
    expect(section.get_by_role("heading", level=2)).to_be_in_viewport()
    findings_are(phone, answer, section)

    # And the whole of it: corridors, links, upgrades, permissions, with their rows.
    tap(section.get_by_role("link", name="Corridors, links and upgrades as tables"))
    settled(phone)
    expect(phone.get_by_text("state: Poland · with: Lithuania")).to_be_visible()
    findings_are(phone, answer)
    assert all(answer.table(name).height for name in ("corridors", "links", "upgrades"))
    for row in answer.table("corridors").iter_rows(named=True):
        expect(phone.get_by_role("region", name=answer.tables["corridors"].title)).to_contain_text(row["name"])
    for row in answer.table("links").iter_rows(named=True):
        expect(phone.get_by_role("region", name=answer.tables["links"].title)).to_contain_text(row["to"])
    rows = read_csv(taken(phone, files_of(phone, answer.tables["upgrades"].title)), tmp_path)
    assert [row["title"] for row in rows] == answer.table("upgrades")["title"].to_list()

    # The link shows the same to a colleague: at a desk, elsewhere, and after the registry has learned more.
    tap(phone.get_by_role("button", name="Share"))
    expect(phone.get_by_text("Link copied")).to_be_visible()
    link = phone.evaluate("navigator.clipboard.readText()")
    with tabs(plain_chromium) as opened:
        elsewhere: dict[str, Any] = {"locale": "tr-TR", "timezone_id": "Pacific/Kiritimati"}
        colleague = visit(opened(width=1440, height=900, **elsewhere), link)
        findings_are(colleague, answer)
        expect(colleague.get_by_role("complementary", name="As of another day")).to_contain_text("As it was on")
    with tabs(plain_chromium) as opened:
        learn_more(registry, tmp_path)
        colleague = visit(opened(width=1440, height=900, **elsewhere), link)
        findings_are(colleague, answer)
        tap_or_click(colleague.get_by_role("button", name="See it as of now"))
        before = int(str(answer.finding("agreements").value))
        now = asked(registry, "crossing", state="PL", with_="LT")
        assert now.finding("agreements").value == before + 1
        findings_are(colleague, now)


def test_nothing_on_the_way_is_too_small_for_a_finger_or_too_wide_for_the_phone(phone: Page, site: str) -> None:
    for address in (
        "",
        "search/",
        "search/?q=Poland+Lithuania+move+forces",
        "states/",
        "states/FR/",
        "compare/?state=PL&state=LT",
        "questions/",
        "questions/crossing/",
        "questions/clauses/",
        "agreements/?party=FR&clause=assistance",
        "agreements/fr-pl-2025-nancy-treaty/",
    ):
        visit(phone, site + address)
        assert_fits(phone)
        assert phone.evaluate(TOO_SMALL, FINGER) == [], address


def test_a_search_that_finds_nothing_says_what_to_try(phone: Page) -> None:
    search(phone, "Xanadu")
    expect(phone.get_by_text("Nothing found.")).to_be_visible()
    expect(phone.get_by_role("link", name="list of all agreements")).to_be_visible()


# ── What a person does ───────────────────────────────────────────────────────────────────────────────────────────────


def search(phone: Page, words: str) -> None:
    """Open the search from wherever the phone is, and type."""
    tap(phone.get_by_role("link", name="Search", exact=True))
    field = phone.get_by_role("searchbox", name="Search everything")
    expect(field).to_be_visible()
    field.fill("")
    field.press_sequentially(words)
    settled(phone)


def tap(thing: Locator) -> None:
    """Touch something with a finger."""
    thing.tap()
    settled(thing.page)


def tap_or_click(thing: Locator) -> None:
    thing.click()
    settled(thing.page)


def taken(phone: Page, thing: Locator) -> Download:
    """The file that a tap brings."""
    with phone.expect_download() as waiting:
        thing.tap()
    return waiting.value


def files_of(phone: Page, table: str) -> Locator:
    """The link to the file of a table, which stands below it."""
    return phone.get_by_role("region", name=table, exact=True).locator("xpath=following::a[. = 'Download CSV'][1]")


# ── What comes of it ─────────────────────────────────────────────────────────────────────────────────────────────────


def findings_are(tab: Page, answer: Answer, within: Page | Locator | None = None) -> None:
    """Every finding of the answer stands there word for word, in its order, and no other does."""
    sentences = [re.compile(re.escape(one.text)) for one in answer.findings]
    expect((within or tab).locator(".phx-finding p:first-child")).to_have_text(sentences)


def titles_of(registry: Path, ids: tuple[str, ...]) -> list[str]:
    """The titles of agreements, the latest first, as lists of the page have them."""
    with phalanx.open_registry(str(registry)) as opened:
        table = phalanx.World.of(opened).table("agreements")
    chosen = table.filter(table["id"].is_in(list(ids))).sort("signed", "id", descending=[True, False])
    return chosen["title"].to_list()


def saved(download: Download, folder: Path) -> Path:
    path = folder / download.suggested_filename
    download.save_as(path)
    return path


def read_csv(download: Download, folder: Path) -> list[dict[str, str]]:
    with saved(download, folder).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def words_in(svg: str) -> str:
    """All that is written in a picture, lines joined."""
    texts = re.findall(r"<text\b[^>]*>(.*?)</text>", svg, re.DOTALL)
    return " ".join(" ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split()) for text in texts)


def learn_more(registry: Path, folder: Path) -> None:
    """The registry learns of one more agreement of the two on moving forces."""
    rows = folder / "later.csv"
    rows.write_text(LATER, encoding="utf-8")
    command = [sys.executable, "-m", "phalanx", "--registry", str(registry), "facts", "import", str(rows)]
    subprocess.run([*command, "--by", "tester", "--why", "to see it come"], check=True, capture_output=True)
