"""An Answer as HTML that loads nothing from anywhere: a page, a notebook's fragment, and the parts a report is made of.

What comes from data is untrusted: templates escape everything, and only http and https addresses become links.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from phalanx.surfaces.presenting import charts, pictures, wording
from phalanx.surfaces.presenting import theme as look
from phalanx.vocabulary import codes

if TYPE_CHECKING:
    from jinja2 import Environment

    from phalanx.answer import Answer, Chart, Finding, Table

HERE = Path(__file__).parent
# Nothing may be loaded, from no address; scripts do not run.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
)
OPEN_ROWS, MOST_ROWS, WIDEST_COLUMN = 12, 300, 36
GRADE_FIELDS = ("grade", "source_grade")
LONG_WORD = 18
_DATE = re.compile(r"\d{4}(-\d\d){0,2}")
_WEB = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)


class Reference(NamedTuple):
    """A record that a finding rests on; with a number where a list of sources has it."""

    id: str
    title: str = ""
    number: int | None = None
    partial: bool = False


class Cell(NamedTuple):
    """A cell of a table: its text, how it is set, and what marks, links or colours it where something does."""

    text: str
    kind: str
    mark: bool = False
    grade: str = ""
    swatch: str = ""
    href: str = ""
    title: str = ""

    @property
    def plain(self) -> bool:
        """Whether there is nothing but its text."""
        return not (self.mark or self.grade or self.swatch or self.href)


def render(answer: Answer, table: str | None = None, chart: str | None = None) -> str:
    """A page of its own; with `table` or `chart` it shows only those."""
    return page(answer, table=table, chart=chart)


def page(answer: Answer, *, table: str | None = None, chart: str | None = None) -> str:
    """One self-contained HTML page: styles, fonts and drawings inside."""
    view = view_of(answer, {}, table=table, chart=chart)
    return environment().get_template("page.html.jinja").render(
        answer=view, policy=POLICY, style=style("answer", "page", text=text_of(view))
    )  # fmt: skip


def notebook(answer: Answer) -> str:
    """A fragment for a notebook cell, light or dark as the notebook is. It carries styles, but no fonts: cells are many."""
    view = view_of(answer, {}, narrow=False)
    return environment().get_template("notebook.html.jinja").render(answer=view, style=_notebook_style())


def notebook_chart(chart: Chart) -> str:
    """One chart for a notebook cell."""
    view = _chart_view(chart, "", narrow=False)
    return (
        environment().get_template("notebook_part.html.jinja").render(chart=view, table=None, style=_notebook_style())
    )


def notebook_table(table: Table) -> str:
    """One table for a notebook cell: its first rows, the others folded."""
    view = _table_view(table, {})
    return (
        environment().get_template("notebook_part.html.jinja").render(chart=None, table=view, style=_notebook_style())
    )


def _notebook_style() -> Any:
    from markupsafe import Markup

    return Markup(look.tokens_css() + css_of("answer") + css_of("notebook"))  # noqa: S704 - our own files


@cache
def environment(*folders: Path) -> Environment:
    """The templates of presenting, and of further folders; everything is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader([*folders, HERE / "templates"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def style(*sheets: str, text: str, more: str = "") -> Any:
    """The contents of a page's `<style>`: tokens, the sheets of presenting, fonts for the letters of the text."""
    from markupsafe import Markup

    parts = [pictures.font_faces(text), look.tokens_css(), *(css_of(sheet) for sheet in sheets), more]
    return Markup("\n".join(parts))  # noqa: S704 - our own files, nothing from data


@cache
def css_of(sheet: str) -> str:
    """One style sheet of presenting."""
    return (HERE / f"{sheet}.css").read_text(encoding="utf-8")


def view_of(
    answer: Answer,
    references: Mapping[str, Reference],
    *,
    table: str | None = None,
    chart: str | None = None,
    narrow: bool = True,
) -> dict[str, Any]:
    """Everything the templates say about an answer, in words; the drawings as SVG.

    `references` are the numbered sources of a report, by record id. `narrow` adds a drawing for telephones.
    """
    drawn = answer.charts if chart is None else (pictures.chosen(answer, chart),)
    shown = answer.tables.values() if table is None else [wording.chosen(answer, table)[1]]
    return {
        "question": answer.question,
        "title": wording.plain(answer.title),
        "asked": wording.parameters_line(answer.parameters),
        "source": charts.source_line(answer.world),
        "findings": [
            finding_view(finding, references) | {"assumptions": [wording.plain(sentence) for sentence in assumed]}
            for finding, assumed in zip(answer.findings, wording.said_first(answer.findings), strict=True)
        ],
        "charts": [_chart_view(one, charts.source_line(answer.world), narrow=narrow) for one in drawn],
        "tables": [_table_view(one, references) for one in shown],
        "maps": [wording.plain(one.title) for one in answer.maps],
        "notes": [wording.plain(note) for note in answer.notes],
    }


def finding_view(finding: Finding, references: Mapping[str, Reference]) -> dict[str, Any]:
    """A finding: the number where it is short enough to stand alone, the sentence, what it rests on."""
    value, unit = wording.value_parts(finding)
    stands_alone = finding.value is not None and len(value) <= 16
    return {
        "name": finding.name,
        "value": value if stands_alone else "",
        "unit": unit if stands_alone else "",
        "text": wording.plain(finding.text),
        "assumptions": [wording.plain(assumption) for assumption in finding.assumptions],
        "uncertain": bool(finding.assumptions),
        "references": [references.get(record) or Reference(wording.plain(record)) for record in finding.evidence],
        "more": 0,
    }


def link(address: str) -> str | None:
    """The address if it is one a page may link to: http or https, without spaces or quotes."""
    return address if _WEB.fullmatch(address) else None


def _chart_view(chart: Chart, source: str, *, narrow: bool) -> dict[str, Any]:
    from markupsafe import Markup

    wide = Markup(pictures.inline(chart))  # noqa: S704 - the engine escapes the text it draws
    slim = Markup(pictures.inline(chart, narrow=True)) if narrow and charts.stretches(chart) else ""  # noqa: S704
    return {
        "title": charts.bound(wording.plain(chart.title)),
        "subtitle": charts.bound(wording.plain(chart.subtitle)),
        "wide": wide,
        "narrow": slim,
        "source": source,
    }


def _table_view(table: Table, references: Mapping[str, Reference]) -> dict[str, Any]:
    columns = _without_told_titles(wording.columns(table), table, references)
    found = table.frame.head(MOST_ROWS).select(column.name for column in columns).rows()
    cells = [[_cell(column, value, references) for column, value in zip(columns, row, strict=True)] for row in found]
    rows = [{"cells": row, "uncertain": any(cell.mark for cell in row)} for row in cells]
    # One row more is no reason to fold a table.
    opened = len(rows) if len(rows) <= OPEN_ROWS + 2 else OPEN_ROWS
    letters = [
        min(max([len(column.heading), *(len(row[place].text) for row in cells)]), WIDEST_COLUMN) + 4
        for place, column in enumerate(columns)
    ]
    return {
        "title": wording.plain(table.title),
        "columns": [
            {"heading": column.heading, "numeric": _right(column), "share": round(100 * width / sum(letters), 1)}
            for column, width in zip(columns, letters, strict=True)
        ],
        "letters": sum(letters),
        "open": rows[:opened],
        "rest": rows[opened:],
        "left_out": max(table.frame.height - MOST_ROWS, 0),
        "columns_left_out": 0,
        "elsewhere": "the CSV and Parquet formats",
    }


def _without_told_titles(
    columns: Sequence[wording.Column], table: Table, references: Mapping[str, Reference]
) -> list[wording.Column]:
    """The columns without `title` where the first column's ids are shown as links with that title already."""
    first = table.frame.to_series(0).head(MOST_ROWS).to_list() if columns else []
    told = bool(first) and all(isinstance(name, str) and name in references for name in first)
    return [column for column in columns if not (told and column.name == "title")]


def _kind(column: wording.Column, text: str) -> str:
    """How a cell is set: amounts stand right, dates in one piece, and what has no gap may break anywhere."""
    if _right(column):
        return "number"
    if _DATE.fullmatch(text):
        return "date"
    if max(map(len, text.split()), default=0) > LONG_WORD:
        return "long"
    return "wordy" if len(text) > WIDEST_COLUMN else ""


def _right(column: wording.Column) -> bool:
    """Amounts stand right; a year is a name of its row and stands left."""
    return column.numeric and not column.year


def _cell(column: wording.Column, value: Any, references: Mapping[str, Reference]) -> Cell:
    shown = column.shown(value)
    kind = _kind(column, shown)
    code = str(value).lower()
    if _uncertain(column.name, value):
        title = codes.CONFIDENCE.get(code, "derived by a stated rule, not sourced")
        return Cell("illustrative" if column.name == "illustrative" else code, kind, mark=True, title=title)
    if column.name in GRADE_FIELDS and str(value) in codes.GRADE:
        return Cell(shown, kind, grade=code, title=codes.GRADE[str(value)])
    if not isinstance(value, str):
        return Cell(shown, kind)
    if column.name != "confidence" and (name := look.colour_name(column.name, value)):
        return Cell(shown, kind, swatch=name)
    if (known := references.get(value)) and known.number:
        return Cell(known.title or value, kind, href=f"#source-{known.number}")
    if link(value):
        return Cell(re.sub(r"^https?://(www\.)?", "", value).rstrip("/"), kind, href=value)
    return Cell(shown, kind)


def _uncertain(column: str, value: Any) -> bool:
    return (column == "confidence" and value == "partial") or (column == "illustrative" and value is True)


def text_of(view: Any) -> str:
    """Every letter that a page's words and drawings show, to know which fonts the page needs."""
    letters: set[str] = set()
    waiting = [view]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            letters.update(one)
        elif isinstance(one, list | tuple):
            waiting.extend(one)
        elif isinstance(one, dict):
            waiting.extend(one.values())
    return "".join(sorted(letters))
