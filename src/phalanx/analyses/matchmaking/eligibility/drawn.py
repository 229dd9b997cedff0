"""Eligibility drawn: the matrix of instruments and rules, each field met, failed or not settled."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

from phalanx.analyses.matchmaking.eligibility.told import headline
from phalanx.analyses.matchmaking.judging import Judged
from phalanx.analyses.matchmaking.rulebook import Way
from phalanx.analyses.matchmaking.rules import Asked, decides
from phalanx.answer import Chart
from phalanx.vocabulary.codes import label

COLUMNS: Mapping[str, str] = {
    "may_take_part": "who may take part",
    "minimum_participants": "participants",
    "maximum_participants": "participants",
    "minimum_member_states": "member states",
    "needs_loan": "SAFE loan",
    "unanimity": "consent",
    "maximum_outside_component_pct": "share from outside",
    "area": "area",
    "excluded_area": "area",
    "window_start": "dates",
    "window_end": "dates",
    "single_state_until": "dates",
    "application_deadline": "dates",
    "awarded_by": "money awarded",
    "runs": "running",
}
"""The rules that decide, by the column they stand in."""
IN_ALL = "in all"
CROSS = "M-1,-0.55L-0.55,-1L0,-0.45L0.55,-1L1,-0.55L0.45,0L1,0.55L0.55,1L0,0.45L-0.55,1L-1,0.55L-0.45,0Z"
MARKS: Mapping[str, tuple[str, str]] = {
    "met": ("$teal", "circle"),
    "failed": ("$brick", CROSS),
    "not settled": ("$neutral", "diamond"),
}
"""Colour and shape of every verdict; the shapes tell them apart without colours."""
WORDS = {"met": "met", "yes": "met", "failed": "failed", "no": "failed", "unsettled": "not settled"}
WORST = ("failed", "not settled", "met")
LONGEST = 50
"""The letters that a line of a name has room for, on a phone as well."""
LINE, LINED, GAP = 13, 15, 4
"""Pixels of a line of a name, of a line of marks, and from that to the next name."""


def charts(asked: Asked, judged: Sequence[Judged]) -> tuple[Chart, ...]:
    """The rule matrix."""
    return (
        Chart(
            "rules",
            headline(asked, judged),
            _matrix(judged),
            f"Every rule that decides, on {asked.day:%-d %B %Y}, by instrument and way of taking part; where there is no mark, there is no such rule",
        ),
    )


def _matrix(judged: Sequence[Judged]) -> dict[str, Any]:
    """A line for each way, a column for each type of rule; where several rules share a column, the worst verdict shows.

    The name of a way stands above its marks, whole, so that the columns have all the width there is.
    """
    names = [textwrap.wrap(_called(each.way), LONGEST) for each in judged]
    tops = list(accumulate((LINE * len(lines) + LINED + GAP for lines in names), initial=0))
    heads = [
        {"top": top, "line": top + LINE * len(lines) + LINED / 2, "name": "\n".join(lines)}
        for lines, top in zip(names, tops, strict=False)
    ]
    rows = [row | {"line": head["line"]} for each, head in zip(judged, heads, strict=True) for row in _line(each)]
    shown = [name for name in dict.fromkeys((IN_ALL, *COLUMNS.values())) if any(row["rule"] == name for row in rows)]
    scale = {"domain": list(MARKS)}
    y = {"type": "quantitative", "scale": {"domain": [tops[-1], 0], "nice": False}, "axis": None}
    marks = {
        "data": {"values": rows},
        "mark": {"type": "point", "filled": True, "opacity": 1},
        "encoding": {
            "x": {
                "field": "rule",
                "type": "nominal",
                "sort": shown,
                "title": None,
                "axis": {
                    "orient": "top",
                    "labelAngle": -90,
                    "labelOverlap": False,
                    "grid": False,
                },
            },
            "y": y | {"field": "line"},
            "color": {
                "field": "verdict",
                "type": "nominal",
                "scale": scale | {"range": [colour for colour, _ in MARKS.values()]},
                "title": None,
                "legend": {"orient": "top"},
            },
            "shape": {
                "field": "verdict",
                "type": "nominal",
                "scale": scale | {"range": [shape for _, shape in MARKS.values()]},
                "title": None,
            },
            "size": {"condition": {"test": f"datum.rule === '{IN_ALL}'", "value": 150}, "value": 80},
            "tooltip": [{"field": name} for name in ("name", "rule", "verdict", "found", "reason")],
        },
    }
    strokes = {"mark": {"type": "rule", "color": "$line"}, "encoding": {"y": y | {"field": "line"}}}
    words = {
        "mark": {
            "type": "text",
            "align": "left",
            "baseline": "top",
            "lineBreak": "\n",
            "lineHeight": LINE,
            "fontSize": 11,
        },
        "encoding": {"x": {"value": 0}, "y": y | {"field": "top"}, "text": {"field": "name", "type": "nominal"}},
    }
    named = {"data": {"values": heads}, "layer": [strokes, words]}
    return {"height": tops[-1], "layer": [named, marks]}


def _called(way: Way) -> str:
    """A way as a reader knows it: the name of its record, not its code, and what is asked for where that differs."""
    title = way.title.split(" (", maxsplit=1)[0]
    return f"{title}, {label(way.variant)}" if way.variant else title


def _line(judged: Judged) -> list[dict[str, str]]:
    row = {"way": judged.way.name, "name": _called(judged.way)}
    cells = {IN_ALL: row | {"rule": IN_ALL, "verdict": WORDS[judged.eligible], "found": "", "reason": ""}}
    for verdict in judged.verdicts:
        if not decides(verdict.rule) or verdict.outcome not in WORDS:
            continue
        name, word = COLUMNS[verdict.rule], WORDS[verdict.outcome]
        if name not in cells or WORST.index(word) < WORST.index(cells[name]["verdict"]):
            cells[name] = row | {"rule": name, "verdict": word, "found": verdict.found, "reason": verdict.reason}
    return list(cells.values())
