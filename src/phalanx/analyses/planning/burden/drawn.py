"""Burden drawn: ranks from key to key, shares against fair shares, how far rankings agree, and the ratio on a map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from phalanx.analyses.planning.burden.agreement import Agreement, Compared, Move, moves, telling
from phalanx.analyses.planning.burden.keys import KEY_TITLES
from phalanx.analyses.planning.burden.measures import MEASURES
from phalanx.analyses.planning.burden.shares import Burden, Ranking
from phalanx.analyses.planning.burden.told import named_place
from phalanx.answer import Chart, Map
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import counted
from phalanx.world import World
from phalanx.world.places import drawn_places

COLOURS = ("$blue", "$brick", "$teal", "$plum")
"""Of the states that move most; all others are grey."""
ROW = 17
"""Height of a place or state, in pixels."""
MOST_CODES = 4
MORE, LESS = "its share or more", "less than its share"


def charts(burden: Burden, compared: Compared) -> tuple[Chart, ...]:
    """Those for which there is something to draw."""
    if not burden.chosen.ranked.any():
        return ()
    measures = {name: each.title for name, each in MEASURES.items()}
    number = len(burden.heard.codes)
    return (
        *_bumps(burden),
        _against(burden),
        *_heat(
            "keys_agree", compared.keys, KEY_TITLES, number, f"ranks of {burden.chosen.given.measure.title} by two keys"
        ),
        *_heat(
            "measures_agree", compared.measures, measures, number, f"ranks by {burden.chosen.key.title} in two measures"
        ),
    )


def _bumps(burden: Burden) -> tuple[Chart, ...]:
    """A line a state through the keys that know every state; who moves most in colour."""
    whole = {name: each for name, each in burden.by_key.items() if each.key.whole}
    found = moves(whole)
    if not found or not found[0].places:
        return ()
    colour = _colours(burden, found)
    rows = [
        {
            "key": each.key.title,
            "state": code,
            "name": party_name(code),
            "rank": int(each.rank[place]),
            "ratio": round(float(each.ratio[place]), 2),
            "shown": code in colour,
        }
        for each in whole.values()
        for place, code in enumerate(burden.heard.codes)
        if each.ranked[place]
    ]
    left_out = [each.title for each in burden.keys.values() if not each.whole]
    first = found[0]
    return (
        Chart(
            "ranks",
            f"{party_name(burden.heard.codes[first.state])} is {named_place(first.rank_up)} by {KEY_TITLES[first.key_up]} "
            f"and {named_place(first.rank_down)} by {KEY_TITLES[first.key_down]}",
            _bump_lines(rows, [KEY_TITLES[name] for name in whole], colour),
            f"Rank of {counted(first.of, 'state')} by {burden.chosen.given.measure.title} against the fair share, 1 carries most; "
            "who moves most in colour"
            + (f"; {' and '.join(left_out)}: not for every state, so not drawn" if left_out else ""),
        ),
    )


def _colours(burden: Burden, found: Sequence[Move]) -> dict[str, str]:
    """The colour of each state that is told apart: amber for the one asked for, and of those that move most."""
    own = burden.heard.state
    most = [burden.heard.codes[each.state] for each in found if each.places and burden.heard.codes[each.state] != own]
    return ({own: "$accent"} if own else {}) | dict(zip(most, COLOURS, strict=False))


def _bump_lines(rows: list[dict[str, Any]], titles: list[str], colour: Mapping[str, str]) -> dict[str, Any]:
    paint = {
        "field": "state",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": list(colour), "range": list(colour.values())},
    }
    x = {"field": "key", "type": "nominal", "sort": titles, "title": None, "axis": {"labelAngle": 0}}
    lowest = max(row["rank"] for row in rows)
    scale = {"domain": [0.5, lowest + 0.5], "reverse": True, "nice": False}
    y = {"field": "rank", "type": "quantitative", "title": None, "scale": scale}
    line = {"type": "line", "interpolate": "monotone", "strokeWidth": 1.25}
    grey, faint = {"value": "$neutral"}, {"opacity": 0.45}
    return {
        "data": {"values": rows},
        "height": max(ROW * lowest, 120),
        "encoding": {
            "x": x,
            "y": y | {"axis": {"format": "d", "values": [1, *range(5, lowest + 1, 5)], "grid": False}},
            "detail": {"field": "state", "type": "nominal"},
            "tooltip": [{"field": name} for name in ("name", "key", "rank", "ratio")],
        },
        "layer": [
            {"transform": [{"filter": "!datum.shown"}], "mark": line | faint, "encoding": {"color": grey}},
            {
                "transform": [{"filter": "!datum.shown"}],
                "mark": {"type": "point", "filled": True, "size": 22, **faint},
                "encoding": {"color": grey},
            },
            {
                "transform": [{"filter": "datum.shown"}],
                "mark": line | {"strokeWidth": 2.5},
                "encoding": {"color": paint},
            },
            {
                "transform": [{"filter": "datum.shown"}],
                "mark": {"type": "point", "filled": True, "size": 60},
                "encoding": {"color": paint},
            },
            {
                "data": {"values": _ends(rows, titles[-1])},
                "mark": {"type": "text", "align": "left", "dx": 8},
                "encoding": {"text": {"field": "label", "type": "nominal"}, "tooltip": None},
            },
        ],
    }


def _ends(rows: Sequence[Mapping[str, Any]], last: str) -> list[dict[str, Any]]:
    """One label for each rank under the last key: names of states in colour, codes of others, many of them counted."""
    ranks: dict[int, list[Mapping[str, Any]]] = {}
    for row in rows:
        if row["key"] == last:
            ranks.setdefault(row["rank"], []).append(row)
    labels = []
    for rank, there in ranks.items():
        named = [row["name"] for row in there if row["shown"]]
        codes = [row["state"] for row in there if not row["shown"]]
        others = codes if len(codes) <= MOST_CODES else [f"{len(codes)} {'others' if named else 'states'}"]
        labels.append({"key": last, "rank": rank, "label": ", ".join(named + others)})
    return labels


def _against(burden: Burden) -> Chart:
    """A row a state: an open dot for its fair share, a full one for what it gives, and a line from one to the other."""
    ranking = burden.chosen
    rows = [
        {
            "state": party_name(burden.heard.codes[place]),
            "fair": round(100 * float(ranking.fair[place]), 3),
            "share": round(100 * float(ranking.share[place]), 3),
            "times": f"{ranking.ratio[place]:.2f}",
            "carries": MORE if ranking.ratio[place] >= 1 else LESS,
            "own": burden.heard.codes[place] == burden.heard.state,
        }
        for place in ranking.order.tolist()
        if ranking.share[place] > 0
    ]
    nothing = int(ranking.ranked.sum()) - len(rows)
    return Chart(
        "shares",
        _carried(ranking),
        _dumbbells(rows),
        "Share of what all give, in %, by logarithms, and by how many times it is the fair share, an open dot; where the two "
        "meet they are equal" + (f"; {counted(nothing, 'state')} with nothing not drawn" if nothing else ""),
    )


def _carried(ranking: Ranking) -> str:
    """How many states carry their share, as a title says it."""
    enough = int((ranking.ratio[ranking.ranked] >= 1).sum())
    return f"{enough} of {counted(int(ranking.ranked.sum()), 'state')} carry their share of {ranking.given.measure.title} by {ranking.key.title}"


def _dumbbells(rows: list[dict[str, Any]]) -> dict[str, Any]:
    ends = [row[name] for row in rows for name in ("fair", "share")]
    decades = [10.0**power for power in range(-3, 3)]
    scale = {"type": "log", "domain": [0.8 * min(ends), 1.6 * max(ends)], "nice": False}
    x = {"type": "quantitative", "scale": scale, "title": None, "axis": {"format": "~g", "values": decades}}
    carries = {"domain": [MORE, LESS], "range": ["$teal", "$brick"]}
    colour = {"field": "carries", "type": "nominal", "title": None, "scale": carries}
    own = {"condition": {"test": "datum.own", "value": "$accent"}, "value": "$neutral"}
    return {
        "data": {"values": rows},
        "height": {"step": ROW},
        "encoding": {
            "y": {"field": "state", "type": "nominal", "sort": [row["state"] for row in rows], "title": None},
            "tooltip": [{"field": name} for name in ("state", "share", "fair", "times")],
        },
        "layer": [
            {
                "mark": {"type": "rule", "strokeWidth": 2},
                "encoding": {"x": {"field": "fair", **x}, "x2": {"field": "share"}, "color": own},
            },
            {
                "mark": {"type": "point", "size": 50, "fill": "$ground", "stroke": "$quiet", "strokeWidth": 1.5},
                "encoding": {"x": {"field": "fair", **x}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 60},
                "encoding": {"x": {"field": "share", **x}, "color": colour},
            },
            {
                "transform": [{"calculate": "max(datum.fair, datum.share)", "as": "end"}],
                "mark": {"type": "text", "align": "left", "dx": 9},
                "encoding": {
                    "x": {"field": "end", **x},
                    "text": {"field": "times", "type": "nominal"},
                    "color": {"condition": {"test": "datum.own", "value": "$accent"}, "value": "$ink"},
                },
            },
        ],
    }


DARK = 0.8
"""From here on a cell is so strong that letters in the colour of the ground read better."""
PHONE = 300
"""Pixels of a plot below which its cells have room for small figures alone."""


def _heat(name: str, pairs: Sequence[Agreement], titles: Mapping[str, str], number: int, of: str) -> tuple[Chart, ...]:
    """A cell for each two rankings, shaded by tau-b."""
    if sum(each.tau is not None for each in pairs) < 2:
        return ()
    least = telling(pairs, number)[0]
    return (
        Chart(
            name,
            f"Ranks by {titles[least.one]} and by {titles[least.other]} agree least",
            _cells(_heat_rows(pairs, titles, number), list(titles.values())),
            f"Kendall's tau-b of {of}: 1 is the same order, 0 none in common, -1 the reverse; without colour "
            "where half of the states or fewer have both",
        ),
    )


def _heat_rows(pairs: Sequence[Agreement], titles: Mapping[str, str], number: int) -> list[dict[str, Any]]:
    """A row for each two rankings, both ways round; `broad` where more than half of `number` states have both."""
    return [
        {
            "one": titles[one],
            "other": titles[other],
            "tau": round(each.tau, 2),
            "states": each.states,
            "broad": 2 * each.states > number,
            "dark": 2 * each.states > number and abs(each.tau) > DARK,
        }
        for each in pairs
        if each.tau is not None
        for one, other in ((each.one, each.other), (each.other, each.one))
    ]


def _cells(rows: Sequence[Mapping[str, Any]], titles: Sequence[str]) -> dict[str, Any]:
    """A square of cells in the order of the titles: shaded where broad, each with its number."""
    order = [title for title in titles if any(row["one"] == title for row in rows)]
    across = {"orient": "top", "labelAngle": -90, "labelOverlap": False, "labelLimit": 220}
    shade = {"domain": [-1, 0, 1], "range": ["$less", "$middle", "$more"], "interpolate": "rgb"}
    ink = {"condition": {"test": "datum.dark", "value": "$ground"}, "value": "$ink"}
    return {
        "data": {"values": rows},
        "height": {"step": 34},
        "encoding": {
            "x": {"field": "one", "type": "nominal", "sort": order, "title": None, "axis": across},
            "y": {"field": "other", "type": "nominal", "sort": order, "title": None},
            "tooltip": [{"field": field} for field in ("one", "other", "tau", "states")],
        },
        "layer": [
            {
                "transform": [{"filter": "datum.broad"}],
                "mark": {"type": "rect", "cornerRadius": 2},
                "encoding": {
                    "color": {"field": "tau", "type": "quantitative", "title": None, "scale": shade, "legend": None}
                },
            },
            {
                "mark": {"type": "text", "fontSize": {"expr": f"width < {PHONE} ? 9 : 12"}},
                "encoding": {"text": {"field": "tau", "type": "quantitative", "format": ".2f"}, "color": ink},
            },
        ],
    }


def maps(world: World, burden: Burden) -> tuple[tuple[Map, ...], tuple[str, ...]]:
    """A disc a state, as large as its ratio, and a note on those the map leaves out."""
    ranking = burden.chosen
    states = [burden.heard.codes[place] for place in ranking.order.tolist()]
    placed, left_out = drawn_places(world, states)
    features = [_disc(burden, ranking, place, placed) for place in ranking.order.tolist() if burden.heard.codes[place] in placed]  # fmt: skip
    if not features:
        return (), ()
    title = f"{_carried(ranking)}; discs are as large as the multiple of it"
    return (Map("burden", title, {"type": "FeatureCollection", "features": features}),), left_out


def _disc(burden: Burden, ranking: Ranking, place: int, placed: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    code = burden.heard.codes[place]
    most = float(np.nanmax(ranking.ratio))
    return {
        "type": "Feature",
        "id": code,
        "geometry": {"type": "Point", "coordinates": list(placed[code])},
        "properties": {
            "title": party_name(code),
            "ratio": round(float(ranking.ratio[place]), 2),
            "share_pct": round(100 * float(ranking.share[place]), 2),
            "fair_pct": round(100 * float(ranking.fair[place]), 2),
            "rank": int(ranking.rank[place]),
            "role": "its share or more" if ranking.ratio[place] >= 1 else "less than its share",
            "colour": "teal" if ranking.ratio[place] >= 1 else "brick",
            "size": round(float(ranking.ratio[place]) / most, 3),
            "dashed": bool(ranking.low[place] < 1 < ranking.high[place]),
            "label": code,
        },
    }
