"""Writing XLSX: one workbook, a sheet a kind, numbers as numbers, and a first sheet that tells where it came from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from phalanx.errors import BadInput
from phalanx.registry.records import KINDS, columns
from phalanx.registry.writing.edition import LICENCE, TITLE, Edition
from phalanx.vocabulary.cells import neutralise

FILE = "facts.xlsx"
LONGEST_CELL = 32_767
MOST_ROWS = 1_048_575
WIDEST = 60


def write_workbook(facts: Mapping[str, pl.DataFrame], folder: Path, edition: Edition) -> list[Path]:
    """The workbook `facts.xlsx`.

    Raises:
        BadInput: a kind has more rows, or a cell more characters, than Excel holds.
    """
    import xlsxwriter

    path = folder / FILE
    _check_size(facts)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        # Equal facts make equal workbooks, whatever the hour they are written.
        book.set_properties({"title": TITLE, "created": dt.datetime.fromisoformat(edition.day or "2000-01-01")})
        head = book.add_format({"bold": True, "bottom": 1})
        about = book.add_worksheet("about")
        about.set_column(0, 0, 16)
        about.set_column(1, 1, 80)
        for line, (name, value) in enumerate(
            {"title": TITLE, "facts of": edition.day, "journal head": edition.journal_head, "licence": LICENCE}.items()
        ):
            about.write_string(line, 0, name, head)
            about.write_string(line, 1, value)
        for kind, cells in facts.items():
            sheet = book.add_worksheet(kind)
            sheet.freeze_panes(1, 1)
            for place, (name, column) in enumerate(columns(KINDS[kind]).items()):
                sheet.write_string(0, place, name, head)
                longest = max((len(cell) for cell in cells[name] if cell), default=0)
                sheet.set_column(place, place, min(WIDEST, max(len(name), longest)) + 2)
                numeric = column.type.shape in ("number", "integer")
                for row, cell in enumerate(cells[name], 1):
                    if cell and numeric:
                        sheet.write_number(row, place, float(cell))
                    elif cell:
                        sheet.write_string(row, place, neutralise(cell))
            sheet.autofilter(0, 0, cells.height, cells.width - 1)
    return [path]


def _check_size(facts: Mapping[str, pl.DataFrame]) -> None:
    for kind, cells in facts.items():
        if cells.height > MOST_ROWS:
            raise BadInput(f"{kind} has {cells.height} records", f"at most {MOST_ROWS} rows", "export Parquet or CSV")
        longest = max((len(cell) for name in cells.columns for cell in cells[name] if cell), default=0)
        if longest >= LONGEST_CELL:
            raise BadInput(
                f"{kind} has a text of {longest} characters", f"at most {LONGEST_CELL}", "export Parquet or CSV"
            )
