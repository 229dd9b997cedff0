"""The report as one workbook: what it holds, then for each answer its findings, notes and tables, then the sources."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from phalanx.surfaces.presenting import charts, wording
from phalanx.surfaces.presenting import theme as look
from phalanx.surfaces.presenting.workbook import RESERVED, Pen, opened, sheet_name, text, write_findings, write_table
from phalanx.vocabulary.wording import capital

if TYPE_CHECKING:
    from phalanx.answer import Answer, Finding
    from phalanx.surfaces.report.building import Source

CONTENTS, SOURCES = "Contents", "Sources"
ILLUSTRATIVE = "illustrative"
"""The finding in which an answer says how much of what it rests on is illustrative."""


@dataclass
class _Part:
    """An answer with its number and the sheets it takes: that of its findings first, then one a table."""

    number: int
    answer: Answer
    sheets: list[str] = field(default_factory=list)


def write(
    answers: Sequence[Answer], *, made_on: str, title: str, standfirst: str = "", sources: Sequence[Source] = ()
) -> bytes:
    """Every table of every answer, each on a sheet; text is written as text, and no cell is a formula.

    Raises:
        ValueError: there is no answer.
        BadInput: a table has more rows than a sheet can hold.
    """
    if not answers:
        raise ValueError("A report needs at least one answer.")
    file = io.BytesIO()
    with opened(file, title, answers[0]) as book:
        pen = Pen(book)
        taken = {CONTENTS.lower(), SOURCES.lower(), *RESERVED}
        contents = book.add_worksheet(CONTENTS)
        parts = [_Part(number, answer) for number, answer in enumerate(answers, start=1)]
        for part in parts:
            _write_answer(book, part, taken, pen)
        _write_contents(contents, parts, {"made_on": made_on, "title": title, "standfirst": standfirst}, pen)
        if sources:
            _write_sources(book.add_worksheet(SOURCES), parts, sources, pen)
    return file.getvalue()


def _write_answer(book: Any, part: _Part, taken: set[str], pen: Pen) -> None:
    """A sheet with what was asked, the findings and the notes of an answer; then its tables."""
    part.sheets.append(sheet_name(f"{part.number} {part.answer.question}", taken))
    sheet = book.add_worksheet(part.sheets[0])
    row = write_findings(sheet, part.answer, pen) + 1
    text(sheet, row, 0, "Notes and limits", pen.head())
    for place, note in enumerate(part.answer.notes, start=row + 1):
        sheet.merge_range(place, 0, place, 3, "", pen(text_wrap=True))
        sheet.set_row(place, 15 * (1 + len(note) // 120))
        text(sheet, place, 0, note, pen(text_wrap=True))
    for name, table in part.answer.tables.items():
        part.sheets.append(sheet_name(f"{part.number} {capital(wording.heading(name))}", taken))
        write_table(book.add_worksheet(part.sheets[-1]), name, table, pen)


def _write_contents(sheet: Any, parts: Sequence[_Part], said: Mapping[str, str], pen: Pen) -> None:
    """What the workbook is, of which World, and its sheets with a way to each."""
    sheet.hide_gridlines(2)
    for place, width in enumerate((5, 34, 44, 60, 26)):
        sheet.set_column(place, place, width)
    text(sheet, 0, 0, said["title"], pen.title())
    text(sheet, 1, 0, said["standfirst"], pen())
    world = parts[0].answer.world
    provenance = {
        "Made on": said["made_on"],
        "Valid on": world.valid_on,
        "Known at": world.known_at,
        "Journal head": world.journal_head,
        "Licence": charts.LICENCE,
    }
    for row, (word, value) in enumerate(provenance.items(), start=3):
        text(sheet, row, 0, word, pen.quiet())
        text(sheet, row, 2, value, pen())
    row = len(provenance) + 4
    for place, word in enumerate(
        ("No", "Sheet", "What it answers", "First finding, or title of the table", "Illustrative")
    ):
        text(sheet, row, place, word, pen.head())
    for part in parts:
        row = _write_part(sheet, row + 1, part, pen)


def _write_part(sheet: Any, row: int, part: _Part, pen: Pen) -> int:
    """The lines of an answer and its tables; gives the last of them."""
    answer = part.answer
    first, wrapped = part.sheets[0], pen(text_wrap=True)
    asked = wording.parameters_line(answer.parameters)
    sheet.write_number(row, 0, part.number, pen(bold=True, align="left"))
    _link(sheet, row, 1, first, pen(bold=True, font_color=look.colours("light")["link"], underline=1))
    text(sheet, row, 2, answer.title, pen(bold=True, text_wrap=True))
    text(sheet, row, 3, wording.plain(answer.findings[0].text) if answer.findings else "", wrapped)
    text(sheet, row, 4, _illustrative(answer.findings), wrapped)
    text(sheet, row + 1, 2, asked, pen(text_wrap=True, font_size=9))
    row += 1
    for name, (found, table) in zip(part.sheets[1:], answer.tables.items(), strict=True):
        row += 1
        _link(sheet, row, 1, name, pen(font_color=look.colours("light")["link"], underline=1, indent=1))
        text(sheet, row, 2, f"{wording.heading(found)}, {table.frame.height:,} rows", pen())
        text(sheet, row, 3, wording.plain(table.title), wrapped)
    return row


def _link(sheet: Any, row: int, place: int, to: str, form: Any) -> None:
    """A way to a sheet of the same workbook."""
    quoted = to.replace("'", "''")
    sheet.write_url(row, place, f"internal:'{quoted}'!A1", form, to)


def _illustrative(findings: Sequence[Finding]) -> str:
    """How much of what an answer rests on is illustrative, in its own words."""
    return next((wording.plain(each.text) for each in findings if each.name == ILLUSTRATIVE), "")


def _write_sources(sheet: Any, parts: Sequence[_Part], sources: Sequence[Source], pen: Pen) -> None:
    """A row a record that findings rest on: where it comes from, its grade, and which answers rest on it."""
    heads = {
        "Record": 34,
        "What it is": 50,
        "Source": 50,
        "Address": 60,
        "Grade": 8,
        "Confidence": 12,
        "Rested on by": 16,
    }
    sheet.freeze_panes(1, 0)
    for place, (word, width) in enumerate(heads.items()):
        sheet.set_column(place, place, width)
        text(sheet, 0, place, word, pen.head())
    rests: dict[str, list[int]] = {}
    for part in parts:
        for record in dict.fromkeys(record for finding in part.answer.findings for record in finding.evidence):
            rests.setdefault(record, []).append(part.number)
    for row, source in enumerate(sources, start=1):
        numbers = ", ".join(map(str, rests.get(source.id, ())))
        cells = (source.id, source.title, source.cited, source.url, source.grade, source.confidence, numbers)
        for place, cell in enumerate(cells):
            text(sheet, row, place, wording.plain(cell), pen())
    sheet.autofilter(0, 0, len(sources), len(heads) - 1)
