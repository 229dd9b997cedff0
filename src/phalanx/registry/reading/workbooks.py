"""Reading XLSX: a workbook with one sheet a kind, a header in its first row."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from phalanx.registry.problems import Problems, quote
from phalanx.registry.reading.sheet import Sheet
from phalanx.registry.reading.typed_cells import as_cell
from phalanx.vocabulary.cells import restore

_ERROR_CELL = re.compile(rb'<c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]+[0-9]+)"')
ABOUT = "about"
"""The sheet of an exported workbook that tells where it came from; it holds no facts."""


def read_workbook(path: Path, problems: Problems) -> Iterator[Sheet]:
    """The sheets of a workbook that are not empty. Excel's own dates are read as days, its numbers as numbers."""
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
        names = [name for name in book.sheet_names if name != ABOUT]
        tables = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in names]
    except (calamine.CalamineError, zipfile.BadZipFile, ValueError) as error:
        problems.add(path.name, None, "", found=f"no workbook ({error})", expected="an Excel file (.xlsx)")
        return
    _note_errors(path, problems)
    for name, table in tables:
        if not table:
            continue
        header = [restore(str(cell).strip()) for cell in table[0]]
        while header and not header[-1]:
            header.pop()
        label = f"{path.name}, sheet {name}"
        yield Sheet(label, name, header, _rows(table, header, label, problems))


def _note_errors(path: Path, problems: Problems) -> None:
    """Note the cells that hold an error of Excel (#N/A, #REF!), which calamine gives out as empty ones."""
    with zipfile.ZipFile(path) as parts:
        for part in parts.namelist():
            if part.startswith("xl/worksheets/"):
                for cell in _ERROR_CELL.findall(parts.read(part)):
                    problems.add(
                        path.name, int(cell.decode().strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), cell.decode(),
                        found="an error such as #N/A", expected="a value",
                        remedy="correct the formula, or empty the cell",
                    )  # fmt: skip


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
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    try:
        return as_cell(value)
    except TypeError:
        return str(value)
