"""National plan drawn: what each year's euros serve, the two targets of each item, and how much is due and there by year."""

from __future__ import annotations

from typing import Any

from phalanx.analyses.planning.national_plan.asked import Heard
from phalanx.analyses.planning.national_plan.found import Found
from phalanx.analyses.planning.national_plan.listed import SERVES
from phalanx.analyses.planning.national_plan.tables import coverage_table
from phalanx.answer import Chart
from phalanx.vocabulary.marks import line_look, point_look
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import counted

COLOURS = {"both": "$teal", "NATO": "$blue", "EU": "$plum"}
LINES = {"due": "$neutral", "there": "$teal"}
LEAST_TOLD = 0.5
"""From so many per cent on a title tells what is missing."""
FRAMEWORKS = {"NATO": "$blue", "EU": "$plum"}


def charts(heard: Heard, found: Found) -> tuple[Chart, ...]:
    """What each year's euros serve where something is ordered, the targets of each item, and the coverage by year."""
    return (*((_euros(heard, found),) if found.orders else ()), _targets(heard, found), _coverage(heard, found))


def _euros(heard: Heard, found: Found) -> Chart:
    """A bar a year of ordering, from the first to the last: billion EUR by whom they serve."""
    rows = [
        {
            "year": year,
            "serves": words,
            "order": order,
            "eur_bn": round(money / 1000, 6),
            "illustrative": found.illustrative,
        }
        for year in heard.years
        for order, (serves, words) in enumerate(SERVES.items())
        if (money := sum(each.costs[1] for each in found.orders if each.year == year and each.piece.serves == serves))
    ]
    seen = [serves for serves, words in SERVES.items() if any(row["serves"] == words for row in rows)]
    mark = "-hatched" if found.illustrative else ""
    share = 100 * found.spent_on("both") / found.spent
    ordered = [each.year for each in found.orders]
    years = [year for year in heard.years if min(ordered) <= year <= max(ordered)]
    return Chart(
        "euros",
        f"{share:.0f} of 100 euros that {party_name(heard.state)} orders for serve NATO and the EU at once",
        {
            "data": {"values": rows},
            "mark": {"type": "bar", "cornerRadiusEnd": 0},
            "encoding": {
                "y": {"field": "year", "type": "ordinal", "title": None, "scale": {"domain": years}},
                "x": {"field": "eur_bn", "type": "quantitative", "title": "EUR bn", "stack": "zero"},
                "color": {
                    "field": "serves",
                    "type": "nominal",
                    "title": None,
                    "scale": {
                        "domain": [SERVES[serves] for serves in seen],
                        "range": [f"{COLOURS[serves]}{mark}" for serves in seen],
                    },
                    "legend": {"orient": "top"},
                },
                "order": {"field": "order"},
                "tooltip": [{"field": name} for name in ("year", "serves", "eur_bn", "illustrative")],
            },
        },
        "EUR bn by year of order and whom it serves, from the first order to the last; central costs" + _marked(found),
    )


def _targets(heard: Heard, found: Found) -> Chart:
    """A line an item from one target to the other, each as a share of the larger."""
    rows = [
        {
            "item": aim.item.name,
            "framework": framework,
            "share": round(100 * goal.quantity / aim.larger, 2),
            "quantity": goal.quantity,
            "unit": aim.item.unit,
            "by": goal.by,
            "illustrative": goal.illustrative,
        }
        for aim in found.aims
        for framework, goal in (("NATO", aim.nato), ("EU", aim.eu))
        if goal is not None
    ]
    seen = [name for name in FRAMEWORKS if any(row["framework"] == name for row in rows)]
    shared = {"y": {"field": "item", "type": "nominal", "title": None, "sort": _by_gap(found)}}
    x: dict[str, Any] = {"field": "share", "type": "quantitative", "scale": {"domain": [0, 105], "nice": False}}
    x["axis"] = {"values": [0, 50, 100]}
    x["title"] = None
    look = point_look(illustrative=found.illustrative)
    return Chart(
        "targets",
        _targets_title(heard, found),
        {
            "data": {"values": rows},
            "encoding": shared,
            "layer": [
                {
                    "mark": {"type": "line", "color": "$neutral", "strokeWidth": 2},
                    "encoding": {"x": x, "detail": {"field": "item"}},
                },
                {
                    "mark": {"type": "point", "size": 130, "opacity": 1, "strokeWidth": 2, **look},
                    "encoding": {
                        "x": x,
                        "color": {
                            "field": "framework",
                            "type": "nominal",
                            "title": None,
                            "scale": {"domain": seen, "range": [FRAMEWORKS[name] for name in seen]},
                            "legend": {"orient": "top"},
                        },
                        "shape": {
                            "field": "framework",
                            "type": "nominal",
                            "scale": {"domain": seen, "range": ["circle", "diamond"][: len(seen)]},
                            "title": None,
                            "legend": {"orient": "top"},
                        },
                        "tooltip": [
                            {"field": name}
                            for name in ("item", "framework", "quantity", "unit", "by", "share", "illustrative")
                        ],
                    },
                },
            ],
        },
        "Each target as a share of the larger of the two, in per cent; one mark alone: the other asks for none of it"
        + _marked(found, "hollow"),
    )


def _by_gap(found: Found) -> list[str]:
    """Items by how far the two targets lie apart, nearest first, those with one target last."""
    aims = sorted(found.aims, key=lambda aim: (len(aim.goals) == 1, -aim.shared / aim.larger, aim.item.name))
    return [aim.item.name for aim in aims]


def _targets_title(heard: Heard, found: Found) -> str:
    two = [aim for aim in found.aims if len(aim.goals) == 2]
    if not two:
        return f"Only one framework has targets for {party_name(heard.state)} here"
    same = sum(aim.shared == aim.larger for aim in two)
    return f"NATO and the EU ask {party_name(heard.state)} for the same number of {same} of {counted(len(two), 'item')} both name"


def _coverage(heard: Heard, found: Found) -> Chart:
    """What is due as steps, and what is there as a line with its range from high to low costs."""
    table = coverage_table(heard, found).to_dicts()
    rows = [{"year": row["year"], "line": line, "pct": row[f"{line}_pct"]} for row in table for line in LINES]
    missing = 100 * found.missing_share(found.central)
    title = (
        f"{missing:.0f} % of what is asked of {party_name(heard.state)} is not there when it is due"
        if missing >= LEAST_TOLD
        else f"What is asked of {party_name(heard.state)} is there when it is due"
    )
    x = {"field": "year", "type": "ordinal", "title": None, "axis": {"labelAngle": 0}}
    y = {"field": "pct", "type": "quantitative", "title": None, "scale": {"domain": [0, 100]}}
    colour = {
        "field": "line",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": list(LINES), "range": list(LINES.values())},
    }
    # Not hatched: a line that slants as the hatching does would look solid.
    look = line_look(illustrative=found.illustrative)
    drawn = {"x": x, "y": y, "color": colour, "tooltip": [{"field": name} for name in ("year", "line", "pct")]}
    return Chart(
        "coverage",
        title,
        {
            "data": {"values": rows},
            "height": 240,
            "layer": [
                {
                    "data": {"values": table},
                    "mark": {"type": "area", "color": LINES["there"], "opacity": 0.25},
                    "encoding": {"x": x, "y": {**y, "field": "there_low_pct"}, "y2": {"field": "there_high_pct"}},
                },
                {
                    "transform": [{"filter": "datum.line == 'due'"}],
                    "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2, **look},
                    "encoding": drawn,
                },
                {
                    "transform": [{"filter": "datum.line == 'there'"}],
                    "mark": {"type": "line", "strokeWidth": 3, **look},
                    "encoding": drawn,
                },
                {
                    "transform": [{"filter": f"datum.year == {heard.years[-1]}"}],
                    "mark": {"type": "text", "align": "left", "dx": 6},
                    "encoding": {
                        **drawn,
                        "color": {"condition": {"test": "datum.line == 'there'", "value": "$teal"}, "value": "$quiet"},
                        "text": {"field": "line", "type": "nominal"},
                    },
                },
            ],
        },
        "Per cent of all that is asked for, by cost, at the end of each year; in steps: due; band: from high to low costs"
        + _marked(found, "dashed"),
    )


def _marked(found: Found, how: str = "hatched") -> str:
    return f"; {how}: rests on illustrative targets" if found.illustrative else ""
