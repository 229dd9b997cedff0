"""Stress drawn: how many scenarios have arrived when, the elements that count, and where they are."""

from __future__ import annotations

from typing import Any

from phalanx.analyses.mobility.colours import ILLUSTRATIVE, MODE_COLOURS
from phalanx.analyses.mobility.movement.told import rules_said
from phalanx.analyses.mobility.stress.found import Element, Found
from phalanx.analyses.mobility.stress.tables import arrived_by
from phalanx.answer import Chart, Map
from phalanx.vocabulary.wording import counted

SHOWN = 15


def charts(found: Found) -> tuple[Chart, ...]:
    """The distribution of arrival, and the elements whose protection saves most."""
    return (_arrivals(found), *(_elements(found) if found.elements else ()))


def _arrivals(found: Found) -> Chart:
    """The share of scenarios that have arrived, over days, within its interval."""
    rows = arrived_by(found)
    x = {
        "field": "day",
        "type": "quantitative",
        "title": "Days after the start",
        "scale": {"zero": False, "nice": True},
    }
    y = {"type": "quantitative", "title": None, "scale": {"domain": [0, 100]}}
    worst = found.quantiles[0.95].value
    first = {"day": round(found.trial.undisturbed / 24, 3), "share": 0.0, "low": 0.0, "high": 0.0}
    late = 100 * found.late.value
    return Chart(
        "arrivals",
        f"{100 - late:.0f} % of scenarios are as quick as undisturbed; one in twenty takes longer than {worst / 24:.1f} days",
        {
            "data": {"values": [first, *rows]},
            "height": 260,
            "layer": [
                {
                    "mark": {"type": "area", "interpolate": "step-after", "opacity": 0.25},
                    "encoding": {"x": x, "y": y | {"field": "low"}, "y2": {"field": "high"}},
                },
                {
                    "mark": {"type": "line", "interpolate": "step-after", "stroke": "$blue-hatched", "strokeWidth": 5},
                    "encoding": {
                        "x": x,
                        "y": y | {"field": "share"},
                        "tooltip": [{"field": name} for name in ("day", "share", "low", "high")],
                    },
                },
                {
                    "data": {"values": [{"day": round(worst / 24, 3)}]},
                    "mark": {"type": "rule", "strokeDash": [4, 3]},
                    "encoding": {"x": x, "color": {"value": "$accent"}},
                },
            ],
        },
        f"Scenarios in which all has arrived, % of {found.trial.done:,}, with 95 % interval, {rules_said(found.stressed.heard)}; "
        f"dashed: 95 %; {ILLUSTRATIVE}",
    )


def _elements(found: Found) -> tuple[Chart, ...]:
    shown = found.elements[:SHOWN]
    rows = [
        {
            "name": f"{each.name}, {each.mode.replace('_', ' ')}" if each.mode != "handling" else each.name,
            "value": round(each.saves.value, 3),
            "low": round(each.saves.low, 3),
            "high": round(each.saves.high, 3),
            "told": f"delays {100 * each.delays.value:.1f} %",
        }
        for each in shown
    ]
    y = {"field": "name", "type": "nominal", "sort": [row["name"] for row in rows], "title": None}
    which = (
        f"the {SHOWN} that save most of {len(found.elements)}" if len(found.elements) > SHOWN else "all that save any"
    )
    best = shown[0]
    return (
        Chart(
            "elements",
            f"Protecting {best.name} saves most: {best.saves.value:.2f} hours a scenario",
            {
                "data": {"values": rows},
                "encoding": {"y": y, "tooltip": [{"field": name} for name in ("name", "value", "low", "high", "told")]},
                "layer": [
                    {
                        "mark": {"type": "bar", "color": "$blue-hatched"},
                        "encoding": {"x": {"field": "value", "type": "quantitative", "title": None}},
                    },
                    {
                        "mark": {"type": "rule"},
                        "encoding": {
                            "x": {"field": "low", "type": "quantitative"},
                            "x2": {"field": "high"},
                            "color": {"value": "$ink"},
                        },
                    },
                    {
                        "mark": {"type": "text", "align": "left", "dx": 6},
                        "encoding": {"x": {"field": "high", "type": "quantitative"}, "text": {"field": "told"}},
                    },
                ],
            },
            f"Hours saved a scenario when it alone loses nothing, with 95 % interval; behind: scenarios that it delays; {which}; {ILLUSTRATIVE}",
        ),
    )


def maps(found: Found) -> tuple[Map, ...]:
    """Links as wide and places as large as what their protection saves."""
    if not found.elements:
        return ()
    most = found.elements[0].saves.value
    links = {row["id"]: row for row in found.stressed.heard.world.table("mobility_links").iter_rows(named=True)}
    features = [_feature(found, each, links, most) for each in reversed(found.elements)]
    ends = [*found.stressed.parameters.from_, found.stressed.parameters.to]
    features += [_end(found, name) for name in ends]
    best = found.elements[0].name
    title = f"Of {counted(len(found.elements), 'element')} worth protecting, {best} saves most; the larger, the more it saves"
    return (Map("elements", title, {"type": "FeatureCollection", "features": features}),)


def _feature(found: Found, element: Element, links: dict[str, Any], most: float) -> dict[str, Any]:
    places = found.stressed.heard.places
    row = links.get(element.id)
    ends = [places[row["from_id"]], places[row["to_id"]]] if row else [places[element.id]]
    points = [[place.lon, place.lat] for place in ends]
    return {
        "type": "Feature",
        "id": element.id,
        "geometry": {"type": "LineString", "coordinates": points}
        if row
        else {"type": "Point", "coordinates": points[0]},
        "properties": {
            "title": element.name,
            "mode": element.mode,
            "saves_h": round(element.saves.value, 3),
            "delays_pct": round(100 * element.delays.value, 2),
            "role": "handling" if element.mode == "handling" else f"by {element.mode.replace('_', ' ')}",
            "colour": MODE_COLOURS[element.mode],
            "size": round(max(element.saves.value / most, 0.03), 3),
            "dashed": element.mode == "sea",
        },
    }


def _end(found: Found, name: str) -> dict[str, Any]:
    place = found.stressed.heard.places[name]
    return {
        "type": "Feature",
        "id": f"end-{name}",
        "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]},
        "properties": {
            "title": place.name,
            "role": "ends here" if name == found.stressed.parameters.to else "begins here",
            "colour": "neutral",
            "size": 0.1,
            "label": place.name,
        },
    }
