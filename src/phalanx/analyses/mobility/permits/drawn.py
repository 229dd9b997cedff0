"""Permits drawn: days of each movement under each regime, and hours saved for the money."""

from __future__ import annotations

from typing import Any

from phalanx.analyses.mobility.colours import HOLLOW, HOLLOW_POINT
from phalanx.analyses.mobility.ground_told import REGIME_COLOURS, REGIMES, UNDER, days
from phalanx.analyses.mobility.permits.asked import Heard
from phalanx.analyses.mobility.permits.found import Found
from phalanx.answer import Chart

SHOWN = 15


def charts(heard: Heard, found: Found) -> tuple[Chart, ...]:
    """The movements, and the options that save anything."""
    return (_movements(found), *_options(heard, found))


def _movements(found: Found) -> Chart:
    """A line a movement from its quickest to its slowest rules, a point for each."""
    rows = [
        {
            "movement": example.title,
            "rules": REGIMES[regime],
            "days": round(found.hours[example.id, regime].middle / 24, 2),
        }
        for example in found.done
        for regime in REGIMES
    ]
    order = sorted(found.done, key=lambda example: -found.hours[example.id, "today"].middle)
    y = {"field": "movement", "type": "nominal", "sort": [each.title for each in order], "title": None}
    x = {"field": "days", "type": "quantitative", "title": "Days until the last load arrives"}
    colour = {
        "field": "rules",
        "type": "nominal",
        "title": None,
        "scale": {"domain": list(REGIMES.values()), "range": list(REGIME_COLOURS.values())},
    }
    return Chart(
        "movements",
        f"If permission takes three days at most, movements take {days(found.mean('proposal'))} instead of "
        f"{days(found.mean('today'))} on average",
        {
            "data": {"values": rows},
            "encoding": {"y": y, "x": x},
            "layer": [
                {
                    "mark": {"type": "rule", "strokeWidth": 1.5},
                    "encoding": {
                        "x": {"aggregate": "min", "field": "days", "type": "quantitative", "title": x["title"]},
                        "x2": {"aggregate": "max", "field": "days"},
                        "color": {"value": "$quiet"},
                    },
                },
                {
                    "mark": HOLLOW_POINT,
                    "encoding": {
                        "color": colour,
                        "tooltip": [{"field": name} for name in ("movement", "rules", "days")],
                    },
                },
            ],
        },
        f"Days until the last load arrives, by the longest notice that states may ask for; {HOLLOW}",
    )


def _options(heard: Heard, found: Found) -> tuple[Chart, ...]:
    """A point an option on a scale of powers of ten, with its range."""
    priced = [each for each in found.options if each.per_100_m and each.per_100_m.middle > 0][:SHOWN]
    if not priced:
        return ()
    rows: list[dict[str, Any]] = []
    for each in priced:
        rate = each.per_100_m
        if rate is None:
            continue
        rows.append(
            {
                "option": each.title,
                "what": each.kind,
                "hours": round(rate.middle, 3),
                "from": round(max(rate.low, rate.middle / 100), 3),
                "to": round(rate.high, 3),
            }
        )
    least = min(row["from"] for row in rows)
    y = {"field": "option", "type": "nominal", "sort": [row["option"] for row in rows], "title": None}
    scale = {"type": "log", "domainMin": least / 2}
    x = {"type": "quantitative", "title": "Hours for EUR 100 million", "scale": scale}
    kinds = ["permission", "upgrade"]
    colour = {
        "field": "what",
        "type": "nominal",
        "title": None,
        "scale": {"domain": kinds, "range": ["$blue", "$neutral"]},
    }
    first = priced[0]
    title = (
        f"For their money, quicker permissions save most: “{first.title}” first"
        if first.kind == "permission"
        else f"For its money, “{first.title}” saves most"
    )
    return (
        Chart(
            "options",
            title,
            {
                "data": {"values": rows},
                "encoding": {
                    "y": y,
                    "tooltip": [{"field": name} for name in ("option", "what", "hours", "from", "to")],
                },
                "layer": [
                    {
                        "mark": {"type": "rule", "strokeWidth": 1.5},
                        "encoding": {"x": x | {"field": "from"}, "x2": {"field": "to"}, "color": {"value": "$quiet"}},
                    },
                    {
                        "mark": HOLLOW_POINT,
                        "encoding": {"x": x | {"field": "hours"}, "color": colour},
                    },
                ],
            },
            f"Hours saved per movement for EUR 100 million, each step of the scale ten times the last; lines are ranges; "
            f"upgrades by themselves, {UNDER[heard.parameters.regime]}; {HOLLOW}",
        ),
    )
