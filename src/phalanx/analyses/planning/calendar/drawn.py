"""The calendars drawn: a time line with a lane for each process, and the slack of what informs a decision elsewhere."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from phalanx.analyses.planning.calendar.asked import Calendar
from phalanx.analyses.planning.calendar.cycles import Occurrence
from phalanx.analyses.planning.calendar.told import behind
from phalanx.analyses.planning.calendar.waits import Verdict, Wait
from phalanx.answer import Chart
from phalanx.vocabulary.wording import counted

SIDES: Mapping[str, str] = {"NATO": "nato", "EU": "eu", "both": "both", "others": "neither"}
"""Whose an event is, and the name of its colour."""
UNCERTAIN = ", uncertain"
MARKED = {"": "", UNCERTAIN: "-hatched"}
SHORT = timedelta(days=62)
"""What takes less is drawn as a point: a bar of two months would be a hair's breadth."""
VERDICTS: Mapping[Verdict, str] = {"too late": "$brick", "tight": "$neutral", "in time": "$teal"}
LONGEST = 54
"""The letters that a line of a name has room for, on a phone as well."""
MOST_ROWS = 16
"""Pairs that the chart of slack shows, the tightest first; the table has all."""
TIED = "\N{NO-BREAK SPACE}"
LANE, LINE, BAR, GAP = 17, 13, 9, 9
"""Pixels of a lane, of a line of a name, of a bar of the slack, and from that to the next name."""
HEADINGS: Mapping[str, str] = {"NATO": "NATO", "EU": "EU", "both": "NATO and EU"}
"""What stands above the lanes of a side."""
HEADING = "# "
"""Before the name of a lane that is a heading, so that no process is taken for one."""


def charts(calendar: Calendar, today: date) -> tuple[Chart, ...]:
    """The time line, and the slack where one side's result informs a decision of the other."""
    drawn = []
    if calendar.events:
        drawn.append(Chart("time_line", _title(calendar, today), _time_line(calendar, today), _told(calendar)))
    if inputs := shown_inputs(calendar, today):
        drawn.append(Chart("slack", _slack_title(inputs), _slack(inputs[:MOST_ROWS]), _slack_told(calendar, inputs)))
    return tuple(drawn)


# ── The time line ────────────────────────────────────────────────────────────────────────────────────────────────────


def _title(calendar: Calendar, today: date) -> str:
    ahead = [each for each in calendar.events if each.earliest > today]
    known = [each for each in ahead if not uncertain(each)]
    whose = f" that concern {calendar.standing.name}" if calendar.standing else ""
    if not ahead:
        return f"All {counted(len(calendar.events), 'event')}{whose} {calendar.span} have begun"
    return f"Of {counted(len(ahead), 'event')} ahead{whose}, {len(known)} have a date that is more than derived or inferred"


def _told(calendar: Calendar) -> str:
    return (
        f"Events {calendar.span} by process, each as long as its dates allow; hatched or hollow: derived from the rhythm, "
        "or from a partial record"
    )


def uncertain(event: Occurrence) -> bool:
    """Whether an event is drawn hatched or hollow."""
    return event.derived or event.confidence == "partial"


def side(event: Occurrence) -> str:
    """Whose an event is: NATO, EU, both or others."""
    of = [name for name in ("NATO", "EU") if name in event.institutions]
    return {0: "others", 1: of[0] if of else "", 2: "both"}[len(of)]


def _time_line(calendar: Calendar, today: date) -> dict[str, Any]:
    """Bars for what lasts and points for what happens, in lanes; what overlaps in one process lies one below the other."""
    first, last = date(calendar.years[0], 1, 1), date(calendar.years[-1], 12, 31)
    rows = list(_rows(calendar, first, last))
    others = "others" if calendar.standing is None else f"{calendar.standing.name} alone"
    lanes = _lanes(rows, others)
    time = {
        "type": "temporal",
        "title": None,
        "axis": {"format": "%Y", "tickCount": "year", "labelOverlap": "parity", "labelFlush": False},
    }
    place = {
        "x": {"field": "from", **time, "scale": {"domain": [first.isoformat(), last.isoformat()]}},
        "y": {
            "field": "lane",
            "type": "nominal",
            "scale": {"domain": lanes},
            "title": None,
            "axis": {
                "labelExpr": f"split(datum.label, '|')[2] > 0 ? '' : replace(split(datum.label, '|')[0], '{HEADING}', '')",
                "labelFontWeight": {
                    "condition": {"test": f"indexof(datum.value, '{HEADING}') == 0", "value": 600},
                    "value": 400,
                },
                "labelLimit": 230,
                "grid": True,
            },
        },
        "tooltip": [{"field": name} for name in ("event", "begins", "ends", "standing")],
    }
    shown = [each for name in SIDES for each in (name, name + UNCERTAIN) if any(row["drawn"] == each for row in rows)]
    colour = {
        "field": "drawn",
        "type": "nominal",
        "title": None,
        "scale": {"domain": shown, "range": [_colour(name) for name in shown]},
        "legend": None,  # the lanes stand under headings that say whose they are
    }
    return {
        "height": {"step": LANE},
        "layer": [
            {
                "data": {"values": [row for row in rows if row["shape"] == "bar"]},
                "mark": {"type": "bar", "height": 11, "stroke": "$ground", "strokeWidth": 1},
                "encoding": place | {"x2": {"field": "until"}, "color": colour},
            },
            {
                "data": {"values": [row for row in rows if row["shape"] == "point"]},
                "mark": {"type": "point", "shape": "diamond", "size": 55, "opacity": 1, "strokeWidth": 1.4},
                "encoding": place
                | {
                    "fill": {
                        "condition": _by_side(known=True),
                        "value": "$ground",
                    },
                    "stroke": {"condition": _by_side(known=False), "value": "$neutral"},
                },
            },
            *(_today(today) if first <= today <= last else ()),
        ],
    }  # fmt: skip


def _by_side(*, known: bool) -> list[dict[str, str]]:
    """The colour of a point by whose it is; `known`: only of those that are certain."""
    also = " && !datum.uncertain" if known else ""
    return [
        {"test": f"datum.side === '{name}'{also}", "value": f"$institution-{colour}"} for name, colour in SIDES.items()
    ]


def _colour(drawn: str) -> str:
    name = drawn.removesuffix(UNCERTAIN)
    return f"$institution-{SIDES[name]}{MARKED[drawn.removeprefix(name)]}"


def _today(today: date) -> Iterator[dict[str, Any]]:
    data = {"values": [{"day": today.isoformat(), "label": "today"}]}
    x = {"field": "day", "type": "temporal"}
    yield {"data": data, "mark": {"type": "rule", "color": "$ink", "strokeWidth": 1.5}, "encoding": {"x": x}}
    yield {
        "data": data,
        "mark": {"type": "text", "align": "left", "dx": 4, "dy": -6, "baseline": "bottom"},
        "encoding": {"x": x, "y": {"value": 0}, "text": {"field": "label"}},
    }


def _rows(calendar: Calendar, first: date, last: date) -> Iterator[dict[str, Any]]:
    """A row an event, with its lane: of one process and side, the first that is free again when it begins."""
    busy: dict[tuple[str, str], list[date]] = {}
    for event in calendar.events:
        whose = side(event)
        process = event.process.split(" (", maxsplit=1)[0]
        lanes = busy.setdefault((whose, process), [])
        begins, ends = max(event.earliest, first), min(event.latest, last)
        short = event.latest - event.earliest < SHORT
        taken = ends + SHORT if short else ends
        free = next((place for place, until in enumerate(lanes) if until < begins), len(lanes))
        lanes[free : free + 1] = [taken]
        yield {
            "lane": f"{process}|{whose}|{free}",
            "side": whose,
            "drawn": whose + (UNCERTAIN if uncertain(event) else ""),
            "uncertain": uncertain(event),
            "shape": "point" if short else "bar",
            "event": event.title,
            "begins": event.first,
            "ends": event.last,
            "standing": "derived from the rhythm" if event.derived else event.confidence,
            "from": begins.isoformat(),
            "until": (ends + timedelta(days=1)).isoformat(),
        }


def _lanes(rows: Sequence[Mapping[str, Any]], others: str) -> list[str]:
    """The lanes from top to bottom: under a heading for each side its processes in time, those of one together."""
    found = []
    for whose in SIDES:
        own = [row["lane"] for row in rows if row["side"] == whose]
        processes = list(dict.fromkeys(lane.split("|")[0] for lane in own))
        if processes:
            found += [f"{HEADING}{HEADINGS.get(whose, others)}"]
        found += sorted(dict.fromkeys(own), key=lambda lane: (processes.index(lane.split("|")[0]), lane))
    return found


# ── Slack ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def shown_inputs(calendar: Calendar, today: date) -> list[Wait]:
    """What one side's decisions wait for from the other, tightest first; of links with the same slack each time, the next."""
    across = [each for each in calendar.inputs if each.across]
    ahead = [each for each in across if each.waiting.latest >= today] or across
    once: dict[tuple[str, int, int], Wait] = {}
    for each in ahead:
        if each.awaited.recurs_years == each.waiting.recurs_years:
            once.setdefault((each.record, 0, 0), each)
        else:
            once.setdefault((each.record, round(each.least), round(each.most)), each)
    return sorted(once.values(), key=lambda each: (each.most, each.least, each.waiting.earliest))


def certain(wait: Wait) -> bool:
    """Whether both dates are recorded, and in no partial record."""
    return not uncertain(wait.waiting) and not uncertain(wait.awaited)


def _slack_title(shown: Sequence[Wait]) -> str:
    late = [each for each in shown if each.verdict == "too late"]
    if not late:
        return "No result of one side is certain to come too late for the other"
    return f"{counted(len(late), 'result')} of one side come{'s' if len(late) == 1 else ''} too late for the other, at worst by {counted(round(max(-each.least for each in late)), 'month')}"


def _slack_told(calendar: Calendar, shown: Sequence[Wait]) -> str:
    pairs = counted(len(shown), "pair")
    some = f"the {MOST_ROWS} tightest of {pairs}" if len(shown) > MOST_ROWS else pairs
    return (
        f"Months between a result and the decision it should inform, {calendar.span}, as far apart as coarse dates "
        f"allow; left of zero it comes after the decision; {some}, what is the same each cycle once; hatched: a date is derived or partial"
    )


def _slack_rows(shown: Sequence[Wait]) -> tuple[list[dict[str, Any]], int]:
    """A row a pair, with where its name and its bar stand, in pixels from above; and the height of all."""
    names = [textwrap.wrap(f"{_named(each.awaited)} for {_named(each.waiting)}", LONGEST) for each in shown]
    tops = list(accumulate((LINE * len(lines) + BAR + GAP for lines in names), initial=0))
    rows: list[dict[str, Any]] = [
        {
            "top": top,
            "middle": top + LINE * len(lines) + BAR / 2 + 2,
            "name": "\n".join(lines),
            "least": round(each.least, 1),
            "most": round(max(each.most, each.least + 0.4), 1),
            "verdict": each.verdict + ("" if certain(each) else UNCERTAIN),
            "months": _span(round(each.least), round(each.most)),
            "zero": 0,
            "after": max(round(each.most, 1), 0),
            "why": each.reasoning,
            "late": behind(each) if each.least < 0 else "in time",
        }
        for each, lines, top in zip(shown, names, tops, strict=False)
    ]
    return rows, tops[-1]


def _slack(shown: Sequence[Wait]) -> dict[str, Any]:
    """A bar from the least to the most slack for each pair, with its months behind it and its name above, whole.

    A pair is as tall as the lines of its name want. No grid runs through the names: each bar has its own stroke at zero.
    """
    rows, height = _slack_rows(shown)
    words = {name + mark: colour + hatched for name, colour in VERDICTS.items() for mark, hatched in MARKED.items()}
    present = [word for word in words if any(row["verdict"] == word for row in rows)]
    x = {"type": "quantitative", "title": "months of slack", "axis": {"grid": False}}
    y = {"type": "quantitative", "scale": {"domain": [height, 0], "nice": False}, "axis": None}
    middle = {"y": y | {"field": "middle"}}
    return {
        "height": height,
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "bar", "height": BAR, "orient": "horizontal"},
                "encoding": middle
                | {
                    "x": x | {"field": "least"},
                    "x2": {"field": "most"},
                    "color": {
                        "field": "verdict",
                        "type": "nominal",
                        "title": None,
                        "scale": {"domain": present, "range": [words[word] for word in present]},
                        "legend": {"orient": "top"},
                    },
                    "tooltip": [{"field": name} for name in ("name", "least", "most", "verdict", "late", "why")],
                },
            },
            {
                "mark": {"type": "tick", "orient": "vertical", "color": "$ink", "thickness": 1.5, "size": BAR + 6},
                "encoding": middle | {"x": x | {"field": "zero"}},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "color": "$quiet"},
                "encoding": middle | {"x": x | {"field": "after"}, "text": {"field": "months", "type": "nominal"}},
            },
            {
                "mark": {
                    "type": "text",
                    "align": "left",
                    "baseline": "top",
                    "fontSize": 11,
                    "lineBreak": "\n",
                    "lineHeight": LINE,
                },
                "encoding": {
                    "x": {"value": 2},
                    "y": y | {"field": "top"},
                    "text": {"field": "name", "type": "nominal"},
                },
            },
        ],
    }


def _span(least: int, most: int) -> str:
    """The months of a bar, from the least to the most."""
    ends = [f"{end}".replace("-", "−") for end in dict.fromkeys((least, most))]
    return " to ".join(ends)


def _named(event: Occurrence) -> str:
    """The event with its year; what follows from a rhythm says how many years on."""
    told, _, later = event.event.partition(", ")
    plain = told.split(" (", maxsplit=1)[0]
    on = f"{TIED}+{TIED}{later.split()[0]}{TIED}y" if event.derived and later else ""
    return f"{plain}{on}{TIED}({event.first[:4]})"
