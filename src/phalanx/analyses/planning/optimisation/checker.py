"""Checker: holds a plan to every limit of its case. It knows nothing of how the plan was found.

It counts with the case's own words – orders, instalments, deliveries – and not with the program's rows. Fairness is told apart, by
`Plan.amiss`: a plan on the way may miss it, one that is given may not.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from phalanx.analyses.planning.optimisation.case import Case, Floats
from phalanx.analyses.planning.optimisation.plan import Plan

LOTS = 1e-5
"""Lots by which a limit may be missed, as made and delivered come out of a solver."""
MONEY = 1e-3
"""Million EUR by which a limit may be missed: a thousand euros."""


def check(case: Case, plan: Plan) -> tuple[str, ...]:
    """Every limit that a plan breaks, in words; none where it keeps them all."""
    rules = (_orders, _joint_orders, _industry, _deliveries, _money, _loans, _loans_in_europe, _floor)
    return tuple(broken for rule in rules for broken in rule(case, plan))


def _orders(case: Case, plan: Plan) -> Iterator[str]:
    """Whole numbers from nought to what a state takes, delivered within the years."""
    for name, lots in (("own", plan.own), ("joint", plan.joint), ("takes", plan.takes)):
        if not np.issubdtype(lots.dtype, np.integer) or (lots < 0).any():
            yield f"{name} orders are not whole numbers from 0 on"
    taken = plan.own.sum(axis=2)
    for row, (buy, state) in enumerate(case.memberships):
        taken[state, case.joint[buy].item] += plan.joint[row].sum()
    for state, item in np.argwhere(taken > case.most + LOTS):
        yield f"{case.states[state]} takes {taken[state, item]} lots of {case.items[item].code}, more than {case.most[state, item]:g}"
    for item, lead in enumerate(case.leads):
        late = len(case.years) - int(lead)
        if plan.own[:, item, late:].any():
            yield f"{case.items[item].code} is ordered too late to come by {case.years[-1]}"


def _joint_orders(case: Case, plan: Plan) -> Iterator[str]:
    """Only members that take part order, in the years of the joint buy; enough take part, each with a lot."""
    for number, buy in enumerate(case.joint):
        rows = [row for row, (each, _) in enumerate(case.memberships) if each == number]
        part = [row for row in rows if plan.takes[row]]
        if part and len(part) < buy.least:
            yield f"{buy.code} comes about with {len(part)} members, fewer than {buy.least}"
        last = min(buy.closes, len(case.years) - 1 - case.items[buy.item].lead)
        for row in rows:
            state, lots = case.states[case.memberships[row][1]], plan.joint[row]
            if plan.takes[row] > 1 or (lots.sum() > 0) != bool(plan.takes[row]):
                yield f"{state} orders {lots.sum()} lots through {buy.code} and takes part {plan.takes[row]} times"
            if lots[: buy.opens].any() or lots[last + 1 :].any():
                yield f"{state} orders through {buy.code} outside its years"


def _industry(case: Case, plan: Plan) -> Iterator[str]:
    """A line makes no more than its output with the expansion that is ready, and is expanded no more than it can be."""
    for number, line in enumerate(case.lines):
        made, grown = plan.made[number], plan.grown[number]
        ready = np.array([grown[: max(0, year - line.growth_years + 1)].sum() for year in range(len(case.years))])
        for year in np.flatnonzero(made > line.output + ready + LOTS):
            yield f"{line.code} makes {made[year]:.3f} lots in {case.years[year]}, more than {line.output[year] + ready[year]:.3f}"
        if grown.sum() > line.most_growth + LOTS or (grown < 0).any() or (made < 0).any():
            yield f"{line.code} is expanded by {grown.sum():.3f} lots a year, beyond {line.most_growth:.3f}"
        if grown[max(0, len(case.years) - line.growth_years) :].any():
            yield f"{line.code} is expanded too late to deliver more by {case.years[-1]}"
        if made[: case.items[line.item].lead].any():
            yield f"{line.code} delivers before anything ordered in {case.years[0]} can come"


def _deliveries(case: Case, plan: Plan) -> Iterator[str]:
    """What has been delivered has been made."""
    delivered = plan.delivered(case)
    for item, good in enumerate(case.items):
        made = np.cumsum(
            sum((plan.made[n] for n, line in enumerate(case.lines) if line.item == item), np.zeros(len(case.years)))
        )
        for year in np.flatnonzero(delivered[item] > made + LOTS * len(case.years)):
            yield f"{delivered[item, year]:g} lots of {good.code} are delivered by {case.years[year]}, and {made[year]:.3f} made"


def _money(case: Case, plan: Plan) -> Iterator[str]:
    """Each year's payments come from its budget, from loans, and from what was kept of the year before, within its limit."""
    before = np.concatenate([np.zeros((len(case.states), 1)), plan.kept[:, :-1]], axis=1)
    over = plan.spent(case) + plan.kept - before - plan.lent - case.budget
    for state, year in np.argwhere(over > MONEY):
        yield f"{case.states[state]} spends EUR {over[state, year]:.3f} m too much in {case.years[year]}"
    most = case.carry * case.budget
    most[:, -1] = 0.0
    for state, year in np.argwhere((plan.kept > most + MONEY) | (plan.kept < 0)):
        yield f"{case.states[state]} keeps EUR {plan.kept[state, year]:.3f} m of {case.years[year]} for the next year"


def _loans(case: Case, plan: Plan) -> Iterator[str]:
    """Loans are drawn in their years, up to the ceiling, for joint orders that they may pay."""
    joint = plan.spent_jointly(case, safe_only=True)
    for state, name in enumerate(case.states):
        if plan.lent[state].sum() > case.loans[state] + MONEY:
            yield f"{name} draws EUR {plan.lent[state].sum():.3f} m of loans, more than {case.loans[state]:.3f}"
        if (plan.lent[state] > joint[state] + MONEY).any() or (plan.lent[state] < 0).any():
            yield f"{name} draws loans for more than its joint orders cost"
        if plan.lent[state][~case.loan_years].sum() > MONEY:
            yield f"{name} draws loans when there are none"


def _loans_in_europe(case: Case, plan: Plan) -> Iterator[str]:
    """Of what loans pay for, the European share is made in Europe."""
    for item, good in enumerate(case.items):
        orders: Floats = np.zeros(len(case.years))
        for row, (number, _) in enumerate(case.memberships):
            if case.joint[number].safe and case.joint[number].item == item:
                orders[good.lead :] += plan.joint[row][: len(case.years) - good.lead]
        made = sum(
            (plan.made[n] for n, line in enumerate(case.lines) if line.item == item and line.european), 0 * orders
        )
        if (case.european_share * np.cumsum(orders) > np.cumsum(made) + LOTS * len(case.years)).any():
            yield f"too much of {good.code} that loans pay for is made outside Europe"


def _floor(case: Case, plan: Plan) -> Iterator[str]:
    """What has to be covered is covered."""
    covered = case.need - plan.uncovered(case)
    for item, year in np.argwhere(covered < case.floor * (case.need - case.beyond_money()) - LOTS):
        yield f"{covered[item, year]:g} lots of {case.items[item].code} are covered in {case.years[year]}"
