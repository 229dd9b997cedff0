"""Road map events: orders, deliveries and expansions as a calendar, by year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from phalanx.analyses.planning.optimisation.plan import Solved
from phalanx.analyses.planning.road_map.case import Heard
from phalanx.analyses.planning.road_map.orders import Order, orders_of
from phalanx.analyses.planning.road_map.words import amount, money
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import joined

EVENT_LABELS = {
    "start": "begins",
    "end": "ends",
    "summary": "event",
    "description": "what it means",
    "calendars": "calendar of",
    "waits_for": "waits for",
    "derived": "derived, not announced",
    "uid": "its name here",
}
SCHEMA: dict[str, Any] = {
    "start": pl.String,
    "end": pl.String,
    "summary": pl.String,
    "description": pl.String,
    "calendars": pl.List(pl.String),
    "waits_for": pl.List(pl.String),
    "derived": pl.Boolean,
    "uid": pl.String,
}


def events_table(heard: Heard, solved: Solved) -> pl.DataFrame:
    """A row an event, in time: what is decided or comes in a year; its columns are those of a calendar file."""
    events = [*_purchases(heard, solved), *_expansions(heard, solved)]
    return pl.DataFrame(sorted(events, key=lambda each: (each["start"], each["uid"])), schema=SCHEMA, orient="row")


def _purchases(heard: Heard, solved: Solved) -> Iterator[Mapping[str, Any]]:
    """For what a state, or a group together, orders of an item in a year: the order, and the delivery that waits for it."""
    together: dict[tuple[str, str, int], list[Order]] = {}
    for each in orders_of(heard, solved.plan):
        who = each.group.code if each.group else heard.case.states[each.state]
        together.setdefault((who, each.item.code, each.ordered), []).append(each)
    for (who, item, year), orders in together.items():
        states = [heard.case.states[order.state] for order in orders]
        names = joined([party_name(state) for state in states])
        what = amount(orders[0].item, sum(order.lots for order in orders))
        order_uid, delivery_uid = (f"road-map-{step}-{who}-{item}-{year}" for step in ("order", "delivery"))
        cost = money(sum(order.cost for order in orders))
        yield _event(order_uid, year, f"{names}: order of {what}", f"Costs {cost}.", states)
        yield _event(
            delivery_uid, orders[0].delivered, f"{names}: delivery of {what}", f"Ordered in {year}.", states, (order_uid,)
        )  # fmt: skip


def _expansions(heard: Heard, solved: Solved) -> Iterator[Mapping[str, Any]]:
    """For each expansion of a line the year in which it is decided."""
    case = heard.case
    for number, place in np.argwhere(solved.plan.grown > 0).tolist():
        line, year, lots = case.lines[number], case.years[place], solved.plan.grown[number, place]
        text = f"{line.product}: expansion by {amount(case.items[line.item], lots)} a year"
        words = f"Costs {money(lots * line.growth_cost)} and delivers from {year + line.growth_years} on."
        yield _event(f"road-map-expansion-{line.code}-{year}", year, text, words, (line.place,))


def _event(
    uid: str, year: int, summary: str, description: str, states: Sequence[str], waits_for: Sequence[str] = ()
) -> Mapping[str, Any]:
    return {
        "start": str(year),
        "end": str(year),
        "summary": summary,
        "description": description,
        "calendars": list(states),
        "waits_for": list(waits_for),
        "derived": True,
        "uid": uid,
    }
