from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.registry.examples import agreement, file

from phalanx.errors import Problem
from phalanx.registry.records import columns
from phalanx.registry.records.agreements import Agreement
from phalanx.registry.store import Registry
from phalanx.world import World

Refuse = Callable[[Path], list[Problem]]
HEADER = tuple(columns(Agreement))


def written(path: Path, *rows: Mapping[str, Any], header: Sequence[str] = HEADER, sheet: str = "agreements") -> Path:
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    page.append(header)
    for row in rows:
        page.append([row.get(name) for name in header])
    book.save(path)
    return path


def test_excels_own_types_are_understood(registry: Registry, tmp_path: Path) -> None:
    row = agreement("new") | {"signed": date(2025, 5, 9), "source_date": datetime(2025, 5, 10), "value_eur_m": 12.5}  # noqa: DTZ001
    file(registry, written(tmp_path / "book.xlsx", row, {}, agreement("newer", signed="2025") | {"source_date": 2025}))
    [_, new, newer] = World.of(registry).table("agreements").iter_rows(named=True)
    assert (new["signed"], new["source_date"], new["value_eur_m"]) == ("2025-05-09", "2025-05-10", 12.5)
    assert (newer["signed"], newer["source_date"]) == ("2025", "2025")


def test_every_sheet_is_a_kind_and_about_is_none(registry: Registry, tmp_path: Path) -> None:
    path = written(tmp_path / "book.xlsx", agreement("new"))
    book = openpyxl.load_workbook(path)
    book.create_sheet("about").append(["title", "of a book"])
    book.create_sheet("empty")
    book.save(path)
    assert file(registry, path).entries == 1


def test_problems_name_the_sheet_and_its_row(tmp_path: Path, problems_of: Refuse) -> None:
    path = written(
        tmp_path / "book.xlsx",
        agreement("a", parties="FR;QQ"),
        {},
        agreement("b", source_url="javascript:alert(1)"),
        agreement("c") | {"value_eur_m": "much"},
        agreement("d") | {"value_eur_m": True},
        agreement("e") | {"signed": datetime(2025, 5, 9, 12, 30)},  # noqa: DTZ001
    )
    told = [(problem.file, problem.line, problem.field) for problem in problems_of(path)]
    label = "book.xlsx, sheet agreements"
    assert told == [
        (label, 2, "parties"),
        (label, 4, "source_url"),
        (label, 5, "value_eur_m"),
        (label, 6, "value_eur_m"),
        (label, 7, "signed"),
    ]


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ((*HEADER, "titel"), "an unknown column"),
        ((*HEADER, "title"), "a column twice"),
        (HEADER[1:], "no such column"),
        ((*HEADER[:3], "", *HEADER[4:]), "a column without a name"),
    ],
)
def test_another_header_is_told(tmp_path: Path, problems_of: Refuse, header: Sequence[str], found: str) -> None:
    path = written(tmp_path / "book.xlsx", agreement("new"), header=header)
    assert found in {problem.found for problem in problems_of(path)}


def test_a_cell_beside_the_columns_is_told(tmp_path: Path, problems_of: Refuse) -> None:
    path = written(tmp_path / "book.xlsx", agreement("new"))
    book = openpyxl.load_workbook(path)
    book.active.cell(row=2, column=len(HEADER) + 3, value="stray")
    book.save(path)
    [problem] = problems_of(path)
    assert "'stray' outside the columns" in problem.found


def test_an_error_of_excel_is_no_empty_cell(tmp_path: Path, problems_of: Refuse) -> None:
    path = written(tmp_path / "book.xlsx", agreement("a"), agreement("b") | {"note": "#REF!"})
    [problem] = problems_of(path)
    assert (problem.line, problem.field) == (3, "T3")


def test_a_sheet_of_no_kind_is_told(tmp_path: Path, problems_of: Refuse) -> None:
    [problem] = problems_of(written(tmp_path / "book.xlsx", {"a": 1}, header=("a", "b"), sheet="Sheet1"))
    assert "the columns of one kind" in problem.expected


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"id,title\n"])
def test_what_is_no_workbook_is_told(tmp_path: Path, problems_of: Refuse, content: bytes) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    [problem] = problems_of(path)
    assert "no workbook" in problem.found


def test_a_cut_or_damaged_workbook_is_told(tmp_path: Path, problems_of: Refuse) -> None:
    path = written(tmp_path / "book.xlsx", agreement("new"))
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    assert problems_of(path)
    with zipfile.ZipFile(tmp_path / "whole.zip", "w") as other:
        other.writestr("xl/workbook.xml", "<broken")
    path.write_bytes((tmp_path / "whole.zip").read_bytes())
    assert problems_of(path)


def test_a_workbook_with_a_broken_sheet_is_told(tmp_path: Path, problems_of: Refuse) -> None:
    path = written(tmp_path / "book.xlsx", agreement("new"))
    parts = zipfile.ZipFile(path)
    with zipfile.ZipFile(tmp_path / "broken.xlsx", "w") as broken:
        for name in parts.namelist():
            content = parts.read(name)
            broken.writestr(name, content[: len(content) // 2] if "sheet1" in name else content)
    assert problems_of(tmp_path / "broken.xlsx")
