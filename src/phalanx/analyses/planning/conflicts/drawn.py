"""Conflicts drawn: forces in time with the stretches that are promised twice, counts by kind, states by kind, and a map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from phalanx.analyses.planning.conflicts.asked import Heard
from phalanx.analyses.planning.conflicts.conflict import LEVELS, TITLES, Conflict
from phalanx.analyses.planning.conflicts.forces import FRAMEWORKS, Force
from phalanx.analyses.planning.conflicts.tables import booked_twice, by_state
from phalanx.answer import Chart, Map
from phalanx.vocabulary.codes import label
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import counted
from phalanx.world import World
from phalanx.world.places import drawn_places

COLOURS = {"high": "$brick", "possible": "$blue", "low": "$neutral"}
STRETCHES = {
    "promised once": "$neutral",
    "promised twice": "$brick",
    "possibly promised twice": "$brick-hatched",
}
BEFORE, AFTER = 2, 3
"""Years before and after the World's that the time line shows."""
UNNAMED = "contingent"
"""Forces of which no more is known: their line names state and framework alone."""
MOST_LINES, MOST_STATES = 24, 24


def charts(heard: Heard, found: Sequence[Conflict], day: date) -> tuple[Chart, ...]:
    """The time line where forces are known, and the counts where there are conflicts."""
    shown = _shown(heard, found, day)
    drawn = [_time_line(heard, found, shown, day)] if shown else []
    if found:
        drawn.append(_kinds(heard, found))
    if len({each.state for each in found}) > 1:
        drawn.append(_matrix(heard, found))
    return tuple(drawn)


def _shown(heard: Heard, found: Sequence[Conflict], day: date) -> list[Force]:
    """Commitments that are not over; of many, those promised twice alone."""
    live = [force for force in heard.forces if (force.last is None or force.last >= day) and force.first.year <= day.year + AFTER]  # fmt: skip
    twice = booked_twice(found)
    chosen = live if len(live) <= MOST_LINES else [force for force in live if force.record in twice]
    return sorted(chosen, key=lambda force: (force.state, force.first, force.record))[:MOST_LINES]


def _time_line(heard: Heard, found: Sequence[Conflict], shown: Sequence[Force], day: date) -> Chart:
    """A bar a commitment; a darker stretch while it is promised twice, hatched where that is only possible."""
    begins = date(max(day.year - BEFORE, date.min.year), 1, 1)
    ends = date(min(day.year + AFTER, date.max.year), 12, 31)
    names = _line_names(shown)
    booked = [each for each in found if each.kind == "double_booked" and each.first is not None]
    bars = [
        *(_bar(names[force.record], force.first, force.last, (begins, ends), "promised once", force.told) for force in shown),
        *_stretches(booked, names, (begins, ends)),
    ]  # fmt: skip
    return Chart(
        "time_line",
        _time_line_title(heard, booked),
        _lines(bars, [names[force.record] for force in shown], (begins, ends), day),
        f"Commitments that are known, {begins.year} to {ends.year}; dashed: {day:%-d %B %Y}; without a known end they go on",
    )


def _time_line_title(heard: Heard, booked: Sequence[Conflict]) -> str:
    """How many forces are promised twice."""
    if not booked:
        return f"No force of {heard.whom} is promised twice, as far as is public"
    sure = sum(each.severity == "high" for each in booked)
    are = "is" if sure == 1 else "are"
    return f"{counted(sure, 'force')} of {heard.whom} {are} promised twice, and {len(booked) - sure} more may be"


def _stretches(
    booked: Sequence[Conflict], names: Mapping[str, str], span: tuple[date, date]
) -> Iterator[dict[str, Any]]:
    """The time for which a force is promised twice, on the line of each of its commitments that is drawn."""
    for each in booked:
        what = "promised twice" if each.severity == "high" else "possibly promised twice"
        for record in each.evidence:
            if record in names and each.first is not None and each.first <= span[1]:
                yield _bar(names[record], each.first, each.last, span, what, each.what)


def _bar(force: str, first: date, last: date | None, span: tuple[date, date], what: str, told: str) -> dict[str, Any]:
    """A bar from its first day to its last, within the time drawn; to its end where the last is not known."""
    begins, ends = span
    return {
        "force": force,
        "from": max(first, begins).isoformat(),
        "to": min(last or ends, ends).isoformat(),
        "what": what,
        "told": told,
    }


def _lines(
    bars: Sequence[Mapping[str, Any]], order: Sequence[str], span: tuple[date, date], day: date
) -> dict[str, Any]:
    """The bars on their lines, and a dashed rule at the day."""
    x = {"type": "temporal", "title": None, "scale": {"domain": [end.isoformat() for end in span]}}
    there = {bar["what"] for bar in bars}
    domain = [what for what in STRETCHES if what in there]
    colour = {
        "field": "what",
        "type": "nominal",
        "title": None,
        "scale": {"domain": domain, "range": [STRETCHES[what] for what in domain]},
        "legend": {"orient": "top"},
    }
    return {
        "layer": [
            {
                "data": {"values": bars},
                "mark": {"type": "bar", "height": 12, "cornerRadius": 0},
                "encoding": {
                    "x": {"field": "from", **x, "axis": {"format": "%Y", "tickCount": "year"}},
                    "x2": {"field": "to"},
                    "y": {"field": "force", "type": "nominal", "sort": order, "title": None},
                    "color": colour,
                    "tooltip": [{"field": "told"}, {"field": "from"}, {"field": "to"}],
                },
            },
            {
                "data": {"values": [{"day": day.isoformat()}]},
                "mark": {"type": "rule", "strokeDash": [4, 3]},
                "encoding": {"x": {"field": "day", **x}, "color": {"value": "$ink"}},
            },
        ]
    }


def _line_names(shown: Sequence[Force]) -> dict[str, str]:
    """A name for each line; those that would read alike are told apart by a number."""
    names: dict[str, str] = {}
    seen: Counter[str] = Counter()
    for force in shown:
        what = force.unit or ("" if force.kind == UNNAMED else label(force.kind))
        to = FRAMEWORKS.get(force.framework, "agreement").removeprefix("the ").removeprefix("a ")
        text = f"{party_name(force.state)}{f': {what}' if what else ''} – {to}{f', {party_name(force.host)}' if force.host else ''}"
        seen[text] += 1
        names[force.record] = text if seen[text] == 1 else f"{text} ({seen[text]})"
    return names


def _kinds(heard: Heard, found: Sequence[Conflict]) -> Chart:
    """A stacked bar a kind, severe ones first."""
    counts = Counter((each.kind, each.severity) for each in found)
    totals = Counter(each.kind for each in found)
    kinds = [kind for kind, _ in totals.most_common()]
    rows = [
        {
            "conflict": TITLES[kind],
            "severity": level,
            "conflicts": counts[kind, level],
            "order": order,
            "total": totals[kind],
        }
        for kind in kinds
        for order, level in enumerate(LEVELS)
        if counts[kind, level]
    ]
    high = sum(each.severity == "high" for each in found)
    title = f"{high:,} of {counted(len(found), 'conflict')} of {heard.whom} {'is' if high == 1 else 'are'} severe, most often “{TITLES[kinds[0]]}”"
    if high:
        often = Counter(each.kind for each in found if each.severity == "high").most_common(1)[0][0]
        title = f"{high:,} of {counted(len(found), 'conflict')} of {heard.whom} {'is' if high == 1 else 'are'} severe, most of them “{TITLES[often]}”"
    y = {"field": "conflict", "type": "nominal", "sort": [TITLES[kind] for kind in kinds], "title": None}  # fmt: skip
    x = {"type": "quantitative", "title": None}
    return Chart(
        "kinds",
        title,
        {
            "data": {"values": rows},
            "encoding": {"y": y},
            "layer": [
                {
                    "mark": {"type": "bar", "cornerRadiusEnd": 0, "tooltip": True},
                    "encoding": {
                        "x": x | {"field": "conflicts", "stack": "zero"},
                        "color": {
                            "field": "severity",
                            "type": "nominal",
                            "title": None,
                            "scale": {"domain": list(LEVELS), "range": [COLOURS[level] for level in LEVELS]},
                            "legend": {"orient": "top"},
                        },
                        "order": {"field": "order", "type": "quantitative"},
                    },
                },
                {
                    "transform": [
                        {
                            "aggregate": [{"op": "max", "field": "total", "as": "total"}],
                            "groupby": ["conflict"],
                        }
                    ],
                    "mark": {"type": "text", "align": "left", "dx": 5},
                    "encoding": {
                        "x": x | {"field": "total"},
                        "text": {"field": "total", "type": "quantitative", "format": ","},
                    },
                },
            ],
        },
        "Conflicts by kind and severity; those between illustrative targets are one level less severe",
    )


def _matrix(heard: Heard, found: Sequence[Conflict]) -> Chart:
    """A square a state and kind, coloured by its worst conflict, with the number of conflicts in it."""
    table = by_state(found)
    states = table["state"].to_list()[:MOST_STATES]
    counts = Counter((each.state, each.kind) for each in found)
    worst = {(each.state, each.kind): each.severity for each in reversed(found)}
    kinds = [kind for kind in TITLES if any((state, kind) in counts for state in states)]
    rows = [
        {
            "state": party_name(state),
            "conflict": TITLES[kind],
            "conflicts": counts[state, kind],
            "severity": worst[state, kind],
        }
        for state in states
        for kind in kinds
        if (state, kind) in counts
    ]
    first = table.row(0, named=True)
    some = f"the first {len(states)} of {table.height}" if table.height > len(states) else "all"
    return Chart(
        "matrix",
        f"No state has more severe conflicts than {first['name']}: {first['high']} high, {first['possible']} possible",
        {
            "data": {"values": rows},
            "encoding": {
                "y": {
                    "field": "state",
                    "type": "nominal",
                    "sort": [party_name(state) for state in states],
                    "title": None,
                },
                "x": {
                    "field": "conflict",
                    "type": "nominal",
                    "sort": [TITLES[kind] for kind in kinds],
                    "title": None,
                    "axis": {"orient": "top", "labelAngle": -90, "labelLimit": 240, "labelOverlap": False},
                },
            },
            "layer": [
                {
                    "mark": {"type": "rect", "tooltip": True},
                    "encoding": {
                        "color": {
                            "field": "severity",
                            "type": "nominal",
                            "title": None,
                            "scale": {"domain": list(LEVELS), "range": [COLOURS[level] for level in LEVELS]},
                        }
                    },
                },
                {
                    "mark": {"type": "text"},
                    "encoding": {
                        "text": {"field": "conflicts", "type": "quantitative"},
                        "color": {
                            "condition": {"test": "datum.severity == 'low'", "value": "$on-middle"},
                            "value": "$ground",
                        },
                    },
                },
            ],
        },
        f"Conflicts by state and kind, {some}; the colour is that of the worst",
    )


def maps(world: World, heard: Heard, found: Sequence[Conflict]) -> tuple[tuple[Map, ...], tuple[str, ...]]:
    """A disc a state with a conflict: its size is their number, its colour the worst of them."""
    counts = Counter(each.state for each in found if each.state in heard.states)
    if not counts:
        return (), ()
    worst = {each.state: each.severity for each in reversed(found)}
    placed, left_out = drawn_places(world, counts)
    most = max(counts.values())
    points: list[dict[str, Any]] = [
        {
            "type": "Feature",
            "id": state,
            "geometry": {"type": "Point", "coordinates": list(placed[state])},
            "properties": {
                "state": state,
                "title": party_name(state),
                "conflicts": number,
                "worst": worst[state],
                "role": f"{worst[state]} at worst",
                "colour": COLOURS[worst[state]].removeprefix("$"),
                "size": round(number / most, 3),
                "label": state,
            },
        }
        for state, number in sorted(counts.items())
        if state in placed
    ]
    if not points:
        return (), left_out
    title = f"{counted(sum(counts.values()), 'conflict')} in the plans of {counted(len(counts), 'state')}"
    return (Map("conflicts", title, {"type": "FeatureCollection", "features": points}),), left_out
