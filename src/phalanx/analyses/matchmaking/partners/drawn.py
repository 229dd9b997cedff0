"""Partners drawn: what each adds to the best group, what each has in common with the state, and who is where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from phalanx.analyses.matchmaking.constellations.told import group_named
from phalanx.analyses.matchmaking.partners.asked import Heard
from phalanx.analyses.matchmaking.partners.calls import Call, Calls
from phalanx.analyses.matchmaking.parts_drawn import Scored, hatching, stacked
from phalanx.answer import Chart, Map
from phalanx.vocabulary.parties import party_name
from phalanx.world import World
from phalanx.world.places import drawn_places

SHOWN = 20
NEXT = 5
"""How many partners beyond the best group a map joins, by dashed lines."""


def charts(heard: Heard, found: Calls) -> tuple[Chart, ...]:
    """What each partner adds, and what the score of each two is made of."""
    return (_gains(heard, found), _in_common(heard, found.calls))


def _gains(heard: Heard, found: Calls) -> Chart:
    """A bar a partner: to the right what the best group gains by it, to the left what it costs."""
    shown = found.calls[:SHOWN]
    marked = any(each.group.illustrative for each in shown)
    # Where there is no group without a partner, it adds all that the group has.
    rows = [
        {
            "partner": party_name(each.partner),
            "adds": round(each.group.score if each.gain is None else each.gain, 2),
            "group": group_named(each.group.states),
            "score": round(each.group.score, 1),
            "illustrative": each.group.illustrative,
        }
        for each in shown
    ]
    mark = "-hatched" if marked else ""
    x = {"field": "adds", "type": "quantitative", "title": None}
    labels: list[dict[str, Any]] = [
        {
            "transform": [{"filter": f"datum.adds {sign} 0"}],
            "mark": {"type": "text", "align": align, "dx": shift},
            "encoding": {"x": x, "text": {"field": "adds", "type": "quantitative", "format": "+.1f"}},
        }
        for sign, align, shift in ((">=", "left", 5), ("<", "right", -5))
    ]
    some = f"the first {len(shown)} of {len(found.calls)}" if len(shown) < len(found.calls) else "all"
    least = min((each.gain for each in shown if each.gain is not None), default=0.0)
    return Chart(
        "gains",
        f"{party_name(heard.code)} should call {party_name(shown[0].partner)} first",
        {
            "data": {"values": rows},
            "encoding": {
                "y": {
                    "field": "partner",
                    "type": "nominal",
                    "sort": [row["partner"] for row in rows],
                    "title": None,
                },
                "tooltip": [{"field": name} for name in ("partner", "adds", "group", "score", "illustrative")],
            },
            "layer": [
                {
                    "mark": {"type": "bar", "cornerRadiusEnd": 0},
                    "encoding": {
                        "x": x | {"scale": {"domainMin": round(1.15 * least, 2)}} if least < 0 else x,
                        "color": {
                            "condition": {"test": "datum.adds > 0", "value": f"$accent{mark}"},
                            "value": f"$neutral{mark}",
                        },
                    },
                },
                *labels,
            ],
        },
        f"Points that the best group with both has beyond the best without the partner, for {heard.groups.area}; {some}"
        + ("; hatched: rests on illustrative needs" if marked else ""),
    )


def _in_common(heard: Heard, calls: Sequence[Call]) -> Chart:
    """A bar a partner, most in common first: the score of the two alone as stacked parts."""
    most = sorted(calls, key=lambda each: (-each.pair.score, each.partner))[:SHOWN]
    shown = [
        Scored(
            party_name(each.partner), party_name(each.partner), each.pair.score, each.pair.parts, each.pair.illustrative
        )
        for each in most
    ]
    return Chart(
        "in_common",
        f"{shown[0].name} has most in common with {party_name(heard.code)}",
        stacked(shown, heard.groups.scoring.points),
        f"Points of each part for the two alone, {heard.groups.area}; the number is the score, costs lie left of zero"
        + hatching(shown),
    )


def maps(world: World, heard: Heard, found: Calls) -> tuple[tuple[Map, ...], tuple[str, ...]]:
    """The state, joined to the rest of its best group, and by dashed lines to who would come next."""
    needs = heard.groups.needs
    placed, left_out = drawn_places(world, needs.states)
    inside = set(found.best.states) if found.best else set()
    further = [each.partner for each in found.calls if each.partner not in inside][:NEXT]
    rank = {each.partner: each for each in found.calls}
    marked = bool((needs.illustrative & needs.needed).any())
    points = [
        {
            "type": "Feature",
            "id": state,
            "geometry": {"type": "Point", "coordinates": list(placed[state])},
            "properties": {
                "title": party_name(state),
                "role": _role(state, heard.code, inside, further),
                "colour": "blue" if state in inside else "teal" if state in further else "neutral",
                "call": rank[state].rank if state in rank else None,
                "adds": _adds(rank.get(state)),
                "illustrative": marked,
                "size": 1.0 if state == heard.code else 0.5 if state in inside else 0.25,
                "label": state,
            },
        }
        for state in needs.states
        if state in placed
    ]
    ends = [state for state in needs.states if state in {*inside, *further} - {heard.code}]
    lines = [
        _line(heard.code, state, placed, dashed=state in further)
        for state in ends
        if state in placed and heard.code in placed
    ]
    if not points:
        return (), left_out
    title = f"The best group of {party_name(heard.code)}, and by dashed lines who comes next"
    return (Map("partners", title, {"type": "FeatureCollection", "features": [*lines, *points]}),), left_out


def _adds(call: Call | None) -> float | None:
    return None if call is None or call.gain is None else round(call.gain, 2)


def _role(state: str, asking: str, inside: set[str], further: Sequence[str]) -> str:
    if state == asking:
        return "looks for partners"
    if state in inside:
        return "in the best group"
    return "would come next" if state in further else "further away"


def _line(one: str, other: str, placed: Mapping[str, tuple[float, float]], *, dashed: bool) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": f"{one}-{other}",
        "geometry": {"type": "LineString", "coordinates": [list(placed[one]), list(placed[other])]},
        "properties": {
            "title": f"{party_name(one)} – {party_name(other)}",
            "role": "would come next" if dashed else "in the best group",
            "colour": "teal" if dashed else "blue",
            "size": 0.5,
            "dashed": dashed,
        },
    }
