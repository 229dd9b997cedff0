"""Partition drawn: who is with whom for which item, what other divisions are worth, who would leave, and the ties on a map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from scipy.cluster.hierarchy import leaves_list, linkage
from scipy.spatial.distance import squareform

from phalanx.analyses.matchmaking.constellations.told import group_named
from phalanx.analyses.matchmaking.groups import Floats
from phalanx.analyses.matchmaking.partition.asked import PartitionParameters
from phalanx.analyses.matchmaking.partition.division import Division
from phalanx.analyses.matchmaking.partition.told import HAS, leavers, objective, strongest
from phalanx.analyses.matchmaking.proposals import Proposal
from phalanx.answer import Chart, Map
from phalanx.vocabulary.marks import point_look
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import counted
from phalanx.world import World
from phalanx.world.places import drawn_places

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CLUSTERS = "ABCDEF"
"""As many groups as have colours of their own; further ones are of the colour of others."""
OFTEN = 0.5
"""The share of the items both need for which two states are together, from which a map joins them."""


def charts(divisions: Sequence[Division], parameters: PartitionParameters) -> tuple[Chart, ...]:
    """Who is with whom, what other divisions are worth, and who would leave."""
    who = _groups(divisions[0]) if len(divisions) == 1 else _matrix(divisions)
    drawn = [who, _compared(divisions)]
    if strongest(divisions) is not None:
        drawn.append(_leaving(divisions, parameters))
    return tuple(drawn)


def _marked(divisions: Sequence[Division]) -> bool:
    return any(each.illustrative for division in divisions for each in division.groups)


# ── Who is with whom ─────────────────────────────────────────────────────────────────────────────────────────────────


def _groups(division: Division) -> Chart:
    """A bar a group: its score, in its order."""
    names = [f"{_letter(each.rank)}: {' '.join(each.states)}" for each in division.groups]
    rows = [
        {
            "group": name,
            "states": group_named(each.states),
            "score": round(each.score, 2),
            "illustrative": each.illustrative,
        }
        for name, each in zip(names, division.groups, strict=True)
    ]
    hatched = _marked([division])
    x = {"field": "score", "type": "quantitative", "title": None}
    first = division.groups[0]
    return Chart(
        "groups",
        f"{group_named(first.states)} would be the best of {counted(len(names), 'group')}",
        {
            "data": {"values": rows},
            "encoding": {
                "y": {"field": "group", "type": "nominal", "sort": names, "title": None},
                "x": x,
                "tooltip": [{"field": name} for name in ("states", "score", "illustrative")],
            },
            "layer": [
                {"mark": {"type": "bar", "color": "$blue-hatched" if hatched else "$blue"}},
                {
                    "mark": {"type": "text", "align": "left", "dx": 5},
                    "encoding": {"text": {"field": "score", "type": "quantitative", "format": ".1f"}},
                },
            ],
        },
        f"Score of each group that buys {division.item.name}, points" + _hatching(hatched),
    )


def _hatching(hatched: bool) -> str:
    return "; hatched: rests on illustrative needs" if hatched else ""


def together(divisions: Sequence[Division]) -> tuple[tuple[str, ...], Floats, Floats]:
    """All states by code; for each two the number of items for which they are together, and that both need."""
    states = tuple(sorted({state for each in divisions for state in each.item.needs.states}))
    place = {state: number for number, state in enumerate(states)}
    joint, both = np.zeros((2, len(states), len(states)))
    for each in divisions:
        here = [place[state] for state in each.item.needs.states]
        both[np.ix_(here, here)] += 1
        for group in each.groups:
            members = [place[state] for state in group.states]
            joint[np.ix_(members, members)] += 1
    return states, joint, both


def _matrix(divisions: Sequence[Division]) -> Chart:
    """A row a state, a column an item, in each cell the letter of its group; who is often together are neighbours."""
    order = _neighbours(divisions)
    items = [each.item.name for each in divisions]
    rows = [
        {
            "state": party_name(state),
            "item": each.item.name,
            "group": _letter(group.rank) if group else "–",
            "cluster": _cluster(group.rank) if group else "other",
            "with": group_named(group.states) if group else "nobody",
            "score": round(group.score, 1) if group else None,
            "illustrative": group.illustrative if group else False,
        }
        for each in divisions
        for state, group in ((state, each.group_of(state)) for state in each.item.needs.states)
    ]
    x = {
        "field": "item",
        "type": "nominal",
        "sort": items,
        "title": None,
        "axis": {"orient": "top", "labelAngle": -55, "labelAlign": "left", "labelLimit": 190, "labelOverlap": False},
    }
    y = {"field": "state", "type": "nominal", "sort": [party_name(state) for state in order], "title": None}
    return Chart(
        "division",
        _most_together(divisions),
        {
            "data": {"values": rows},
            "height": {"step": 19},
            "encoding": {
                "x": x,
                "y": y | {"axis": {"labelPadding": 4}},
                "tooltip": [{"field": name} for name in ("state", "item", "group", "with", "score", "illustrative")],
            },
            "layer": [
                {
                    "mark": {"type": "rect", "opacity": 0.25},
                    "encoding": {"color": {"field": "cluster", "type": "nominal", "legend": None}},
                },
                {"mark": {"type": "text", "fontSize": 11}, "encoding": {"text": {"field": "group", "type": "nominal"}}},
            ],
        },
        "The group of each state for each item it needs: A is the best of the item, further ones follow"
        + ("; all of it rests on illustrative needs" if _marked(divisions) else ""),
    )


def _letter(rank: int) -> str:
    """How a group is named: A is the best; a number where there are more than letters."""
    return LETTERS[rank - 1] if rank <= len(LETTERS) else str(rank)


def _cluster(rank: int) -> str:
    return CLUSTERS[rank - 1] if rank <= len(CLUSTERS) else "other"


def _neighbours(divisions: Sequence[Division]) -> tuple[str, ...]:
    """All states, those next to one another that are often together."""
    states, joint, both = together(divisions)
    if len(states) < 3:
        return states
    apart = 1 - joint / np.maximum(both, 1)
    np.fill_diagonal(apart, 0.0)
    order = leaves_list(linkage(squareform(apart, checks=False), "average", optimal_ordering=True))
    return tuple(states[place] for place in order)


def _most_together(divisions: Sequence[Division]) -> str:
    """The two states that are together for most items, as a title."""
    states, joint, _ = together(divisions)
    above = np.triu(joint, 1)
    one, other = np.unravel_index(int(np.argmax(above)), above.shape)
    times = int(above[one, other])
    if not times:
        return "No two states are together"
    return (
        f"{party_name(states[one])} and {party_name(states[other])} go together for {times} of {len(divisions)} items"
    )


# ── What else there is ───────────────────────────────────────────────────────────────────────────────────────────────


def _compared(divisions: Sequence[Division]) -> Chart:
    """A bar a division: the best, the one nobody would leave, and that in groups of two alone."""
    best, hatched = objective(divisions), _marked(divisions)
    found = {"the best": best, "nobody would leave": sum(each.stable.objective for each in divisions)}
    title = "The best division is also one that nobody would leave"
    less = 100 * (1 - found["nobody would leave"] / best) if best else 0.0
    if less >= 0.05:
        title = f"Groups that nobody would leave are worth {less:.1f} % less than the best"
    if all(each.pairs is not None for each in divisions):
        found["groups of two alone"] = sum(each.pairs or 0.0 for each in divisions)
    rows = [
        {"division": name, "points": round(worth, 1), "first": name == "the best", "illustrative": hatched}
        for name, worth in found.items()
    ]
    mark = "-hatched" if hatched else ""
    return Chart(
        "compared",
        title,
        {
            "data": {"values": rows},
            "encoding": {
                "y": {"field": "division", "type": "nominal", "sort": list(found), "title": None},
                "x": {"field": "points", "type": "quantitative", "title": None},
            },
            "layer": [
                {
                    "mark": {"type": "bar", "tooltip": True},
                    "encoding": {
                        "color": {
                            "condition": {"test": "datum.first", "value": f"$accent{mark}"},
                            "value": f"$blue{mark}",
                        }
                    },
                },
                {
                    "mark": {"type": "text", "align": "left", "dx": 5},
                    "encoding": {"text": {"field": "points", "type": "quantitative", "format": ",.0f"}},
                },
            ],
        },
        "Points of all groups together, by how states are divided" + _hatching(hatched),
    )


def _leaving(divisions: Sequence[Division], parameters: PartitionParameters) -> Chart:
    """A line an item: what the members of the strongest leaving group have at most, and what they would have."""
    rows = [
        {
            "item": f"{each.item.name}: {' '.join(leavers(each))}",
            "states": group_named(leavers(each)),
            "have": round(float(each.blocking.had.max()), 2),
            "would have": round(each.blocking.has, 2),
            "gain": round(each.blocking.gain, 2),
        }
        for each in sorted(divisions, key=lambda each: -each.blocking.gain if each.blocking else 0.0)
        if each.blocking is not None
    ]
    first = strongest(divisions)
    title = f"{group_named(leavers(first))} would leave for a group of their own" if first else ""
    x = {"type": "quantitative", "title": None, "scale": {"zero": False}}
    look = point_look(illustrative=_marked(divisions)) | {"strokeWidth": 2}
    return Chart(
        "leaving",
        title,
        {
            "data": {"values": rows},
            "encoding": {
                "y": {
                    "field": "item",
                    "type": "nominal",
                    "sort": [row["item"] for row in rows],
                    "title": None,
                },
                "tooltip": [{"field": name} for name in ("states", "have", "would have", "gain")],
            },
            "layer": [
                {"mark": {"type": "rule", "color": "$line", "strokeWidth": 3}, "encoding": {"x": {"field": "have", **x}, "x2": {"field": "would have"}}},
                {"mark": {"type": "point", "color": "$quiet", "size": 70, **look}, "encoding": {"x": {"field": "have", **x}}},
                {"mark": {"type": "point", "color": "$accent", "size": 100, **look}, "encoding": {"x": {"field": "would have", **x}}},
            ],
        },
        f"The strongest group that would leave, by item, in {HAS[parameters.by]}: what its best-placed member has (grey) "
        "and what each would have (amber)" + ("; hollow: rests on illustrative needs" if _marked(divisions) else ""),
    )  # fmt: skip


# ── On a map ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def maps(world: World, divisions: Sequence[Division]) -> tuple[tuple[Map, ...], tuple[str, ...]]:
    """Of one item its groups, each joined to its largest buyer; of several the states that are together for most."""
    states, joint, both = together(divisions)
    placed, left_out = drawn_places(world, states)
    if len(divisions) == 1:
        lines = [
            _line(group.lead, state, placed, {**_coloured(group), "group": _letter(group.rank), "illustrative": group.illustrative, "size": 0.5})
            for group in divisions[0].groups
            for state in group.states
            if state != group.lead and {state, group.lead} <= set(placed)
        ]  # fmt: skip
        title = f"The best groups for {divisions[0].item.name}, joined to their largest buyers"
    else:
        lines = _often(states, joint, both, placed, illustrative=_marked(divisions))
        title = "States that are together for at least half of what both need"
    points = [_point(state, place, divisions, joint, placed) for place, state in enumerate(states) if state in placed]
    if not points:
        return (), left_out
    return (Map("division", title, {"type": "FeatureCollection", "features": [*lines, *points]}),), left_out


def _coloured(group: Proposal | None) -> dict[str, str]:
    """How a group of one item is coloured on its map, and what the legend says of it."""
    if group is None:
        return {"role": "in no group", "colour": "neutral"}
    cluster = _cluster(group.rank)
    named = f"group {_letter(group.rank)}" if cluster != "other" else "further groups"
    return {"role": named, "colour": f"cluster-{cluster.lower()}"}


def _often(
    states: Sequence[str],
    joint: Floats,
    both: Floats,
    placed: Mapping[str, tuple[float, float]],
    *,
    illustrative: bool,
) -> list[dict[str, Any]]:
    """A line for each two states that are together for so many of the items both need, two at least."""
    share = joint / np.maximum(both, 1)
    return [
        _line(
            states[one],
            states[other],
            placed,
            {
                "colour": "blue",
                "items_together": int(joint[one, other]),
                "items_both_need": int(both[one, other]),
                "illustrative": illustrative,
                "size": round(float(share[one, other]), 4),
            },
        )
        for one, other in combinations(range(len(states)), 2)
        if share[one, other] >= OFTEN and joint[one, other] > 1 and {states[one], states[other]} <= set(placed)
    ]


def _line(one: str, other: str, placed: Mapping[str, tuple[float, float]], said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": f"{one}-{other}",
        "geometry": {"type": "LineString", "coordinates": [list(placed[one]), list(placed[other])]},
        "properties": {"title": f"{party_name(one)} – {party_name(other)}", **said},
    }


def _point(
    state: str, place: int, divisions: Sequence[Division], joint: Floats, placed: Mapping[str, tuple[float, float]]
) -> dict[str, Any]:
    """A state: for how many items it is in a group, and of one item in which."""
    needing = [each for each in divisions if state in each.item.needs.states]
    group = needing[0].group_of(state) if len(divisions) == 1 else None
    return {
        "type": "Feature",
        "id": state,
        "geometry": {"type": "Point", "coordinates": list(placed[state])},
        "properties": {
            "title": party_name(state),
            **(_coloured(group) if len(divisions) == 1 else {"colour": "blue"}),
            "group": _letter(group.rank) if group else None,
            "items_needed": len(needing),
            "items_in_a_group": int(joint[place, place]),
            "illustrative": any(bool((each.item.needs.illustrative).any()) for each in needing),
            "size": round(float(joint[place, place]) / len(divisions), 4),
            "label": state,
        },
    }
