"""Beside tables: the plan without a change and with each, a column each – measures, coverage, who orders, joint buys, limits of proof."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from phalanx.analyses.planning.road_map.orders import orders_of
from phalanx.analyses.planning.what_if.beside.sides import Scenario, milestones, ranked, uncovered_in
from phalanx.analyses.planning.what_if.compared import Side
from phalanx.analyses.planning.what_if.tables import LISTS, MEASURES
from phalanx.answer import Table
from phalanx.vocabulary.codes import label
from phalanx.vocabulary.parties import party_name

BEFORE = "no_change"
"""The column of the plan without a change."""


def tables(found: Sequence[Scenario]) -> dict[str, Table]:
    """All tables of the answer."""
    heads = headings(found)
    return {
        "side_by_side": Table(side_by_side_table(found), "The plan without a change, and with each", heads),
        "scenarios": Table(
            scenarios_table(found),
            "The changes, from the one with which the plan weighs most",
            {
                "objective": "weighs, EUR m weighted", "bound": "no plan weighs less, EUR m weighted",
                "gap_pct": "gap to the best at most, %", "more": "more than without a change, EUR m weighted",
                "least_more": "more at least, by the proofs", "most_more": "more at most, by the proofs",
                "surely_differs": "the proofs tell it from no change",
            },
        ),
        "buyers": Table(
            buyers_table(found),
            "What each state orders in all years at list price, EUR million: without a change, and how much more or less with each",
            heads | {BEFORE: "no change, EUR m"},
        ),
        "coverage": Table(coverage_table(found), "What is uncovered at the end of each year", heads),
        "covered_from": Table(
            covered_from_table(found), "The year from which on an item is covered; – where it is not by the last", heads
        ),
        "joint_buys": Table(joint_table(found), "Who buys together", heads),
    }  # fmt: skip


def columns(found: Sequence[Scenario]) -> tuple[str, ...]:
    """The name of each scenario's column, in the order asked."""
    return tuple(f"scenario_{number}" for number in range(1, len(found) + 1))


def headings(found: Sequence[Scenario]) -> dict[str, str]:
    """What stands above the columns."""
    return {BEFORE: "no change", **dict(zip(columns(found), (each.name for each in found), strict=True))}


def sides(found: Sequence[Scenario]) -> dict[str, Side]:
    """The plan without a change and those with, by the names of their columns."""
    return {BEFORE: found[0].before, **dict(zip(columns(found), (each.after for each in found), strict=True))}


def side_by_side_table(found: Sequence[Scenario]) -> pl.DataFrame:
    """A row a measure, a column a plan."""
    measures = [(name, unit, read) for name, unit, read in MEASURES if name != "uncovered in the last year"]
    rows: list[dict[str, Any]] = [
        {"measure": name, "unit": unit, **{at: round(float(read(side)), 3) for at, side in sides(found).items()}}
        for name, unit, read in measures
    ]
    place = 1 + next(at for at, (name, _, _) in enumerate(measures) if name.startswith("of it beyond"))
    rows[place:place] = [
        {
            "measure": f"uncovered at the end of {year}",
            "unit": "% of the requirement",
            **{at: round(100 * uncovered_in(side, year), 3) for at, side in sides(found).items()},
        }
        for year in milestones(found[0].before.heard)
    ]
    return pl.DataFrame(rows)


def scenarios_table(found: Sequence[Scenario]) -> pl.DataFrame:
    """A row a change by rank: what is changed, what the plan weighs, and what the proofs say of that."""
    rows = []
    for each in ranked(found):
        solved, (low, high) = each.after.solved, each.compared.proven
        rows.append(
            {
                "scenario": each.name,
                "change": each.compared.change,
                "objective": round(solved.weighed.total, 3),
                "bound": round(solved.bound, 3),
                "gap_pct": round(100 * solved.gap, 4),
                "more": round(each.compared.difference, 3),
                "least_more": round(low, 3),
                "most_more": round(high, 3),
                "surely_differs": each.compared.certain,
            }
        )
    return pl.DataFrame(rows)


def buyers_table(found: Sequence[Scenario]) -> pl.DataFrame:
    """A row a state: what it orders without a change, and by how much more or less with each, largest change first."""
    before: dict[str, float] = {}
    side = found[0].before
    for order in orders_of(side.heard, side.solved.plan):
        state = side.heard.case.states[order.state]
        before[state] = before.get(state, 0.0) + order.lots * order.item.cost
    rows = [
        {
            "state": state,
            "name": party_name(state),
            BEFORE: round(before.get(state, 0.0), 3),
            **{at: round(each.by_state.get(state, 0.0), 3) for at, each in zip(columns(found), found, strict=True)},
        }
        for state in movers(found, before)
    ]
    schema = {"state": pl.String, "name": pl.String} | dict.fromkeys((BEFORE, *columns(found)), pl.Float64)
    return pl.DataFrame(rows, schema=schema, orient="row")


def movers(found: Sequence[Scenario], also: Sequence[str] | Mapping[str, float] = ()) -> tuple[str, ...]:
    """States by how much their orders change in all scenarios together, largest first, then the others."""
    moved = dict.fromkeys(also, 0.0)
    for each in found:
        for state, worth in each.by_state.items():
            moved[state] = moved.get(state, 0.0) + abs(worth)
    return tuple(sorted(moved, key=lambda state: (-moved[state], state)))


def coverage_table(found: Sequence[Scenario]) -> pl.DataFrame:
    """A row an item and year: units that are uncovered without a change and with each."""
    case = found[0].before.heard.case
    rows = [
        {
            "item": item.code,
            "year": year,
            "required": float(found[0].before.covered.required[number, place] * item.lot),
            **{at: float(side.covered.uncovered[number, place] * item.lot) for at, side in sides(found).items()},
            "unit": label(item.unit),
        }
        for number, item in enumerate(case.items)
        for place, year in enumerate(case.years)
    ]
    return pl.DataFrame(rows)


def covered_from_table(found: Sequence[Scenario]) -> pl.DataFrame:
    """A row an item: the year from which on it is covered, without a change and with each."""
    case = found[0].before.heard.case
    since = {at: side.covered.covered_from() for at, side in sides(found).items()}
    rows = [
        {
            "item": item.code,
            "name": item.name,
            **{at: _year(case.years, places[number]) for at, places in since.items()},
        }
        for number, item in enumerate(case.items)
    ]
    # Years as text: they name a moment, and nobody adds them up.
    schema = dict.fromkeys(("item", "name", *since), pl.String)
    return pl.DataFrame(rows, schema=schema, orient="row")


def _year(years: Sequence[int], place: int | None) -> str | None:
    return None if place is None else str(years[place])


def joint_table(found: Sequence[Scenario]) -> pl.DataFrame:
    """A row a joint buy that comes about in any of the plans: its members in each."""
    items = {row["id"]: row["item"] for row in found[0].before.heard.rows.joint}
    together = {at: side.together for at, side in sides(found).items()}
    rows = [
        {"joint_buy": code, "item": items[code], **{at: list(buys.get(code, ())) for at, buys in together.items()}}
        for code in sorted({code for buys in together.values() for code in buys})
    ]
    schema: dict[str, Any] = {"joint_buy": pl.String, "item": pl.String} | dict.fromkeys(together, LISTS)
    return pl.DataFrame(rows, schema=schema, orient="row")
