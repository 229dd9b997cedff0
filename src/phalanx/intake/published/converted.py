"""What an importer gives back for a row, and how it reads the cells of that row."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import takewhile

BLANK = frozenset({"", ".", "na", "n/a", "nan", "none", "null"})


@dataclass(frozen=True)
class Converted:
    """A row as cells of our `agreements.csv`, or the reason why it cannot be one."""

    line: int
    cells: dict[str, str]
    """Columns of `agreements.csv`; a field with nothing to say is left out."""
    problem: str | None = None
    """What was found, what was expected, what to do; then `cells` is empty."""


@dataclass
class Reading:
    """One row being read: gives its cells as texts, numbers, codes and dates.

    What makes the row unusable collects in `problems`, so that all of it is reported together; what a reader of the
    record should know collects in `doubts`, and ends up in its note.
    """

    row: Mapping[str, str]
    problems: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def text(self, column: str) -> str:
        """The cell without surrounding space; empty for every spelling of nothing (`NaN`, `NA`, `.`)."""
        cell = (self.row.get(column) or "").strip()
        return "" if cell.lower() in BLANK else cell

    def failure(self) -> str | None:
        """All that is wrong with the row, in one sentence; None when nothing is."""
        return "; ".join(dict.fromkeys(self.problems)) + "." if self.problems else None

    def number(self, column: str) -> int | None:
        """The whole number of a cell, `200.0` and `200` alike; None when there is nothing in it."""
        cell = self.text(column)
        if not cell:
            return None
        try:
            value = float(cell)
        except ValueError:
            value = math.nan
        if not value.is_integer():
            self.problems.append(f"{column} is {cell!r}; expected a whole number: correct the cell or leave it empty")
            return None
        return int(value)

    def code(self, column: str, known: Collection[str]) -> str:
        """The code in a cell, numbers without a trailing `.0`; one that is not known makes the row unusable."""
        cell = self.text(column)
        if cell.endswith(".0"):
            cell = cell.removesuffix(".0")
        if cell not in known:
            expected = ", ".join(each or "nothing" for each in known)
            self.problems.append(f"{column} is {cell!r}; expected one of: {expected}. Correct the cell")
        return cell

    def day(self, year: str, month: str, day: str) -> str:
        """The date that three cells make, as exact as they are: `1984-04-01`, `1984-04`, `1984`, or empty.

        Zero and negative numbers are the data sets' codes for what is not known.
        """
        columns = (year, month, day)
        numbers = [self.number(column) or 0 for column in columns]
        known = list(takewhile(lambda number: number > 0, numbers))
        for column, number in list(zip(columns, numbers, strict=True))[len(known) + 1 :]:
            if number > 0:
                self.doubts.append(f"{column} {number} left aside: {columns[len(known)]} is not given.")
        if not known:
            return ""
        try:
            whole = date(*[*known, 1, 1][:3])
        except ValueError:
            given = "-".join(str(number) for number in known)
            self.problems.append(f"{', '.join(columns)} make {given}, which is no date: correct the cells")
            return ""
        return whole.isoformat()[: {1: 4, 2: 7, 3: 10}[len(known)]]


def missing_columns(found: Iterable[str], expected: Iterable[str]) -> str | None:
    """Which columns of the format a file lacks, in a sentence; None when all are there."""
    there = set(found)
    lacking = [column for column in expected if column not in there]
    if not lacking:
        return None
    return f"Header: no column {', '.join(lacking)}; expected the file as published: take it with all its columns."


def unknown_columns(found: Iterable[str], understood: Collection[str]) -> str | None:
    """Which columns of a file are not part of the format, in a sentence; None when all are understood."""
    strange = [column for column in found if column not in understood]
    if not strange:
        return None
    return (
        f"Header: {', '.join(strange)} {'is' if len(strange) == 1 else 'are'} not among the columns of this format; "
        "nothing is dropped unseen: take the column out, or keep it in a table of your own."
    )


def convert_rows(
    rows: Iterable[tuple[int, Mapping[str, str]]],
    understood: Collection[str],
    is_repeated: Callable[[str], bool],
    key: str,
    prefix: str,
    read: Callable[[Reading], dict[str, str]],
) -> Iterator[Converted]:
    """One agreement a row, read by `read`; `key` is the column that names a row, `prefix` stands before it in messages.

    Columns that are not known (neither `understood` nor one of a series, as `is_repeated` tells) give a problem on
    line 1 first; where columns lack, it is all.
    """
    lines_of: dict[str, int] = {}
    for nth, (line, row) in enumerate(rows):
        if nth == 0:
            if problem := missing_columns(row, understood):
                yield Converted(1, {}, problem)
                return
            if problem := unknown_columns(row, {*understood, *filter(is_repeated, row)}):
                yield Converted(1, {}, problem)
        reading = Reading(row)
        cells = read(reading)
        identifier = cells["id"]
        if identifier and lines_of.setdefault(identifier, line) != line:
            reading.problems.append(f"its {key} is also that of line {lines_of[identifier]}: give each row its own")
        if failure := reading.failure():
            yield Converted(line, {}, f"{prefix}{reading.text(key) or 'row'}: {failure}")
        else:
            yield Converted(line, {column: cell for column, cell in cells.items() if cell})
