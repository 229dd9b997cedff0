"""The hubs drawn: each beside chance, their places through the years, and on the map."""

from __future__ import annotations

from typing import Any

import polars as pl

from phalanx.answer import Chart, Map
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import listed
from phalanx.world import World
from phalanx.world.places import drawn_places

SHOWN = 12


def above_chance(against: pl.DataFrame, measure: str) -> pl.DataFrame:
    """The states of which a measure lies above the interval of chance, the farthest first."""
    above = (pl.col("measure") == measure) & pl.col("beyond") & (pl.col("value") > pl.col("high"))
    return against.filter(above).sort("z", descending=True, nulls_last=True)


def charts(states: pl.DataFrame, against: pl.DataFrame, years: pl.DataFrame, draws: int) -> tuple[Chart, ...]:
    """Hubs beside chance, and their places through the years."""
    first = states["name"][0]
    shown = states.head(SHOWN)
    return (
        Chart(
            "chance",
            f"{_who(above_chance(against, 'betweenness'))} between more others than chance gives",
            _beside_chance(shown, against),
            f"Pairs of states on whose shortest way a state lies, the {shown.height} strongest hubs: dots; grey bars hold "
            f"95 % of {draws:,} networks drawn by lot",
        ),
        Chart(
            "years",
            _way_up(years, first),
            _bumps(years),
            f"Place by strength at the end of each year, the {SHOWN} strongest of today",
        ),
    )


def _who(above: pl.DataFrame) -> str:
    """Who lies above chance, as the beginning of a title."""
    names = [party_name(state) for state in above["state"]]
    if not names:
        return "No state lies"
    return f"{names[0]} alone lies" if len(names) == 1 else f"{listed(names)} lie"


def _way_up(years: pl.DataFrame, first: str) -> str:
    """Where the strongest hub of today stood in the first year it has a place, as a title."""
    ways = years.filter(pl.col("name") == first).sort("year")
    since, before = ways["year"][0], ways["place"][0]
    if before == 1:
        return f"{first} is the strongest hub, as it was in {since}"
    return f"{first} is the strongest hub, up from place {before} in {since}"


def _beside_chance(shown: pl.DataFrame, against: pl.DataFrame) -> dict[str, Any]:
    """A line a hub: the middle 95 % of chance as a bar, the value as a dot, amber where it lies outside."""
    rows = (
        shown.select("state", "name")
        .join(against.filter(pl.col("measure") == "betweenness"), on="state", how="left", maintain_order="left")
        .with_columns(pl.when("beyond").then(pl.lit("$accent")).otherwise(pl.lit("$ink")).alias("paint"))
        .select("name", "value", "low", "high", "expected", "z", "beyond")
        .to_dicts()
    )
    x = {"type": "quantitative", "title": None}
    return {
        "data": {"values": rows},
        "encoding": {
            "y": {
                "field": "name",
                "type": "nominal",
                "sort": shown["name"].to_list(),
                "title": None,
                "axis": {"labelPadding": 13},  # a dot at nothing stands half over the edge
            },
            "tooltip": [{"field": name} for name in ("name", "value", "expected", "low", "high", "z")],
        },
        "layer": [
            {
                "mark": {"type": "bar", "height": 9, "color": "$line"},
                "encoding": {"x": {"field": "low", **x}, "x2": {"field": "high"}},
            },
            {
                "transform": [{"filter": "!datum.beyond"}],
                "mark": {"type": "point", "filled": True, "size": 80, "color": "$ink"},
                "encoding": {"x": {"field": "value", **x}},
            },
            {
                "transform": [{"filter": "datum.beyond"}],
                "mark": {"type": "point", "filled": True, "size": 110, "color": "$accent"},
                "encoding": {"x": {"field": "value", **x}},
            },
        ],
    }


def _bumps(years: pl.DataFrame) -> dict[str, Any]:
    """A line a state: its place by strength through the years, its name on the last point."""
    last = years["year"].max()
    top = years.filter((pl.col("year") == last) & (pl.col("place") <= SHOWN)).sort("place", "state")["state"].to_list()
    rows = (
        years.filter(pl.col("state").is_in(top) & (pl.col("place") <= 2 * SHOWN))
        .with_columns((pl.col("state") == top[0]).alias("first"), (pl.col("year") == last).alias("last"))
        .to_dicts()
    )
    lowest = max(row["place"] for row in rows)
    scale = {"domain": [1, lowest], "reverse": True, "nice": False}
    place = {"field": "place", "type": "quantitative", "title": None, "scale": scale}
    colour = {"condition": {"test": "datum.first", "value": "$accent"}, "value": "$quiet"}
    return {
        "data": {"values": rows},
        "height": 380,
        "encoding": {
            "x": {"field": "year", "type": "ordinal", "title": None, "axis": {"labelAngle": 0}},
            "y": place | {"axis": {"format": "d", "values": [1, *range(5, lowest + 1, 5)]}},
            "detail": {"field": "state", "type": "nominal"},
            "tooltip": [{"field": name} for name in ("name", "year", "place", "strength", "partners")],
        },
        "layer": [
            {"mark": {"type": "line", "strokeWidth": 2, "interpolate": "monotone"}, "encoding": {"color": colour}},
            {"mark": {"type": "point", "filled": True, "size": 46}, "encoding": {"color": colour}},
            {
                "transform": [{"filter": "datum.last"}],
                "mark": {"type": "text", "align": "left", "dx": 8},
                "encoding": {"text": {"field": "name", "type": "nominal"}},
            },
        ],
    }


def maps(world: World, states: pl.DataFrame) -> tuple[tuple[Map, ...], tuple[str, ...]]:
    """The hubs where they are, as large as their strength, and a note on those the map leaves out."""
    placed, left_out = drawn_places(world, states["state"])
    strongest = max(states["strength"].to_list())
    features = [
        {
            "type": "Feature",
            "id": row["state"],
            "geometry": {"type": "Point", "coordinates": list(placed[row["state"]])},
            "properties": {
                "title": row["name"],
                "strength": round(row["strength"], 1),
                "agreements": row["agreements"],
                "partners": row["partners"],
                "betweenness": round(row["betweenness"], 1),
                "size": round(row["strength"] / strongest, 4),
                "label": row["state"],
            },
        }
        for row in states.iter_rows(named=True)
        if row["state"] in placed
    ]
    if not features:
        return (), left_out
    drawn = {"type": "FeatureCollection", "features": features}
    return (Map("hubs", "The hubs at their capitals, as large as their strength", drawn),), left_out
