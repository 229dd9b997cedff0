"""Scores drawn: a bar a score, its parts stacked in bands, costs to the left of zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from phalanx.analyses.matchmaking.weights import PARTS

BANDS: Mapping[str, tuple[str, ...]] = {
    "volume": ("shared_volume",),
    "saving": ("saving",),
    "fit in time": ("time_fit",),
    "ties and arms in common": ("agreements", "groupings", "joint_purchases", "common_systems"),
    "funding": ("funding",),
    "coordination and friction": ("coordination", "friction"),
}
"""The parts as a chart shows them: at most six."""
COLOURS = {
    "volume": "$blue",
    "saving": "$moss",
    "fit in time": "$sky",
    "ties and arms in common": "$teal",
    "funding": "$plum",
    "coordination and friction": "$brick",
}
FROM_NEEDS = ("volume", "saving", "fit in time")
"""The bands that rest on needs, and are hatched where these are illustrative."""


class Scored(NamedTuple):
    """One bar: its name on the axis and in full, its score, and the parts of it, each from 0 to 1."""

    short: str
    name: str
    score: float
    parts: Sequence[float]
    illustrative: bool


def stacked(shown: Sequence[Scored], points: npt.NDArray[np.float64]) -> dict[str, Any]:
    """Bars in the order given, with the score at the end of each. `points` (parts) are what each part counts."""
    hatched = any(each.illustrative for each in shown)
    colours = [f"{COLOURS[band]}-hatched" if hatched and band in FROM_NEEDS else COLOURS[band] for band in BANDS]
    x = {"type": "quantitative", "title": None}
    ends = [{"op": "sum", "field": "points", "as": "end"}, {"op": "max", "field": "score", "as": "score"}]
    return {
        "data": {"values": [row for each in shown for row in _rows(each, points)]},
        "encoding": {"y": {"field": "bar", "type": "nominal", "sort": [each.short for each in shown], "title": None}},
        "layer": [
            {
                "mark": {"type": "bar", "cornerRadiusEnd": 0},
                "encoding": {
                    "x": x | {"field": "points", "stack": "zero"},
                    "color": {
                        "field": "part",
                        "type": "nominal",
                        "title": None,
                        "scale": {"domain": list(BANDS), "range": colours},
                    },
                    "order": {"field": "order"},
                    "tooltip": [{"field": name} for name in ("states", "part", "points", "score", "illustrative")],
                },
            },
            {
                "transform": [{"filter": "datum.points > 0"}, {"aggregate": ends, "groupby": ["bar"]}],
                "mark": {"type": "text", "align": "left", "dx": 5},
                "encoding": {
                    "x": x | {"field": "end"},
                    "text": {"field": "score", "type": "quantitative", "format": ".1f"},
                },
            },
        ],
    }


def hatching(shown: Sequence[Scored]) -> str:
    """What a subtitle says of hatched bands; nothing where none is."""
    return "; hatched: rests on illustrative needs" if any(each.illustrative for each in shown) else ""


def _rows(bar: Scored, points: npt.NDArray[np.float64]) -> list[dict[str, Any]]:
    adds = dict(zip(PARTS, points * np.array(bar.parts), strict=True))
    return [
        {
            "bar": bar.short,
            "states": bar.name,
            "part": band,
            "points": round(float(sum(adds[part] for part in parts)), 3),
            "order": order,
            "score": round(bar.score, 1),
            "illustrative": bar.illustrative and band in FROM_NEEDS,
        }
        for order, (band, parts) in enumerate(BANDS.items())
    ]
