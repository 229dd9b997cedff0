"""Eligibility drawn: the matrix of instruments and rules, each field met, failed or not settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    """A line for each way, a column for each type of rule; where several rules share a column, the worst verdict shows."""
    rows = [row for each in judged for row in _line(each)]
    shown = [name for name in dict.fromkeys((IN_ALL, *COLUMNS.values())) if any(row["rule"] == name for row in rows)]
    scale = {"domain": list(MARKS)}
    return {
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
            "y": {
                "field": "name",
                "type": "nominal",
                "sort": list(dict.fromkeys(_called(each.way) for each in judged)),
                "title": None,
                "axis": {"grid": True},
            },
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
            "size": {"condition": {"test": f"datum.rule === '{IN_ALL}'", "value": 190}, "value": 80},
            "tooltip": [{"field": name} for name in ("name", "rule", "verdict", "found", "reason")],
        },
    }


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
