"""Road map tables: the plan, the gap it leaves, its limits, money, industry and burden, and what all of it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from phalanx.analyses.planning.optimisation.plan import Solved
from phalanx.analyses.planning.road_map.burden import burden_of
from phalanx.analyses.planning.road_map.case import Heard
from phalanx.analyses.planning.road_map.covered import coverage_of
from phalanx.analyses.planning.road_map.events import EVENT_LABELS, events_table
from phalanx.analyses.planning.road_map.limits import in_order, limit, per_million
from phalanx.analyses.planning.road_map.orders import orders_of
from phalanx.answer import EVENTS, Table
from phalanx.vocabulary.codes import label
from phalanx.vocabulary.parties import party_name

Rows = list[dict[str, Any]]
LISTS = pl.List(pl.String)
PLAN_LABELS = {
    "ordered_year": "ordered in",
    "delivery_year": "delivered in",
    "cost_eur_m": "cost, EUR m",
    "cost_low_eur_m": "low, EUR m",
    "cost_high_eur_m": "high, EUR m",
    "joint_buy": "joint buy",
    "members": "with",
    "led_by": "led by",
}
GAP_LABELS = {"us": "United States", "europe": "Europe", "beyond_money": "no money can bring"}
LIMIT_LABELS = {
    "worth_eur_m": "worth of one more, weighted EUR m",
    "per_eur_m": "worth of EUR 1 m more at list price, weighted EUR m",
    "words": "what one more would be",
}
MONEY_LABELS = {
    "budget_eur_m": "budget, EUR m",
    "safe_eur_m": "SAFE loans, EUR m",
    "spent_eur_m": "spent, EUR m",
    "kept_eur_m": "kept for the next year, EUR m",
}
INDUSTRY_LABELS = {
    "maker_state": "stands in",
    "output_itself": "output by itself, a year",
    "output_at_most": "output with expansions, a year",
    "made": "delivered to this plan",
    "expanded": "expansion decided, a year",
    "expansion_eur_m": "its cost, EUR m",
}
BURDEN_LABELS = {
    "gdp_pct": "share of GDP, %",
    "fair_pct": "fair share, %",
    "cash_pct": "share in cash, %",
    "capabilities_pct": "share in capabilities, %",
    "contributions_pct": "share in common enablers, %",
    "paid_eur_m": "pays, EUR m",
    "ratio": "cash to fair share",
    "missed_eur_m": "misses fairness by, EUR m",
}
COVERED_LABELS = {
    "required": "required at the end",
    "uncovered_first": "uncovered in the first year",
    "uncovered_last": "uncovered in the last year",
    "covered_from_year": "covered from",
}


def tables(heard: Heard, solved: Solved) -> dict[str, Table]:
    """All tables of the answer."""
    return {
        "plan": Table(plan_table(heard, solved), "Who orders what, with whom, and when it comes", PLAN_LABELS),
        "gap": Table(gap_table(heard, solved), "What is needed, and who covers it", GAP_LABELS),
        "covered": Table(covered_table(heard, solved), "From when on each item is covered", COVERED_LABELS),
        "limits": Table(
            limits_table(solved), "What one more of each limit would be worth, dearest first", LIMIT_LABELS
        ),
        "money": Table(money_table(solved), "Money by state and year", MONEY_LABELS),
        "industry": Table(industry_table(solved), "Output by line and year", INDUSTRY_LABELS),
        "burden": Table(burden_table(heard, solved), "Who bears how much", BURDEN_LABELS),
        EVENTS: Table(events_table(heard, solved), "Orders, deliveries and expansions by year", EVENT_LABELS),
        "assumed": Table(assumed_table(heard), "What was assumed"),
        "budgets": Table(budgets_table(heard), "Where each state's budget comes from", {"words": "known and assumed"}),
    }


def plan_table(heard: Heard, solved: Solved) -> pl.DataFrame:
    """A row an order: what a state orders in a year, when it comes, what it costs, with whom and led by whom."""
    states = heard.case.states
    rows = [
        {
            "state": states[each.state],
            "name": party_name(states[each.state]),
            "item": each.item.code,
            "ordered_year": each.ordered,
            "delivery_year": each.delivered,
            "quantity": each.units,
            "unit": label(each.item.unit),
            "cost_eur_m": round(each.cost, 3),
            "cost_low_eur_m": round(each.cost_low, 3),
            "cost_high_eur_m": round(each.cost_high, 3),
            "joint_buy": each.group.code if each.group else None,
            "members": [states[place] for place in each.members] if each.group else None,
            "led_by": None if each.lead is None else states[each.lead],
            "instruments": list(each.group.instruments) if each.group else None,
        }
        for each in orders_of(heard, solved.plan)
    ]
    return pl.DataFrame(
        rows,
        schema={
            "state": pl.String,
            "name": pl.String,
            "item": pl.String,
            "ordered_year": pl.Int64,
            "delivery_year": pl.Int64,
        }
        | {"quantity": pl.Float64, "unit": pl.String}
        | dict.fromkeys(("cost_eur_m", "cost_low_eur_m", "cost_high_eur_m"), pl.Float64)
        | {"joint_buy": pl.String, "members": LISTS, "led_by": pl.String, "instruments": LISTS},
        orient="row",
    )


def gap_table(heard: Heard, solved: Solved) -> pl.DataFrame:
    """A row an item and year: units required, those of the United States and of Europe, and what is uncovered."""
    case, covered = heard.case, coverage_of(heard.case, solved.plan)
    parts = {
        "required": covered.required,
        "us": covered.american,
        "europe": covered.european,
        "uncovered": covered.uncovered,
        "beyond_money": covered.beyond,
    }
    rows = [
        {
            "item": item.code,
            "year": year,
            **{name: float(lots[number, place] * item.lot) for name, lots in parts.items()},
            "unit": label(item.unit),
        }
        for number, item in enumerate(case.items)
        for place, year in enumerate(case.years)
    ]
    schema = {"item": pl.String, "year": pl.Int64} | dict.fromkeys(parts, pl.Float64) | {"unit": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def covered_table(heard: Heard, solved: Solved) -> pl.DataFrame:
    """A row an item: what is uncovered at the beginning and at the end, in units, and from which year on nothing is."""
    case, covered = heard.case, coverage_of(heard.case, solved.plan)
    rows = [
        {
            "item": item.code,
            "name": item.name,
            "area": item.area,
            "required": float(covered.required[number, -1] * item.lot),
            "uncovered_first": float(covered.uncovered[number, 0] * item.lot),
            "uncovered_last": float(covered.uncovered[number, -1] * item.lot),
            "unit": label(item.unit),
            "covered_from_year": None if place is None else case.years[place],
        }
        for number, (item, place) in enumerate(zip(case.items, covered.covered_from(), strict=True))
    ]
    schema: dict[str, Any] = dict.fromkeys(("item", "name", "area"), pl.String)
    schema |= dict.fromkeys(("required", "uncovered_first", "uncovered_last"), pl.Float64)
    return pl.DataFrame(rows, schema=schema | {"unit": pl.String, "covered_from_year": pl.Int64}, orient="row")


def limits_table(solved: Solved) -> pl.DataFrame:
    """A row a limit that binds: by how much one more of it would better the plan, in words."""
    rows = [
        {
            "kind": each.kind,
            "place": each.place,
            "year": each.year,
            "unit": each.unit,
            "worth_eur_m": round(each.worth, 3),
            "per_eur_m": round(per_million(solved.case, each), 4),
            "words": limit(solved.case, each),
        }
        for each in in_order(solved.case, solved.prices)
    ]
    schema = {"kind": pl.String, "place": pl.String, "year": pl.Int64, "unit": pl.String}
    return pl.DataFrame(
        rows, schema=schema | {"worth_eur_m": pl.Float64, "per_eur_m": pl.Float64, "words": pl.String}, orient="row"
    )


def money_table(solved: Solved) -> pl.DataFrame:
    """A row a state and year: its budget for these items, loans drawn, what it spends, what it keeps."""
    case, plan = solved.case, solved.plan
    parts = {
        "budget_eur_m": case.budget,
        "safe_eur_m": plan.lent,
        "spent_eur_m": plan.spent(case),
        "kept_eur_m": plan.kept,
    }
    return _by_year(case.states, "state", case.years, parts)


def industry_table(solved: Solved) -> pl.DataFrame:
    """A row a line and year: what it makes by itself and with the expansions so far, what of it, what is decided."""
    case, plan = solved.case, solved.plan
    lots = np.array([case.items[line.item].lot for line in case.lines])[:, None]
    added = np.zeros_like(plan.made)
    for number, line in enumerate(case.lines):
        for year in range(line.growth_years, len(case.years)):
            added[number, year] = plan.grown[number, : year - line.growth_years + 1].sum()
    itself = np.array([line.output for line in case.lines])
    cost = np.array([line.growth_cost for line in case.lines])[:, None]
    parts = {
        "output_itself": itself * lots,
        "output_at_most": (itself + added) * lots,
        "made": plan.made * lots,
        "expanded": plan.grown * lots,
        "expansion_eur_m": plan.grown * cost,
    }
    lines = pl.DataFrame(
        [
            {
                "line": line.code,
                "product": line.product,
                "item": case.items[line.item].code,
                "maker_state": line.place,
                "european": line.european,
            }
            for line in case.lines
        ]
    )
    return lines.join(_by_year([line.code for line in case.lines], "line", case.years, parts), on="line", how="right")


def burden_table(heard: Heard, solved: Solved) -> pl.DataFrame:
    """A row a state, by its fair share: its part in cash, in capabilities and in common enablers."""
    burden, missed = burden_of(solved.case, solved.plan), solved.plan.amiss(solved.case).sum(axis=0)
    shares = {
        "gdp_pct": heard.gdp,
        "fair_pct": burden.fair,
        "cash_pct": burden.cash,
        "capabilities_pct": burden.capabilities,
        "contributions_pct": burden.contributions,
    }
    rows = [
        {
            "state": state,
            "name": party_name(state),
            **{name: round(100 * float(share[place]), 3) for name, share in shares.items()},
            "paid_eur_m": round(float(burden.paid[place]), 3),
            "missed_eur_m": round(float(missed[place]), 3),
            "ratio": None if np.isnan(burden.ratio[place]) else round(float(burden.ratio[place]), 4),
        }
        for place, state in enumerate(solved.case.states)
    ]
    return pl.DataFrame(rows).sort("fair_pct", descending=True, maintain_order=True)


def assumed_table(heard: Heard) -> pl.DataFrame:
    """A row an assumption that no fact says: its value, the range that can be argued for, and why."""
    rows = [
        {
            "assumption": name,
            "value": each.value,
            "low": each.low,
            "high": each.high,
            "unit": label(each.unit),
            "reasoning": each.reasoning,
        }
        for name, each in heard.assumed.items()
    ]
    return pl.DataFrame(rows)


def budgets_table(heard: Heard) -> pl.DataFrame:
    """A row a state with targets: in a sentence, what of its money is known and what is assumed."""
    rows = [
        {"state": state, "counted": state in heard.case.states, "words": words}
        for state, words in zip(heard.money.states, heard.money.told, strict=True)
    ]
    return pl.DataFrame(rows)


def _by_year(codes: Sequence[str], name: str, years: Sequence[int], parts: Mapping[str, Any]) -> pl.DataFrame:
    """A row a code and year with the numbers of arrays of shape (codes, years)."""
    rows: Rows = [
        {name: code, "year": year, **{part: round(float(values[place, t]), 3) for part, values in parts.items()}}
        for place, code in enumerate(codes)
        for t, year in enumerate(years)
    ]
    schema = {name: pl.String, "year": pl.Int64} | dict.fromkeys(parts, pl.Float64)
    return pl.DataFrame(rows, schema=schema, orient="row")
