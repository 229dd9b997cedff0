"""An Answer for the page: the contract, with each chart finished in light and dark, and the words the other surfaces use.

A page draws what stands here and decides nothing about colours, headings or rounding: those come from the same place as in
the report. It is compact, for it travels.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from phalanx.answer import Table
from phalanx.surfaces.presenting import charts, contract, html, wording
from phalanx.surfaces.presenting import theme as look
from phalanx.surfaces.presenting.colouring import channels
from phalanx.vocabulary import codes

if TYPE_CHECKING:
    from phalanx.answer import Answer, Chart, Finding, Map

MEANINGS = {"grade": codes.GRADE, "source_grade": codes.GRADE, "confidence": codes.CONFIDENCE}


def render(answer: Answer) -> bytes:
    """The whole answer as JSON in one line."""
    return contract.in_one_line(view_of(answer))


def view_of(answer: Answer) -> dict[str, Any]:
    """The contract with its charts drawn, `columns` for every table and map, and `words`.

    A chart has `name`, `title`, `subtitle`, the specifications `light` and `dark` without a title inside, `data`,
    `stretches` (it takes the width it is given) and `lettered` (it writes labels that may hang over its edge). Its rows
    stand once, in `data`, each list with a name and with `columns` as a table has them, and a row is the list of its values
    in their order; where a specification had rows, it has that name. Their `config` is what they have besides the theme's own, which stands once, in `themes`. A map has
    `columns` for the properties of its features.

    Raises:
        ValueError: a chart asks for data elsewhere, or for a colour that has no name.
    """
    told = answer.to_dict()
    for name, table in answer.tables.items():
        told["headings"][name]["columns"] = [_column(column, table) for column in wording.columns(table)]
    return told | {
        "charts": [_chart(chart) for chart in answer.charts],
        "themes": {theme: look.config(theme) for theme in look.THEMES} if answer.charts else {},
        "maps": [_map(drawn) for drawn in answer.maps],
        "words": {
            "asked": wording.parameters_line(answer.parameters),
            "source": charts.source_line(answer.world),
            "findings": {finding.name: _value(finding) for finding in answer.findings},
        },
    }


def _chart(chart: Chart) -> dict[str, Any]:
    titles = {
        channel["field"]: channel["title"]
        for _, channel in channels(chart.vega_lite)
        if isinstance(channel.get("field"), str) and isinstance(channel.get("title"), str)
    }
    data: dict[str, list[Any]] = {}
    drawn: dict[str, Any] = {theme: _without_rows(_specification(chart, theme), data) for theme in look.THEMES}
    return {
        "name": chart.name,
        "title": charts.bound(wording.plain(chart.title)),
        "subtitle": charts.bound(wording.plain(chart.subtitle)),
        "stretches": charts.stretches(chart),
        "lettered": charts.lettered(chart),
        "data": {name: _lean(rows, _columns_of(rows, titles)) for name, rows in data.items()},
        **drawn,
    }


def _specification(chart: Chart, theme: look.Theme) -> dict[str, Any]:
    spec, base = charts.themed(chart, theme, titled=False), look.config(theme)
    return spec | {"config": {key: value for key, value in spec["config"].items() if base.get(key) != value}}


def _without_rows(node: Any, data: dict[str, list[Any]]) -> Any:
    """The specification with each list of rows put into `data`, equal lists once, and its name in its place."""
    if isinstance(node, Mapping):
        return {
            key: _named(value, data) if key == "data" and isinstance(value, Mapping) else _without_rows(value, data)
            for key, value in node.items()
        }
    if isinstance(node, list | tuple):
        return [_without_rows(item, data) for item in node]
    return node


def _named(source: Mapping[str, Any], data: dict[str, list[Any]]) -> dict[str, Any]:
    rows = source.get("values")
    if not isinstance(rows, list):
        return dict(source)
    name = next((known for known, others in data.items() if others == rows), f"rows_{len(data) + 1}")
    data[name] = rows
    return {key: value for key, value in source.items() if key != "values"} | {"name": name}


def _columns_of(rows: list[Any], titles: Mapping[str, str]) -> list[dict[str, Any]]:
    """How the columns of rows read that come without a table around them. `titles` are headings where there are some."""
    import polars as pl

    table = Table(pl.DataFrame(rows, infer_schema_length=None, strict=False), "", titles)
    return [_column(column, table) for column in wording.columns(table)]


def _lean(rows: list[Any], columns: list[dict[str, Any]]) -> dict[str, Any]:
    """Rows as lists of values in the order of their columns; as they are where not every row has every column."""
    names = [column["name"] for column in columns]
    alike = all(row.keys() == set(names) for row in rows)
    return {"columns": columns, "rows": [[row[name] for name in names] for row in rows] if alike else rows}


def _map(drawn: Map) -> dict[str, Any]:
    about = [feature.get("properties") or {} for feature in drawn.geojson.get("features", [])]
    return {
        "name": drawn.name,
        "title": wording.plain(drawn.title),
        "geojson": drawn.geojson,
        "columns": _columns_of(about, {}),
    }


def _value(finding: Finding) -> dict[str, str]:
    """The number that stands beside the sentence, as the report sets it; empty where it is too long to stand alone."""
    told = html.finding_view(finding, {})
    return {"value": told["value"], "unit": told["unit"]}


def _column(column: wording.Column, table: Table) -> dict[str, Any]:
    """How a column reads. `codes` has the words, the colour token and the meaning of each code that occurs in it."""
    told: dict[str, Any] = {
        "name": column.name,
        "heading": column.heading,
        "numeric": column.numeric,
        "share": column.share,
        "year": column.year,
        "decimals": column.decimals,
    }
    if column.name in wording.CODED_CELLS and not column.numeric and column.name != "illustrative":
        found = sorted(set(_codes(table.frame[column.name].unique().to_list())))
        told["codes"] = {code: _code(column.name, code) for code in found}
    return told


def _code(field: str, code: str) -> dict[str, str | None]:
    return {
        "label": wording.words_of_codes(code),
        "colour": look.colour_name(field, code),
        "meaning": MEANINGS.get(field, {}).get(code),
    }


def _codes(values: Iterable[Any]) -> Iterator[str]:
    """Every code in the cells of a column; a cell may hold several, as a list or with `;` between."""
    for value in values:
        if isinstance(value, list | tuple):
            yield from _codes(value)
        elif value is not None:
            yield from str(value).split(";")
