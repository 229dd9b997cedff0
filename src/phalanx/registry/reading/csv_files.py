"""Reading CSV: UTF-8, commas, a header. Streams, whatever the size; a byte-order mark and CRLF are understood."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from phalanx.registry.problems import Problems, quote
from phalanx.registry.reading.sheet import Sheet
from phalanx.vocabulary.cells import restore

LONGEST_LINE = 1_000_000
"""Bytes; a longer line is no row of facts."""
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class _Unreadable(Exception):
    """Nothing after this point can be read; the problem is noted already."""


def read_csv(path: Path, problems: Problems) -> Iterator[Sheet]:
    """The one sheet of a CSV file; no sheet when not even its header can be read."""
    lines = _Lines(path, problems)
    reader = csv.reader(lines, strict=True)
    try:
        header = next(reader, None)
    except _Unreadable:
        return
    except csv.Error as error:
        _note(path.name, 1, error, problems)
        return
    if header is None:
        problems.add(path.name, None, "", found="an empty file", expected="a header and rows")
        return
    names = [restore(name.strip()) for name in header]
    if _has_commas(names, path.name, problems):
        yield Sheet(path.name, path.stem, names, _rows(reader, names, lines, problems))


def _rows(
    reader: Iterator[list[str]], names: list[str], lines: _Lines, problems: Problems
) -> Iterator[tuple[int, Mapping[str, str]]]:
    width = len(names)
    while True:
        lines.first = 0
        try:
            cells = next(reader, None)
        except _Unreadable:
            return
        except csv.Error as error:
            _note(lines.file, lines.first, error, problems)
            if lines.number == lines.first:
                continue
            return  # an open quote has swallowed what follows
        if cells is None:
            return
        if not any(cells) or not any(cell.strip() for cell in cells):
            continue
        if len(cells) != width:
            problems.add(
                lines.file, lines.first, "",
                found=f"{len(cells)} cells", expected=f"{width}, as in the header",
                remedy="put text that contains a comma in double quotes",
            )  # fmt: skip
            continue
        yield (
            lines.first,
            {name: restore(text) for name, cell in zip(names, cells, strict=True) if (text := cell.strip())},
        )


def _has_commas(names: list[str], file: str, problems: Problems) -> bool:
    alone = names[0] if len(names) == 1 else ""
    for sign, called in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        if sign in alone:
            problems.add(
                file, 1, "", found=f"columns separated by {called}", expected="commas",
                remedy="save the file as comma-separated CSV (UTF-8)",
            )  # fmt: skip
            return False
    return True


def _note(file: str, line: int, error: csv.Error, problems: Problems) -> None:
    problems.add(
        file, line, "", found=f"broken quoting ({error})", expected="cells as RFC 4180 has them",
        remedy="double every quotation mark inside a quoted cell and close each quoted cell",
    )  # fmt: skip


class _Lines:
    """The decoded lines of a file, one at a time; a line that is not text is noted, and reading goes on after it."""

    def __init__(self, path: Path, problems: Problems) -> None:
        self.file = path.name
        self.number = 0
        self.first = 0
        """Where the present row began; whoever reads rows sets it back to 0 before each."""
        self._problems = problems
        self._lines = self._read(path)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.first = self.first or self.number
        return line

    def _read(self, path: Path) -> Iterator[str]:
        with path.open("rb") as file:
            while raw := file.readline(LONGEST_LINE + 1):
                self.number += 1
                if self.number == 1:
                    if raw.startswith(UTF16_MARKS):
                        self._stop("UTF-16 text", "UTF-8", "save it as 'CSV UTF-8'")
                    raw = raw.removeprefix(b"\xef\xbb\xbf")
                if len(raw) > LONGEST_LINE:
                    self._stop(f"a line longer than {LONGEST_LINE} bytes", "rows on lines of their own", "")
                if b"\x00" in raw:
                    self._skip("a NUL byte", "text", "the file is damaged or no CSV: export it again")
                    continue
                try:
                    yield raw.decode()
                except UnicodeDecodeError as error:
                    bad = raw[error.start]
                    guess = quote(bytes([bad]).decode("latin-1"))
                    self._skip(
                        f"byte 0x{bad:02X}, which is {guess} in Latin-1", "UTF-8", "save the file as 'CSV UTF-8'"
                    )

    def _skip(self, found: str, expected: str, remedy: str) -> None:
        self._problems.add(self.file, self.number, "", found=found, expected=expected, remedy=remedy)
        if self.number == 1:
            raise _Unreadable  # without a header, no row can be told

    def _stop(self, found: str, expected: str, remedy: str) -> None:
        self._skip(found, expected, remedy)
        raise _Unreadable
