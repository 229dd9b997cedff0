"""Threshold drawn: the dial as a stepped curve with what falls at each step, and what becomes of the pacts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from phalanx.analyses.matchmaking.threshold.asked import Heard
from phalanx.analyses.matchmaking.threshold.tables import falling_pacts, steps_table
from phalanx.answer import Chart
from phalanx.vocabulary.wording import counted

MOST_TITLES = 6
"""How many of those that fall a tooltip names."""
SHOWN_FATES = {
    "stays": ("stays", "$blue"),
    "unsettled": ("not settled", "$blue-hatched"),
    "could_grow": ("could grow", "$moss"),
    "falls_away": ("falls away", "$brick"),
    "closed": ("may not take part", "$neutral"),
}


def charts(heard: Heard) -> tuple[Chart, ...]:
    """A stepped curve for pacts and one for bundled projects, and the pacts by what becomes of them; where there are any."""
    drawn = [_dial(heard), _fates(heard)] if heard.pacts.any() else []
    if not heard.pacts.all():
        drawn.append(_projects(heard))
    return tuple(drawn)


def _dial(heard: Heard) -> Chart:
    """A step for each threshold: how many pacts have enough states, and how many fall there."""
    falls, pacts = falling_pacts(heard), int(heard.pacts.sum())
    left = dict(steps_table(heard).select("threshold", "pacts").iter_rows())
    steepest = max(falls, key=lambda each: len(falls[each]))
    title = (
        f"If it takes {counted(steepest, 'state')}, {len(falls[steepest])} of {counted(pacts, 'pact')} fall below the bar"
        if falls[steepest]
        else f"{left[max(left)]} of {counted(pacts, 'pact')} have {counted(max(left), 'state')} or more{_rule(heard)}"
    )
    told = f"Live procurement pacts that have enough states{_rule(heard)}, by how many it takes; −n: so many fall at this step"
    return Chart("dial", title, _curve(heard, left, falls, "$blue"), told)


def _projects(heard: Heard) -> Chart:
    """The same for bundled projects."""
    steps = steps_table(heard)
    left = dict(steps.select("threshold", "projects").iter_rows())
    pacts = falling_pacts(heard)
    falls = {
        threshold: [name for name in fallen if name not in pacts[threshold]]
        for threshold, fallen in steps.select("threshold", "fallen").iter_rows()
    }
    number = int((~heard.pacts).sum())
    title = f"{left[max(left)]} of {counted(number, 'bundled project')} have {counted(max(left), 'state')} or more{_rule(heard)}"
    told = (
        f"Bundled projects that have enough states{_rule(heard)}, by how many it takes; −n: so many fall at this step"
    )
    return Chart("projects", title, _curve(heard, left, falls, "$teal"), told)


def _rule(heard: Heard) -> str:
    return f" under {heard.instrument}" if heard.instrument else ""


def _some(titles: list[str]) -> str:
    more = len(titles) - MOST_TITLES
    return "; ".join(titles[:MOST_TITLES]) + (f"; and {more} more" if more > 0 else "")


def _curve(heard: Heard, left: Mapping[int, int], falls: Mapping[int, Sequence[str]], colour: str) -> dict[str, Any]:
    """A line that holds from each threshold to the next, with what is left above each step and what falls below it."""
    titles = dict(heard.frame.select("id", "title").iter_rows())
    rows = [
        {
            "threshold": threshold,
            "left": number,
            "fall": f"−{len(falls[threshold])}" if falls[threshold] else "",
            "fallen": _some([titles[name] for name in falls[threshold]]),
        }
        for threshold, number in left.items()
    ]
    text = {"type": "text", "align": "left", "dx": 7}
    return {
        "data": {"values": rows},
        "height": 260,
        "encoding": {
            "x": {
                "field": "threshold",
                "type": "quantitative",
                "title": "states it takes",
                "axis": {"tickMinStep": 1, "format": "d"},
                "scale": {"nice": False, "zero": False, "padding": 24},
            },
            "y": {"field": "left", "type": "quantitative", "title": None, "scale": {"zero": True}},
            "tooltip": [{"field": "threshold"}, {"field": "left"}, {"field": "fallen"}],
        },
        "layer": [
            {"mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2, "color": colour}},
            {"mark": {"type": "point", "filled": True, "size": 70, "color": colour}},
            {
                "mark": {**text, "dy": -10, "fontWeight": "bold"},
                "encoding": {"text": {"field": "left", "type": "quantitative"}},
            },
            {
                "mark": {**text, "dy": 12, "color": "$brick"},
                "encoding": {"text": {"field": "fall", "type": "nominal"}},
            },
        ],
    }


def _fates(heard: Heard) -> Chart:
    """A bar a threshold: the pacts that stay, could grow, fall away."""
    dial, pacts = heard.dial, heard.pacts
    rows, last = [], Counter[str]()
    for threshold, fates in zip(dial.thresholds, dial.fates, strict=True):
        last = Counter(fate for fate, pact in zip(fates, pacts, strict=True) if pact)
        rows += [
            {"threshold": threshold, "fate": words, "order": order, "pacts": last[fate]}
            for order, (fate, (words, _)) in enumerate(SHOWN_FATES.items())
            if last[fate]
        ]
    seen = [fate for fate in SHOWN_FATES if any(row["fate"] == SHOWN_FATES[fate][0] for row in rows)]
    few = sum(last[fate] for fate in ("could_grow", "falls_away", "closed"))
    title = (
        f"Of {counted(few, 'pact')} with too few states for {dial.thresholds[-1]}, {last['could_grow']} could grow by near states"
        if few
        else f"All pacts have {counted(dial.thresholds[-1], 'state')} or more"
    )
    return Chart(
        "fates",
        title,
        {
            "data": {"values": rows},
            "encoding": {
                "y": {"field": "threshold", "type": "ordinal", "title": "states it takes"},
                "x": {"field": "pacts", "type": "quantitative", "title": None, "stack": "zero"},
                "color": {
                    "field": "fate",
                    "type": "nominal",
                    "title": None,
                    "scale": {
                        "domain": [SHOWN_FATES[fate][0] for fate in seen],
                        "range": [SHOWN_FATES[fate][1] for fate in seen],
                    },
                    "legend": {"orient": "top"},
                },
                "order": {"field": "order", "type": "quantitative"},
            },
            "mark": {"type": "bar", "tooltip": True},
        },
        f"Live procurement pacts{_rule(heard)} by what becomes of them at each threshold",
    )
