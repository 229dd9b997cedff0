"""The overlaps drawn: whose they are and when they arose, lines of succession, and purchases side by side."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import polars as pl

from phalanx.analyses.network.overlaps.pair_scores import Overlaps
from phalanx.analyses.network.overlaps.said import shared_parties
from phalanx.analyses.network.saying import some_of
from phalanx.answer import Chart, Map
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import counted
from phalanx.world import World
from phalanx.world.places import drawn_places

SHOWN_PARTIES = 14
SHOWN_LINES = 16
SHOWN_MATTERS = 14
SHOWN_STATES = 40
LONGEST_LINE = 48
"""The letters that a line of a title has room for, on a phone as well."""
LEADING = 14
"""Pixels from one line of a title to the next."""
COLOURS = {"superseding": "$plum", "redundant": "$brick", "complementary": "$teal"}
CLUSTERS = "ABCDEF"


def charts(
    world: World, overlaps: Overlaps, pairs: pl.DataFrame, lines: pl.DataFrame, parallel: pl.DataFrame
) -> tuple[Chart, ...]:
    """The charts that there is something for: overlaps by parties, families, parallel purchases."""
    found = []
    if pairs.height:
        found.append(_board(overlaps, pairs))
    if lines.height:
        found.append(_families(lines, world.valid_on.isoformat()))
    if parallel.height:
        found.append(_side_by_side(overlaps, parallel))
    return tuple(found)


def _board(overlaps: Overlaps, pairs: pl.DataFrame) -> Chart:
    """A line for each group of parties, a dot for each pair at the day on which the later one was signed."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for pair in pairs.iter_rows(named=True):
        groups.setdefault(tuple(shared_parties(overlaps, pair)), []).append(pair)
    shown = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))[:SHOWN_PARTIES]
    places = [pair[side] for _, own in shown for pair in own for side in ("earlier", "later")]
    facts = overlaps.of(places, "title", "first_day")
    rows = [
        {
            "parties": f"{_short(parties)} · {len(own)}",
            "earlier": facts[pair["earlier"]]["title"],
            "later": facts[pair["later"]]["title"],
            "day": facts[pair["later"]]["first_day"].isoformat(),
            "overlap": pair["label"],
            "score": round(pair["score"], 2),
        }
        for parties, own in shown
        for pair in own
    ]
    names = [f"{_short(parties)} · {len(own)}" for parties, own in shown]
    spec = {
        "data": {"values": rows},
        "mark": {"type": "point", "filled": True, "size": 90, "opacity": 0.75},
        "encoding": {
            "x": {
                "field": "day",
                "type": "temporal",
                "title": None,
                "scale": {"padding": 10},
                "axis": {"format": "%Y", "tickCount": 8},
            },
            "y": {"field": "parties", "type": "nominal", "sort": names, "title": None},
            "color": {
                "field": "overlap",
                "type": "nominal",
                "title": None,
                "scale": {"domain": list(COLOURS), "range": list(COLOURS.values())},
                "legend": {"orient": "top"},
            },
            "tooltip": [{"field": name} for name in ("earlier", "later", "overlap", "score")],
        },
    }
    first, own = shown[0]
    which = f"the {len(shown)} groups of parties with most" if len(groups) > len(shown) else "all groups of parties"
    return Chart(
        "board",
        f"Most overlaps are between {some_of([party_name(party) for party in first], 4)}: {counted(len(own), 'pair')}",
        spec,
        f"Pairs that overlap, {which}, each at the day on which the later agreement was signed",
    )


def _short(parties: Sequence[str]) -> str:
    """Parties as a chart names a line: by their codes, which leave room for the dots on a phone."""
    return " ".join(parties) if len(parties) < 7 else f"{' '.join(parties[:5])} + {len(parties) - 5}"


def _families(lines: pl.DataFrame, today: str) -> Chart:
    """A bar for each agreement of the largest families, from signature to end or today; one family below the other."""
    sizes = lines.group_by("family", maintain_order=True).agg(pl.col("size").first())["size"].to_list()
    number, room = 0, SHOWN_LINES
    while number < len(sizes) and sizes[number] <= room:
        room -= sizes[number]
        number += 1
    number = max(number, 1)
    shown = lines.filter(pl.col("family") <= number)
    rows = [
        {
            "line": place,
            "name": "\n".join(textwrap.wrap(row["title"], LONGEST_LINE)),
            "lines": len(textwrap.wrap(row["title"], LONGEST_LINE)),
            "from": _day(row["signed"]),
            "until": _day(row["ended"] or today),
            "open": row["ends"],
            "title": row["title"],
            "signed": row["signed"],
        }
        for place, row in enumerate(shown.iter_rows(named=True))
    ]
    deep = max(row["lines"] for row in rows) * LEADING
    below = deep // 2 + 2
    x = {"type": "temporal", "title": None, "axis": {"format": "%Y", "tickCount": 6}}
    y = {"field": "line", "type": "ordinal", "axis": None}
    spec = {
        "data": {"values": rows},
        "height": {"step": deep + 22},
        "encoding": {"y": y, "tooltip": [{"field": name} for name in ("title", "signed", "from", "until")]},
        "layer": [
            {
                "mark": {"type": "bar", "height": 9, "yOffset": below},
                "encoding": {
                    "x": {"field": "from", **x},
                    "x2": {"field": "until"},
                    "color": {"condition": {"test": "datum.open", "value": "$blue"}, "value": "$neutral"},
                },
            },
            {
                "mark": {
                    "type": "text",
                    "align": "left",
                    "baseline": "top",
                    "dy": {"expr": f"{below - 10} - {LEADING} * datum.lines"},
                    "lineBreak": "\n",
                    "lineHeight": LEADING,
                },
                "encoding": {"x": {"value": 0}, "text": {"field": "name"}},
            },
        ],
    }
    first = lines.filter(pl.col("family") == 1)
    return Chart(
        "families",
        f"The longest line of succession has {counted(first.height)}, from {first['signed'][0][:4]} to "
        f"{first['signed'][-1][:4]}",
        spec,
        f"The {counted(number, 'line')} with most agreements, each from signature to end or today; grey: a later one took its "
        "place, blue: none did",
    )


def _day(text: str) -> str:
    """A partial date as the first day it can mean, which a time axis understands."""
    return text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text


def _side_by_side(overlaps: Overlaps, parallel: pl.DataFrame) -> Chart:
    """A column a kind of arms, a row a state; squares of one colour in a column buy together."""
    pacts = overlaps.frame.with_row_index("place").filter(pl.col("id").is_in(_pacts(parallel)))
    titles = dict(pacts.select("id", "title").iter_rows())
    of = {name: overlaps.parties[place] for name, place in pacts.select("id", "place").iter_rows()}
    shown = parallel.head(SHOWN_MATTERS)
    rows = [
        {
            "matter": row["matter"],
            "cluster": CLUSTERS[number] if number < len(CLUSTERS) else "other",
            "pact": titles[name],
            "name": party_name(state),
        }
        for row in shown.iter_rows(named=True)
        for number, name in enumerate(row["agreements"])
        for state in row["states"]
        if state in of[name]
    ]
    often = pl.DataFrame(rows).group_by("name").len().sort(["len", "name"], descending=[True, False])["name"].to_list()
    frequent = often[:SHOWN_STATES]
    rows = [row for row in rows if row["name"] in frequent]
    spec = {
        "data": {"values": rows},
        "height": {"step": 20},
        "mark": {"type": "rect", "cornerRadius": 2},
        "encoding": {
            "x": {
                "field": "matter",
                "type": "nominal",
                "sort": shown["matter"].to_list(),
                "scale": {"paddingInner": 0.25},
                "title": None,
                "axis": {"orient": "top", "labelAngle": -90, "labelOverlap": False, "labelLimit": 200},
            },
            "y": {
                "field": "name",
                "type": "nominal",
                "sort": frequent,
                "scale": {"paddingInner": 0.2},
                "title": None,
            },
            "color": {"field": "cluster", "type": "nominal", "legend": None},
            "tooltip": [{"field": name} for name in ("matter", "name", "pact")],
        },
    }
    most = parallel.sort("pacts", descending=True, maintain_order=True).row(0, named=True)
    return Chart(
        "parallel",
        f"{most['matter'][0].upper()}{most['matter'][1:]}: {most['pacts']} pacts side by side, by states with none in common",
        spec,
        "Standing pacts on the same arms; in a column, states of one colour buy or build together"
        + (f"; the {SHOWN_STATES} states with most" if len(often) > SHOWN_STATES else ""),
    )


def _pacts(parallel: pl.DataFrame) -> list[str]:
    """The pacts side by side, by id."""
    return parallel["agreements"].explode().unique(maintain_order=True).to_list()


def maps(world: World, parallel: pl.DataFrame) -> tuple[tuple[Map, ...], tuple[str, ...]]:
    """The parallel purchases between capitals, coloured by what is bought, and a note on states the map leaves out."""
    states = sorted({state for row in parallel["states"].to_list() for state in row})
    placed, left_out = drawn_places(world, states)
    features = []
    pacts = world.table("agreements").filter(pl.col("id").is_in(_pacts(parallel)))
    parties = dict(pacts.select("id", "parties").iter_rows())
    for number, row in enumerate(parallel.iter_rows(named=True)):
        for name in row["agreements"]:
            own = sorted((state for state in parties[name] if state in placed), key=lambda state: placed[state])
            features += [
                {
                    "type": "Feature",
                    "id": f"{row['matter']}/{name}/{one}-{other}",
                    "geometry": {"type": "LineString", "coordinates": [list(placed[one]), list(placed[other])]},
                    "properties": {
                        "title": f"{party_name(one)} – {party_name(other)}",
                        "matter": row["matter"],
                        "agreement": name,
                        "role": row["matter"] if number < len(CLUSTERS) else "other arms",
                        "colour": f"cluster-{CLUSTERS[number].lower() if number < len(CLUSTERS) else 'other'}",
                    },
                }
                for one, other in pairwise(own)
            ]
    if not features:
        return (), left_out
    points = [
        {
            "type": "Feature",
            "id": state,
            "geometry": {"type": "Point", "coordinates": list(place)},
            "properties": {"title": party_name(state), "colour": "neutral", "size": 0.05, "label": state},
        }
        for state, place in placed.items()
    ]
    drawn = {"type": "FeatureCollection", "features": [*features, *points]}
    title = f"Groups with no state in common buy the same {counted(parallel.height, 'kind')} of arms side by side"
    return (Map("parallel", title, drawn),), left_out
