"""The report: harmless, complete, numbered sources, marks for what is uncertain, a citation that leads back."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from tests.surfaces.presenting import invented
from tests.surfaces.presenting.pages import Page, assert_harmless

from phalanx.surfaces.presenting.colouring import HATCHED
from phalanx.surfaces.report import KeyFinding, Source, build

SOURCES = (
    Source("unused", "A record nothing rests on", "https://example.org/u", "B", "verified"),
    Source("y", f"Why {invented.SCRIPT}", "javascript:alert(1)", "D", "partial", f"A blog {invented.SCRIPT}"),
    Source(
        "fr-gb-2010-treaty",
        "Lancaster House treaty",
        "https://www.example.org/t?a=1&b=2",
        "A",
        "verified",
        "Treaty series",
    ),
)


@pytest.fixture(scope="module")
def text() -> str:
    second = replace(invented.answer(), question="clauses", title="Few promise to help", charts=(invented.heat(),))
    return build(
        [invented.answer(), second],
        made_on="2025-11-22",
        title="A web & its holes",
        standfirst="What was signed, and by whom.",
        sources=SOURCES,
        version="0.1.0",
    )


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return assert_harmless(text)


def test_the_masthead_says_what_it_is_and_of_when(page: Page) -> None:
    for part in (
        "Phalanx From patchwork to phalanx",
        "A web & its holes",
        "Made on 2025-11-22",
        "Valid on 2025-11-21",
        "Known at 2025-11-21T09:30:00Z",
        "Journal head 3f9ac0d2e1b4",
    ):
        assert part in page.text, part


def test_key_findings_open_the_report_and_lead_to_their_sections(page: Page) -> None:
    assert page.text.index("Key findings") < page.text.index("In this report") < page.text.index("Few promise to help")
    assert page.text.count("See the section") == 4


def test_every_inner_link_arrives(page: Page) -> None:
    targets = {a["href"][1:] for a in page.all("a") if a["href"].startswith("#")}
    assert targets <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_sources_are_numbered_in_the_order_the_report_rests_on_them(page: Page) -> None:
    """The treaty comes first in the first finding, y after x, which has no source; what is unused comes last."""
    said = page.text[page.text.index("records with the source of each") :]
    assert said.index("Lancaster House treaty") < said.index("Why <script>") < said.index("A record nothing rests on")
    assert [item["value"] for item in page.all("li") if item.get("id", "").startswith("source-")] == ["1", "2", "3"]
    assert "https://www.example.org/t?a=1&b=2" in [a["href"] for a in page.all("a")]
    assert "Rests on 1, x, 2" in page.text


def test_partial_sources_are_marked_where_they_stand_and_where_they_are_used(page: Page) -> None:
    classes = [attributes.get("class", "") for _, attributes in page.elements]
    assert classes.count("phx-partial-dot") == 2  # in the first finding of both answers
    assert "something was inferred" in " ".join(span.get("title", "") for span in page.all("span"))


def test_the_page_is_built_for_eyes_and_ears(page: Page) -> None:
    assert [len(page.all(tag)) for tag in ("main", "nav", "h1")] == [1, 1, 1]
    assert page.all("a")[0] == {"class": "skip", "href": "#main"}
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(svg["aria-label"] for svg in page.all("svg"))
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_figures_carry_title_source_and_both_themes(text: str, page: Page) -> None:
    assert len(page.all("figure")) == 3
    assert page.text.count("Source: Phalanx registry, valid on 2025-11-21, journal head 3f9ac0d2e1b4, CC BY 4.0") == 3
    assert "light-dark(#" in text
    assert HATCHED in text or "phx-mark" in text


def test_it_says_how_to_cite_and_what_it_cannot_say(page: Page) -> None:
    assert (
        "Phalanx (2025): A web & its holes. Open registry of European defence agreements, version 0.1.0." in page.text
    )
    assert f"journal head {invented.WORLD.journal_head}" in page.text
    assert "@misc{phalanx-2025-11-22," in page.text
    assert "Method and limits" in page.text
    assert "CC BY 4.0" in page.text


def test_equal_reports_are_equal(text: str) -> None:
    assert build([invented.bare()], made_on="2025-11-22") == build([invented.bare()], made_on="2025-11-22")


def test_key_findings_can_be_chosen() -> None:
    chosen = build([invented.answer()], made_on="2025-11-22", key_findings=[KeyFinding("growth", "share")])
    assert Page(chosen).text.count("See the section") == 1
    with pytest.raises(ValueError, match="has the key finding 'gone'"):
        build([invented.answer()], made_on="2025-11-22", key_findings=[KeyFinding("growth", "gone")])


def test_a_report_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one answer"):
        build([], made_on="2025-11-22")
