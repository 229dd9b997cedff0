"""Answer: what comes out of every question – findings, tables, charts, maps, notes – and its JSON contract.

Answers are frozen. A surface words, rounds and draws what stands here; it adds nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

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


@dataclass(frozen=True, slots=True)
class Chart:
    """A Vega-Lite specification with its data inside. `title` says the finding; the theme comes from the surface."""

    name: str
    title: str
    vega_lite: Mapping[str, Any]
    subtitle: str = ""


@dataclass(frozen=True, slots=True)
class Map:
    """A GeoJSON FeatureCollection in WGS 84 (longitude, latitude).

    The properties of a feature are its row in the table beside the map; a column of codes colours it. Three say how it is
    drawn and nothing else: `size` (0 to 1: the area of a disc, the width of a line), `dashed` and `label`.
    """

    name: str
    title: str
    geojson: Mapping[str, Any]


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
        """What a notebook shows. The drawing lives in the surfaces, so it is fetched only when asked for."""
        from importlib import import_module

        html: str = import_module("phalanx.surfaces.presenting.html").notebook(self)
        return html
