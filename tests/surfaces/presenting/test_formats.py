"""Every format is read back by a program that is not ours, and holds what the answer holds."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import subprocess
import sys

import openpyxl
import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as draw
from python_calamine import CalamineWorkbook
from tests.surfaces.presenting import invented

from phalanx.answer import Table
from phalanx.errors import BadInput
from phalanx.surfaces.presenting import FORMATS, OF_A_NETWORK, csv_files
from phalanx.vocabulary.cells import restore

ANSWER = invented.answer()
OF_ANY_ANSWER = [name for name in FORMATS if name not in {"ics", *OF_A_NETWORK}]
"""A calendar file needs events and a network edges, which the invented answer has none of: see test_ics_files.py and
test_network_files.py."""


def rendered(name: str, table: str | None = None, chart: str | None = None) -> bytes:
    made = FORMATS[name].render(ANSWER, table, chart)
    return made if isinstance(made, bytes) else made.encode()


def csv_rows(text: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.decode(), newline="")))


@pytest.mark.parametrize("name", OF_ANY_ANSWER)
def test_every_format_gives_what_it_declares(name: str) -> None:
    form = FORMATS[name]
    made = form.render(ANSWER, None, None)
    assert isinstance(made, bytes) == form.binary
    assert made
    assert form.suffix.startswith(".")
    assert "/" in form.media_type


@pytest.mark.parametrize("name", OF_ANY_ANSWER)
def test_equal_answers_make_equal_files(name: str) -> None:
    assert FORMATS[name].render(ANSWER, None, None) == FORMATS[name].render(invented.answer(), None, None)


def test_declaring_the_formats_imports_none_of_them() -> None:
    heavy = {"polars", "rich", "jinja2", "xlsxwriter", "vl_convert", "orjson", "altair"}
    code = f"import sys, phalanx.surfaces.presenting; print(*({heavy!r} & set(sys.modules)))"
    asked = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert asked.stdout.strip() == ""


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_json_is_the_contract() -> None:
    read = json.loads(rendered("json"))
    keys = ("question", "title", "parameters", "world", "findings", "tables", "headings", "charts", "maps", "notes")
    assert tuple(read) == keys
    assert read["world"] == {
        "valid_on": "2025-11-21",
        "known_at": "2025-11-21T09:30:00Z",
        "journal_head": invented.WORLD.journal_head,
    }
    assert read["tables"]["by_year"] == invented.by_year().to_dicts()
    assert read["tables"]["nasty"][2]["signed"] == "2024-02-29"
    assert read["findings"][2]["value"] == invented.FORMULA


# ── CSV ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_csv_is_the_main_table_under_the_contract_s_names() -> None:
    assert csv_rows(rendered("csv")) == [
        ["year", "agreements", "share"],
        ["2021", "8", "0.071"],
        ["2022", "1060", "0.5"],
        ["2023", "58", "1.0"],
    ]


def test_csv_keeps_formulas_from_running_and_brings_them_back() -> None:
    head, first, second, third = csv_rows(rendered("csv", "nasty"))
    column = {name: place for place, name in enumerate(head)}
    assert third[column["agreement"]] == "'" + invented.FORMULA
    assert restore(third[column["agreement"]]) == invented.FORMULA
    assert first[column["note"]] == "-58"
    assert second[column["note"]].startswith("'+1")
    assert third[column["note"]].startswith("'@")
    assert first[column["value_eur_m"]] == "-58.5"
    assert (first[column["parties"]], third[column["parties"]]) == ("FR;GB", "")
    assert (first[column["signed"]], second[column["signed"]]) == ("2010-11-02", "")


# A lone carriage return is left to the writer's and reader's own rules of line ends; NUL no CSV reader takes.
TEXTS = draw.text(draw.characters(blacklist_categories=["Cs"], blacklist_characters="\0\r"), max_size=20)


@given(draw.lists(TEXTS, min_size=1, max_size=5))
def test_any_text_comes_back_from_csv(texts: list[str]) -> None:
    made = csv_files.to_csv(
        pl.DataFrame({"n": range(len(texts)), "text": texts}, schema={"n": pl.Int64, "text": pl.String})
    )
    assert [restore(row[1]) for row in csv_rows(made.encode())[1:]] == texts
    starts = {row[1][:1] for row in csv_rows(made.encode())[1:]}
    assert not starts & set("=@\t")


# ── Parquet ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["by_year", "nasty"])
def test_parquet_keeps_values_types_and_provenance(name: str) -> None:
    read = pq.read_table(io.BytesIO(rendered("parquet", name)))
    assert read.to_pylist() == ANSWER.tables[name].frame.to_dicts()
    said = {key.decode(): value.decode() for key, value in read.schema.metadata.items()} if read.schema.metadata else {}
    said |= {
        k.decode(): v.decode() for k, v in pq.read_metadata(io.BytesIO(rendered("parquet", name))).metadata.items()
    }
    assert said["phalanx.journal_head"] == invented.WORLD.journal_head
    assert said["phalanx.table"] == name


# ── XLSX ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_workbook_opens_with_findings_and_provenance() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(rendered("xlsx")))
    assert book.sheet_names == ["Findings", "By year", "Nasty", "Notes"]
    cells = [cell for row in book.get_sheet_by_name("Findings").to_python() for cell in row]
    for expected in (
        ANSWER.title,
        "2025-11-21",
        invented.WORLD.journal_head,
        "The registry holds 1,126 agreements.",
        1126.0,
    ):
        assert expected in cells
    notes = [row[0] for row in book.get_sheet_by_name("Notes").to_python()]
    assert "Counts are of agreements." in notes


def test_the_workbook_holds_every_value_in_its_type() -> None:
    book = openpyxl.load_workbook(io.BytesIO(rendered("xlsx")))
    assert [[cell.value for cell in row] for row in book["By year"]] == [
        ["year", "agreements", "share since the invasion"],
        [2021, 8, 0.071],
        [2022, 1060, 0.5],
        [2023, 58, 1],
    ]
    assert [book["By year"].cell(2, place).number_format for place in (1, 2, 3)] == ["0", "#,##0", "0.0%"]
    assert book["By year"].freeze_panes == "A2"
    nasty = book["Nasty"]
    assert nasty["C2"].value == dt.datetime(2010, 11, 2)  # noqa: DTZ001 - what openpyxl reads has no time zone
    assert nasty["C3"].value is None


def test_no_cell_of_the_workbook_is_a_formula_or_a_link() -> None:
    book = openpyxl.load_workbook(io.BytesIO(rendered("xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert invented.FORMULA in [cell.value for cell in cells]


def test_sheet_names_are_what_excel_accepts() -> None:
    names = ["findings", "a/b", "x" * 40, "x" * 40 + "y", "notes", "History", "'quoted'"]
    tables = {name: Table(invented.by_year(), name) for name in names}
    made = FORMATS["xlsx"].render(invented.answer(tables=tables), None, None)
    assert isinstance(made, bytes)
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(made)).sheet_names
    assert len({sheet.lower() for sheet in sheets}) == len(names) + 2
    assert all(len(sheet) <= 31 and not set(sheet) & set("[]:*?/\\") for sheet in sheets)


def test_what_a_sheet_cannot_hold_is_written_as_text() -> None:
    frame = pl.DataFrame({"big": [2**60], "nan": [float("nan")], "long": ["x" * 40_000]})
    made = FORMATS["xlsx"].render(invented.answer(tables={"t": Table(frame, "T")}), None, None)
    assert isinstance(made, bytes)
    row = openpyxl.load_workbook(io.BytesIO(made))["T"][2]
    assert row[0].value == str(2**60)
    assert row[1].value == "nan"
    assert str(row[2].value).endswith("[cut: a cell holds no more]")


# ── Names that are not there ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["text", "csv", "parquet", "xlsx", "html"])
def test_an_unknown_table_is_refused_with_the_names_there_are(name: str) -> None:
    with pytest.raises(BadInput, match=r"no table 'by_month'\. Expected: by_year or nasty"):
        FORMATS[name].render(ANSWER, "by_month", None)


@pytest.mark.parametrize("name", ["svg", "png", "html"])
def test_an_unknown_chart_is_refused_with_the_names_there_are(name: str) -> None:
    with pytest.raises(BadInput, match=r"no chart 'pie'\. Expected: by_year or by_form"):
        FORMATS[name].render(ANSWER, None, "pie")


@pytest.mark.parametrize("name", ["csv", "parquet", "svg", "png"])
def test_an_answer_without_tables_and_charts_says_so(name: str) -> None:
    with pytest.raises(BadInput, match=r"has no (table|chart)\."):
        FORMATS[name].render(invented.bare(), None, None)


def test_a_choice_that_a_format_cannot_make_is_refused() -> None:
    with pytest.raises(BadInput, match="A chart was named"):
        FORMATS["csv"].render(ANSWER, None, "by_form")
    with pytest.raises(BadInput, match="A table was named"):
        FORMATS["json"].render(ANSWER, "by_year", None)


@pytest.mark.parametrize("name", ["text", "json", "xlsx", "html"])
def test_an_answer_with_nothing_but_a_sentence_still_reads(name: str) -> None:
    assert FORMATS[name].render(invented.bare(), None, None)
