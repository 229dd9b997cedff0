"""Layers: what the collections of features are, which fields they have, and how their features come from a World."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

from phalanx.registry.records import KINDS, columns
from phalanx.surfaces.api.features.boxes import Box, box_of
from phalanx.surfaces.presenting.shapes import countries
from phalanx.surfaces.presenting.shapes.joining import area_of
from phalanx.vocabulary.codes import DOMAIN, FORM, LEVEL, MUTUAL_DEFENCE
from phalanx.vocabulary.dates import first_day, last_day
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.values import Code, Number, Several, Shape, ValueType
from phalanx.world import World
from phalanx.world.ties import bonds, pacts

Geometry = Mapping[str, Any]
Place = tuple[float, float]


@dataclass(frozen=True)
class Field:
    """One property of a layer's features: its kind of value, what it means, and its codes where they are a closed list."""

    shape: Shape
    meaning: str
    codes: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True)
class Feature:
    """One feature. `first` and `last` are the days it spans; None leaves that end open, both None: it knows no time."""

    id: str
    geometry: Geometry | None
    properties: Mapping[str, Any]
    first: date | None = None
    last: date | None = None

    @cached_property
    def box(self) -> Box | None:
        """West, south, east, north of it; None where it has no geometry."""
        return None if self.geometry is None else box_of(self.geometry)


@dataclass(frozen=True)
class Layer:
    """A collection. `timed` says what its features' time is; empty where they have none."""

    id: str
    title: str
    about: str
    geometry: str
    fields: Mapping[str, Field]
    draw: Callable[[World], Iterator[Feature]]
    timed: str = ""
    drawn: WeakKeyDictionary[World, tuple[Feature, ...]] = field(default_factory=WeakKeyDictionary, repr=False)

    def features(self, world: World) -> tuple[Feature, ...]:
        """Every feature of a World, in a lasting order; kept as long as the World is."""
        if world not in self.drawn:
            self.drawn[world] = tuple(self.draw(world))
        return self.drawn[world]


# ── The features of a World ──────────────────────────────────────────────────────────────────────────────────────────


def draw_states(world: World) -> Iterator[Feature]:
    for row in world.table("states").iter_rows(named=True):
        yield Feature(row["iso2"], area_of([row["iso2"]]), row)


def draw_ties(world: World) -> Iterator[Feature]:
    places = capitals(world)
    for row in bonds(world).iter_rows(named=True):
        a, b, begins = row["a"], row["b"], row.pop("begins")
        ends = [place for party in (a, b) if (place := place_of(party, places))]
        line = {"type": "LineString", "coordinates": ends} if len(ends) == 2 else None
        names = {"a": a, "a_name": party_name(a), "b": b, "b_name": party_name(b)}
        yield Feature(f"{a}-{b}", line, names | row, begins)


def draw_pacts(world: World) -> Iterator[Feature]:
    places = capitals(world)
    for row in pacts(world).iter_rows(named=True):
        parties = row["parties_now"]
        spots = [place for party in parties if (place := place_of(party, places))]
        properties = {name: row[name] for name in PACT_FIELDS if name in row}
        properties |= {"parties": parties, "names": [party_name(party) for party in parties], "count": len(parties)}
        last = last_day(row["ended"]) if row["ended"] else None
        yield Feature(row["id"], points(spots), properties, row["first_day"], last)


def draw_groupings(world: World) -> Iterator[Feature]:
    for row in world.table("groupings").iter_rows(named=True):
        first = first_day(row["founded"]) if row["founded"] else None
        yield Feature(row["id"], area_of(row["members"]), row | {"count": len(row["members"])}, first)


def draw_nodes(world: World) -> Iterator[Feature]:
    for row in world.table("mobility_nodes").iter_rows(named=True):
        yield Feature(row["id"], point((row["lon"], row["lat"])), without_place(row))


def draw_links(world: World) -> Iterator[Feature]:
    nodes = {row["id"]: row for row in world.table("mobility_nodes").iter_rows(named=True)}
    for row in world.table("mobility_links").iter_rows(named=True):
        ends = [nodes[row[end]] for end in ("from_id", "to_id") if row[end] in nodes]
        line = {"type": "LineString", "coordinates": [(end["lon"], end["lat"]) for end in ends]}
        yield Feature(row["id"], line if len(ends) == 2 else None, row)


def draw_indicators(world: World) -> Iterator[Feature]:
    for row in world.table("arctic_layers").iter_rows(named=True):
        first, _, last = (row["date"] or "").partition("/")
        days = (first_day(first), last_day(last or first)) if first else (None, None)
        yield Feature(row["id"], point((row["lon"], row["lat"])), without_place(row), *days)


def capitals(world: World) -> dict[str, Place]:
    """The longitude and latitude of each state's capital, by code."""
    table = world.table("states").select("iso2", "capital_lon", "capital_lat")
    return {code: (lon, lat) for code, lon, lat in table.iter_rows()}


def place_of(party: str, places: Mapping[str, Place]) -> Place | None:
    """Where a party is drawn: at its capital, else in the middle of its shape; institutions are nowhere."""
    if party in places:
        return places[party]
    return countries()[party].label if party in countries() else None


def point(place: Place) -> Geometry:
    return {"type": "Point", "coordinates": place}


def points(places: list[Place]) -> Geometry | None:
    return {"type": "MultiPoint", "coordinates": places} if places else None


def without_place(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row without the coordinates that its geometry tells."""
    return {name: value for name, value in row.items() if name not in ("lon", "lat")}


# ── Their fields ─────────────────────────────────────────────────────────────────────────────────────────────────────


def fields_of(kind: str, *only: str) -> dict[str, Field]:
    """The fields of a kind as the data dictionary has them, all or some."""
    return {
        name: Field(column.type.shape, column.meaning, codes_of(column.type), unit_of(column.type))
        for name, column in columns(KINDS[kind]).items()
        if not only or name in only
    }


def codes_of(value_type: ValueType) -> tuple[str, ...]:
    inner = value_type.of if isinstance(value_type, Several) else value_type
    return tuple(inner.codes) if isinstance(inner, Code) else ()


def unit_of(value_type: ValueType) -> str:
    return value_type.unit if isinstance(value_type, Number) else ""


PACT_FIELDS = (
    "id", "title", "signed", "status", "ended", "form", "legal_type", "level", "scope", "domains", "mutual_defence",
    "summary", "value_eur_m", "source_url", "source_grade", "confidence",
)  # fmt: skip
COUNT = Field("integer", "How many they are.")
TIE_FIELDS = {
    "a": Field("text", "One party: the code that sorts first."),
    "a_name": Field("text", "Its name."),
    "b": Field("text", "The other party."),
    "b_name": Field("text", "Its name."),
    "agreements": Field("integer", "How many agreements of these two alone stand on the World's day."),
    "announced": Field("integer", "How many of them are only announced."),
    "first": Field("text", "When the first of them was signed, as exact as the source supports."),
    "latest": Field("text", "When the latest of them was signed."),
    "clause": Field("text", "Their strongest clause of mutual defence.", tuple(MUTUAL_DEFENCE)),
    "forms": Field("set", "What kinds of undertaking they are.", tuple(FORM)),
    "domains": Field("set", "The fields they cover.", tuple(DOMAIN)),
    "levels": Field("set", "Whom they bind.", tuple(LEVEL)),
    "ids": Field("set", "Their records in the registry, in order of signature."),
}

LAYERS: Mapping[str, Layer] = {
    layer.id: layer
    for layer in (
        Layer(
            "states",
            "States",
            "States with memberships, economy and defence spending, drawn as Natural Earth 1:50m draws them; Crimea is "
            "part of Ukraine, overseas parts belong to their state. A state too small for that has no geometry.",
            "MultiPolygon",
            fields_of("states"),
            draw_states,
        ),
        Layer(
            "ties",
            "Ties between two",
            "One line for each two parties between whom agreements of these two alone stand on the World's day, from "
            "capital to capital (a party without a capital in the facts: the middle of its land). A tie with an institution, which lies nowhere, has no geometry. What three or more agreed "
            "is in the layer pacts.",
            "LineString",
            TIE_FIELDS,
            draw_ties,
            "from the first agreement's signature on",
        ),
        Layer(
            "pacts",
            "Pacts of three and more",
            "Agreements that stand on the World's day and have three parties or more: one feature an agreement, with a "
            "point at the capital of each party. They are not broken up into pairs, as a pact of fifteen is one "
            "undertaking and not a hundred and five.",
            "MultiPoint",
            fields_of("agreements", *PACT_FIELDS)
            | {
                "parties": Field("set", "The parties on the World's day."),
                "names": Field("set", "Their names, in the same order."),
                "count": COUNT,
            },
            draw_pacts,
            "from signature to the end, where one is known",
        ),
        Layer(
            "groupings",
            "Groupings",
            "Standing organisations and groups of states: the land of their members as one area, without the borders "
            "between them. Members that are no countries have no part in it.",
            "MultiPolygon",
            fields_of("groupings") | {"count": COUNT},
            draw_groupings,
            "from the founding on",
        ),
        Layer(
            "transport-nodes",
            "Transport nodes",
            "Ports, hubs, terminals, border points and cities of the transport graph for military mobility.",
            "Point",
            without_place(fields_of("mobility_nodes")),
            draw_nodes,
        ),
        Layer(
            "transport-links",
            "Transport links",
            "Links of the transport graph between two nodes, by mode; straight lines, not the course of the track.",
            "LineString",
            fields_of("mobility_links"),
            draw_links,
        ),
        Layer(
            "northern-indicators",
            "Northern indicators",
            "Military, economic, environmental and social indicators of the High North, each at a place and date; seas "
            "and regions have a point that stands for them.",
            "Point",
            without_place(fields_of("arctic_layers")),
            draw_indicators,
            "when it was measured or happened",
        ),
    )
}
"""Every layer by its name in addresses."""
