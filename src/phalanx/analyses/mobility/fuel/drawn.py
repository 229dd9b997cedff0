"""Fuel drawn: how many places are how near to a pipeline at each stage, the trains it takes, and the lines on a map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from phalanx.analyses.mobility.colours import DASHED, ILLUSTRATIVE
from phalanx.analyses.mobility.fuel.asked import Heard
from phalanx.analyses.mobility.fuel.found import Supply
from phalanx.answer import Chart, Map
from phalanx.registry.records.fuel_pipelines import STAGE_CODES
from phalanx.vocabulary.marks import DASHES

STAGES = {"in_service": "in service", "planned": "planned", "idea": "only named"}
NAMES = {"in_service": "in service", "planned": "with those planned", "idea": "with all named"}
COLOURS = {"in_service": "$blue", "planned": "$teal", "idea": "$neutral"}
DAY = 24


def charts(heard: Heard, supplies: tuple[Supply, ...]) -> tuple[Chart, ...]:
    """Trains by stage, and places by hours from a pipeline."""
    reached = all(np.isfinite(each.stage.hours) for each in supplies)
    return (*((_trains(heard, supplies),) if reached else ()), _places(heard, supplies))


def _trains(heard: Heard, supplies: tuple[Supply, ...]) -> Chart:
    rows = [
        {
            "lines": NAMES[each.stage.stage],
            "trains": round(each.trains_tied_up, 1),
            "from": heard.name(each.stage.nearest),
            "hours": round(each.stage.hours, 1),
        }
        for each in supplies
    ]
    y = {"field": "lines", "type": "nominal", "sort": [row["lines"] for row in rows], "title": None}
    x = {"field": "trains", "type": "quantitative", "title": None}
    now, then = supplies[0], supplies[1]
    to = heard.name(heard.parameters.to)
    return Chart(
        "trains",
        f"Fuel for {heard.parameters.brigades:g} brigades in {to} keeps {now.trains_tied_up:.0f} trains on the way, and "
        f"{then.trains_tied_up:.0f} once what is planned is built",
        {
            "data": {"values": rows},
            "encoding": {"y": y, "x": x, "tooltip": [{"field": name} for name in ("lines", "from", "hours", "trains")]},
            "layer": [
                {"mark": {"type": "bar", "cornerRadiusEnd": 0}, "encoding": {"color": {"value": "$blue-hatched"}}},
                {
                    "mark": {"type": "text", "align": "left", "dx": 4},
                    "encoding": {"text": {"field": "from", "type": "nominal"}},
                },
            ],
        },
        f"Trains of fuel that are always on the way there or back, by the lines counted; from the nearest place on a line, named "
        f"beside the bar, to {to}; {ILLUSTRATIVE}",
    )


def _places(heard: Heard, supplies: tuple[Supply, ...]) -> Chart:
    rows = []
    for each in supplies:
        hours = np.sort(each.stage.places[np.isfinite(each.stage.places)])
        values, counts = np.unique(np.round(hours, 1), return_counts=True)
        rows += [
            {"lines": NAMES[each.stage.stage], "hours": hour, "places": count}
            for hour, count in zip(values.tolist(), np.cumsum(counts).tolist(), strict=True)
        ]
    near = [int((each.stage.places <= DAY).sum()) for each in supplies]
    return Chart(
        "places",
        f"{near[0]} of {len(heard.nodes)} places lie within a day by train of a pipeline, and {near[1]} once what is planned "
        "is built",
        {
            "data": {"values": rows},
            "height": 260,
            "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2.5, **DASHES},
            "encoding": {
                "x": {
                    "field": "hours",
                    "type": "quantitative",
                    "title": "Hours by train from the nearest place on a line",
                },
                "y": {"field": "places", "type": "quantitative", "title": None},
                "color": {
                    "field": "lines",
                    "type": "nominal",
                    "title": None,
                    "scale": {
                        "domain": list(NAMES.values()),
                        "range": list(COLOURS.values()),
                    },
                },
            },
        },
        f"Places of the facts by how far they are from the pipeline system, putting on and taking off counted; {DASHED}",
    )


def maps(heard: Heard) -> tuple[Map, ...]:
    """The lines between their ends, drawn straight; what is not in service dashed."""
    features: list[dict[str, Any]] = [
        {
            "type": "Feature",
            "id": line["id"],
            "geometry": {
                "type": "LineString",
                "coordinates": [
                    [heard.nodes[end]["lon"], heard.nodes[end]["lat"]] for end in (line["from_id"], line["to_id"])
                ],
            },
            "properties": {
                "title": line["title"],
                "stage": STAGE_CODES[line["stage"]],
                "role": STAGES[line["stage"]],
                "colour": COLOURS[line["stage"]].removeprefix("$"),
                "size": 0.5,
                "dashed": line["stage"] != "in_service",
            },
        }
        for line in heard.lines
    ]
    ends = sorted({line[end] for line in heard.lines for end in ("from_id", "to_id")} - {heard.parameters.to})
    features += [_point(heard.nodes[end], "place on a line", "neutral", 0.03) for end in ends]
    features.append(_point(heard.nodes[heard.parameters.to], "where fuel is needed", "brick", 0.4))
    serving = sum(line["stage"] == "in_service" for line in heard.lines)
    title = f"{serving} of {len(heard.lines)} fuel pipelines are in service; they are drawn straight, the others dashed"
    return (Map("lines", title, {"type": "FeatureCollection", "features": features}),)


def _point(place: Mapping[str, Any], role: str, colour: str, size: float) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": place["id"],
        "geometry": {"type": "Point", "coordinates": [place["lon"], place["lat"]]},
        "properties": {"title": place["name"], "role": role, "colour": colour, "size": size, "label": place["name"]},
    }
