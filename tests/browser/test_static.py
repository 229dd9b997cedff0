"""The published site: the same page from plain files, under a path of its own, without any server of ours."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.browsing import OpenTab, assert_fits, files_served, picture, settled, visit

import phalanx.facts
from phalanx.intake.filing import file_facts
from phalanx.public import ask, open_registry
from phalanx.registry.store import Registry
from phalanx.world import World

pytestmark = pytest.mark.browser

NANCY = "Treaty of Nancy on enhanced cooperation and friendship"


FACTS = Path(phalanx.facts.__file__).parent
FEW = {"FR", "PL", "DE"}
FEW_QUESTIONS = str(Path(__file__).with_name("few_questions.py"))


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A registry of what three states agreed among themselves: every state more takes its time to publish."""
    folder = tmp_path_factory.mktemp("few")
    for kind in ("groupings", "scopes", "turning_points"):
        shutil.copy(FACTS / f"{kind}.csv", folder)
    keep(folder, "states", lambda row: row["iso2"] in FEW)
    keep(folder, "agreements", lambda row: set(row["parties"].split(";")) <= FEW)
    registry = str(folder / "registry.sqlite")

    def fill(empty: Registry) -> None:
        file_facts(empty, folder, who="Test", why="few of them")

    Registry.create(registry, fill).close()
    return registry


def keep(folder: Path, kind: str, wanted: Callable[[dict[str, str]], bool]) -> None:
    """Write those of the bundled facts of a kind that are wanted."""
    with (FACTS / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if wanted(row)]
    with (folder / f"{kind}.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0])
        table.writeheader()
        table.writerows(rows)


@pytest.fixture(scope="module")
def published(built_page: None, few: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a published site, two folders below the top of the server."""
    top = tmp_path_factory.mktemp("published")
    command = (sys.executable, FEW_QUESTIONS, "--registry", few, "publish", top / "here" / "atlas")
    subprocess.run(command, check=True, capture_output=True, text=True)
    with files_served(top) as address:
        yield f"{address}here/atlas/"


def test_the_story(tab: Page, published: str) -> None:
    visit(tab, published)
    said = tab.get_by_text(re.compile(r"of\s+[\d,]+\s+agreements\s+stand"))
    now = said.inner_text()
    tab.get_by_role("slider", name="Month").fill("100")
    expect(said).not_to_have_text(now)
    tab.get_by_role("slider", name="Month").press("End")
    tab.get_by_role("button", name="France – Poland", exact=True).click()
    tab.get_by_role("complementary", name="What the map shows").get_by_role("link", name=NANCY).click()
    settled(tab)
    expect(tab.get_by_role("heading", level=1, name=NANCY)).to_be_visible()
    expect(tab.get_by_role("region", name="Fields and sources, table")).to_contain_text("icds.ee")
    picture(tab, "static-agreement")


@pytest.mark.parametrize(
    ("place", "heading"),
    [
        ("", "defence web"),
        ("agreements/", "Agreements"),
        ("agreements/fr-pl-2025-nancy-treaty/", NANCY),
        ("states/", "States"),
        ("states/PL/", "Poland"),
        ("compare/?state=FR&state=PL", "France and Poland, compared"),
        ("questions/", "Questions"),
        ("questions/growth/", "grown"),
        ("data/", "Data"),
        ("about/", "patchwork"),
    ],
)
def test_every_view_opens_by_its_address(place: str, heading: str, plain_tab: Page, published: str) -> None:
    visit(plain_tab, published + place)
    expect(plain_tab.get_by_role("heading", level=1)).to_contain_text(heading)
    assert_fits(plain_tab)


def test_a_question_of_a_scope_is_answered_as_the_api_does(plain_tab: Page, published: str, few: str) -> None:
    tab = visit(plain_tab, f"{published}questions/growth/")
    tab.get_by_label("Scope", exact=True).select_option("brief")
    tab.get_by_role("button", name="Ask", exact=True).click()
    expect(tab).to_have_url(re.compile("scope=brief"))
    with open_registry(few) as registry:
        answer = ask("growth", registry, scope="brief")
    for finding in answer.findings:
        expect(tab.locator(".phx-findings")).to_contain_text(finding.text)
    expect(tab.locator("figure .drawing svg")).to_have_count(len(answer.charts))
    visit(tab, tab.url)  # and by its address
    expect(tab.locator(".phx-findings")).to_contain_text(answer.findings[0].text)


def test_what_was_not_published_says_what_to_do(new_plain_tab: OpenTab, published: str) -> None:
    tab = visit(new_plain_tab(expected=("404",)), f"{published}questions/growth/?from=1999-07-03")
    expect(tab.get_by_text(re.compile("not among the published files")).first).to_be_visible()


def test_files_are_there_to_take(plain_tab: Page, published: str, few: str) -> None:
    tab = visit(plain_tab, f"{published}data/")
    with tab.expect_download() as waiting:
        tab.locator('a[href$="facts/agreements.csv"]').first.click()
    with open_registry(few) as registry, Path(waiting.value.path()).open(encoding="utf-8-sig", newline="") as file:
        rows = {row["id"] for row in csv.DictReader(file)}
        assert rows == set(World.of(registry).table("agreements")["id"])
    visit(tab, f"{published}questions/growth/")
    for link in tab.get_by_role("region", name="Take it with you").get_by_role("link").all():
        with tab.expect_download() as waiting:
            link.click()
        assert Path(waiting.value.path()).stat().st_size > 100
    with tab.expect_download() as waiting:
        tab.get_by_role("button", name="Download SVG").first.click()
    assert Path(waiting.value.path()).read_text(encoding="utf-8").startswith("<svg")
