"""National plan as tables: targets side by side, the list, the orders, the money, what is uncovered, and who else pays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from phalanx.analyses.planning.national_plan.asked import Heard
from phalanx.analyses.planning.national_plan.found import Found, Order
from phalanx.analyses.planning.national_plan.listed import SERVES, Aim, Goal
from phalanx.answer import Table
from phalanx.vocabulary.parties import party_name

IDS = pl.List(pl.String)
COST_LABELS = {
    "cost_low_eur_m": "cost, low, EUR m",
    "cost_eur_m": "cost, EUR m",
    "cost_high_eur_m": "cost, high, EUR m",
}
TARGET_LABELS = {
    "area": "capability area",
    "nato_quantity": "NATO asks for",
    "nato_by_year": "NATO, by end of",
    "eu_quantity": "EU asks for",
    "eu_by_year": "EU, by end of",
    "both": "serves both",
    "nato_only": "NATO only",
    "eu_only": "EU only",
    "held_counted": "of it held already",
    "nato_in_time": "NATO has by its date",
    "eu_in_time": "the EU has by its date",
    "white_paper": "White Paper areas",
    "roadmap": "Roadmap areas",
    "cdp": "EU priorities (CDP)",
    "nato_areas": "NATO areas",
}
LIST_LABELS = {
    "place": "place in the list",
    "by_year": "due by end of",
    "latest_year": "order at the latest in",
    **COST_LABELS,
}
PLAN_LABELS = {
    "year": "ordered in",
    "there_year": "there by end of",
    "in_time": "when it is due",
    **COST_LABELS,
    "safe_eur_m": "of it SAFE loan, EUR m",
    "budget_eur_m": "of it budget, EUR m",
    "source": "source of money",
}
MONEY_LABELS = {
    "gdp_eur_m": "GDP, EUR m",
    "defence_eur_m": "defence spending, EUR m",
    "equipment_eur_m": "of it equipment, EUR m",
    "committed_eur_m": "of that committed, EUR m",
    "available_eur_m": "available for the list, EUR m",
    "safe_eur_m": "SAFE loan drawn, EUR m",
    "spent_eur_m": "ordered, EUR m",
    "left_eur_m": "left for the next year, EUR m",
    "announced": "from a budget",
}
UNCOVERED_LABELS = {
    "by_year": "due by end of",
    "asked": "asked for",
    "in_time": "there when due",
    "late": "ordered, but later",
    "not_ordered": "not ordered",
    "missing_low_eur_m": "not there when due, low, EUR m",
    "missing_eur_m": "not there when due, EUR m",
    "missing_high_eur_m": "not there when due, high, EUR m",
    "closing_eur_m": "would close what is not ordered, EUR m",
}
COVERAGE_LABELS = {
    "due_pct": "due, % of all that is asked for",
    "there_pct": "there, %",
    "there_low_pct": "there at high costs, %",
    "there_high_pct": "there at low costs, %",
}
SOURCE_LABELS = {"amount_eur_m": "for this state, EUR m", "until": "open until"}
HOLDING_LABELS = {"as_of": "held on", "counted": "counts towards the target"}


def tables(heard: Heard, found: Found) -> dict[str, Table]:
    """All tables of the answer; what there is none of has no table."""
    name = party_name(heard.state)
    every = {
        "targets": Table(targets_table(found), f"What NATO and the EU ask of {name}, side by side", TARGET_LABELS),
        "list": Table(list_table(found), f"One list for {name}: what to reach by when, in the order of buying", LIST_LABELS),
        "plan": Table(plan_table(found.orders), "What is ordered when, and who pays", PLAN_LABELS),
        "money": Table(money_table(heard, found), f"The money of {name} by year", MONEY_LABELS),
        "uncovered": Table(uncovered_table(found), "What is there when it is due, and what is not", UNCOVERED_LABELS),
        "coverage": Table(coverage_table(heard, found), "How much is due and there, by year", COVERAGE_LABELS),
        "sources": Table(sources_table(heard, found), "Grants and loans open to the state", SOURCE_LABELS),
        "holdings": Table(holdings_table(heard), f"What {name} is known to hold", HOLDING_LABELS),
    }  # fmt: skip
    return {key: table for key, table in every.items() if table.frame.height}


def targets_table(found: Found) -> pl.DataFrame:
    """A row an item: both targets, the part that serves both, what goes beyond it, and the areas it belongs to."""
    rows = [{**_target(found, aim), **_areas(found.areas[aim.item.area])} for aim in found.aims]
    numbers = dict.fromkeys(("both", "nato_only", "eu_only", "held_counted", "nato_in_time", "eu_in_time"), pl.Float64)
    schema: dict[str, Any] = {"item": pl.String, "name": pl.String, "area": pl.String, "unit": pl.String}
    schema |= {"nato_quantity": pl.Float64, "nato_by_year": pl.Int64, "eu_quantity": pl.Float64, "eu_by_year": pl.Int64}
    schema |= numbers | {"illustrative": pl.Boolean}
    schema |= dict.fromkeys(("white_paper", "roadmap", "cdp", "nato_areas"), IDS)
    return pl.DataFrame(rows, schema=schema, orient="row")


def _target(found: Found, aim: Aim) -> dict[str, Any]:
    beyond = aim.larger - aim.shared
    return {
        "item": aim.item.code,
        "name": aim.item.name,
        "area": aim.item.area,
        "unit": aim.item.unit,
        **_goal("nato", aim.nato),
        **_goal("eu", aim.eu),
        "both": aim.shared,
        "nato_only": beyond if aim.beyond == "NATO" else 0.0,
        "eu_only": beyond if aim.beyond == "EU" else 0.0,
        "held_counted": min(aim.held, aim.larger),
        "nato_in_time": found.in_time_for(aim, aim.nato) if aim.nato else None,
        "eu_in_time": found.in_time_for(aim, aim.eu) if aim.eu else None,
        "illustrative": aim.illustrative,
    }


def _goal(name: str, goal: Goal | None) -> dict[str, Any]:
    return {f"{name}_quantity": goal.quantity if goal else None, f"{name}_by_year": goal.by if goal else None}


def _areas(near: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {"nato_areas" if column == "nato" else column: list(names) for column, names in near.items()}


def list_table(found: Found) -> pl.DataFrame:
    """A row a line of the list: units still to be had, by when, for whom, and what the whole lots cost."""
    rows = [
        {
            "place": place,
            "item": piece.item.code,
            "serves": SERVES[piece.serves],
            "quantity": piece.quantity,
            "unit": piece.item.unit,
            "by_year": piece.by,
            "latest_year": piece.latest,
            **_costs([piece.lots * cost for cost in piece.item.costs]),
            "illustrative": piece.illustrative,
        }
        for place, piece in enumerate(found.pieces, 1)
    ]
    schema: dict[str, Any] = {"place": pl.Int64, "item": pl.String, "serves": pl.String, "quantity": pl.Float64}
    schema |= {"unit": pl.String, "by_year": pl.Int64, "latest_year": pl.Int64} | dict.fromkeys(COST_LABELS, pl.Float64)
    return pl.DataFrame(rows, schema=schema | {"illustrative": pl.Boolean}, orient="row")


def plan_table(orders: Sequence[Order]) -> pl.DataFrame:
    """A row a line of the list and year in which some of it is ordered."""
    rows = [
        {
            "year": order.year,
            "item": order.piece.item.code,
            "serves": SERVES[order.piece.serves],
            "quantity": order.units,
            "unit": order.piece.item.unit,
            "there_year": order.there,
            "in_time": order.in_time,
            **_costs(order.costs),
            "safe_eur_m": round(order.safe, 6),
            "budget_eur_m": round(order.costs[1] - order.safe, 6),
            "source": _source(order),
            "illustrative": order.piece.illustrative,
        }
        for order in orders
    ]
    schema: dict[str, Any] = {"year": pl.Int64, "item": pl.String, "serves": pl.String, "quantity": pl.Int64}
    schema |= {"unit": pl.String, "there_year": pl.Int64, "in_time": pl.Boolean} | dict.fromkeys(
        COST_LABELS, pl.Float64
    )
    schema |= {"safe_eur_m": pl.Float64, "budget_eur_m": pl.Float64, "source": pl.String, "illustrative": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _source(order: Order) -> str:
    if order.safe <= 0:
        return "budget"
    return "SAFE" if order.safe >= order.costs[1] else "SAFE and budget"


def _costs(costs: Sequence[float]) -> dict[str, float]:
    return {name: round(cost, 6) for name, cost in zip(COST_LABELS, costs, strict=True)}


def money_table(heard: Heard, found: Found) -> pl.DataFrame:
    """A row a year: the state's money as known or computed, what is drawn and ordered, and what waits for the next year.

    The loan is no part of what is left: what is not drawn stays with the lender.
    """
    queue, money = found.central, heard.money
    drawn, spent = queue.drawn(), queue.spent
    columns = {
        "gdp_eur_m": money.gdp[0],
        "defence_eur_m": money.defence[0],
        "equipment_eur_m": money.equipment[0],
        "committed_eur_m": money.committed[0],
        "available_eur_m": money.available[0],
        "safe_eur_m": np.diff(drawn, prepend=0.0),
        "spent_eur_m": np.diff(spent, prepend=0.0),
        "left_eur_m": queue.budget + drawn - spent,
    }
    frame = pl.DataFrame({"year": heard.years, **{name: np.round(each, 6) for name, each in columns.items()}})
    return frame.with_columns(pl.Series("announced", money.announced[0])).fill_nan(None)


def uncovered_table(found: Found) -> pl.DataFrame:
    """A row a line of the list: units there when due, later, and not ordered; the money that is, and what it is for want of."""
    in_time, at_last = found.central.in_time(), found.central.at_last()
    rows = []
    for piece, there, ordered in zip(found.pieces, in_time.tolist(), at_last.tolist(), strict=True):
        missing = piece.quantity - there
        rows.append(
            {
                "item": piece.item.code,
                "serves": SERVES[piece.serves],
                "by_year": piece.by,
                "asked": piece.quantity,
                "in_time": there,
                "late": ordered - there,
                "not_ordered": piece.quantity - ordered,
                "missing_low_eur_m": round(piece.item.worth(missing, 0), 6),
                "missing_eur_m": round(piece.item.worth(missing, 1), 6),
                "missing_high_eur_m": round(piece.item.worth(missing, 2), 6),
                "closing_eur_m": round(piece.item.worth(piece.quantity - ordered), 6),
                "for_want_of": _want(missing, piece.latest < found.central.years[0]),
                "illustrative": piece.illustrative,
            }
        )
    schema: dict[str, Any] = {"item": pl.String, "serves": pl.String, "by_year": pl.Int64}
    schema |= dict.fromkeys(("asked", "in_time", "late", "not_ordered"), pl.Float64)
    schema |= dict.fromkeys(("missing_low_eur_m", "missing_eur_m", "missing_high_eur_m", "closing_eur_m"), pl.Float64)
    return pl.DataFrame(rows, schema=schema | {"for_want_of": pl.String, "illustrative": pl.Boolean}, orient="row")


def _want(missing: float, too_late: bool) -> str | None:
    """Time, where even an order in the first year comes late; else money."""
    if missing <= 0:
        return None
    return "time" if too_late else "money"


def coverage_table(heard: Heard, found: Found) -> pl.DataFrame:
    """A row a year: what of all that is asked for, in money at central cost, is due and there by its end."""
    return pl.DataFrame(
        list(_coverage(heard, found)),
        schema={"year": pl.Int64, **dict.fromkeys(COVERAGE_LABELS, pl.Float64)},
        orient="row",
    )


def _coverage(heard: Heard, found: Found) -> Iterator[dict[str, float]]:
    asked = found.worth(found.asked)
    for year in heard.years if asked else ():
        due = np.array([piece.quantity * (piece.by <= year) for piece in found.pieces])
        low, central, high = (found.worth(queue.delivered(year)) for queue in found.queues)
        yield {
            "year": year,
            "due_pct": round(100 * found.worth(due) / asked, 3),
            "there_pct": round(100 * central / asked, 3),
            "there_low_pct": round(100 * high / asked, 3),
            "there_high_pct": round(100 * low / asked, 3),
        }


def sources_table(heard: Heard, found: Found) -> pl.DataFrame:
    """A row a grant or loan that is open to the state; an amount only where the facts hold one of the state's own."""
    rows = [
        {
            "instrument": row["id"],
            "name": row["name"],
            "kind": row["kind"],
            "until": row["end"],
            "amount_eur_m": heard.loan.ceiling if heard.loan and row["id"] in heard.loan.evidence else None,
        }
        for row in found.instruments
    ]
    schema = {"instrument": pl.String, "name": pl.String, "kind": pl.String, "until": pl.String, "amount_eur_m": pl.Float64}  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def holdings_table(heard: Heard) -> pl.DataFrame:
    """A row an item of which it is known how much the state holds."""
    schema = {"item": pl.String, "quantity": pl.Float64, "as_of": pl.String, "counted": pl.Boolean}
    rows = [{name: row[name] for name in schema} for row in heard.holdings]
    return pl.DataFrame(rows, schema=schema, orient="row")
