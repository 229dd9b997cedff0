"""Hostile facts: mark-up, scripts and formulas in every text of a registry are shown as text, and nothing runs."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect
from tests.browser.browsing import OpenTab, served, visit

from phalanx.public import open_registry
from phalanx.registry.journal import Statement

pytestmark = pytest.mark.browser

SCRIPT = '<script>window.ran = 1</script><img src=x onerror="window.ran = 1"><svg onload="window.ran = 1">'
TITLE = f'=HYPERLINK("https://evil.example/","click") {SCRIPT} "quoted" {{{{7*7}}}} ${{7*7}}'
SUMMARY = f"{SCRIPT} <a href='javascript:window.ran=1'>help</a> </script></title></textarea>"
NOTE = f"{SCRIPT} <style>body {{ display: none }}</style> <base href='https://evil.example/'> --> ]]>"
ADDRESS = "javascript:window.ran=1"
NAME = "fr-pl-2026-hostile"
CELLS = {
    "id": NAME,
    "title": TITLE,
    "parties": "FR;PL",
    "signed": "2026-01-09",
    "status": "signed",
    "form": "strategic_partnership",
    "legal_type": "treaty",
    "level": "state",
    "scope": "comprehensive",
    "domains": "cyber;energy",
    "mutual_defence": "assistance",
    "summary": SUMMARY,
    "source_url": ADDRESS,
    "source_grade": "A",
    "source_title": SCRIPT,
    "confidence": "partial",
    "note": NOTE,
}
VIEWS = (
    "?tie=FR-PL",
    "?state=FR",
    "agreements/?q=hyperlink",
    f"agreements/{NAME}/",
    "states/FR/",
    "compare/?state=FR&state=PL",
    "questions/growth/",
    "questions/portfolio/?state=FR",
    "questions/whats-new/",
    "questions/clauses/",
    "data/",
)


@pytest.fixture(scope="module")
def hostile_site(built_page: None, bundled_registry: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose registry was written by somebody who went round every check of the intake."""
    path = str(shutil.copy(bundled_registry, tmp_path_factory.mktemp("hostile")))
    whole = Statement("agreements", NAME, None, json.dumps(CELLS), ADDRESS, "A", passage=SCRIPT)
    other = Statement("agreements", NAME, "title", SCRIPT, "data:text/html,<script>alert(1)</script>", "D")
    with open_registry(path) as registry:
        registry.append([whole, other], who=SCRIPT, why=SCRIPT)
    with served(path) as address:
        yield address


@pytest.mark.parametrize("view", VIEWS)
def test_it_is_shown_as_text_and_nothing_runs(view: str, plain_tab: Page, hostile_site: str) -> None:
    assert_harmless(visit(plain_tab, hostile_site + view))


def test_the_map_shows_it_as_text(tab: Page, hostile_site: str) -> None:
    assert_harmless(visit(tab, f"{hostile_site}?tie=FR-PL"))
    expect(tab.get_by_role("link", name=TITLE)).to_be_visible()


def assert_harmless(tab: Page) -> None:
    assert tab.evaluate("() => window.ran") is None
    assert tab.locator("main script, main img[onerror], main svg[onload], main style, base").count() == 0
    schemes = set(
        tab.locator("a[href]").evaluate_all(
            "links => links.map((one) => new URL(one.getAttribute('href'), location).protocol)"
        )
    )
    assert schemes <= {"http:", "https:", "blob:"}


def test_the_agreement_shows_every_sign_of_it(new_plain_tab: OpenTab, hostile_site: str) -> None:
    tab = visit(new_plain_tab(), f"{hostile_site}agreements/{NAME}/")
    expect(tab.get_by_role("heading", level=1)).to_have_text(TITLE)
    assert tab.title() == f"{TITLE} – Phalanx"
    main = tab.locator("main")
    for text in (SUMMARY, NOTE, ADDRESS):
        expect(main).to_contain_text(text)
    assert tab.evaluate("() => getComputedStyle(document.body).display") != "none"
    history = tab.get_by_role("region", name="History").get_by_role("listitem")
    expect(history).to_have_count(2)
    expect(history.first).to_contain_text(f"Title: {SCRIPT}")  # the latest first; it was believed by nobody, of grade D
    expect(tab.get_by_role("region", name="Fields and sources").first).to_contain_text("contradicted")


def test_the_file_runs_no_formula(new_plain_tab: OpenTab, hostile_site: str) -> None:
    tab = visit(new_plain_tab(), f"{hostile_site}agreements/?q=hyperlink")
    with tab.expect_download() as waiting:
        tab.get_by_role("button", name="Download CSV").click()
    with Path(waiting.value.path()).open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["title"] == f"'{TITLE}"
    assert row["summary"] == SUMMARY
    for value in row.values():
        assert not value.startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("view", ["", f"agreements/{NAME}/", "states/FR/", "questions/growth/", "nowhere/"])
def test_the_server_sends_a_strict_policy_and_no_markup_of_theirs(view: str, hostile_site: str) -> None:
    answer = httpx.get(hostile_site + view, timeout=30)
    policy = {part.split()[0]: part.split()[1:] for part in answer.headers["content-security-policy"].split(";")}
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == ["'self'"]
    assert policy["style-src"] == ["'self'"]
    assert policy["connect-src"] == ["'self'"]
    assert policy["base-uri"] == ["'none'"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "<script>window.ran" not in answer.text
    assert "<img src=x" not in answer.text


@pytest.mark.parametrize("view", ["", "agreements/", "states/", "compare/", "questions/growth/"])
def test_an_address_runs_nothing_either(view: str, new_plain_tab: OpenTab, hostile_site: str) -> None:
    tab = new_plain_tab(expected=("404", "422"))
    for query in (
        "?q=<script>window.ran=1</script>&scope=<script>window.ran=1</script>",
        '?day="><img src=x onerror=window.ran=1>',
        "?tie=javascript:window.ran=1&state=<svg onload=window.ran=1>",
        "?among=__proto__&form=constructor&sort=__proto__&state=__proto__",
    ):
        assert_harmless(visit(tab, hostile_site + view + query))
