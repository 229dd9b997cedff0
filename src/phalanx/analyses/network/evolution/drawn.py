"""What evolution shows: the pace with its breaks, ties that widen and deepen, the form of the network, and who arrives."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from phalanx.analyses.network.evolution.lifelines import Lifelines
from phalanx.analyses.network.evolution.pace import NOT_JUDGED, Pace
from phalanx.analyses.network.evolution.pace_drawn import draw_pace
from phalanx.analyses.network.evolution.slices import Step
from phalanx.analyses.network.hypergraph import Hypergraph
from phalanx.analyses.network.saying import some_of
from phalanx.answer import Chart, Map
from phalanx.vocabulary.dates import first_day
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import counted
from phalanx.world import World

SLICES = {"type": "ordinal", "title": None, "axis": {"labelAngle": 0, "labelOverlap": True}}
FORM = {
    "density": "density",
    "transitivity": "transitivity",
    "centralisation": "centralisation",
    "turnover": "turnover",
}


@dataclass(frozen=True, eq=False)
class Told:
    """The tables that evolution makes, and what the pace rests on: the day it is judged until, steps and window."""

    years: pl.DataFrame = field(repr=False)
    breaks: pl.DataFrame = field(repr=False)
    points: pl.DataFrame = field(repr=False)
    arrivals: pl.DataFrame = field(repr=False)
    pace: Pace | None
    until: date
    step: Step
    window: int


def draw(told: Told, points: pl.DataFrame) -> tuple[Chart, ...]:
    """The charts; those of the pace only where there is one."""
    charts = [draw_pace(told.breaks, told.pace, points)] if told.pace is not None else []
    charts.append(_ties(told))
    if told.years.height > 1:
        charts.append(_size(told))
    if told.years.height > 1 and told.years["density"].count():  # with fewer than two states there is no density
        charts.append(_form(told))
    judged = told.points.filter(pl.col("change") != NOT_JUDGED)
    if judged.height:
        charts.append(_points(judged, told.window))
    charts.append(_arrivals(told.arrivals))
    return tuple(charts)


def _ties(told: Told) -> Chart:
    """New agreements a slice, stacked: those that tie anybody anew, and those that only deepen."""
    years = told.years
    new, deep = int(years["new"].sum()), int(years["deepening"].sum())
    rows = [
        {"slice": row["slice"], "what": what, "agreements": row[column], "order": order}
        for row in years.iter_rows(named=True)
        for order, (what, column) in enumerate((("deepens old ties", "deepening"), ("ties a new pair", "widening")))
    ]
    return Chart(
        "ties",
        f"{100 * deep / new:.0f} % of new agreements deepened ties that were there, {100 - 100 * deep / new:.0f} % tied a new pair",
        {
            "data": {"values": rows},
            "height": 240,
            "mark": {"type": "bar", "tooltip": True},
            "encoding": {
                "x": {
                    "field": "slice",
                    "type": "ordinal",
                    "title": None,
                    "axis": {"labelAngle": 0, "labelOverlap": True},
                },
                "y": {"field": "agreements", "type": "quantitative", "title": None},
                "color": {
                    "field": "what",
                    "type": "nominal",
                    "title": None,
                    "scale": {"domain": ["deepens old ties", "ties a new pair"], "range": ["$blue", "$teal"]},
                    "legend": {"orient": "top"},
                },
                "order": {"field": "order", "type": "quantitative"},
            },
        },
        f"New agreements by {told.step}: each two of their states tied on the day before, or not{_unfinished(years)}",
    )


def _unfinished(years: pl.DataFrame) -> str:
    """What the last slice has of its time, where it is not over."""
    last = years.row(-1, named=True)
    return "" if last["complete"] else f"; {last['slice']} up to {date.fromisoformat(last['day']):%-d %B}"


def _size(told: Told) -> Chart:
    years = told.years
    first, last = (years.row(place, named=True) for place in (0, -1))
    return Chart(
        "size",
        f"From {counted(first['pairs'], 'tied pair')} in {first['slice']} to {last['pairs']:,}, by {counted(last['agreements'])} that "
        f"stand{'s' if last['agreements'] == 1 else ''}",
        _lines(
            told,
            {"agreements": "agreements", "pairs": "pairs tied", "states": "states tied"},
            ("$blue", "$teal", "$brick"),
        ),
        f"Agreements that stand, pairs and states they tie, at the end of each {told.step}; dashed: turning points{_unfinished(years)}",
    )


def _form(told: Told) -> Chart:
    years = told.years
    known = years.drop_nulls("density")
    first, last = (known.row(place, named=True) for place in (0, -1))
    word = "denser" if last["density"] > first["density"] else "thinner"
    return Chart(
        "form",
        f"The network has grown {word}: {100 * last['density']:.0f} % of pairs are tied, against {100 * first['density']:.0f} % at "
        f"the end of {first['slice']}",
        _lines(told, FORM, ("$blue", "$teal", "$brick", "$plum")),
        f"Density, transitivity and centralisation at the end of each {told.step}; turnover: the share of ties changed in it "
        f"(0 to 1); dashed: turning points{_unfinished(years)}",
    )


def _lines(told: Told, names: dict[str, str], colours: tuple[str, ...]) -> dict[str, Any]:
    """A line a column, its name on its last point; dashed rules at the slices with a turning point."""
    years, rows = told.years, []
    for column, what in names.items():
        seen = years.drop_nulls(column).select("slice", column)
        last = seen["slice"][-1] if seen.height else None
        rows += [
            {"slice": name, "what": what, "value": value, "label": what if name == last else ""}
            for name, value in seen.iter_rows()
        ]
    x = {"x": {"field": "slice", "sort": years["slice"].to_list(), **SLICES}}
    line = x | {
        "y": {"field": "value", "type": "quantitative", "title": None},
        "color": {
            "field": "what",
            "type": "nominal",
            "legend": None,
            "scale": {"domain": list(names.values()), "range": list(colours)},
        },
        "tooltip": [{"field": name} for name in ("what", "slice", "value")],
    }
    return {
        "data": {"values": rows},
        "height": 260,
        "layer": [
            {
                "data": {"values": _turning(told)},
                "mark": {"type": "rule", "color": "$quiet", "strokeDash": [3, 3], "strokeWidth": 0.75},
                "encoding": x | {"tooltip": [{"field": "slice"}, {"field": "turning_points"}]},
            },
            {"mark": {"type": "line", "strokeWidth": 2}, "encoding": line},
            {
                "transform": [{"filter": "datum.label"}],
                "mark": {"type": "text", "align": "left", "dx": 6},
                "encoding": line | {"text": {"field": "label", "type": "nominal"}},
            },
        ],
    }


def _turning(told: Told) -> list[dict[str, str]]:
    """The slices with a turning point, and what happened in them."""
    inside: dict[str, list[str]] = {}
    for text, name in told.points.select("date", "name").iter_rows():
        day = first_day(text)
        slice_ = str(day.year) + ("" if told.step == "year" else f" Q{(day.month + 2) // 3}")
        inside.setdefault(slice_, []).append(name)
    return [
        {"slice": name, "turning_points": "; ".join(inside[name])} for name in told.years["slice"] if name in inside
    ]


def _points(judged: pl.DataFrame, window: int) -> Chart:
    """A line a turning point: the ratio with its interval, beside no change and what steady change gives."""
    risen = judged.filter(pl.col("low") > 1).height
    faster = judged.filter(pl.col("change") == "rose faster").height
    return Chart(
        "turning_points",
        f"The pace rose clearly around {risen} of {counted(judged.height, 'turning point')}, around {faster} faster than "
        "steady change gives",
        _ratios(judged),
        f"Rate of new agreements in the {window} months after over the {window} before (dot), with its 95 % interval (bar); "
        "line: no change; grey tick: steady change alone",
    )


def _ratios(judged: pl.DataFrame) -> dict[str, Any]:
    rows = [
        {
            "name": f"{row['date'][:4]} {row['name']}",
            "low": max(row["low"], SMALLEST),
            "high": LARGEST if row["high"] is None else min(row["high"], LARGEST),
            "ratio": None if row["ratio"] is None else min(max(row["ratio"], SMALLEST), LARGEST),
            "steady": row["steady_ratio"],
            "faster": row["change"] == "rose faster",
            "after": f"{row['months_after']:.0f} months after",
        }
        for row in judged.iter_rows(named=True)
    ]
    ends = [1.0, *(row[name] for row in rows for name in ("low", "high", "steady"))]
    scale = {"type": "log", "domain": [round(min(ends) / 1.2, 3), round(max(ends) * 1.2, 3)], "nice": False}
    ratio = {"type": "quantitative", "title": None, "scale": scale, "axis": {"tickCount": 6, "format": "~g"}}
    names = {"field": "name", "type": "nominal", "sort": [row["name"] for row in rows], "title": None}
    each = {
        "y": names,
        "tooltip": [{"field": name} for name in ("name", "ratio", "low", "high", "steady", "after")],
    }
    colour = {"condition": {"test": "datum.faster", "value": "$accent"}, "value": "$blue"}
    return {
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "rule", "color": "$blue", "strokeWidth": 3},
                "encoding": each | {"x": {"field": "low", **ratio}, "x2": {"field": "high"}},
            },
            {"mark": {"type": "rule", "color": "$ink"}, "encoding": {"x": {"datum": 1, **ratio}}},
            {
                "mark": {"type": "tick", "color": "$quiet", "thickness": 3, "size": 18},
                "encoding": each | {"x": {"field": "steady", **ratio}},
            },
            {
                "transform": [{"filter": "isValid(datum.ratio)"}],
                "mark": {"type": "point", "filled": True, "size": 90},
                "encoding": each | {"x": {"field": "ratio", **ratio}, "color": colour},
            },
        ],
    }


SMALLEST, LARGEST = 0.05, 50.0
"""Where a ratio's interval is cut off in the drawing."""


def _arrivals(arrivals: pl.DataFrame) -> Chart:
    """The codes of the states stacked in the year of their first tie."""
    years = [int(day[:4]) for day in arrivals["first_tie"]]
    begin, end, most = min(years), max(years), max(Counter(years).values())
    first = years.count(begin)
    rows = arrivals.select(
        "state",
        "name",
        "title",
        pl.Series("year", years),
        pl.int_range(1, pl.len() + 1).over(pl.Series("year", years)).alias("place"),
    )
    drawn = {"field": "place", "type": "quantitative", "title": None, "axis": None, "scale": {"domain": [0, most + 1]}}
    return Chart(
        "arrivals",
        f"{counted(first, 'state')} {'is' if first == 1 else 'are'} there from {begin} on, {len(years) - first} arrive later",
        {
            "data": {"values": rows.to_dicts()},
            "height": max(most * 15, 60),
            "mark": {"type": "text", "fontSize": 11},
            "encoding": {
                "x": {"field": "year", **SLICES, "scale": {"domain": list(range(begin, end + 1))}},
                "y": drawn,
                "text": {"field": "state", "type": "nominal"},
                "tooltip": [{"field": name} for name in ("name", "year", "title")],
            },
        },
        "States by the year of the first agreement that ties them",
    )


def new_ties(world: World, web: Hypergraph, lives: Lifelines, since: date) -> tuple[tuple[Map, ...], tuple[str, ...]]:
    """The pairs that stand tied and had never been before a day, as lines between capitals; and whom it leaves out."""
    cells, pair = np.unique(lives.a * len(lives.states) + lives.b, return_inverse=True)
    order = np.lexsort((lives.edge, lives.begins, pair))
    first = order[np.unique(pair[order], return_index=True)[1]]
    stands = np.bincount(pair, lives.ends > world.valid_on.toordinal(), cells.size) > 0
    new = first[stands & (lives.begins[first] >= since.toordinal())]
    capitals = {
        row["iso2"]: [row["capital_lon"], row["capital_lat"]] for row in world.table("states").iter_rows(named=True)
    }
    features, missing = [], set()
    for tie in new:
        codes = [lives.states[lives.a[tie]], lives.states[lives.b[tie]]]
        missing |= set(codes) - capitals.keys()
        if capitals.keys() >= set(codes):
            features.append(_line(web, lives, int(tie), codes, capitals))
    note = f"The map leaves out {some_of([party_name(code) for code in sorted(missing)])}, of which the facts know no capital."
    title = f"Pairs tied for the first time since {since:%-d %B %Y}"
    drawn = (Map("new_ties", title, {"type": "FeatureCollection", "features": features}),) if features else ()
    return drawn, (note,) if missing and drawn else ()


def _line(
    web: Hypergraph, lives: Lifelines, tie: int, codes: list[str], capitals: dict[str, list[float]]
) -> dict[str, Any]:
    agreement = web.edges.select("id", "title").row(int(lives.edge[tie]), named=True)
    return {
        "type": "Feature",
        "id": "-".join(codes),
        "geometry": {"type": "LineString", "coordinates": [capitals[code] for code in codes]},
        "properties": {
            "title": agreement["title"],
            "between": " – ".join(party_name(code) for code in codes),
            "agreement": agreement["id"],
            "since": date.fromordinal(int(lives.begins[tie])).isoformat(),
        },
    }
