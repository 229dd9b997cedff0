"""Movement drawn: how many have arrived when, which legs are used when, and the ways on a map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from phalanx.analyses.mobility.colours import DASHED, ILLUSTRATIVE, MODE_COLOURS
from phalanx.analyses.mobility.flow import Plan
from phalanx.analyses.mobility.legs import Leg, legs
from phalanx.analyses.mobility.movement.asked import Heard
from phalanx.analyses.mobility.movement.told import rules_said, time_said
from phalanx.analyses.mobility.network import KINDS
from phalanx.analyses.mobility.waiting import waits
from phalanx.answer import Chart, Map
from phalanx.vocabulary.marks import DASHES

SHOWN = 16
LONG_QUIET = 2
"""From so many days of waiting on, a chart says why its axis begins late."""


def charts(heard: Heard, plan: Plan) -> tuple[Chart, ...]:
    """The time line of arrivals, and the legs over time."""
    return (_arrivals(heard, plan), _legs(heard, plan))


def _arrivals(heard: Heard, plan: Plan) -> Chart:
    """Loads that are there, day by day: it rises at the end of each step in which some arrive."""
    there = np.cumsum(plan.arriving)
    ends = np.arange(1, plan.steps + 1) * plan.step / 24
    begins = _sets_out(plan)
    first = int(begins)
    rows = [{"day": round(begins, 3), "loads": 0.0}]
    rows += [
        {"day": round(float(day), 3), "loads": round(float(loads), 2)}
        for day, loads, before in zip(ends, there, [0.0, *there], strict=False)
        if loads > before or day == ends[-1] or plan.first_hours <= 24 * day <= plan.first_hours + plan.step
    ]
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2.5, **DASHES},
            "encoding": {
                "x": {
                    "field": "day",
                    "type": "quantitative",
                    "title": "Days after the start",
                    "scale": {"zero": False, "domainMin": first},
                },
                "y": {"field": "loads", "type": "quantitative", "title": None},
            },
        }
    ]
    deadline = heard.movement.deadline
    if deadline is not None:
        layers.append(
            {
                "data": {"values": [{"day": round(deadline / 24, 3), "text": "deadline"}]},
                "mark": {"type": "rule", "strokeWidth": 1.5},
                "encoding": {"x": {"field": "day", "type": "quantitative"}, "color": {"value": "$accent"}},
            }
        )
    until = "" if deadline is None else "; in amber the deadline"
    waited = f"; nothing sets out before day {first}, where the axis begins: permission is not there yet"
    return Chart(
        "arrivals",
        f"The last of {plan.movement.total:g} loads is in {heard.name(heard.parameters.to)} after {time_said(plan.hours)}",
        {"data": {"values": rows}, "height": 260, "layer": layers},
        f"Train-loads that have arrived, {rules_said(heard)}{waited if begins >= LONG_QUIET else ''}{until}; {DASHED}",
    )


def _sets_out(plan: Plan) -> float:
    """The day on which the first load sets out; until then all wait, for permission before all."""
    return float(plan.begins.min()) * plan.step / 24 if plan.begins.size else 0.0


def _legs(heard: Heard, plan: Plan) -> Chart:
    """A bar a leg, from its first load to its last, the legs with most loads alone."""
    moving = [leg for leg in legs(heard, plan) if leg.kind in ("travel", "border")]
    shown = sorted(moving, key=lambda leg: -leg.loads)[:SHOWN]
    rows = [
        {
            "leg": f"{leg.tail} – {leg.head}, {leg.mode}",
            "mode": leg.mode,
            "from": round(leg.first / 24, 3),
            "to": round(leg.ends / 24, 3),
            "loads": round(leg.loads, 1),
            "waits_for": leg.reason,
        }
        for leg in sorted(shown, key=lambda leg: (leg.first, leg.ends))
    ]
    modes = [mode for mode in MODE_COLOURS if any(row["mode"] == mode for row in rows)]
    names = list(dict.fromkeys(row["leg"] for row in rows))
    begins = min((leg.first for leg in shown), default=0.0) / 24
    tooltip = [{"field": name} for name in ("leg", "mode", "from", "to", "loads", "waits_for")]
    y = {"field": "leg", "type": "nominal", "sort": names, "title": None}
    scale = {"domain": [float(np.floor(begins)), float(np.ceil(plan.hours / 24))]}
    what = f"the {len(shown)} with most loads" if len(shown) < len(moving) else "all legs between places"
    return Chart(
        "legs",
        _legs_title(heard, moving),
        {
            "data": {"values": rows},
            "layer": [
                {
                    "mark": {"type": "bar", "cornerRadiusEnd": 0},
                    "encoding": {
                        "y": y,
                        "x": {"field": "from", "type": "quantitative", "title": "Days after the start", "scale": scale},
                        "x2": {"field": "to"},
                        "color": {
                            "field": "mode",
                            "type": "nominal",
                            "legend": None,  # each leg's name ends with its mode
                            "scale": {"domain": modes, "range": [f"${MODE_COLOURS[mode]}-hatched" for mode in modes]},
                        },
                        "tooltip": tooltip,
                    },
                },
                {
                    "mark": {"type": "text", "align": "left", "dx": 4},
                    "encoding": {
                        "y": y,
                        "x": {"field": "to", "type": "quantitative"},
                        "text": {"field": "loads", "type": "quantitative", "format": ".0f"},
                    },
                },
            ],
        },
        f"From the first load that enters to the last that leaves; {what}; the number is its loads; {ILLUSTRATIVE}",
    )


def _legs_title(heard: Heard, moving: Sequence[Leg]) -> str:
    """What the legs show: before which of them most is waited."""
    longest = max(moving, key=lambda leg: leg.waits, default=None)
    if longest is None or not longest.waits:
        return "Nothing waits between places"
    return f"Between places, most is waited in {longest.tail} before {longest.head}, for {longest.reason}"


def maps(heard: Heard, plan: Plan) -> tuple[Map, ...]:
    """The legs as lines as wide as their loads; places as large as what is waited there."""
    features = [*_lines(heard, plan), *_points(heard, plan)]
    waiting = max(features, key=lambda each: float(each["properties"].get("waits_load_h", 0)))["properties"]
    way = f"From {' and '.join(heard.name(name) for name in heard.movement.loads)} to {heard.name(heard.parameters.to)}"
    most = f"most is waited in {waiting['title']}" if waiting.get("waits_load_h") else "nothing waits"
    title = f"{way}, {most}; lines are as wide as their loads, discs as large as what waits there"
    return (Map("ways", title, {"type": "FeatureCollection", "features": features}),)


def _lines(heard: Heard, plan: Plan) -> list[dict[str, Any]]:
    network, found = plan.network, []
    moving = [leg for leg in legs(heard, plan) if leg.kind in ("travel", "border")]
    most = max((leg.loads for leg in moving), default=1.0)
    for leg in moving:
        ends = [heard.places[network.nodes[node[leg.arc]].split("/")[0]] for node in (network.tail, network.head)]
        found.append(
            {
                "type": "Feature",
                "id": f"{network.link[leg.arc]}-{leg.arc}",
                "geometry": {"type": "LineString", "coordinates": [[place.lon, place.lat] for place in ends]},
                "properties": {
                    "title": f"{leg.tail} – {leg.head}",
                    "mode": leg.mode,
                    "loads": round(leg.loads, 1),
                    "first_h": leg.first,
                    "ends_h": leg.ends,
                    "waits_for": leg.reason,
                    "role": f"by {leg.mode}",
                    "colour": MODE_COLOURS[leg.mode],
                    "size": round(leg.loads / most, 3),
                    "dashed": leg.mode == "sea",
                },
            }
        )
    return found


def _points(heard: Heard, plan: Plan) -> list[dict[str, Any]]:
    """Every place on the way; the ends, and where more than a tenth of all is waited, with their names."""
    network = plan.network
    waited: dict[str, float] = {}
    for wait in waits(plan):
        place = network.nodes[network.tail[wait.arc]].split("/")[0]
        waited[place] = waited.get(place, 0.0) + wait.load_hours
    travelling = [arc for arc in np.unique(plan.arc).tolist() if KINDS[network.kind[arc]] in ("travel", "border")]
    nodes = {int(end[arc]) for arc in travelling for end in (network.tail, network.head)}
    ends = {*heard.movement.loads, heard.parameters.to}
    on_the_way = sorted({network.nodes[node].split("/")[0] for node in nodes} | ends)
    most, total = max(waited.values(), default=1.0), sum(waited.values()) or 1.0
    return [
        {
            "type": "Feature",
            "id": name,
            "geometry": {"type": "Point", "coordinates": [heard.places[name].lon, heard.places[name].lat]},
            "properties": {
                "title": heard.places[name].name,
                "role": _role(heard, name),
                "waits_load_h": round(waited.get(name, 0.0), 1),
                "colour": "brick" if name in ends else "neutral",
                "size": round(max(waited.get(name, 0.0) / most, 0.05), 3),
                "label": heard.places[name].name if name in ends or waited.get(name, 0.0) > total / 10 else "",
            },
        }
        for name in on_the_way
    ]


def _role(heard: Heard, name: str) -> str:
    if name in heard.movement.loads:
        return "begins here"
    return "ends here" if name == heard.parameters.to else "on the way"
