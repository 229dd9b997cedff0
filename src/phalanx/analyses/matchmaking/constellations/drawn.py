"""Constellations drawn: the score of each group as stacked parts, the best of each size, and the first on a map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from phalanx.analyses.matchmaking.constellations.asked import Heard
from phalanx.analyses.matchmaking.constellations.told import group_named
from phalanx.analyses.matchmaking.parts_drawn import Scored, hatching, stacked
from phalanx.analyses.matchmaking.proposals import Proposal
from phalanx.analyses.matchmaking.search import Ranking
from phalanx.answer import Chart, Map
from phalanx.vocabulary.parties import party_name
from phalanx.world import World
from phalanx.world.places import drawn_places

SHOWN = 12
MOST_LETTERS = 5
"""The states of a larger group are told by number on an axis."""


def charts(heard: Heard, ranking: Ranking, proposed: Sequence[Proposal]) -> tuple[Chart, ...]:
    """The score as stacked parts, and the best score of each size where there are several."""
    drawn = [_parts(heard, proposed)]
    if len(ranking.by_size) > 1:
        drawn.append(_sizes(heard, ranking, proposed))
    return tuple(drawn)


def _parts(heard: Heard, proposed: Sequence[Proposal]) -> Chart:
    """A bar a group: what each band adds to the right, and costs to the left."""
    shown = [
        Scored(_short(each), group_named(each.states), each.score, each.parts, each.illustrative)
        for each in proposed[:SHOWN]
    ]
    first = proposed[0]
    some = f"the {len(shown)} best" if len(shown) < len(proposed) else "all proposed"
    return Chart(
        "parts",
        f"{group_named(first.states)} lead{'s' if len(first.states) == 1 else ''} with {first.score:.1f} points",
        stacked(shown, heard.scoring.points),
        f"Points of each part, {some} for {heard.area}; the number is the score, costs lie left of zero{hatching(shown)}",
    )


def _short(proposal: Proposal) -> str:
    """A group on an axis: its place and its states by code."""
    codes = " ".join(proposal.states[:MOST_LETTERS])
    more = len(proposal.states) - MOST_LETTERS
    return f"{proposal.rank}  {codes}{f' +{more}' if more > 0 else ''}"


def _sizes(heard: Heard, ranking: Ranking, proposed: Sequence[Proposal]) -> Chart:
    """A bar a size: the score of its best group."""
    best = max(ranking.by_size.values())
    leading = len(proposed[0].states)
    illustrative = bool((heard.needs.illustrative & heard.needs.needed).any())
    rows = [
        {"states": size, "score": round(score, 2), "first": size == leading, "illustrative": illustrative}
        for size, score in sorted(ranking.by_size.items())
    ]
    hatched = "-hatched" if illustrative else ""
    low = min(0.0, *ranking.by_size.values())
    scale = {"domain": [low, best * 1.1 + 1], "nice": False}
    y = {"field": "score", "type": "quantitative", "title": None, "axis": None, "scale": scale}
    return Chart(
        "sizes",
        f"Groups of {leading} score best",
        {
            "data": {"values": rows},
            "height": 240,
            "encoding": {"x": {"field": "states", "type": "ordinal", "title": "states in the group", "axis": {"labelAngle": 0}}},
            "layer": [
                {
                    "mark": {"type": "bar", "tooltip": True},
                    "encoding": {
                        "y": y,
                        "color": {
                            "condition": {"test": "datum.first", "value": f"$accent{hatched}"},
                            "value": f"$blue{hatched}",
                        },
                    },
                },
                {
                    "mark": {"type": "text", "baseline": "bottom", "dy": -4},
                    "encoding": {"y": y, "text": {"field": "score", "type": "quantitative", "format": ".1f"}},
                },
            ],
        },
        f"Score of the best group of each size for {heard.area}"
        + ("; hatched: rests on illustrative needs" if illustrative else ""),
    )  # fmt: skip


def maps(world: World, heard: Heard, proposed: Sequence[Proposal]) -> tuple[tuple[Map, ...], tuple[str, ...]]:
    """The first group: its members joined to its largest buyer, who would be next dashed, all others small."""
    if not proposed:
        return (), ()
    first = proposed[0]
    needs, share = heard.needs, heard.needs.share.mean(axis=0)
    placed, left_out = drawn_places(world, needs.states)
    joining = next((step.best for step in first.steps if step.opens is None), None)
    points = [
        {
            "type": "Feature",
            "id": state,
            "geometry": {"type": "Point", "coordinates": list(placed[state])},
            "properties": {
                "title": party_name(state),
                "role": _role(state, first, joining),
                "colour": "blue" if state in first.states else "teal" if state == joining else "neutral",
                "share_of_need_pct": round(100 * float(share[place]), 1),
                "illustrative": bool((needs.illustrative & needs.needed)[:, place].any()),
                "size": round(float(share[place] / share.max()), 4),
                "label": state,
            },
        }
        for place, state in enumerate(needs.states)
        if state in placed
    ]
    ends = [*(state for state in first.states if state != first.lead), *([joining] if joining else [])]
    lines = [
        _line(first.lead, state, placed, dashed=state == joining)
        for state in ends
        if state in placed and first.lead in placed
    ]
    if not points:
        return (), left_out
    title = f"{group_named(first.states)}, joined to the largest buyer"
    return (Map("constellation", title, {"type": "FeatureCollection", "features": [*lines, *points]}),), left_out


def _role(state: str, first: Proposal, joining: str | None) -> str:
    if state == first.lead:
        return "largest buyer"
    if state in first.states:
        return "member"
    return "next to join" if state == joining else "not in the group"


def _line(lead: str, state: str, placed: Mapping[str, tuple[float, float]], *, dashed: bool) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": f"{lead}-{state}",
        "geometry": {"type": "LineString", "coordinates": [list(placed[lead]), list(placed[state])]},
        "properties": {
            "title": f"{party_name(lead)} – {party_name(state)}",
            "role": "next to join" if dashed else "member",
            "colour": "teal" if dashed else "blue",
            "size": 0.5,
            "dashed": dashed,
        },
    }
