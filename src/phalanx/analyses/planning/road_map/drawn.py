"""Road map drawn: who covers what, what is bought when, what is missing where, who bears it, and what limits cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from phalanx.analyses.planning.optimisation.plan import Price, Solved
from phalanx.analyses.planning.road_map.burden import burden_of
from phalanx.analyses.planning.road_map.case import Heard
from phalanx.analyses.planning.road_map.covered import Coverage, coverage_of
from phalanx.analyses.planning.road_map.limits import dearest, label, limit, per_million
from phalanx.analyses.planning.road_map.orders import Order, orders_of
from phalanx.analyses.planning.road_map.told import illustrative
from phalanx.analyses.planning.road_map.words import amount, percent
from phalanx.answer import Chart
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import capital, counted, joined

BARS = 20
"""How many purchases, states or limits a chart shows."""
CODES = 6
"""How many members of a joint buy a bar names."""
COVERED = {
    "the United States": "$sky",
    "Europe": "$blue",
    "missing for money": "$accent",
    "missing for time": "$neutral",
}


def charts(heard: Heard, solved: Solved) -> tuple[Chart, ...]:
    """All charts; those of orders and limits only where there are some."""
    covered = coverage_of(heard.case, solved.plan)
    drawn = [_coverage(heard, covered)]
    if orders := orders_of(heard, solved.plan):
        drawn.append(_purchases(heard, orders))
    drawn.append(_gap(heard, covered))
    drawn.append(_burden(heard, solved))
    if binding := dearest(heard.case, solved.prices):
        drawn.append(_limits(heard, binding))
    return tuple(drawn)


def _marked(heard: Heard) -> bool:
    return illustrative(heard)[0] > 0


def _said(heard: Heard) -> str:
    """The end of a subtitle where some of the inputs are illustrative, and so what is drawn is hatched."""
    return "; hatched: rests on illustrative inputs" if _marked(heard) else ""


def _hatched(heard: Heard) -> str:
    return "-hatched" if _marked(heard) else ""


# ── Who covers what ──────────────────────────────────────────────────────────────────────────────────────────────────


def _coverage(heard: Heard, covered: Coverage) -> Chart:
    """Areas by year, stacked: what the United States, Europe and nobody cover of what is needed, at list price."""
    case, shares = heard.case, covered.uncovered_share()
    missing = np.maximum(0.0, covered.uncovered - covered.beyond)
    parts = dict(zip(COVERED, (covered.american, covered.european, missing, covered.beyond), strict=True))
    rows = [
        {"year": year, "covered by": name, "EUR billion": round(float(worth) / 1000, 3), "order": order}
        for order, (name, lots) in enumerate(parts.items())
        if lots.any()
        for year, worth in zip(case.years, covered.worth(lots), strict=True)
    ]
    drawn = {name: colour for name, colour in COVERED.items() if parts[name].any()}
    then = f"in {case.years[-1]} {percent(shares[-1])}" if shares[-1] else f"in {case.years[-1]} all is covered"
    title = f"Nobody covers {percent(shares[0])} of what is needed in {case.years[0]}; {then}"
    return Chart(
        "coverage",
        title,
        {
            "data": {"values": rows},
            "height": 280,
            "mark": {"type": "area" if len(case.years) > 1 else "bar", "tooltip": True},
            "encoding": {
                "x": {"field": "year", "type": "ordinal", "title": None},
                "y": {"field": "EUR billion", "type": "quantitative", "title": None, "stack": "zero"},
                "color": {
                    "field": "covered by",
                    "type": "nominal",
                    "title": None,
                    "scale": {
                        "domain": list(drawn),
                        "range": [f"{colour}{_hatched(heard)}" for colour in drawn.values()],
                    },
                },
                "order": {"field": "order", "type": "quantitative"},
            },
        },
        f"What is needed of {counted(len(case.items), 'item')} at list price, EUR billion, by who covers it; what no money could bring is missing for time"
        + _said(heard),
    )


def _gap(heard: Heard, covered: Coverage) -> Chart:
    """A cell an item and year: the share of what is needed that is uncovered."""
    case = heard.case
    shares = np.divide(
        covered.uncovered, covered.required, out=np.zeros_like(covered.required), where=covered.required > 0
    )
    rows = [
        {
            "item": capital(item.name),
            "year": year,
            "uncovered": round(100 * float(shares[number, place]), 2),
            "label": _cell(100 * float(shares[number, place])),
            "missing": amount(item, covered.uncovered[number, place]),
            "no money can bring": amount(item, covered.beyond[number, place]),
        }
        for number, item in enumerate(case.items)
        for place, year in enumerate(case.years)
    ]
    order = np.argsort(-shares.sum(axis=1), kind="stable")
    worst = case.items[order[0]]
    title = f"{capital(worst.name)} are missing longest" if shares.any() else "Nothing that is needed is missing"
    return Chart(
        "gap",
        title,
        {
            "data": {"values": rows},
            "height": {"step": 24},
            "encoding": {
                "x": {"field": "year", "type": "ordinal", "title": None},
                "y": {
                    "field": "item",
                    "type": "nominal",
                    "title": None,
                    "sort": [capital(case.items[place].name) for place in order],
                },
            },
            "layer": [
                {
                    "mark": {"type": "rect", "tooltip": {"content": "data"}},
                    "encoding": {
                        "color": {
                            "field": "uncovered",
                            "type": "quantitative",
                            "title": None,
                            "scale": {"domain": [0, 100]},
                            "legend": None,  # every cell has its number
                        }
                    },
                },
                *([{"mark": {"type": "rect", "color": "$ink-hatched", "opacity": 0.1}}] if _marked(heard) else []),
                {
                    "transform": [{"filter": "datum.uncovered > 0"}],
                    "mark": {"type": "text", "fontSize": 10},
                    "encoding": {
                        "text": {"field": "label", "type": "nominal"},
                        "color": {"condition": {"test": "datum.uncovered > 50", "value": "$ground"}, "value": "$ink"},
                    },
                },
            ],
        },
        "Per cent of what is needed that are uncovered at the end of each year" + _said(heard),
    )


def _cell(percent_uncovered: float) -> str:
    """A share in per cent as a cell has it: whole, and never nothing where something is missing."""
    return "<1" if 0 < percent_uncovered < 0.5 else f"{percent_uncovered:.0f}"


# ── What is bought when ──────────────────────────────────────────────────────────────────────────────────────────────


def _purchases(heard: Heard, orders: tuple[Order, ...]) -> Chart:
    """A bar a purchase, from its first order to its last delivery: joint buys, and the largest of single states."""
    purchases: dict[tuple[str, str], list[Order]] = {}
    for each in orders:
        who = each.group.code if each.group else heard.case.states[each.state]
        purchases.setdefault((who, each.item.code), []).append(each)
    largest = sorted(purchases.values(), key=lambda each: -sum(order.cost for order in each))[:BARS]
    largest.sort(key=lambda each: (min(order.ordered for order in each), max(order.delivered for order in each)))
    rows = [_purchase(heard, each) for each in largest]
    names = [row["purchase"] for row in rows]
    first = max(rows, key=lambda row: row["EUR million"])
    hatched = _hatched(heard)
    y = {"field": "purchase", "type": "nominal", "title": None, "sort": names}
    years = {
        "type": "quantitative",
        "title": None,
        "scale": {"zero": False, "nice": False},
        "axis": {"format": "d", "tickMinStep": 1, "labelFlush": False},
    }
    some = f"the {len(rows)} largest of {len(purchases):,}" if len(rows) < len(purchases) else "all"
    return Chart(
        "purchases",
        f"The largest purchase: {first['amount']} for {first['who']}",
        {
            "data": {"values": rows},
            "encoding": {"y": y},
            "layer": [
                {
                    "mark": {"type": "bar", "tooltip": {"content": "data"}},
                    "encoding": {
                        "x": years | {"field": "from"},
                        "x2": {"field": "until"},
                        "color": {
                            "field": "bought",
                            "type": "nominal",
                            "title": None,
                            "scale": {"domain": ["jointly", "alone"], "range": [f"$teal{hatched}", f"$blue{hatched}"]},
                        },
                    },
                },
                {
                    "mark": {"type": "text", "align": "left", "dx": 5},
                    "encoding": {"x": years | {"field": "until"}, "text": {"field": "label", "type": "nominal"}},
                },
            ],
        },
        f"From the first order to the last delivery, by cost; {some}" + _said(heard),
    )  # fmt: skip


def _purchase(heard: Heard, orders: list[Order]) -> dict[str, Any]:
    """A purchase as a row: what, by whom, from when to when, for how much."""
    first, states = orders[0], heard.case.states
    members = sorted({order.state for order in orders})
    who = joined([party_name(states[place]) for place in members])
    short = " ".join(states[place] for place in members[:CODES]) if len(members) > 1 else who
    short += f" + {len(members) - CODES}" if len(members) > CODES else ""
    lots = sum(order.lots for order in orders)
    cost = sum(order.cost for order in orders)
    return {
        "purchase": f"{capital(first.item.name)}: {short}",
        "who": who,
        "amount": amount(first.item, lots),
        "from": min(order.ordered for order in orders),
        "until": max(order.delivered for order in orders) + 1,
        "label": f"{lots * first.item.lot:,.10g}",
        "EUR million": round(cost, 1),
        "bought": "jointly" if first.group else "alone",
    }


# ── Who bears it, and what limits cost ───────────────────────────────────────────────────────────────────────────────


def _burden(heard: Heard, solved: Solved) -> Chart:
    """A line a state with a point for each way to bear: multiples of the fair share in cash, capabilities, enablers."""
    case, burden = heard.case, burden_of(heard.case, solved.plan)
    ways = {"cash": burden.cash, "capabilities": burden.capabilities, "common enablers": burden.contributions}
    against = {way: burden.against(shares) for way, shares in ways.items()}
    order = [int(place) for place in np.argsort(-burden.fair, kind="stable") if burden.fair[place] > 0]
    rows = [
        {
            "state": party_name(case.states[place]),
            "in": way,
            "times the fair share": round(float(times[place]), 3),
            "fair share, %": round(100 * float(burden.fair[place]), 2),
        }
        for place in order
        for way, times in against.items()
    ]
    most, least = int(np.nanargmax(burden.ratio)), int(np.nanargmin(burden.ratio))
    title = f"{party_name(case.states[most])} pays most against its fair share, {burden.ratio[most]:.2f} times as much"
    if burden.ratio[most] - burden.ratio[least] < 0.005:
        title = "Every state pays its fair share"
    look: dict[str, Any] = {"filled": not _marked(heard), "opacity": 1}
    hollow = "; hollow: rests on illustrative inputs" if _marked(heard) else ""
    return Chart(
        "burden",
        title,
        {
            "height": {"step": 20},
            "layer": [
                {
                    "data": {"values": [{"one": 1}]},
                    "mark": {"type": "rule", "color": "$quiet", "strokeDash": [3, 3]},
                    "encoding": {"x": {"field": "one", "type": "quantitative", "title": None}},
                },
                {
                    "data": {"values": rows},
                    "mark": {"type": "point", "size": 60, "tooltip": {"content": "data"}, **look},
                    "encoding": {
                        "y": {
                            "field": "state",
                            "type": "nominal",
                            "title": None,
                            "sort": [party_name(case.states[place]) for place in order],
                        },
                        "x": {"field": "times the fair share", "type": "quantitative", "title": None},
                        "color": {
                            "field": "in",
                            "type": "nominal",
                            "title": None,
                            "scale": {"domain": list(ways), "range": ["$accent", "$blue", "$teal"]},
                        },
                    },
                },
            ],
        },
        "What each state bears, as a multiple of its fair share (dashed); largest first" + hollow,
    )


def _limits(heard: Heard, binding: Sequence[Price]) -> Chart:
    """A bar a limit, dearest first: what one more million EUR of it would be worth."""
    rows = [
        {
            "limit": label(heard.case, each),
            "kind of limit": each.kind,
            "worth": round(per_million(heard.case, each), 3),
            "what one more would be": limit(heard.case, each),
        }
        for each in binding[:BARS]
    ]
    kinds = list(dict.fromkeys(row["kind of limit"] for row in rows))
    colours = [f"${name}{_hatched(heard)}" for name in ("blue", "teal", "brick", "plum", "moss", "sky", "neutral")]
    return Chart(
        "limits",
        f"What would help most: {limit(heard.case, binding[0])}",
        {
            "data": {"values": rows},
            "encoding": {
                "y": {
                    "field": "limit",
                    "type": "nominal",
                    "title": None,
                    "sort": [row["limit"] for row in rows],
                },
                "x": {"field": "worth", "type": "quantitative", "title": None},
            },
            "layer": [
                {
                    "mark": {"type": "bar", "tooltip": {"content": "data"}},
                    "encoding": {
                        "color": {
                            "field": "kind of limit",
                            "type": "nominal",
                            "title": None,
                            "scale": {"domain": kinds, "range": colours[: len(kinds)]},
                        }
                    },
                },
                {
                    "mark": {"type": "text", "align": "left", "dx": 5},
                    "encoding": {"text": {"field": "worth", "type": "quantitative", "format": ",.3~r"}},
                },
            ],
        },
        "What EUR 1 million more of each limit would better the plan by, weighted EUR million; lots at list price; of each "
        "kind and state or item the dearest" + _said(heard),
    )
