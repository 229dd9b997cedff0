"""Answers in every format, declared once: name, file suffix, media type, and the function that renders."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from phalanx.errors import BadInput

if TYPE_CHECKING:
    from phalanx.answer import Answer

Render = Callable[["Answer", "str | None", "str | None"], "bytes | str"]


class Format(NamedTuple):
    """How an answer becomes a file: `render(answer, table, chart)`; None means the main table, the first chart."""

    suffix: str
    binary: bool
    render: Render
    media_type: str


def _from(module: str, function: str = "render", *, takes: tuple[str, ...] = ()) -> Render:
    """The function of a sibling module, imported at its first use: formats that nobody asks for cost nothing."""

    def render(answer: Answer, table: str | None = None, chart: str | None = None) -> bytes | str:
        given = {kind: name for kind, name in (("table", table), ("chart", chart)) if name is not None}
        for kind in given.keys() - set(takes):
            name = NAMES.get(module, module.removesuffix("_files"))
            raise BadInput(
                f"A {kind} was named ({given[kind]!r}).", f"none: {name} {WHOLE[kind]}", f"leave the {kind} away"
            )
        made: bytes | str = getattr(import_module(f"{__name__}.{module}"), function)(answer, **given)
        return made

    return render


NAMES = {"network_files": "a file of a network", "citing": "a citation"}
"""What formats are called in an error, where their module's name does not say."""
WHOLE = {"table": "does not pick out one table", "chart": "does not pick out one chart"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OF_A_NETWORK = ("graphml", "gexf")
"""The formats that hold a table of edges; an answer without one has none."""
TABLE, CHART = ("table",), ("chart",)
FORMATS: dict[str, Format] = {
    "text": Format(".txt", False, _from("terminal", takes=TABLE), "text/plain; charset=utf-8"),
    "json": Format(".json", True, _from("contract"), "application/json"),
    "csv": Format(".csv", False, _from("csv_files", takes=TABLE), "text/csv; charset=utf-8"),
    "parquet": Format(".parquet", True, _from("parquet_files", takes=TABLE), "application/vnd.apache.parquet"),
    "xlsx": Format(".xlsx", True, _from("workbook", takes=TABLE), XLSX),
    "ics": Format(".ics", True, _from("ics_files"), "text/calendar; charset=utf-8"),
    "graphml": Format(".graphml", True, _from("network_files", "render_graphml"), "application/graphml+xml"),
    "gexf": Format(".gexf", True, _from("network_files", "render_gexf"), "application/gexf+xml"),
    "bibtex": Format(".bib", False, _from("citing"), "application/x-bibtex; charset=utf-8"),
    "html": Format(".html", False, _from("html", takes=TABLE + CHART), "text/html; charset=utf-8"),
    "svg": Format(".svg", False, _from("pictures", "render_svg", takes=CHART), "image/svg+xml"),
    "png": Format(".png", True, _from("pictures", "render_png", takes=CHART), "image/png"),
    "page": Format(".page.json", True, _from("drawn"), "application/json"),  # what our own page draws
}


def format_of(path: Path) -> str | None:
    """The format that a file's name asks for; None where it ends as none of them does."""
    suffix = path.suffix.lower()
    return next((name for name, form in FORMATS.items() if form.suffix == suffix), None)
