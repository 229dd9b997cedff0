"""Reach drawn: places on maps by the day on which a first load is there, and how many there are after each day."""

from __future__ import annotations

from typing import Any

import numpy as np

from phalanx.analyses.mobility.colours import DASHED
from phalanx.analyses.mobility.ground_told import REGIME_COLOURS, REGIMES, UNDER
from phalanx.analyses.mobility.reach.asked import Reached
from phalanx.answer import Chart, Map
from phalanx.vocabulary.marks import DASHES

BANDS = ((1.0, "ramp-5"), (2.0, "ramp-4"), (5.0, "ramp-3"), (10.0, "ramp-2"), (20.0, "ramp-1"))
"""The days of a band, and its colour: the nearer, the stronger. Later is hollow."""
LATER = "ground"
NEAR = 10
"""The days that a map's title counts places within."""


def charts(reached: Reached) -> tuple[Chart, ...]:
    """How many places are reached over time; nothing where there are none."""
    rows: list[dict[str, Any]] = [
        {"rules": REGIMES[regime], "days": day, "places": count}
        for regime in reached.shown
        for day, count in _steps(reached, regime)
    ]
    if not reached.reachable:
        return ()
    end = max(row["days"] for row in rows)
    rows += [{"rules": REGIMES[regime], "days": end, "places": reached.reachable} for regime in reached.shown]
    first, last = reached.shown[0], reached.shown[-1]
    name = reached.origin["name"]
    title = (
        f"Within ten days a first load from {name} is in {reached.within(last, 10)} places if permission takes six hours, "
        f"and in {reached.within(first, 10)} under the rules of today"
        if first == "today" and last == "emergency"
        else f"Within ten days a first load from {name} is in {reached.within(first, 10)} of {len(reached.places)} places"
    )
    colour = {
        "field": "rules",
        "type": "nominal",
        "title": None,
        "scale": {
            "domain": [REGIMES[regime] for regime in reached.shown],
            "range": [REGIME_COLOURS[regime] for regime in reached.shown],
        },
    }
    return (
        Chart(
            "places",
            title,
            {
                "data": {"values": rows},
                "height": 280,
                "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2.5, **DASHES},
                "encoding": {
                    "x": {"field": "days", "type": "quantitative", "title": "Days after the request"},
                    "y": {"field": "places", "type": "quantitative", "title": None},
                    "color": colour,
                },
            },
            f"Places that a first load has reached, of {len(reached.places)}, by the rules for permission; {DASHED}",
        ),
    )


def _steps(reached: Reached, regime: str) -> list[tuple[float, int]]:
    """The days on which the number of places reached rises, with the number then; from nothing at the start."""
    hours = reached.hours[regime, "middle"]
    days, counts = np.unique(np.round(hours[np.isfinite(hours)] / 24, 2), return_counts=True)
    return [(0.0, 0), *zip(days.tolist(), np.cumsum(counts).tolist(), strict=True)]


def maps(reached: Reached) -> tuple[Map, ...]:
    """A map a regime shown, the places coloured by band."""
    return tuple(_map(reached, regime) for regime in reached.shown)


def _map(reached: Reached, regime: str) -> Map:
    origin = reached.origin
    features = [_point(origin, 0.0, "where it begins", "brick")]
    features[0]["properties"] |= {"label": origin["name"], "size": 0.6}
    timed = zip(reached.places, reached.hours[regime, "middle"].tolist(), strict=True)
    for place, hours in sorted(timed, key=lambda each: (each[1], each[0]["id"])):
        if np.isfinite(hours):
            features.append(_point(place, hours, *_band(hours / 24)))
    return Map(
        f"days_{regime}",
        f"{reached.within(regime, NEAR)} of {len(reached.places)} places are within {NEAR} days of {origin['name']} "
        f"{UNDER[regime]}",
        {"type": "FeatureCollection", "features": features},
    )


def _band(days: float) -> tuple[str, str]:
    """What a time in days is called, and the colour it has."""
    for most, colour in BANDS:
        if days <= most:
            return f"{most:g} day{'s' if most > 1 else ''} or less", colour
    return f"more than {BANDS[-1][0]:g} days", LATER


def _point(place: Any, hours: float, role: str, colour: str) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": place["id"],
        "geometry": {"type": "Point", "coordinates": [place["lon"], place["lat"]]},
        "properties": {
            "title": place["name"],
            "days": round(hours / 24, 2),
            "role": role,
            "colour": colour,
            "size": 0.2,
        },
    }
