"""Reading XLSX: a workbook with one sheet a kind, a header in its first row."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from phalanx.registry.problems import Problems, quote
from phalanx.registry.reading.json_files import as_cell
from phalanx.registry.reading.sheet import Sheet
from phalanx.vocabulary.cells import restore

ABOUT = "about"
"""The sheet of an exported workbook that tells where it came from; it holds no facts."""


def read_workbook(path: Path, problems: Problems) -> Iterator[Sheet]:
    """The sheets of a workbook that are not empty. Excel's own dates are read as days, its numbers as numbers."""
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
    except (calamine.CalamineError, zipfile.BadZipFile, ValueError) as error:
        problems.add(path.name, None, "", found=f"no workbook ({error})", expected="an Excel file (.xlsx)")
        return
    for name in book.sheet_names:
        if name == ABOUT:
            continue
        table = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        if not table:
            continue
        header = [restore(str(cell).strip()) for cell in table[0]]
        while header and not header[-1]:
            header.pop()
        label = f"{path.name}, sheet {name}"
        yield Sheet(label, name, header, _rows(table, header, label, problems))


def _rows(
    table: list[list[Any]], header: list[str], label: str, problems: Problems
) -> Iterator[tuple[int, Mapping[str, str]]]:
    for number, row in enumerate(table[1:], 2):
        if not any(str(cell).strip() for cell in row):
            continue
        cells = {}
        for column, value in enumerate(row):
            text = _text(value)
            if not text:
                continue
            if column >= len(header) or not header[column]:
                problems.add(label, number, "", found=f"{quote(text)} outside the columns", expected="a named column")
                continue
            cells[header[column]] = restore(text)
        yield number, cells


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    try:
        return as_cell(value)
    except TypeError:
        return str(value)
