"""Typed cells: values of JSON, Parquet and Excel as the text of cells, which every check reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from phalanx.registry.problems import Problems, quote


def cells_of(
    rows: Iterable[Mapping[str, Any]], file: str, problems: Problems
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The rows as text cells, counted from 1; a value that is no cell is a problem, and left out."""
    for number, row in enumerate(rows, 1):
        cells = {}
        for name, value in row.items():
            try:
                text = as_cell(value)
            except TypeError:
                expected = "text, a number, a flag or a list of texts"
                problems.add(file, number, name, found=quote(str(value)), expected=expected)
                continue
            if text:
                cells[name] = text
        yield number, cells


def as_cell(value: Any) -> str:
    """The text of a value from a typed file; empty for null. Raises TypeError for anything that is no cell."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case str():
            return value.strip()
        case int() | float():
            return repr(value)
        case datetime() if value.time() == time.min:
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case list() if all(isinstance(part, str) for part in value):
            return ";".join(value)
        case _:
            raise TypeError(f"{type(value).__name__} is no cell")
