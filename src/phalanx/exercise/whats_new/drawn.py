"""Drawn: what the news changed, before and after, a panel for each kind of number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from phalanx.answer import Chart
from phalanx.exercise.whats_new.news import News
from phalanx.exercise.whats_new.told import Line, Panel
from phalanx.vocabulary.wording import counted

WHEN = {"before": "$neutral", "after": "$blue"}
STEP = 24
"""Pixels that a line takes."""
LABELS = 250
"""Pixels that the names of lines take at most."""


def charts(news: News, panels: Sequence[Panel]) -> tuple[Chart, ...]:
    """One chart of all panels; none where nothing changed."""
    drawn = [panel for panel in panels if panel.lines]
    if not drawn:
        return ()
    return (
        Chart(
            "before_and_after",
            _title(drawn),
            {"vconcat": [_panel(panel) for panel in drawn], "spacing": 26},
            f"Grey: without {_what(news)}; blue: with it. Orders and movements rest on illustrative rules",
        ),
    )


def _what(news: News) -> str:
    """What the blue points count and the grey ones do not."""
    if len(news.titles) == 1:
        return f"“{next(iter(news.titles.values()))}”"
    return f"{counted(len(news.titles), 'agreement')} that came since {news.since:%-d %B %Y}"


def _title(panels: Sequence[Panel]) -> str:
    """The largest change of all, in words."""
    panel, line = max(((panel, line) for panel in panels for line in panel.lines), key=lambda each: _share(each[1]))
    return panel.said.format(label=line.label, before=_number(line.before), after=_number(line.after))


def _share(line: Line) -> float:
    """How much of the larger number the change is."""
    return abs(line.after - line.before) / max(abs(line.before), abs(line.after), 1e-9)


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == round(value) else f"{value:,.1f}"


def _panel(panel: Panel) -> dict[str, Any]:
    rows = [
        {
            "what": line.label,
            "when": when,
            "value": round(value, 3),
            "said": _number(value),
            "later": line.after >= line.before,
        }
        for line in panel.lines
        for when, value in (("before", line.before), ("after", line.after))
    ]
    order = [line.label for line in panel.lines]
    values = [value for line in panel.lines for value in (line.before, line.after)]
    spread = max(values) - min(values)
    # A bar from nothing would hide a change of a few per cent; the room at both ends is for the numbers.
    domain = [min(values) - 0.12 * spread, max(values) + 0.12 * spread]
    y = {
        "field": "what", "type": "nominal", "sort": order, "title": None, "axis": {"labelLimit": LABELS, "minExtent": LABELS},
    }  # fmt: skip
    x = {
        "field": "value", "type": "quantitative", "title": panel.title,
        "scale": {"zero": False, "domain": domain, "nice": False}, "axis": {"tickCount": 5},
    }  # fmt: skip
    colour = {
        "field": "when", "type": "nominal", "legend": None,
        "scale": {"domain": list(WHEN), "range": list(WHEN.values())},
    }  # fmt: skip
    return {
        "data": {"values": rows},
        "height": {"step": STEP},
        "encoding": {"y": y, "tooltip": [{"field": name} for name in ("what", "when", "value")]},
        "layer": [
            {
                "mark": {"type": "line", "strokeWidth": 2},
                "encoding": {"x": x, "detail": {"field": "what"}, "color": {"value": "$line"}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 80, "opacity": 1},
                "encoding": {"x": x, "color": colour},
            },
            *(_numbers(x, when, later=later) for when in WHEN for later in (True, False)),
        ],
    }


def _numbers(x: dict[str, Any], when: str, *, later: bool) -> dict[str, Any]:
    """The numbers outside the two points: the smaller one to the left, the larger one to the right."""
    right = (when == "after") == later
    return {
        "transform": [{"filter": f"datum.when === '{when}' && datum.later === {str(later).lower()}"}],
        "mark": {"type": "text", "align": "left" if right else "right", "dx": 8 if right else -8, "fontSize": 11},
        "encoding": {
            "x": x,
            "text": {"field": "said"},
            "color": {"value": WHEN[when] if when == "after" else "$quiet"},
        },
    }
