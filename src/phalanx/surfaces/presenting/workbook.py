"""An Answer as an XLSX workbook: findings and provenance first, then a sheet a table, then the notes."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from phalanx.errors import BadInput
from phalanx.surfaces.presenting import charts, wording
from phalanx.surfaces.presenting import theme as look
from phalanx.vocabulary.wording import capital

if TYPE_CHECKING:
    from phalanx.answer import Answer, Table

FIRST, LAST = "Findings", "Notes"
MOST_ROWS = 1_048_576 - 1
LONGEST_TEXT = 32_767
SAFE_WHOLE = 2**53
WIDEST = 60
RESERVED = ("history",)
"""Names of sheets that Excel keeps for itself."""
THIN_DIAGONALS = 14
"""The number of a hatching among the patterns of a cell."""
MARKS: Mapping[str, Any] = {"illustrative": True, "confidence": "partial"}
"""The value of a column that says its row is uncertain or illustrative."""
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def render(answer: Answer, table: str | None = None) -> bytes:
    """Every table of the answer, or one. Text is written as text: no cell is ever a formula or a link.

    Raises:
        BadInput: no table has that name, or a table has more rows than a sheet can hold.
    """
    tables = answer.tables if table is None else dict([wording.chosen(answer, table)])
    file = io.BytesIO()
    with opened(file, answer.title, answer) as book:
        pen = Pen(book)
        taken = {FIRST.lower(), LAST.lower(), *RESERVED}
        write_findings(book.add_worksheet(FIRST), answer, pen)
        for name, found in tables.items():
            write_table(book.add_worksheet(sheet_name(name, taken)), name, found, pen)
        _write_notes(book.add_worksheet(LAST), answer, pen)
    return file.getvalue()


def opened(file: io.BytesIO, title: str, answer: Answer) -> Any:
    """A workbook to write into, which takes text as text; its moment is that at which the answer's World was known."""
    from xlsxwriter import Workbook

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(file, options)
    book.set_properties({"title": title, "subject": "Phalanx registry", "created": _moment(answer)})
    return book


class Pen:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book, self._made = book, dict[tuple[tuple[str, Any], ...], Any]()

    def __call__(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"font_name": "Inter", "valign": "top"} | properties)
        return self._made[key]

    def title(self) -> Any:
        """What a sheet is called."""
        return self(bold=True, font_size=15, font_name="Source Serif 4")

    def quiet(self) -> Any:
        """A word that names what stands beside it."""
        return self(font_color=look.colours("light")["quiet"])

    def head(self, *, right: bool = False) -> Any:
        """The heading of a column."""
        colour = look.colours("light")
        return self(
            bold=True, bottom=1, bottom_color=colour["quiet"], text_wrap=True, align="right" if right else "left",
            font_color=colour["ink"], bg_color=colour["raised"],
        )  # fmt: skip


def write_findings(sheet: Any, answer: Answer, pen: Pen) -> int:
    """What was asked of which World, and every finding with what it rests on and assumes; gives the next free row."""
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 14)
    sheet.set_column(2, 2, 14)
    sheet.set_column(3, 3, 70)
    sheet.set_column(4, 5, 44)
    text(sheet, 0, 0, answer.title, pen.title())
    provenance = [
        ("Question", answer.question),
        ("Parameters", wording.parameters_line(answer.parameters) or "none"),
        ("Valid on", answer.world.valid_on),
        ("Known at", answer.world.known_at),
        ("Journal head", answer.world.journal_head),
        ("Source", charts.source_line(answer.world).removeprefix("Source: ")),
    ]
    for row, (word, value) in enumerate(provenance, start=2):
        text(sheet, row, 0, word, pen.quiet())
        text(sheet, row, 1, value, pen())
    top = len(provenance) + 3
    for place, word in enumerate(("Finding", "Value", "Unit", "In words", "Rests on records", "Assumes")):
        text(sheet, top, place, word, pen.head(right=place == 1))
    for row, finding in enumerate(answer.findings, start=top + 1):
        share = finding.unit in wording.SHARE_UNITS
        text(sheet, row, 0, finding.name, pen())
        _cell(
            sheet,
            row,
            1,
            finding.value,
            wording.Column("", "", share=share, decimals=2, year=finding.unit == "year"),
            pen,
        )
        cells = (finding.unit, finding.text, "; ".join(finding.evidence), "; ".join(finding.assumptions))
        for place, value in enumerate(cells, start=2):
            text(sheet, row, place, value, pen(text_wrap=True))
    return top + 1 + len(answer.findings)


def write_table(sheet: Any, name: str, table: Table, pen: Pen) -> None:
    """The rows of a table; what is uncertain or illustrative is hatched at the head of its row and where that stands.

    Raises:
        BadInput: there are more rows than a sheet can hold.
    """
    if table.frame.height > MOST_ROWS:
        raise BadInput(
            f"Table {name!r} has {table.frame.height:,} rows.",
            f"at most {MOST_ROWS:,}, which is what a sheet holds",
            "write it as csv or parquet",
        )
    columns = wording.columns(table)
    hatched = _hatched(table)
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        values = table.frame[column.name].to_list()
        text(sheet, 0, place, column.heading, pen.head(right=column.numeric))
        for row, value in enumerate(values, start=1):
            marked = row in hatched and (place == 0 or column.name in MARKS)
            _cell(sheet, row, place, value, column, pen, **(_hatching() if marked else {}))
        sheet.set_column(place, place, _width(column, values))
    if columns and table.frame.height:
        sheet.autofilter(0, 0, table.frame.height, len(columns) - 1)
    sheet.set_footer(f"&L{table.title.replace('&', '&&')[:200]}")


def _hatched(table: Table) -> set[int]:
    """The numbers of the rows, from 1, that are uncertain or illustrative."""
    marks = {name: mark for name, mark in MARKS.items() if name in table.frame.columns}
    return {
        row
        for name, mark in marks.items()
        for row, value in enumerate(table.frame[name].to_list(), start=1)
        if value == mark
    }


def _hatching() -> dict[str, Any]:
    colour = look.colours("light")
    return {"pattern": THIN_DIAGONALS, "fg_color": colour["accent"], "bg_color": colour["ground"]}


def _write_notes(sheet: Any, answer: Answer, pen: Pen) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 110)
    text(sheet, 0, 0, "Notes", pen.head())
    titles = [f"{name}: {table.title}" for name, table in answer.tables.items()]
    closing = [charts.source_line(answer.world), "Dates are as exact as their source: a year, a month or a day."]
    for row, note in enumerate((*answer.notes, *titles, *closing), start=1):
        text(sheet, row, 0, note, pen(text_wrap=True))


def _cell(sheet: Any, row: int, place: int, value: Any, column: wording.Column, pen: Pen, **style: Any) -> None:
    """One value in its own type; what a sheet cannot hold exactly is written as text."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value, pen(**style))
    elif isinstance(value, int | float) and math.isfinite(value) and abs(value) <= SAFE_WHOLE:
        sheet.write_number(row, place, value, pen(num_format=_number_format(value, column), align="right", **style))
    elif isinstance(value, dt.datetime):
        sheet.write_datetime(row, place, value.replace(tzinfo=None), pen(num_format="yyyy-mm-dd hh:mm:ss", **style))
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, place, value, pen(num_format="yyyy-mm-dd", **style))
    else:
        text(sheet, row, place, wording.text_of(value), pen(text_wrap=len(str(value)) > WIDEST, **style))


def text(sheet: Any, row: int, place: int, words: str, form: Any) -> None:
    """Words as words, whatever they begin with."""
    if len(words) > LONGEST_TEXT:
        words = words[: LONGEST_TEXT - 40] + " … [cut: a cell holds no more]"
    sheet.write_string(row, place, words, form)


def _number_format(value: float, column: wording.Column) -> str:
    if column.year:
        return "0"
    if column.share:
        return "0.0%"
    return "#,##0" if isinstance(value, int) or not column.decimals else "#,##0." + "0" * column.decimals


def _width(column: wording.Column, values: Sequence[Any]) -> float:
    longest = max((len(column.shown(value)) for value in values[:2000]), default=0)
    return min(max(longest + 2, len(column.heading) + 4, 8), WIDEST)


def sheet_name(name: str, taken: set[str]) -> str:
    """A name Excel accepts: no reserved signs, at most 31 letters, used once whatever the case."""
    base = capital(_FORBIDDEN.sub(" ", wording.heading(name)).strip("' ")[:31] or "Table")
    chosen, count = base, 1
    while chosen.lower() in taken:
        count += 1
        chosen = f"{base[: 31 - len(str(count)) - 1]} {count}"
    taken.add(chosen.lower())
    return chosen


def _moment(answer: Answer) -> dt.datetime:
    """When the World was known: equal answers make equal workbooks, whatever the hour they are written."""
    try:
        return dt.datetime.fromisoformat(answer.world.known_at).replace(tzinfo=None)
    except ValueError:
        return dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook's properties know no time zone
