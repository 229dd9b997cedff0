"""Crossing drawn: the days for permission either way with their ranges, and the links on a map."""

from __future__ import annotations

from typing import Any

from phalanx.analyses.mobility.crossing.asked import Crossing
from phalanx.analyses.mobility.ground_told import REGIME_COLOURS, REGIMES
from phalanx.analyses.mobility.legs import MODES
from phalanx.answer import Chart, Map
from phalanx.vocabulary.parties import party_name

COLOURS = {"rail": "blue", "road": "moss", "sea": "sky", "waterway": "teal"}
"""The colour token of each mode, as in the answers on movement."""


def charts(found: Crossing) -> tuple[Chart, ...]:
    """A line a direction and regime, from the least to the most days, with a point for what is reckoned with."""
    rows: list[dict[str, Any]] = [
        {
            "crossing": _crossing(each.entered, each.regime),
            "rules": REGIMES[each.regime],
            "low": round(each.low / 24, 2),
            "days": round(each.middle / 24, 2),
            "high": round(each.high / 24, 2),
            "known": "illustrative" if each.illustrative else "sourced",
        }
        for each in found.waits
    ]
    one, other = (found.wait(state, "today").middle / 24 for state in (found.one, found.other))
    order = [_crossing(state, regime) for state in (found.one, found.other) for regime in REGIMES]
    days = {"type": "quantitative", "title": "Days until permission is there"}
    colour = {
        "field": "rules",
        "type": "nominal",
        "scale": {"domain": list(REGIMES.values()), "range": list(REGIME_COLOURS.values())},
        "legend": None,
    }
    told = [{"field": name} for name in ("crossing", "low", "days", "high", "known")]
    at = {"x": days | {"field": "days"}, "color": colour, "tooltip": told}
    hollow = "; hollow points are illustrative" if any(each.illustrative for each in found.waits) else ""
    point = {"type": "point", "size": 90, "opacity": 1, "strokeWidth": 2}
    return (
        Chart(
            "permissions",
            f"Permission to enter {party_name(found.one)} takes {one:,.0f} days today, to enter {party_name(found.other)} "
            f"{other:,.0f}",
            {
                "data": {"values": rows},
                "encoding": {"y": {"field": "crossing", "type": "nominal", "sort": order, "title": None}},
                "layer": [
                    {
                        "mark": {"type": "rule", "strokeWidth": 1.5},
                        "encoding": {
                            "x": days | {"field": "low"},
                            "x2": {"field": "high"},
                            "color": {"value": "$quiet"},
                        },
                    },
                    {
                        "transform": [{"filter": "datum.known === 'sourced'"}],
                        "mark": point | {"filled": True},
                        "encoding": at,
                    },
                    {
                        "transform": [{"filter": "datum.known === 'illustrative'"}],
                        "mark": point | {"filled": False},
                        "encoding": at,
                    },
                ],
            },
            "Days by the rules for permission, from the least to the most that is told" + hollow,
        ),
    )


def _crossing(entered: str, regime: str) -> str:
    return f"{party_name(entered)}, {REGIMES[regime]}"


def maps(found: Crossing) -> tuple[Map, ...]:
    """The links between the two states, with their ends; nothing where there are none."""
    if not found.links.height:
        return ()
    features: list[dict[str, Any]] = []
    named: dict[str, dict[str, Any]] = {}
    for row in found.links.iter_rows(named=True):
        ends = [found.places[row[end]] for end in ("from_id", "to_id")]
        features.append(
            {
                "type": "Feature",
                "id": row["id"],
                "geometry": {"type": "LineString", "coordinates": [[place["lon"], place["lat"]] for place in ends]},
                "properties": {
                    "title": " – ".join(place["name"] for place in ends),
                    "mode": row["mode"],
                    "status": row["status"],
                    "colour": COLOURS[MODES[row["mode"]]],
                    "role": MODES[row["mode"]],
                    "size": 0.6,
                    "dashed": row["mode"] == "sea",
                },
            }
        )
        named |= {place["id"]: place for place in ends}
    features += [
        {
            "type": "Feature",
            "id": place["id"],
            "geometry": {"type": "Point", "coordinates": [place["lon"], place["lat"]]},
            "properties": {
                "title": place["name"],
                "label": place["name"],
                "colour": "neutral",
                "role": "place",
                "size": 0.2,
            },
        }
        for place in named.values()
    ]
    title = f"The links between {found.both}"
    return (Map("links", title, {"type": "FeatureCollection", "features": features}),)
