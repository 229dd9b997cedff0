"""The report as one workbook: contents that lead everywhere, a sheet a table, marks for what is illustrative, sources."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import polars as pl
import pytest
from tests.surfaces.presenting import invented

from phalanx.answer import Table
from phalanx.surfaces.report import Source
from phalanx.surfaces.report.workbook import write

MARKED = Table(
    pl.DataFrame({"item": ["tanks", "=1+1"], "quantity": [3, 4], "illustrative": [True, False]}), "What is needed"
)


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    first = invented.answer()
    second = replace(first, question="needs", tables={"needs": MARKED})
    sources = [
        Source("fr-gb-2010-treaty", "Lancaster House treaty", "https://example.org/t", "A", "verified", "Series")
    ]
    content = write(
        [first, second, second], made_on="2026-01-01", title="A plan", standfirst="Made up.", sources=sources
    )
    return openpyxl.load_workbook(io.BytesIO(content))


def test_every_table_has_a_sheet_and_the_contents_lead_there(book: openpyxl.Workbook) -> None:
    assert book.sheetnames[0] == "Contents"
    assert book.sheetnames[-1] == "Sources"
    assert {"1 growth", "2 needs", "2 Needs 2", "3 needs", "3 Needs 2"} <= set(book.sheetnames)
    ways = [cell.hyperlink.location for row in book["Contents"].iter_rows() for cell in row if cell.hyperlink]
    assert ways == [f"'{name}'!A1" for name in book.sheetnames[1:-1]]


def test_the_contents_say_of_which_world(book: openpyxl.Workbook) -> None:
    said = {str(cell.value) for row in book["Contents"].iter_rows() for cell in row if cell.value is not None}
    world = invented.WORLD
    assert {"A plan", "Made up.", "2026-01-01", world.valid_on, world.known_at, world.journal_head} <= said


def test_numbers_are_numbers_and_text_is_text(book: openpyxl.Workbook) -> None:
    sheet = book["2 Needs 2"]
    assert [cell.value for cell in sheet["B"]] == ["quantity", 3, 4]
    assert sheet["A3"].value == "=1+1"
    assert sheet["A3"].data_type == "s"


def test_what_is_illustrative_is_hatched(book: openpyxl.Workbook) -> None:
    sheet = book["2 Needs 2"]
    assert [sheet[at].fill.patternType for at in ("A2", "B2", "C2", "A3", "C3")] == [
        "lightUp",
        None,
        "lightUp",
        None,
        None,
    ]


def test_sources_say_which_answers_rest_on_them(book: openpyxl.Workbook) -> None:
    rows = [[cell.value for cell in row] for row in book["Sources"].iter_rows()]
    assert rows[1] == [
        "fr-gb-2010-treaty",
        "Lancaster House treaty",
        "Series",
        "https://example.org/t",
        "A",
        "verified",
        "1, 2, 3",
    ]


def test_equal_reports_are_equal_workbooks_and_one_of_nothing_is_refused() -> None:
    first, again = (write([invented.bare()], made_on="2026-01-01", title="A plan") for _ in range(2))
    assert first == again
    with pytest.raises(ValueError, match="at least one answer"):
        write([], made_on="2026-01-01", title="A plan")
