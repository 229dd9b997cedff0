"""An Answer as an XLSX workbook: findings and provenance first, then a sheet a table, then the notes."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from phalanx.errors import BadInput
from phalanx.surfaces.presenting import charts, wording
from phalanx.surfaces.presenting import theme as look

if TYPE_CHECKING:
    from phalanx.answer import Answer, Table

FIRST, LAST = "Findings", "Notes"
MOST_ROWS = 1_048_576 - 1
LONGEST_TEXT = 32_767
SAFE_WHOLE = 2**53
WIDEST = 60
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def render(answer: Answer, table: str | None = None) -> bytes:
    """Every table of the answer, or one. Text is written as text: no cell is ever a formula or a link.

    Raises:
        BadInput: no table has that name, or a table has more rows than a sheet can hold.
    """
    from xlsxwriter import Workbook

    tables = answer.tables if table is None else dict([wording.chosen(answer, table)])
    for name, found in tables.items():
        if found.frame.height > MOST_ROWS:
            raise BadInput(
                f"Table {name!r} has {found.frame.height:,} rows.",
                f"at most {MOST_ROWS:,}, which is what a sheet holds",
                "write it as csv or parquet",
            )
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(file, options) as book:
        book.set_properties({"title": answer.title, "subject": "Phalanx registry", "created": _moment(answer)})
        pen = _Pen(book)
        taken = {FIRST.lower(), LAST.lower(), "history"}
        _write_findings(book.add_worksheet(FIRST), answer, pen)
        for name, found in tables.items():
            _write_table(book.add_worksheet(_sheet_name(name, taken)), found, pen)
        _write_notes(book.add_worksheet(LAST), answer, pen)
    return file.getvalue()


class _Pen:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book, self._made = book, dict[tuple[tuple[str, Any], ...], Any]()

    def __call__(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"font_name": "Inter", "valign": "top"} | properties)
        return self._made[key]

    def head(self, *, right: bool = False) -> Any:
        colour = look.colours("light")
        return self(
            bold=True, bottom=1, bottom_color=colour["quiet"], text_wrap=True, align="right" if right else "left",
            font_color=colour["ink"], bg_color=colour["raised"],
        )  # fmt: skip


def _write_findings(sheet: Any, answer: Answer, pen: _Pen) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 14)
    sheet.set_column(2, 2, 14)
    sheet.set_column(3, 3, 70)
    sheet.set_column(4, 5, 44)
    _text(sheet, 0, 0, answer.title, pen(bold=True, font_size=15, font_name="Source Serif 4"))
    provenance = [
        ("Question", answer.question),
        ("Parameters", wording.parameters_line(answer.parameters) or "none"),
        ("Valid on", answer.world.valid_on),
        ("Known at", answer.world.known_at),
        ("Journal head", answer.world.journal_head),
        ("Source", charts.source_line(answer.world).removeprefix("Source: ")),
    ]
    for row, (word, value) in enumerate(provenance, start=2):
        _text(sheet, row, 0, word, pen(font_color=look.colours("light")["quiet"]))
        _text(sheet, row, 1, value, pen())
    top = len(provenance) + 3
    for place, word in enumerate(("Finding", "Value", "Unit", "In words", "Rests on records", "Assumes")):
        _text(sheet, top, place, word, pen.head(right=place == 1))
    for row, finding in enumerate(answer.findings, start=top + 1):
        share = finding.unit in wording.SHARE_UNITS
        _text(sheet, row, 0, finding.name, pen())
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
            _text(sheet, row, place, value, pen(text_wrap=True))


def _write_table(sheet: Any, table: Table, pen: _Pen) -> None:
    columns = wording.columns(table)
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        values = table.frame[column.name].to_list()
        _text(sheet, 0, place, column.heading, pen.head(right=column.numeric))
        for row, value in enumerate(values, start=1):
            _cell(sheet, row, place, value, column, pen)
        sheet.set_column(place, place, _width(column, values))
    if columns and table.frame.height:
        sheet.autofilter(0, 0, table.frame.height, len(columns) - 1)
    sheet.set_footer(f"&L{table.title.replace('&', '&&')[:200]}")


def _write_notes(sheet: Any, answer: Answer, pen: _Pen) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 110)
    _text(sheet, 0, 0, "Notes", pen.head())
    titles = [f"{name}: {table.title}" for name, table in answer.tables.items()]
    closing = [charts.source_line(answer.world), "Dates are as exact as their source: a year, a month or a day."]
    for row, note in enumerate((*answer.notes, *titles, *closing), start=1):
        _text(sheet, row, 0, note, pen(text_wrap=True))


def _cell(sheet: Any, row: int, place: int, value: Any, column: wording.Column, pen: _Pen) -> None:
    """One value in its own type; what a sheet cannot hold exactly is written as text."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value, pen())
    elif isinstance(value, int | float) and math.isfinite(value) and abs(value) <= SAFE_WHOLE:
        sheet.write_number(row, place, value, pen(num_format=_number_format(value, column), align="right"))
    elif isinstance(value, dt.datetime):
        sheet.write_datetime(row, place, value.replace(tzinfo=None), pen(num_format="yyyy-mm-dd hh:mm:ss"))
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, place, value, pen(num_format="yyyy-mm-dd"))
    else:
        _text(sheet, row, place, wording.text_of(value), pen(text_wrap=len(str(value)) > WIDEST))


def _text(sheet: Any, row: int, place: int, text: str, form: Any) -> None:
    if len(text) > LONGEST_TEXT:
        text = text[: LONGEST_TEXT - 40] + " … [cut: a cell holds no more]"
    sheet.write_string(row, place, text, form)


def _number_format(value: float, column: wording.Column) -> str:
    if column.year:
        return "0"
    if column.share:
        return "0.0%"
    return "#,##0" if isinstance(value, int) or not column.decimals else "#,##0." + "0" * column.decimals


def _width(column: wording.Column, values: Sequence[Any]) -> float:
    longest = max((len(column.shown(value)) for value in values[:2000]), default=0)
    return min(max(longest + 2, len(column.heading) + 4, 8), WIDEST)


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name Excel accepts: no reserved signs, at most 31 letters, used once whatever the case."""
    base = _FORBIDDEN.sub(" ", wording.heading(name)).strip("' ")[:31] or "Table"
    base = base[0].upper() + base[1:]
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
