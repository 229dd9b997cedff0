"""Reading JSON: a list of objects, one a record, in a file named after the kind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from phalanx.registry.problems import Problems
from phalanx.registry.reading.sheet import Sheet
from phalanx.registry.reading.typed_cells import cells_of


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
    yield Sheet(path.name, path.stem, header, cells_of(rows, path.name, problems))
