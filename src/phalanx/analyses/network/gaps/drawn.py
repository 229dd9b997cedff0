"""The gaps drawn: expected ties with their reasons, missing ties dashed on the map, and how a back-test came out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from phalanx.analyses.network.gaps.back_test import ADAMIC_ADAR, ATTACHMENT, DRAWS, MODEL, BackTest, span
from phalanx.analyses.network.gaps.reasons import LEAST, THEMES
from phalanx.analyses.network.gaps.tie_history import TieHistory
from phalanx.answer import Chart, Map
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import counted
from phalanx.world import World
from phalanx.world.places import drawn_places

SHOWN = 15


def charts(gaps: pl.DataFrame, reasons: pl.DataFrame, years: int, start: str) -> tuple[Chart, ...]:
    """The likeliest missing ties, and which reasons raise each of them."""
    shown = gaps.head(SHOWN)
    first = shown.row(0, named=True)
    between = f"{party_name(first['a'])} and {party_name(first['b'])}"
    return (
        Chart(
            "gaps",
            f"{between} are the likeliest to sign: {first['probability_pct']:.0f} % within {counted(years, 'year')}",
            _bars(shown),
            f"Probability of a first agreement of the two alone within {counted(years, 'year')} from {start}, in %, of "
            f"the {counted(shown.height, 'pair')} likeliest",
        ),
        Chart(
            "reasons",
            _commonest(shown, reasons),
            _matrix(shown, reasons),
            "How much each reason raises (blue) or lowers (brick) the rate of a pair, compared with the average pair: the "
            "larger, the more",
        ),
    )


def _commonest(shown: pl.DataFrame, reasons: pl.DataFrame) -> str:
    """What raises most of the pairs most, as a title."""
    strongest = (
        reasons.filter(pl.col("rank") <= shown.height).sort("factor", descending=True).unique("rank", keep="first")
    )
    leading = strongest.group_by("reason").len().sort(["len", "reason"], descending=[True, False]).row(0)
    return f"“{leading[0].capitalize()}” is what raises {leading[1]} of the {shown.height} likeliest pairs most"


def _bars(shown: pl.DataFrame) -> dict[str, Any]:
    rows = shown.select("pair", "probability_pct", "rank", "reasons", (pl.col("rank") == 1).alias("first")).to_dicts()
    x = {"field": "probability_pct", "type": "quantitative", "title": None, "axis": None}
    return {
        "data": {"values": rows},
        "encoding": {
            "y": {"field": "pair", "type": "nominal", "sort": [row["pair"] for row in rows], "title": None},
            "tooltip": [{"field": name} for name in ("pair", "probability_pct", "reasons")],
        },
        "layer": [
            {
                "mark": "bar",
                "encoding": {
                    "x": x,
                    "color": {"condition": {"test": "datum.first", "value": "$accent"}, "value": "$blue"},
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 4},
                "encoding": {"x": x, "text": {"field": "probability_pct", "type": "quantitative", "format": ".0f"}},
            },
        ],
    }


def _matrix(shown: pl.DataFrame, reasons: pl.DataFrame) -> dict[str, Any]:
    """A row a pair, a column a reason, a disc as large as the logarithm of its factor; reasons that move none are left out."""
    rows = [
        {
            "pair": f"{row['a']} – {row['b']}",
            "reason": row["reason"],
            "factor": row["factor"],
            "weight": round(abs(float(np.log(row["factor"]))), 4),
            "raises": row["factor"] >= 1,
        }
        for row in reasons.filter(pl.col("rank") <= shown.height).iter_rows(named=True)
    ]
    moving = {row["reason"] for row in rows if row["weight"] >= LEAST}
    present = [theme for theme in THEMES if theme in moving]
    most = max((row["weight"] for row in rows), default=0.0) or 1.0
    return {
        "data": {"values": [row for row in rows if row["reason"] in moving]},
        "height": {"step": 24},
        "mark": {"type": "point", "filled": True},
        "encoding": {
            "y": {
                "field": "pair", "type": "nominal", "title": None,
                "sort": list(dict.fromkeys(row["pair"] for row in rows)),
            },
            "x": {
                "field": "reason", "type": "nominal", "sort": present, "title": None,
                "axis": {"labelAngle": -90, "orient": "top", "grid": False, "labelLimit": 160, "labelOverlap": False},
            },
            "size": {
                "field": "weight", "type": "quantitative", "legend": None,
                "scale": {"range": [0, 300], "domain": [0, most]},
            },
            "color": {"condition": {"test": "datum.raises", "value": "$blue"}, "value": "$brick"},
            "tooltip": [{"field": name} for name in ("pair", "reason", "factor")],
        },
    }  # fmt: skip


def maps(world: World, history: TieHistory, day: float, gaps: pl.DataFrame) -> tuple[tuple[Map, ...], tuple[str, ...]]:
    """The likeliest missing ties as dashed lines, as wide as they are likely, over the ties there are among their states."""
    shown = gaps.head(SHOWN)
    states = pl.concat([shown["a"], shown["b"]]).unique().sort()
    placed, left_out = drawn_places(world, states)
    likeliest = max(shown["probability_pct"].to_list(), default=0.0) or 1.0
    missing = [
        _line(
            row["a"], row["b"], placed,
            {
                "title": f"{row['pair']}: no tie of two",
                "probability_pct": row["probability_pct"],
                "reasons": row["reasons"],
                "size": round(row["probability_pct"] / likeliest, 4),
                "dashed": True,
            },
        )
        for row in shown.iter_rows(named=True)
        if row["a"] in placed and row["b"] in placed
    ]  # fmt: skip
    if not missing:
        return (), left_out
    points = [
        {
            "type": "Feature",
            "id": state,
            "geometry": {"type": "Point", "coordinates": list(placed[state])},
            "properties": {"title": party_name(state), "label": state, "size": 0.1},
        }
        for state in states
        if state in placed
    ]
    features = [*_present(history, day, [state for state in states if state in placed], placed), *missing, *points]
    title = "Missing ties that are likeliest to come, dashed; solid, the ties there are among the same states"
    return (Map("gaps", title, {"type": "FeatureCollection", "features": features}),), left_out


def _present(history: TieHistory, day: float, states: Sequence[str], placed: Any) -> list[dict[str, Any]]:
    """The ties of two that there are among these states, as thin lines."""
    at = {state: number for number, state in enumerate(history.states)}
    return [
        _line(a, b, placed, {"title": f"{party_name(a)} – {party_name(b)}: tied since {int(since)}", "size": 0.0, "dashed": False})
        for place, a in enumerate(states)
        for b in states[place + 1 :]
        if (since := history.first[at[a], at[b]]) < day
    ]  # fmt: skip


def _line(a: str, b: str, placed: Any, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": f"{a}-{b}",
        "geometry": {"type": "LineString", "coordinates": [list(placed[a]), list(placed[b])]},
        "properties": properties,
    }


def back_test_charts(test: BackTest) -> tuple[Chart, ...]:
    """Precision of the three methods beside chance, and the model's forecasts beside what came true."""
    lift = test.measure("lift")
    times = lift["value"] or 0.0
    ratio = test.measure("expected_per_seen")["value"] or 0.0
    return (
        Chart(
            "precision",
            f"Expected ties rank {times:.2f} times as precisely as the better simple measure",
            _precisions(test),
            f"Average precision over {test.tied.size:,} pairs from {test.cut:.0f} on; bars hold 95 % of {DRAWS:,} draws of "
            "states, the line is chance",
        ),
        Chart(
            "calibration",
            f"For each tie that came, {ratio:.1f} had been expected",
            _calibration(test),
            f"Forecast and outcome within {span(test.years)} from {test.cut:.0f}, in %, by tenth of the pairs; on the "
            "line they agree, bars hold 95 % of the draws",
        ),
    )


def _precisions(test: BackTest) -> dict[str, Any]:
    methods = [MODEL, ADAMIC_ADAR, ATTACHMENT]
    rows = [{"method": method, **test.measure("ap", method), "model": method == MODEL} for method in methods]
    x = {"type": "quantitative", "title": None, "scale": {"zero": True}}
    colour = {"condition": {"test": "datum.model", "value": "$accent"}, "value": "$ink"}
    return {
        "data": {"values": rows},
        "height": {"step": 44},
        "encoding": {
            "y": {"field": "method", "type": "nominal", "sort": methods, "title": None},
            "tooltip": [{"field": name} for name in ("method", "value", "low", "high")],
        },
        "layer": [
            {
                "mark": {"type": "bar", "height": 9, "color": "$line"},
                "encoding": {"x": {"field": "low", **x}, "x2": {"field": "high"}},
            },
            {
                "data": {"values": [{"chance": round(float(test.tied.mean()), 4)}]},
                "mark": {"type": "rule", "color": "$quiet", "strokeDash": [4, 3]},
                "encoding": {"x": {"field": "chance", **x}, "y": None, "tooltip": None},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 90},
                "encoding": {"x": {"field": "value", **x}, "color": colour},
            },
            {
                "mark": {"type": "text", "dy": -12},
                "encoding": {"x": {"field": "value", **x}, "text": {"field": "value", "type": "quantitative", "format": ".2f"}},
            },
        ],
    }  # fmt: skip


def _calibration(test: BackTest) -> dict[str, Any]:
    """A dot a tenth of the pairs; both axes by square roots, as most pairs have little chance."""
    rows = test.calibration.filter(pl.col("method") == MODEL).to_dicts()
    most = max(row[name] or 0.0 for row in rows for name in ("expected_pct", "high", "seen_pct")) * 1.05 or 1.0
    scale = {"type": "sqrt", "domain": [0, round(most, 2)], "nice": False}
    marks = [mark for mark in (0, 0.1, 0.5, 1, 2, 5, 10, 20, 40, 60, 80, 100) if mark <= most]
    axis = {"values": marks, "format": "~r", "labelOverlap": "greedy"}
    x = {"type": "quantitative", "title": "expected, %", "scale": scale, "axis": axis}
    y = {"type": "quantitative", "title": "seen, %", "scale": scale, "axis": axis}
    return {
        "height": 340,
        "data": {"values": rows},
        "layer": [
            {
                "data": {"values": [{"at": 0}, {"at": round(most, 2)}]},
                "mark": {"type": "line", "color": "$quiet", "strokeWidth": 1, "strokeDash": [4, 3]},
                "encoding": {"x": {"field": "at", **x}, "y": {"field": "at", **y}},
            },
            {
                "mark": {"type": "rule", "color": "$line", "strokeWidth": 5},
                "encoding": {"x": {"field": "expected_pct", **x}, "y": {"field": "low", **y}, "y2": {"field": "high"}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 70, "color": "$accent"},
                "encoding": {
                    "x": {"field": "expected_pct", **x},
                    "y": {"field": "seen_pct", **y},
                    "tooltip": [{"field": name} for name in ("tenth", "pairs", "expected_pct", "seen_pct", "low", "high")],
                },
            },
        ],
    }  # fmt: skip
