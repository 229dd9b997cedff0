"""The pace as a picture: agreements a month, the rates between breaks, where each break lies, and the turning points."""

from __future__ import annotations

import textwrap
from datetime import date
from itertools import pairwise
from typing import Any

import polars as pl

from phalanx.analyses.network.evolution.pace import Pace
from phalanx.answer import Chart
from phalanx.vocabulary.dates import first_day

MOST_BARS = 120
BINNED = {1: "", 3: ", by quarters", 12: ", by years"}
"""How many months a bar can hold, with what the subtitle says of it."""
TIMES = {1: "once", 2: "twice"}
APART = 16
"""Turning points nearer than a sixteenth of the months share one label."""
BELOW, LEADING = 40, 15
"""Pixels from the plot to the key of turning points, and from one of its lines to the next."""
ROOM = 54
"""The letters that a line of the key has room for, on a phone as well."""
MONTH = {"type": "temporal", "title": None, "axis": {"format": "%Y"}}
RATE = {"field": "rate", "type": "quantitative", "title": "agreements a month"}
SPAN = {"x": {"field": "from", **MONTH}, "x2": {"field": "until"}}


def draw_pace(breaks: pl.DataFrame, pace: Pace, points: pl.DataFrame) -> Chart:
    """Bars of the pace, the rates between breaks as a line, each break's interval as a band, turning points as rules."""
    found = breaks.filter(pl.col("of") == "agreements")
    rates = pace.broken.rates
    steps = ", then ".join(f"{rate:.1f}" for rate in rates)
    title = f"The pace of new agreements broke {TIMES.get(found.height, f'{found.height} times')}: {steps} a month"
    if not found.height:
        title = f"The pace of new agreements never clearly broke: {rates[0]:.1f} a month"
    width = next((size for size in BINNED if len(pace.starts) / size <= MOST_BARS), max(BINNED))
    rules = _rules(points, pace)
    return Chart(
        "pace",
        title,
        {
            "height": 300,
            "layer": [
                _layer(
                    [_band(row) for row in found.iter_rows(named=True)],
                    {"type": "rect", "color": "$accent", "opacity": 0.18},
                    SPAN,
                ),
                _layer(
                    _bars(pace, width),
                    {"type": "rect", "color": "$sky", "opacity": 0.7},
                    {**SPAN, "y": RATE, "y2": {"datum": 0}, "tooltip": [{"field": "from"}, {"field": "rate"}]},
                ),
                _layer(_steps(pace), {"type": "rule", "color": "$ink", "strokeWidth": 2.5}, {**SPAN, "y": RATE}),
                _layer(
                    rules,
                    {"type": "rule", "color": "$quiet", "strokeDash": [3, 3]},
                    {"x": {"field": "day", **MONTH}, "tooltip": [{"field": "day"}, {"field": "name"}]},
                ),
                _layer([rule for rule in rules if rule["label"]], NUMBERS, NUMBERED),
                _layer(rules, KEY, {"text": {"field": "told", "type": "nominal"}}),
            ],
        },
        f"New agreements a month{BINNED[width]}; lines: rates between breaks; bands: where a break lies (95 %); dashed: "
        f"turning points, numbered; up to {pace.span(0, len(pace.starts) - 2)[1]:%B %Y}",
    )


NUMBERS = {"type": "text", "y": 0, "dy": -7, "fontSize": 10.5, "color": "$quiet"}
NUMBERED = {"x": {"field": "day", **MONTH}, "text": {"field": "label", "type": "nominal"}}
KEY = {
    "type": "text",
    "x": -24,
    "y": {"expr": f"height + {BELOW} + {LEADING} * datum.line"},
    "align": "left",
    "lineBreak": "\n",
    "lineHeight": LEADING,
    "fontSize": 11,
    "color": "$quiet",
}
"""What the numbers stand for, below the axis: beside the rules there is no room for names."""


def _layer(rows: list[dict[str, Any]], mark: dict[str, Any], encoding: dict[str, Any]) -> dict[str, Any]:
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding}


def _band(row: dict[str, str]) -> dict[str, Any]:
    """A break's interval, to the end of its last month."""
    year, month = map(int, row["until"].split("-"))
    return {"from": f"{row['from']}-01", "until": f"{year + month // 12}-{month % 12 + 1:02}-01"}


def _bars(pace: Pace, width: int) -> list[dict[str, Any]]:
    """A bar so many months, the last with those that are left."""
    last = len(pace.starts) - 1
    spans = [(start, min(start + width, last)) for start in range(0, last, width)]
    return [
        _span(pace, start, stop, float(pace.counts.amount[start:stop].sum()) / (stop - start)) for start, stop in spans
    ]


def _steps(pace: Pace) -> list[dict[str, Any]]:
    """The rates between breaks."""
    edges = [0, *(one.at for one in pace.broken.breaks), len(pace.starts) - 1]
    return [
        _span(pace, start, stop, rate) for (start, stop), rate in zip(pairwise(edges), pace.broken.rates, strict=True)
    ]


def _span(pace: Pace, start: int, stop: int, rate: float) -> dict[str, Any]:
    return {"from": pace.starts[start].isoformat(), "until": pace.starts[stop].isoformat(), "rate": round(rate, 3)}


def _rules(points: pl.DataFrame, pace: Pace) -> list[dict[str, Any]]:
    """The turning points within the months drawn, numbered; those close to one another share the label of the first."""
    apart = (pace.starts[-1] - pace.starts[0]).days / APART
    rows: list[dict[str, Any]] = []
    bearer: dict[str, Any] = {}
    line = 0
    for text, name in points.sort("date").select("date", "name").iter_rows():
        day = first_day(text)
        if not pace.starts[0] <= day < pace.starts[-1]:
            continue
        number = len(rows) + 1
        told = textwrap.wrap(f"{number} {name}, {day:%B %Y}", ROOM)
        own = {"day": day.isoformat(), "name": name, "number": number, "line": line, "told": "\n".join(told)}
        rows.append(own | {"label": ""})
        line += len(told)
        if bearer and (day - date.fromisoformat(bearer["day"])).days <= apart:
            bearer["label"] = f"{bearer['number']}–{number}"
        else:
            bearer = rows[-1]
            bearer["label"] = str(number)
    return rows
