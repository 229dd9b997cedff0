"""What resilience shows: bars of what is lost, how deep ties are, how the network wears, and the ties that would go."""

from __future__ import annotations

from typing import Any

import polars as pl

from phalanx.analyses.network.resilience.found import FEWEST, Ranked
from phalanx.analyses.network.resilience.parting import Parted
from phalanx.analyses.network.saying import some_of
from phalanx.answer import Chart, Map
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import counted
from phalanx.world import World

SHOWN = 15
SHOWN_AGREEMENTS = 10
DEEPEST = 10
"""From how many agreements on pairs are drawn together."""


def draw_ranking(ranked: Ranked, draws: int) -> tuple[Chart, ...]:
    """Charts of the ranking of all states and agreements."""
    charts = [_states(ranked.states), _depth(ranked)]
    if int(ranked.agreements["pairs_lost"][0]):
        charts.append(_agreements(ranked.agreements))
    if ranked.states.height >= FEWEST:
        charts += _wearing(ranked.curve, ranked.states.height, draws)
    return tuple(charts)


def draw_parting(parted: Parted) -> tuple[Chart, ...]:
    """A chart of what each of the others loses; none where nobody loses anything."""
    losing = parted.others.filter(pl.col("loss_pct") > 0)
    if not losing.height:
        return ()
    first = losing.row(0, named=True)
    which = f"the {SHOWN} that lose most of {losing.height}" if losing.height > SHOWN else "all that lose any"
    rows = losing.head(SHOWN).select(
        "name", pl.col("loss_pct").alias("value"), pl.format("{} %", pl.col("loss_pct").round(1)).alias("told")
    )
    return (
        Chart(
            "others",
            f"Without {parted.who}, {first['name']} loses most: {first['loss_pct']:.0f} % of its strength",
            _bars(rows),
            f"Strength lost, % of what each has today, {which}",
        ),
    )


def _states(states: pl.DataFrame) -> Chart:
    shown = states.head(SHOWN)
    first = shown.row(0, named=True)
    cut = pl.when(pl.col("cut_off") > 0).then(pl.format(", {} cut off", "cut_off")).otherwise(pl.lit(""))
    rows = shown.select(
        "name",
        pl.col("strength_lost_pct").alias("value"),
        pl.format("{} %{}", pl.col("strength_lost_pct").round(1), cut).alias("told"),
    )
    title = f"The others lose most when {first['name']} leaves: {first['strength_lost_pct']:.1f} % of their strength"
    if not first["strength_lost"]:
        title = "Whoever leaves, the others lose no strength"
    which = f"the {SHOWN} that cost most of {states.height}" if states.height > SHOWN else "all states"
    return Chart("states", title, _bars(rows), f"Strength that the others lose when a state leaves, %, {which}")


def _bars(rows: pl.DataFrame) -> dict[str, Any]:
    """A bar a row of `name` and `value`, with `told` behind it."""
    return {
        "data": {"values": rows.to_dicts()},
        "encoding": {
            "y": {"field": "name", "type": "nominal", "sort": rows["name"].to_list(), "title": None},
            "x": {"field": "value", "type": "quantitative", "title": None},
            "tooltip": [{"field": "name"}, {"field": "told"}],
        },
        "layer": [
            {"mark": {"type": "bar"}},
            {
                "mark": {"type": "text", "align": "left", "dx": 4},
                "encoding": {"text": {"field": "told", "type": "nominal"}},
            },
        ],
    }


def _agreements(agreements: pl.DataFrame) -> Chart:
    untying = agreements.filter(pl.col("pairs_lost") > 0)
    shown = untying.head(SHOWN_AGREEMENTS)
    names = [f"{row['signed'][:4]} {row['title']}" for row in shown.iter_rows(named=True)]
    others = f"; {untying.height - 1} others would untie some" if untying.height > 1 else ""
    rows = shown.select(
        pl.Series("name", names),
        pl.col("pairs_lost").alias("value"),
        pl.format(
            "{} of {}", "pairs_lost", pl.col("parties").list.len() * (pl.col("parties").list.len() - 1) // 2
        ).alias("told"),
    )
    which = f"the {SHOWN_AGREEMENTS} with most" if untying.height > SHOWN_AGREEMENTS else "all"
    return Chart(
        "agreements",
        f"The end of one agreement would untie {counted(shown['pairs_lost'][0], 'pair')}{others}",
        _bars(rows.unique(subset="name", keep="first", maintain_order=True)),
        f"Pairs that have no other agreement, of all pairs the agreement ties, {which}",
    )


def _depth(ranked: Ranked) -> Chart:
    """A bar a number of agreements, the pairs that rest on one in amber."""
    pairs, lone = int(ranked.depth["pairs"].sum()), ranked.lone.height
    deep = pl.col("agreements") >= DEEPEST
    rows = (
        ranked.depth.with_columns(pl.when(deep).then(DEEPEST).otherwise("agreements").alias("number"))
        .group_by("number")
        .agg(pl.col("pairs").sum())
        .sort("number")
        .with_columns(
            pl.when(pl.col("number") == DEEPEST)
            .then(pl.lit(f"{DEEPEST}+"))
            .otherwise(pl.col("number").cast(pl.String))
            .alias("agreements"),
            (pl.col("number") == 1).alias("lone"),
        )
    )
    y = {"field": "pairs", "type": "quantitative", "title": None}
    return Chart(
        "depth",
        f"{lone:,} of {counted(pairs, 'tied pair')} rest on one agreement",
        {
            "data": {"values": rows.select("agreements", "pairs", "lone").to_dicts()},
            "height": 220,
            "encoding": {
                "x": {"field": "agreements", "type": "ordinal", "sort": rows["agreements"].to_list(), "title": None},
                "y": y,
                "tooltip": [{"field": "agreements"}, {"field": "pairs"}],
            },
            "layer": [
                {
                    "mark": {"type": "bar"},
                    "encoding": {"color": {"condition": {"test": "datum.lone", "value": "$accent"}, "value": "$blue"}},
                },
                {
                    "mark": {"type": "text", "dy": -7, "fontSize": 11},
                    "encoding": {"text": {"field": "pairs", "type": "quantitative"}},
                },
            ],
        },
        "Tied pairs of states by the number of agreements between them, pacts with others among them",
    )


def _wearing(curve: pl.DataFrame, states: int, draws: int) -> list[Chart]:
    """Efficiency and the largest part as states go, the strongest first (amber) and by lot (blue, with its interval)."""
    curve = curve.filter(pl.col("removed") <= states - FEWEST)
    half = curve.filter(pl.col("removed") <= states / 4).row(-1, named=True)
    first = "strongest" if half["removed"] == 1 else f"{half['removed']} strongest"
    lot = f"the strongest first (amber) or by lot (blue: mean; grey: 95 % of {draws:,} orders)"
    ended = curve.filter(pl.col("largest_pct") < 100)
    whole = (
        f"The network stays in one piece until {counted(int(ended['removed'][0]), 'state')} of {states} are gone, the strongest first"
        if ended.height
        else "Whatever states go, those that stay remain in one piece"
    )
    if curve["largest_pct"][0] < 100:
        whole = f"{curve['largest_pct'][0]:.0f} % of the states lie in the largest part before any leaves"
    return [
        Chart(
            "efficiency",
            f"Without its {first}, the network's efficiency is {half['efficiency']:.2f} instead of {curve['efficiency'][0]:.2f}",
            _curve(curve, "efficiency", "efficiency_lot", "efficiency_low", "efficiency_high", "efficiency"),
            f"Efficiency among the states that stay (1: everybody tied to everybody), by number of states gone, {lot}",
        ),
        Chart(
            "largest",
            whole,
            _curve(curve, "largest_pct", "largest_lot_pct", "largest_low_pct", "largest_high_pct", "%"),
            f"Share of the states that stay in the largest part, %, by number of states gone, {lot}",
        ),
    ]


def _curve(curve: pl.DataFrame, mine: str, mean: str, low: str, high: str, unit: str) -> dict[str, Any]:
    rows = curve.select(
        "removed",
        pl.col(mine).alias("strongest"),
        pl.col(mean).alias("lot"),
        pl.col(low).alias("low"),
        pl.col(high).alias("high"),
    ).to_dicts()
    quantity = {"type": "quantitative", "title": unit}
    return {
        "data": {"values": rows},
        "height": 240,
        "encoding": {
            "x": {
                "field": "removed",
                "type": "quantitative",
                "title": "states gone",
                "axis": {"format": "d", "tickMinStep": 1},
                "scale": {"nice": False},
            },
            "tooltip": [{"field": name} for name in ("removed", "strongest", "lot", "low", "high")],
        },
        "layer": [
            {
                "mark": {"type": "area", "color": "$quiet", "opacity": 0.25},
                "encoding": {"y": {"field": "low", **quantity}, "y2": {"field": "high"}},
            },
            {
                "mark": {"type": "line", "color": "$blue", "strokeWidth": 2},
                "encoding": {"y": {"field": "lot", **quantity}},
            },
            {
                "mark": {"type": "line", "color": "$accent", "strokeWidth": 2.5},
                "encoding": {"y": {"field": "strongest", **quantity}},
            },
        ],
    }


def lone_ties(world: World, lone: pl.DataFrame) -> tuple[tuple[Map, ...], tuple[str, ...]]:
    """The ties that rest on one agreement, dashed between capitals; and a note on states that cannot be drawn."""
    rows = [
        (row["a"], row["b"], {"title": row["title"], "agreement": row["agreement"], "signed": row["signed"]})
        for row in lone.iter_rows(named=True)
    ]
    return _lines(world, rows, "lone_ties", "Ties that rest on one agreement")


def lost_ties(world: World, parted: Parted) -> tuple[tuple[Map, ...], tuple[str, ...]]:
    """The ties that those who go take with them, dashed between capitals."""
    rows = [
        (row["a"], row["b"], {"title": f"{row['name_a']} – {row['name_b']}", "agreements": row["agreements"]})
        for row in parted.pairs.iter_rows(named=True)
    ]
    return _lines(world, rows, "lost_ties", f"Ties that are lost without {parted.who}")


def _lines(
    world: World, rows: list[tuple[str, str, dict[str, Any]]], name: str, title: str
) -> tuple[tuple[Map, ...], tuple[str, ...]]:
    capitals = {
        row["iso2"]: [row["capital_lon"], row["capital_lat"]] for row in world.table("states").iter_rows(named=True)
    }
    features = [
        {
            "type": "Feature",
            "id": f"{a}-{b}",
            "geometry": {"type": "LineString", "coordinates": [capitals[a], capitals[b]]},
            "properties": {**told, "between": f"{party_name(a)} – {party_name(b)}", "dashed": True},
        }
        for a, b, told in rows
        if a in capitals and b in capitals
    ]
    missing = sorted({code for a, b, _ in rows for code in (a, b)} - capitals.keys())
    note = f"The map leaves out {some_of([party_name(code) for code in missing])}, of which the facts know no capital."
    drawn = (Map(name, title, {"type": "FeatureCollection", "features": features}),) if features else ()
    return drawn, (note,) if missing and drawn else ()
