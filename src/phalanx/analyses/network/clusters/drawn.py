"""The clusters drawn: the matrix of ties in their order, how firm they are, groupings and years beside them, the map."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import polars as pl

from phalanx.analyses.network.clusters.communities import Clustering
from phalanx.analyses.network.clusters.compared import Named, mean_of_pairs
from phalanx.analyses.network.hypergraph import Hypergraph
from phalanx.answer import Chart, Map
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import counted
from phalanx.world import World
from phalanx.world.places import drawn_places

SHOWN_STATES = 50
SHOWN_GROUPINGS = 24
CONSULTING = ("regional", "minilateral")
"""The kinds of grouping in which states consult; the others share units, programmes or schools."""
SHOWN_MOVES = 24
COLOURED = "ABCDEF"
"""The clusters with a colour of their own; all others share one."""
ROW = 15
"""Height of a row of the matrix, in pixels."""


def charts(
    web: Hypergraph,
    day: date,
    found: Clustering,
    clusters: tuple[Named, ...],
    groupings: pl.DataFrame,
    years: pl.DataFrame,
) -> tuple[Chart, ...]:
    """The matrix first; the others where there is something to draw."""
    drawn = [_matrix(web, day, found, clusters)]
    if clusters:
        drawn.append(_firmness(found, clusters))
    if groupings.height:
        drawn.append(_groupings(found, groupings))
    moved = _moving(years)
    if moved.height:
        drawn.append(_years(moved))
    return tuple(drawn)


def _matrix(web: Hypergraph, day: date, found: Clustering, clusters: tuple[Named, ...]) -> Chart:
    """A cell for each two states that are tied, shaded by weight, a dot where they have an agreement of the two alone."""
    strength = found.weight.sum(1)
    shown = np.sort(np.argsort(-strength, kind="stable")[:SHOWN_STATES])
    codes = [web.states[state] for state in found.states[shown]]
    of_two = web.matrix(day, web.sizes(day) == 2)[np.ix_(found.states[shown], found.states[shown])]
    weight = found.weight[np.ix_(shown, shown)]
    named = {code: f"{party_name(code)} {code}" for code in codes}
    rows = [
        {
            "state": named[codes[one]],
            "other": codes[other],
            "with": party_name(codes[other]),
            "weight": round(float(weight[one, other]), 3),
            "kind": "bilateral" if of_two[one, other] else "plurilateral",
        }
        for one, other in np.argwhere(weight > 0).tolist()
    ]
    which = f"the {shown.size} strongest of {strength.size} states" if shown.size < strength.size else "all states"
    return Chart(
        "matrix",
        _most_weight(found, clusters),
        {
            "data": {"values": rows},
            "height": {"step": ROW},
            "encoding": {
                "x": {"field": "other", "type": "nominal", "title": None, "axis": None, "scale": {"domain": codes}},
                "y": {
                    "field": "state",
                    "type": "nominal",
                    "title": None,
                    "scale": {"domain": list(named.values())},
                    "axis": {"labelFontSize": 11, "labelOverlap": False},
                },
            },
            "layer": [_cells(), _dots(), *_frames(found, clusters, shown, codes, named)],
        },
        f"Weight of the ties, {which}; columns in the order of the rows, frames are clusters. A dot: an agreement of the "
        "two alone; without: only together with others",
    )


def _cells() -> dict[str, Any]:
    told = [{"field": name} for name in ("state", "with", "weight", "kind")]
    colour = {
        "field": "weight",
        "type": "quantitative",
        "title": "weight",
        "scale": {"type": "sqrt", "range": ["$ramp-1", "$ramp-5"]},
        "legend": {"orient": "top", "tickCount": 4},
    }
    return {"mark": {"type": "rect", "strokeWidth": 0.5}, "encoding": {"color": colour, "tooltip": told}}


def _dots() -> dict[str, Any]:
    return {
        "transform": [{"filter": "datum.kind === 'bilateral'"}],
        "mark": {"type": "point", "filled": True, "size": 9, "color": "$accent", "tooltip": False},
    }


def _frames(
    found: Clustering, clusters: tuple[Named, ...], shown: Any, codes: list[str], named: dict[str, str]
) -> list[dict[str, Any]]:
    """A frame around each cluster, and its letter at the edge."""
    frames = []
    for number, one in enumerate(clusters):
        own = [codes[place] for place in np.flatnonzero(found.cluster[shown] == number).tolist()]
        if own:
            ends = {"x1": own[0], "x2": own[-1], "y1": named[own[0]], "y2": named[own[-1]]}
            frames.append(ends | {"letter": one.letter, "nearest": one.said})
    first, last = {"bandPosition": 0}, {"bandPosition": 1}
    band = {"type": "nominal"}
    data = {"data": {"values": frames}}
    return [
        data
        | {
            "mark": {"type": "rect", "fill": None, "stroke": "$ink", "strokeWidth": 1.5},
            "encoding": {
                "x": band | {"field": "x1"} | first,
                "x2": {"field": "x2"} | last,
                "y": band | {"field": "y1"} | first,
                "y2": {"field": "y2"} | last,
            },
        },
        data
        | {
            "mark": {"type": "text", "align": "left", "baseline": "top", "dx": 6, "x": "width", "fontWeight": 600},
            "encoding": {"x": {"value": "width"}, "y": band | {"field": "y1"} | first, "text": {"field": "letter"}},
        },
    ]


def _most_weight(found: Clustering, clusters: tuple[Named, ...]) -> str:
    """How much of the weight lies within clusters, as a title."""
    if not clusters:
        return "No two states stay together"
    peers = (found.cluster[:, None] == found.cluster) & (found.cluster[:, None] >= 0)
    share = 100 * float((found.weight * peers).sum() / found.weight.sum())
    return f"{counted(len(clusters), 'cluster')} hold{'s' if len(clusters) == 1 else ''} {share:.0f} % of the weight"


def _firmness(found: Clustering, clusters: tuple[Named, ...]) -> Chart:
    """A bar a cluster: how often its states stay together."""
    rows: list[dict[str, Any]] = []
    for number, one in enumerate(clusters):
        places = np.flatnonzero(found.cluster == number).tolist()
        stability = 100 * mean_of_pairs(found.together, places)
        rows.append(
            {
                "name": f"{one.letter} · {one.called}",
                "called": one.called,
                "cluster": one.letter if one.letter in COLOURED else "other",
                "stability_pct": round(stability, 1),
                "told": f"{stability:.0f} %, {counted(len(places), 'state')}",
                "states": len(places),
            }
        )
    share = {"type": "quantitative", "title": None, "scale": {"domain": [0, 100]}}
    return Chart(
        "stability",
        f"The cluster of {max(rows, key=lambda row: row['stability_pct'])['called']} holds firmest",
        {
            "data": {"values": rows},
            "encoding": {
                "y": {
                    "field": "name",
                    "type": "nominal",
                    "title": None,
                    "sort": [row["name"] for row in rows],
                },
                "x": {"field": "stability_pct", **share},
            },
            "layer": [
                {
                    "mark": {"type": "bar", "tooltip": True},
                    "encoding": {"color": {"field": "cluster", "type": "nominal", "legend": None}},
                },
                {
                    "mark": {"type": "text", "align": "left", "dx": 4},
                    "encoding": {"text": {"field": "told", "type": "nominal"}},
                },
            ],
        },
        "How often two states of a cluster stay together, % of resamples; clusters by the grouping or subregion nearest to them",
    )


def _groupings(found: Clustering, groupings: pl.DataFrame) -> Chart:
    """A bar a grouping for consultation: how often its members stay together, beside any two states of the network."""
    consulting = groupings.filter(pl.col("kind").is_in(CONSULTING) & (pl.col("tied") > 2))
    shown = (consulting if consulting.height else groupings).sort(["together_pct", "id"], descending=[True, False])
    rows = [
        row | {"cluster": row["cluster"] if row["cluster"] in set(COLOURED) else "other", "told": _told(row)}
        for row in shown.head(SHOWN_GROUPINGS).to_dicts()
    ]
    usual = round(100 * mean_of_pairs(found.together, list(range(found.cluster.size))), 1)
    x = {"type": "quantitative", "title": None, "scale": {"domain": [0, 100]}}
    y = {"field": "name", "type": "nominal", "title": None, "sort": [row["name"] for row in rows]}
    where = {"y": y, "x": x | {"field": "together_pct"}}
    colour = {"field": "cluster", "type": "nominal", "title": "cluster most alike"}
    some = f"the {len(rows)} that do most, of {shown.height}" if len(rows) < shown.height else "all of the network"
    return Chart(
        "groupings",
        f"{rows[0]['name']} stays together most, {rows[-1]['name']} least",
        {
            "data": {"values": rows},
            "layer": [
                {"mark": {"type": "bar", "tooltip": True}, "encoding": where | {"color": colour}},
                {
                    "mark": {"type": "text", "align": "left", "dx": 4},
                    "encoding": where | {"text": {"field": "told", "type": "nominal"}},
                },
                {
                    "data": {"values": [{"usual": usual}]},
                    "mark": {"type": "rule", "strokeDash": [4, 3]},
                    "encoding": {"x": x | {"field": "usual"}},
                },
            ],
        },
        f"How often two members stay together, % of resamples: regional and minilateral groupings, {some}; dashed: any "
        f"two states, {usual:.0f} %",
    )


def _told(row: dict[str, Any]) -> str:
    return f"{row['together_pct']:.0f} %"


def _moving(years: pl.DataFrame) -> pl.DataFrame:
    """The rows of the states whose cluster is not the same in all the years, those who moved most recently first."""
    ordered = years.sort("state", "year").with_columns(pl.col("cluster").fill_null("none"))
    moves = (pl.col("cluster") != pl.col("cluster").shift(1)) & (pl.col("state") == pl.col("state").shift(1))
    last = ordered.filter(moves).group_by("state").agg(pl.col("year").max().alias("moved"))
    return ordered.join(last, on="state").sort(["moved", "state", "year"], descending=[True, False, False])


def _years(moved: pl.DataFrame) -> Chart:
    """A row a state that moved, a field a year, in the colour of its cluster."""
    names = moved["name"].unique(maintain_order=True)
    rows = (
        moved.filter(pl.col("name").is_in(names.head(SHOWN_MOVES).to_list()))
        .with_columns(
            pl.when(pl.col("cluster").is_in(list(COLOURED)))
            .then("cluster")
            .otherwise(pl.lit("other"))
            .alias("cluster"),
            pl.col("cluster").alias("letter"),
        )
        .to_dicts()
    )
    some = f"the {SHOWN_MOVES} that moved last" if names.len() > SHOWN_MOVES else "the latest to move first"
    return Chart(
        "years",
        f"{counted(names.len(), 'state')} changed cluster since {min(moved['year'].to_list())}",
        {
            "data": {"values": rows},
            "encoding": {
                "x": {"field": "year", "type": "ordinal", "title": None, "axis": {"labelAngle": 0, "orient": "top"}},
                "y": {"field": "name", "type": "nominal", "title": None, "sort": names.head(SHOWN_MOVES).to_list()},
            },
            "layer": [
                {
                    "mark": {"type": "rect", "tooltip": True},
                    "encoding": {"color": {"field": "cluster", "type": "nominal", "legend": None}},
                },
                {"mark": {"type": "text", "color": "$ground"}, "encoding": {"text": {"field": "letter"}}},
            ],
        },
        f"Cluster at the end of each year, of states that were not in the same all along, {some}",
    )


def maps(
    world: World, web: Hypergraph, found: Clustering, states: pl.DataFrame
) -> tuple[tuple[Map, ...], tuple[str, ...]]:
    """States where they are in the colour of their cluster, ties within clusters as lines, and a note on who is left out."""
    placed, left_out = drawn_places(world, states["state"])
    points = [
        {
            "type": "Feature",
            "id": row["state"],
            "geometry": {"type": "Point", "coordinates": list(placed[row["state"]])},
            "properties": {
                "title": row["name"],
                "cluster": row["cluster"] if row["cluster"] in set(COLOURED) else "other",
                "stability_pct": row["stability_pct"],
                "size": round((row["stability_pct"] or 0.0) / 100, 4),
                "label": row["state"],
            },
        }
        for row in states.iter_rows(named=True)
        if row["state"] in placed
    ]
    if not points:
        return (), left_out
    features = [*_lines(web, found, states, placed), *points]
    title = "The clusters: states as large as they are firm, ties within clusters"
    return (Map("clusters", title, {"type": "FeatureCollection", "features": features}),), left_out


def _lines(web: Hypergraph, found: Clustering, states: pl.DataFrame, placed: Any) -> list[dict[str, Any]]:
    """The ties within clusters, each as wide as it is heavy."""
    letters = dict(states.select("state", "cluster").iter_rows())
    codes = [web.states[state] for state in found.states]
    same = (found.cluster[:, None] == found.cluster) & (found.cluster[:, None] >= 0)
    inside = np.triu(found.weight * same, 1)
    heaviest = inside.max(initial=0.0)
    return [
        {
            "type": "Feature",
            "id": f"{codes[one]}-{codes[other]}",
            "geometry": {
                "type": "LineString",
                "coordinates": [list(placed[codes[one]]), list(placed[codes[other]])],
            },
            "properties": {
                "title": f"{party_name(codes[one])} – {party_name(codes[other])}",
                "cluster": letters[codes[one]] if letters[codes[one]] in COLOURED else "other",
                "weight": round(float(inside[one, other]), 3),
                "size": round(float(inside[one, other] / heaviest), 4),
            },
        }
        for one, other in np.argwhere(inside > 0).tolist()
        if codes[one] in placed and codes[other] in placed
    ]
