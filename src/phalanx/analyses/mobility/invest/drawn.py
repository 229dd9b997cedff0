"""Invest drawn: what each upgrade saves by itself and beside the others, what more money brings, and where it is built."""

from __future__ import annotations

from typing import Any

from phalanx.analyses.mobility.colours import HOLLOW_POINT, ILLUSTRATIVE
from phalanx.analyses.mobility.ground_told import hours_said, millions
from phalanx.analyses.mobility.invest.asked import Heard
from phalanx.analyses.mobility.invest.found import Found
from phalanx.answer import Chart, Map
from phalanx.vocabulary.wording import counted

BY_ITSELF, BESIDE = "by itself", "beside the others chosen"
LEAST = 0.05
"""Hours below which an upgrade is left out of the chart."""


def charts(heard: Heard, found: Found) -> tuple[Chart, ...]:
    """Those for which there is something to draw."""
    return (*_upgrades(heard, found), *_budgets(heard, found))


def _upgrades(heard: Heard, found: Found) -> tuple[Chart, ...]:
    """Two bars an upgrade; where the two differ, gains do not add up."""
    adds = found.last | found.beyond
    places = [place for place in adds if max(adds[place], found.worth.alone[place]) > LEAST or place in found.last]
    if not places:
        return ()
    places.sort(key=lambda place: (place not in found.last, -adds[place]))
    rows = [
        {
            "upgrade": heard.ground.upgrades[place].title,
            "how": how,
            "hours": round(hours, 2),
            "chosen": "chosen" if place in found.last else "left out",
        }
        for place in places
        for how, hours in ((BESIDE, adds[place]), (BY_ITSELF, found.worth.alone[place]))
    ]
    count = len(found.last)
    return (
        Chart(
            "upgrades",
            f"{count} of {len(heard.costs)} upgrades save {hours_said(found.choice.gain)} together"
            if count
            else "No upgrade under the budget saves an hour",
            {
                "data": {"values": rows},
                "mark": {"type": "bar", "cornerRadiusEnd": 0},
                "encoding": {
                    "y": {
                        "field": "upgrade",
                        "type": "nominal",
                        "sort": [heard.ground.upgrades[place].title for place in places],
                        "title": None,
                    },
                    "yOffset": {"field": "how", "sort": [BESIDE, BY_ITSELF]},
                    "x": {"field": "hours", "type": "quantitative", "title": "Hours saved on an average day"},
                    "color": {
                        "field": "how",
                        "type": "nominal",
                        "title": None,
                        "scale": {"domain": [BESIDE, BY_ITSELF], "range": ["$blue-hatched", "$neutral-hatched"]},
                    },
                    "tooltip": [{"field": name} for name in ("upgrade", "chosen", "how", "hours")],
                },
            },
            f"Hours over {counted(len(heard.examples), 'movement')}; the first {count} were chosen under {millions(heard.parameters.budget)}; "
            f"of the others the blue bar is what each would add; {ILLUSTRATIVE}",
        ),
    )


def _budgets(heard: Heard, found: Found) -> tuple[Chart, ...]:
    """A point a budget: what its best set saves."""
    if not found.curve:
        return ()
    rows = [
        {"budget": budget, "hours": round(choice.gain, 2), "asked": budget == heard.parameters.budget}
        for budget, choice in found.curve
    ]
    most = max(found.curve, key=lambda each: each[1].gain)
    half = next((budget for budget, choice in found.curve if 2 * choice.gain >= most[1].gain), most[0])
    x = {"field": "budget", "type": "quantitative", "title": "Budget, EUR million", "scale": {"type": "sqrt"}}
    y = {"field": "hours", "type": "quantitative", "title": None}
    return (
        Chart(
            "budgets",
            f"{millions(half)} save half or more of what {millions(most[0])} do"
            if half < most[0]
            else f"{millions(most[0])} save {hours_said(most[1].gain)}",
            {
                "data": {"values": rows},
                "height": 240,
                "encoding": {"x": x, "y": y, "tooltip": [{"field": "budget"}, {"field": "hours"}]},
                "layer": [
                    {
                        "mark": {
                            "type": "line",
                            "interpolate": "step-after",
                            "stroke": "$blue-hatched",
                            "strokeWidth": 5,
                        }
                    },
                    {
                        "mark": {**HOLLOW_POINT, "size": 70},
                        "encoding": {
                            "color": {"condition": {"test": "datum.asked", "value": "$accent"}, "value": "$blue"}
                        },
                    },
                ],
            },
            "Hours that the best set under each budget saves, over all movements on an average day; in amber the budget asked for; "
            "hatched and hollow: rests on illustrative figures",
        ),
    )


def maps(heard: Heard, found: Found) -> tuple[Map, ...]:
    """The places and links of the upgrades: what was chosen in full, the rest dashed or small."""
    nodes = {row["id"]: row for row in heard.world.table("mobility_nodes").iter_rows(named=True)}
    links = {row["id"]: row for row in heard.world.table("mobility_links").iter_rows(named=True)}
    features: list[dict[str, Any]] = []
    named: set[str] = set()
    for place, upgrade in enumerate(heard.ground.upgrades):
        chosen = place in found.choice.chosen
        about = {
            "title": upgrade.title,
            "role": "chosen" if chosen else "left out",
            "cost_eur_m": upgrade.cost_eur_m,
            "colour": "blue" if chosen else "neutral",
            "size": 0.5 if chosen else 0.15,
        }
        for element in upgrade.elements:
            if element in links:
                ends = [nodes[links[element][end]] for end in ("from_id", "to_id")]
                geometry: dict[str, Any] = {"type": "LineString", "coordinates": [_position(end) for end in ends]}
                features.append(_feature(f"{upgrade.id}-{element}", geometry, about | {"dashed": not chosen}))
            elif element in nodes:
                geometry = {"type": "Point", "coordinates": _position(nodes[element])}
                name = "" if element in named else nodes[element]["name"]  # a place of two upgrades is named once
                named.add(element)
                features.append(_feature(f"{upgrade.id}-{element}", geometry, about | {"label": name}))
    title = f"Where the {len(found.choice.chosen)} of {len(heard.ground.upgrades)} upgrades are that were chosen under {millions(heard.parameters.budget)}"
    return (Map("upgrades", title, {"type": "FeatureCollection", "features": features}),)


def _position(node: dict[str, Any]) -> list[float]:
    return [node["lon"], node["lat"]]


def _feature(name: str, geometry: dict[str, Any], about: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "id": name, "geometry": geometry, "properties": about}
