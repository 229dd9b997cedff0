"""Answer: what comes out of every question – findings, tables, charts, maps, notes – and its JSON contract.

Answers are frozen. A surface words, rounds and draws what stands here; it adds nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import polars as pl

Value = bool | int | float | str | None

EVENTS = "events"
EVENT_COLUMNS: Mapping[str, str] = {
    "uid": "Its name, the same in every answer: text. Needed.",
    "start": "Its first day, as exact as is known (YYYY, YYYY-MM or YYYY-MM-DD): text. Needed.",
    "end": "Its last day, likewise and included: text, null where it is the first. Needed.",
    "summary": "What happens, in a line: text. Needed.",
    "description": "What it means: text.",
    "calendars": "Whose calendars it belongs to, such as NATO and EU: list of texts.",
    "waits_for": "The uids of the events it waits for: list of texts.",
    "derived": "Whether it follows from a rule or a rhythm and no record: yes or no.",
    "source_url": "Where it can be checked: text.",
}
"""A table named `events` with these columns, and whatever others, is a calendar: its answer can be had as `.ics`."""

EDGES = "edges"
EDGE_COLUMNS: Mapping[str, str] = {
    "agreement": "The id of its record: text. Needed.",
    "states": "The states it ties, two or more: list of codes. Needed.",
    "weight": "The weight it gives each pair of them: number. Needed.",
    "begins": "Its first day, YYYY-MM-DD: text.",
}
"""A table named `edges` with these columns, and whatever others, is a network: its answer can be had as `.graphml` and
`.gexf`. A table `states` beside it, a row a `state`, says more of each of them."""


@dataclass(frozen=True, slots=True)
class WorldStamp:
    """Which World was asked: the two clocks and the journal's head, enough to ask again and get the same."""

    valid_on: str
    known_at: str
    journal_head: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the answer says: a named value with its unit, a sentence, and what it rests on.

    `evidence` are record ids (see `phalanx facts show ID`); `assumptions` are sentences.
    """

    name: str
    value: Value
    unit: str
    text: str
    evidence: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns. `labels` give a column its heading with its unit, where the name is not enough."""

    frame: pl.DataFrame
    title: str
    labels: Mapping[str, str] = field(default_factory=dict)

    def _repr_html_(self) -> str:
        """What a notebook shows: the rows as the report has them."""
        html: str = _presenting("html").notebook_table(self)
        return html


@dataclass(frozen=True, slots=True)
class Chart:
    """A Vega-Lite specification with its data inside. `title` says the finding; the theme comes from the surface."""

    name: str
    title: str
    vega_lite: Mapping[str, Any] = field(repr=False)
    subtitle: str = ""

    def _repr_html_(self) -> str:
        """What a notebook shows: the chart, drawn."""
        html: str = _presenting("html").notebook_chart(self)
        return html


@dataclass(frozen=True, slots=True)
class Map:
    """A GeoJSON FeatureCollection in WGS 84 (longitude, latitude).

    The properties of a feature are its row in the table beside the map; a column of codes colours it, or `colour`, which
    names a colour of the theme, with `role` for what it stands for in the legend. Three more say how it is drawn and
    nothing else: `size` (0 to 1: the area of a disc, the width of a line), `dashed` and `label`.
    """

    name: str
    title: str
    geojson: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Answer:
    """Findings, tables, charts and maps about one World. The first table is the main one."""

    question: str
    title: str
    parameters: Mapping[str, Any]
    world: WorldStamp
    findings: tuple[Finding, ...]
    tables: Mapping[str, Table] = field(default_factory=dict)
    charts: tuple[Chart, ...] = ()
    maps: tuple[Map, ...] = ()
    notes: tuple[str, ...] = ()

    def finding(self, name: str) -> Finding:
        """The finding of that name. Raises KeyError with the names there are."""
        for finding in self.findings:
            if finding.name == name:
                return finding
        raise KeyError(f"{name!r}; this answer has {[finding.name for finding in self.findings]}")

    def table(self, name: str | None = None) -> pl.DataFrame:
        """The rows of the table of that name, or of the main table; `.to_pandas()` for those who want it."""
        return self.tables[name or next(iter(self.tables))].frame

    def cite(self, form: Literal["line", "bibtex"] = "line") -> str:
        """How to cite this answer: a line for a footnote, or an entry for BibTeX. It names all that is needed to ask again."""
        citing = _presenting("citing")
        citation = citing.of_answer(self)
        cited: str = citing.bibtex(citation) if form == "bibtex" else citing.line(citation)
        return cited

    def save(self, path: str | Path, *, table: str | None = None, chart: str | None = None) -> Path:
        """Write the answer into a file, in the format its name ends in, such as `hubs.graphml`; gives the path.

        `table` and `chart` pick one out, as for Parquet or PNG; otherwise it is the main table or the first chart.

        Raises:
            BadInput: no format ends so, the answer has nothing for it, or the file cannot be written.
        """
        written: Path = _presenting("saving").save(self, Path(path), table, chart)
        return written

    def to_dict(self) -> dict[str, Any]:
        """The contract: plain mappings and lists, ready for JSON."""
        return {
            "question": self.question,
            "title": self.title,
            "parameters": dict(self.parameters),
            "world": {
                "valid_on": self.world.valid_on,
                "known_at": self.world.known_at,
                "journal_head": self.world.journal_head,
            },
            "findings": [
                {
                    "name": finding.name,
                    "value": finding.value,
                    "unit": finding.unit,
                    "text": finding.text,
                    "evidence": list(finding.evidence),
                    "assumptions": list(finding.assumptions),
                }
                for finding in self.findings
            ],
            "tables": {name: table.frame.to_dicts() for name, table in self.tables.items()},
            "headings": {
                name: {"title": table.title, "labels": dict(table.labels)} for name, table in self.tables.items()
            },
            "charts": [
                {
                    "name": chart.name,
                    "title": chart.title,
                    "subtitle": chart.subtitle,
                    "vega_lite": dict(chart.vega_lite),
                }
                for chart in self.charts
            ],
            "maps": [{"name": map_.name, "title": map_.title, "geojson": dict(map_.geojson)} for map_ in self.maps],
            "notes": list(self.notes),
        }

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        html: str = _presenting("html").notebook(self)
        return html


def _presenting(module: str) -> Any:
    """A module that words and draws. It lives above, in the surfaces, and so is fetched only when asked for."""
    return import_module(f"phalanx.surfaces.presenting.{module}")
