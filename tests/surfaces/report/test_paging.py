"""A report for A4: head and foot, one answer a page, nothing folded, and what is cut is told."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
from tests.surfaces.presenting import invented
from tests.surfaces.presenting.pages import assert_harmless

from phalanx.answer import Finding, Table
from phalanx.surfaces.report import Source, build
from phalanx.surfaces.report.paging import MOST_CITED, MOST_PRINTED, quoted

LONG = Table(pl.DataFrame({"place": range(MOST_PRINTED + 12)}), "A long table")
WIDE = Table(pl.DataFrame({f"a_column_of_some_width_{number}": [1.5] for number in range(30)}), "A wide table")
CITED = tuple(f"record-{number}" for number in range(MOST_CITED + 3))


def paged(title: str = "A plan") -> str:
    answer = replace(
        invented.answer(),
        tables={"long": LONG, "wide": WIDE},
        findings=(Finding("cited", 1, "records", "It rests on many.", CITED),),
    )
    sources = [Source(name, f"What {name} is", "https://example.org/", "A") for name in CITED]
    return build([answer], made_on="2026-01-01", title=title, sources=sources, paged=True)


def test_nothing_is_folded_and_what_is_cut_is_told() -> None:
    page = assert_harmless(paged())
    assert page.all("details") == []
    assert "12 more rows are in the workbook." in page.text
    assert f"and {len(CITED) - MOST_CITED} more in the workbook" in page.text
    assert f"{MOST_CITED} records with the source of each; 3 more are in the workbook" in page.text
    assert "more columns are in the workbook." in page.text
    rows = list(page.all("tr"))
    assert len(rows) == 1 + MOST_PRINTED + 1 + 1


def test_head_and_foot_name_the_plan_and_the_state_of_the_registry() -> None:
    style = paged()
    assert "@page {\n  size: A4;" in style
    assert 'content: "A plan"' in style
    assert f'journal head {invented.WORLD.journal_head[:12]}"' in style
    assert "counter(page)" in style


def test_no_title_can_end_the_style() -> None:
    text = paged('Bad "quotes" \\ </style><script>alert(1)</script>')
    assert_harmless(text)
    assert quoted('a"</style>\\') == '"a\\22 \\3c \\2f style\\3e \\5c "'


def test_the_report_on_agreements_stays_as_it_is() -> None:
    plain = build([invented.answer()], made_on="2026-01-01")
    assert "@page {\n  size: A4" not in plain
    assert 'class="phx report"' in plain
