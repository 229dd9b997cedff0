"""Reading JSON: a list of objects, one a record, in a file named after the kind."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from phalanx.registry.problems import Problems, quote
from phalanx.registry.reading.sheet import Sheet


def read_json(path: Path, problems: Problems) -> Iterator[Sheet]:
    """The one sheet of a JSON file. Numbers keep the digits they are written with; `line` counts objects."""
    try:
        rows = json.loads(path.read_bytes().decode("utf-8-sig"), parse_float=str, parse_int=str)
    except UnicodeDecodeError as error:
        problems.add(path.name, None, "", found=f"bytes that are not UTF-8 ({error.reason})", expected="UTF-8")
        return
    except (ValueError, RecursionError) as error:
        problems.add(path.name, getattr(error, "lineno", None), "", found=f"broken JSON ({error})", expected="JSON")
        return
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        problems.add(path.name, None, "", found="something else", expected="a list of objects, one a record")
        return
    if not rows:
        problems.add(path.name, None, "", found="an empty list", expected="at least one record")
        return
    header = list(dict.fromkeys(name for row in rows for name in row))
    yield Sheet(path.name, path.stem, header, _rows(rows, path.name, problems))


def _rows(rows: list[dict[str, Any]], file: str, problems: Problems) -> Iterator[tuple[int, Mapping[str, str]]]:
    for number, row in enumerate(rows, 1):
        cells = {}
        for name, value in row.items():
            try:
                text = as_cell(value)
            except TypeError:
                problems.add(
                    file,
                    number,
                    name,
                    found=quote(json.dumps(value)),
                    expected="text, a number, a flag or a list of texts",
                )
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
