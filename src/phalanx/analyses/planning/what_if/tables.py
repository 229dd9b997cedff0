"""What-if tables: what differs in all, who orders what, what is covered, who buys together, and which limits bind, before and after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

from phalanx.analyses.planning.road_map.limits import limit
from phalanx.analyses.planning.what_if.compared import Compared, Side
from phalanx.analyses.planning.what_if.limits import limits_of
from phalanx.answer import Table
from phalanx.vocabulary.codes import label
from phalanx.vocabulary.parties import party_name

LISTS = pl.List(pl.String)
MEASURES: tuple[tuple[str, str, Callable[[Side], float]], ...] = (
    ("objective", "million EUR, weighted", lambda side: side.solved.weighed.total),
    ("bound: no plan weighs less", "million EUR, weighted", lambda side: side.solved.bound),
    ("gap to the best at most", "%", lambda side: 100 * side.solved.gap),
    ("uncovered, all years", "million EUR x years", lambda side: side.item_years),
    ("of it beyond any money", "million EUR x years", lambda side: side.beyond_years),
    ("uncovered in the last year", "% of the requirement", lambda side: 100 * float(side.covered.uncovered_share()[-1])),
    ("items covered by the last year", "items", lambda side: sum(year is not None for year in side.covered.covered_from())),
    ("cost", "million EUR", lambda side: side.cost),
    ("budgets", "million EUR", lambda side: side.budget),
    ("SAFE loans drawn", "million EUR", lambda side: side.lent),
    ("budgets that stay free", "million EUR", lambda side: side.free),
    ("joint buys", "joint buys", lambda side: len(side.together)),
    ("bought jointly", "% of orders", lambda side: 100 * side.jointly),
    ("made in Europe", "% of deliveries", lambda side: 100 * side.european),
    ("fairness missed", "million EUR", lambda side: side.missed),
)  # fmt: skip
"""What is compared in all: its name, its unit, and how it is read off a plan."""


def tables(compared: Compared) -> dict[str, Table]:
    """All tables of the answer."""
    return {
        "difference": Table(difference_table(compared), f"What differs if {compared.change}"),
        "orders": Table(
            orders_table(compared),
            "Who orders how much of what, before and after",
            {"change_eur_m": "change at list price, EUR m"},
        ),
        "coverage": Table(
            coverage_table(compared),
            "What is uncovered at the end of each year, before and after",
            {"beyond_before": "before, no money can bring", "beyond_after": "after, no money can bring"},
        ),
        "joint_buys": Table(joint_table(compared), "Who buys together, before and after"),
        "limits": Table(
            limits_table(compared),
            "What EUR 1 million more of each limit would be worth, before and after",
            {"before": "before, weighted EUR m", "after": "after, weighted EUR m", "words": "what one more would be"},
        ),
    }


def difference_table(compared: Compared) -> pl.DataFrame:
    """A row a measure: its value before and after the change."""
    rows = [
        {
            "measure": name,
            "unit": unit,
            "before": round(float(read(compared.before)), 3),
            "after": round(float(read(compared.after)), 3),
            "change": round(float(read(compared.after) - read(compared.before)), 3),
        }
        for name, unit, read in MEASURES
    ]
    return pl.DataFrame(rows)


def orders_table(compared: Compared) -> pl.DataFrame:
    """A row an item and state that orders it before or after: units in all years."""
    items = {item.code: item for item in compared.before.heard.case.items}
    rows = [
        {
            "item": item,
            "state": state,
            "name": party_name(state),
            "before": before * items[item].lot,
            "after": after * items[item].lot,
            "change": (after - before) * items[item].lot,
            "unit": label(items[item].unit),
            "change_eur_m": round((after - before) * items[item].cost, 3),
        }
        for item, state, before, after in compared.orders
    ]
    schema: dict[str, Any] = dict.fromkeys(("item", "state", "name"), pl.String)
    schema |= dict.fromkeys(("before", "after", "change"), pl.Float64)
    return pl.DataFrame(rows, schema=schema | {"unit": pl.String, "change_eur_m": pl.Float64}, orient="row")


def coverage_table(compared: Compared) -> pl.DataFrame:
    """A row an item and year: units that are uncovered before and after, and of them those that no money can bring."""
    case, before, after = compared.before.heard.case, compared.before.covered, compared.after.covered
    rows = [
        {
            "item": item.code,
            "year": year,
            "required": float(before.required[number, place] * item.lot),
            "before": float(before.uncovered[number, place] * item.lot),
            "after": float(after.uncovered[number, place] * item.lot),
            "beyond_before": float(before.beyond[number, place] * item.lot),
            "beyond_after": float(after.beyond[number, place] * item.lot),
            "unit": label(item.unit),
        }
        for number, item in enumerate(case.items)
        for place, year in enumerate(case.years)
    ]
    return pl.DataFrame(rows)


def joint_table(compared: Compared) -> pl.DataFrame:
    """A row a joint buy that comes about before or after: its members then."""
    items = {row["id"]: row["item"] for row in compared.before.heard.rows.joint}
    rows = [
        {"joint_buy": code, "item": items[code], "before": list(before), "after": list(after)}
        for code, before, after in compared.joint
    ]
    schema: dict[str, Any] = {"joint_buy": pl.String, "item": pl.String, "before": LISTS, "after": LISTS}
    return pl.DataFrame(rows, schema=schema, orient="row")


def limits_table(compared: Compared) -> pl.DataFrame:
    """A row a limit that binds before or after, by what it is worth after."""
    rows = [
        {
            "kind": each.price.kind,
            "place": each.price.place,
            "before": round(each.before, 4),
            "after": round(each.after, 4),
            "words": limit(each.case, each.price),
        }
        for each in limits_of(compared)
    ]
    schema = {"kind": pl.String, "place": pl.String, "before": pl.Float64, "after": pl.Float64, "words": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")
