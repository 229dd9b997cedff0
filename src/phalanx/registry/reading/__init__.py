"""Reading: files of facts as sheets of text cells – CSV, JSON, Parquet, XLSX, a folder of them, or a data package.

Every reader gives the same: a sheet with a name, a header and rows of (line, cells). What cannot be read becomes a
problem with its line, and reading goes on where it can.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from phalanx.errors import BadInput
from phalanx.registry.problems import Problems
from phalanx.registry.reading.csv_files import read_csv
from phalanx.registry.reading.json_files import read_json
from phalanx.registry.reading.parquet_files import read_parquet
from phalanx.registry.reading.sheet import Sheet
from phalanx.registry.reading.workbooks import read_workbook

READERS = {".csv": read_csv, ".json": read_json, ".parquet": read_parquet, ".xlsx": read_workbook}
IGNORED = {"datapackage.json"}
"""Files of an exported folder that describe the others and hold no facts."""

__all__ = ["READERS", "Sheet", "read_sheets"]


def read_sheets(path: Path, problems: Problems) -> Iterator[Sheet]:
    """The sheets of a file, or of every file of facts in a folder, in the order of their names.

    Raises:
        BadInput: there is no such file, or nothing in it can be read as facts.
    """
    if not path.exists():
        raise BadInput(f"There is no file or folder {path}", "a file or folder of facts", "check the path")
    if not path.is_dir():
        yield from _read_file(path, problems)
        return
    files = sorted(file for file in path.iterdir() if file.suffix.lower() in READERS and file.name not in IGNORED)
    if not files:
        raise BadInput(f"The folder {path} holds no facts", f"files ending in {', '.join(READERS)}", "name another one")
    for file in files:
        yield from _read_file(file, problems)


def _read_file(path: Path, problems: Problems) -> Iterator[Sheet]:
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise BadInput(f"{path.name} is no file of facts", f"a name ending in {', '.join(READERS)}", "convert it")
    try:
        yield from (sheet for sheet in reader(path, problems) if _has_fit_header(sheet, problems))
    except OSError as error:
        raise BadInput(
            f"{path} cannot be read: {error.strerror}", "a readable file", "check its permissions"
        ) from error


def _has_fit_header(sheet: Sheet, problems: Problems) -> bool:
    before = problems.count
    for name in sorted({name for name in sheet.header if name and list(sheet.header).count(name) > 1}):
        problems.add(sheet.file, 1, name, found="a column twice", expected="each column once", remedy="remove one")
    if not all(sheet.header):
        problems.add(sheet.file, 1, "", found="a column without a name", expected="a name for every column")
    return problems.count == before
