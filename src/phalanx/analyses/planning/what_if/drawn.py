"""What-if drawn: what is uncovered by year and by item before and after, and whose orders differ most."""

from __future__ import annotations

from typing import Any

import numpy as np

from phalanx.analyses.planning.optimisation.case import Floats
from phalanx.analyses.planning.road_map.told import illustrative
from phalanx.analyses.planning.road_map.words import amount, percent
from phalanx.analyses.planning.what_if.compared import Compared, Side
from phalanx.answer import Chart
from phalanx.vocabulary.marks import line_look, point_look
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import capital

BARS = 20
"""How many differences of orders a chart shows."""
SIDES = {"before": "$neutral", "after": "$blue"}


def charts(compared: Compared) -> tuple[Chart, ...]:
    """All charts; that of orders only where some differ."""
    drawn = [_by_year(compared), _by_item(compared)]
    if compared.shifts:
        drawn.append(_orders(compared))
    return tuple(drawn)


def _marked(compared: Compared) -> bool:
    return illustrative(compared.before.heard)[0] > 0


def _said(compared: Compared, how: str = "hatched") -> str:
    """The end of a subtitle: what is changed, and whether some of the inputs are illustrative."""
    marked = f"; {how}: rests on illustrative inputs" if _marked(compared) else ""
    return f". After: {compared.change}{marked}"


def _colour() -> dict[str, Any]:
    return {
        "field": "plan",
        "type": "nominal",
        "title": None,
        "scale": {"domain": list(SIDES), "range": list(SIDES.values())},
    }


def _by_year(compared: Compared) -> Chart:
    """Two lines by year: the share of what is needed, at list price, that is uncovered before and after."""
    years = compared.before.heard.case.years
    shares = {"before": compared.before.covered.uncovered_share(), "after": compared.after.covered.uncovered_share()}
    rows = [
        {"plan": plan, "year": year, "uncovered": round(100 * float(share), 2)}
        for plan, by_year in shares.items()
        for year, share in zip(years, by_year, strict=True)
    ]
    look = point_look(illustrative=_marked(compared))
    apart = shares["after"] - shares["before"]
    place = int(np.argmax(np.abs(apart)))
    # Not hatched: a line that slants as the hatching does would look solid.
    dashes = line_look(illustrative=_marked(compared))
    title = "In no year more or less is uncovered than before"
    if abs(apart[place]) >= 5e-5:
        title = (
            f"In {years[place]} {percent(shares['after'][place])} of what is needed is uncovered instead of "
            f"{percent(shares['before'][place])}"
        )
    return Chart(
        "uncovered",
        title,
        {
            "data": {"values": rows},
            "height": 260,
            "encoding": {
                "x": {"field": "year", "type": "ordinal", "title": None},
                "y": {"field": "uncovered", "type": "quantitative", "title": None, "scale": {"zero": True}},
            },
            "layer": [
                {
                    "mark": {"type": "line", **dashes},
                    "encoding": {"color": _colour() | {"legend": None}},
                },
                {
                    "mark": {"type": "point", "size": 60, "opacity": 1, "tooltip": {"content": "data"}, **look},
                    "encoding": {
                        "color": {
                            "condition": {"test": "datum.plan === 'after'", "value": SIDES["after"]},
                            "value": SIDES["before"],
                        }
                    },
                },
                {
                    "transform": [{"filter": f"datum.year === {years[-1]}"}],
                    "mark": {"type": "text", "align": "left", "dx": 9},
                    "encoding": {"text": {"field": "plan", "type": "nominal"}},
                },
            ],
        },
        "Per cent of what is needed, at list price, that are uncovered at the end of each year"
        + _said(compared, "dashed and hollow"),
    )


def _mean_share(side: Side) -> Floats:
    """By item, the mean over years of the share of what is needed that is uncovered."""
    covered = side.covered
    shares = np.divide(
        covered.uncovered, covered.required, out=np.zeros_like(covered.required), where=covered.required > 0
    )
    return np.asarray(shares.mean(axis=1))


def _by_item(compared: Compared) -> Chart:
    """A bar from before to after for each item: the share of what is needed that is uncovered, in the mean of all years."""
    case = compared.before.heard.case
    before, after = _mean_share(compared.before), _mean_share(compared.after)
    order = [int(place) for place in np.argsort(-np.maximum(before, after), kind="stable")]
    pairs = [
        {
            "item": capital(case.items[place].name),
            "before": round(100 * float(before[place]), 2),
            "after": round(100 * float(after[place]), 2),
        }
        for place in order
    ]
    points = [{"item": row["item"], "plan": plan, "uncovered": row[plan]} for row in pairs for plan in SIDES]
    y = {"field": "item", "type": "nominal", "title": None, "sort": [row["item"] for row in pairs]}
    most = int(np.argmax(np.abs(after - before)))
    title = "Of no item more or less is uncovered than before"
    if abs(after[most] - before[most]) >= 5e-5:
        title = (
            f"{capital(case.items[most].name)} differ most: {percent(float(after[most]))} are uncovered instead of "
            f"{percent(float(before[most]))}"
        )
    return Chart(
        "coverage",
        title,
        {
            "height": {"step": 24},
            "layer": [
                {
                    "data": {"values": pairs},
                    "mark": {"type": "rule", "color": "$neutral", "strokeWidth": 2},
                    "encoding": {
                        "y": y,
                        "x": {"field": "before", "type": "quantitative", "title": None},
                        "x2": {"field": "after"},
                    },
                },
                *(
                    {
                        "data": {"values": [row for row in points if row["plan"] == plan]},
                        "mark": {
                            "type": "point",
                            "filled": not _marked(compared),
                            "opacity": 1,
                            "size": size,
                            "tooltip": {"content": "data"},
                        },
                        "encoding": {
                            "y": y,
                            "x": {"field": "uncovered", "type": "quantitative", "title": None},
                            "color": _colour(),
                        },
                    }
                    for plan, size in (("before", 130), ("after", 50))
                ),
            ],
        },
        "Per cent of what is needed that are uncovered, in the mean of all years" + _said(compared, "hollow"),
    )


def _orders(compared: Compared) -> Chart:
    """A bar a state and item whose orders differ: what is ordered more or less, at list price."""
    items = {item.code: item for item in compared.before.heard.case.items}
    hatched = "-hatched" if _marked(compared) else ""
    rows = [
        {
            "order": f"{party_name(state)}: {items[item].name}",
            "EUR million": round(worth, 2),
            "than before": "more" if worth > 0 else "less",
            "amount": amount(items[item], abs(lots)),
            "label": f"{'+' if lots > 0 else '−'}{abs(lots) * items[item].lot:,.10g}",
        }
        for item, state, lots, worth in compared.shifts[:BARS]
    ]
    item, state, lots, _ = compared.shifts[0]
    number, _, what = amount(items[item], abs(lots)).partition(" ")
    some = f"the {len(rows)} largest of {len(compared.shifts):,}" if len(rows) < len(compared.shifts) else "all"
    y = {
        "field": "order",
        "type": "nominal",
        "title": None,
        "sort": [row["order"] for row in rows],
    }
    return Chart(
        "orders",
        f"{party_name(state)} orders {number} {'more' if lots > 0 else 'fewer'} {what}, the largest difference",
        {
            "data": {"values": rows},
            "encoding": {"y": y, "x": {"field": "EUR million", "type": "quantitative", "title": None}},
            "layer": [
                {
                    "mark": {"type": "bar", "tooltip": {"content": "data"}},
                    "encoding": {
                        "color": {
                            "field": "than before",
                            "type": "nominal",
                            "title": None,
                            "scale": {"domain": ["more", "less"], "range": [f"$teal{hatched}", f"$brick{hatched}"]},
                        }
                    },
                },
                {
                    "transform": [{"filter": "datum['EUR million'] > 0"}],
                    "mark": {"type": "text", "align": "left", "dx": 4},
                    "encoding": {"text": {"field": "label", "type": "nominal"}},
                },
                {
                    "transform": [{"filter": "datum['EUR million'] < 0"}],
                    "mark": {"type": "text", "align": "left", "dx": 4},
                    "encoding": {"x": {"datum": 0}, "text": {"field": "label", "type": "nominal"}},
                },
            ],
        },
        f"What states order more or less in all years, EUR million at list price, with numbers; {some}"
        + _said(compared),
    )
