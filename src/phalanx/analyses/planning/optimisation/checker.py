"""Checker: holds a plan to every limit of its case. It knows nothing of how the plan was found.

It counts with the case's own words – orders, instalments, deliveries, shares – and not with the program's rows. Fairness it
counts from the orders alone, and not as `Plan.amiss` does.
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


def check(case: Case, plan: Plan, amiss: Floats | None = None) -> tuple[str, ...]:
    """Every limit that a plan breaks, in words; none where it keeps them all.

    `amiss` (3, S): million EUR by which a plan on the way says that states miss fairness in cash, capabilities and common
    enablers; it may miss it by no more. A plan that is given may not miss it at all.
    """
    rules = (_orders, _joint_orders, _industry, _deliveries, _money, _loans, _loans_in_europe, _floor)
    broken = [words for rule in rules for words in rule(case, plan)]
    return (*broken, *_fairness(case, plan, np.zeros((3, len(case.states))) if amiss is None else amiss))


def _orders(case: Case, plan: Plan) -> Iterator[str]:
    """Whole numbers from nought to what a state takes, delivered within the years."""
    for name, lots in (("own", plan.own), ("joint", plan.joint), ("takes", plan.takes)):
        if not np.issubdtype(lots.dtype, np.integer) or (lots < 0).any():
            yield f"{name} orders are not whole numbers from 0 on"
    taken = _lots(case, plan)
    for state, item in np.argwhere(taken > case.most + LOTS):
        yield f"{case.states[state]} takes {taken[state, item]:g} lots of {case.items[item].code}, more than {case.most[state, item]:g}"
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


def _fairness(case: Case, plan: Plan, amiss: Floats) -> Iterator[str]:
    """Each state pays its part of its fair share at least, but for its cheapest lot; what it takes is within it, but for its dearest."""
    paid, taken = _paid_in_all(case, plan), _lots(case, plan)
    common = [item for item, good in enumerate(case.items) if good.common]
    for state, name in enumerate(case.states):
        prices = {item: good.cost for item, good in enumerate(case.items) if case.most[state, item] > 0}
        least = case.fairness * case.key[state] * paid.sum() - min(prices.values(), default=0.0)
        if paid[state] < least - amiss[0, state] - MONEY:
            yield f"{name} pays EUR {paid[state]:.3f} m in all, less than {least:.3f}, what is fair"
        for way, what, items in (1, "all that is bought", [*range(len(case.items))]), (2, "common enablers", common):
            worth = taken[:, items] @ np.array([case.items[item].cost for item in items])
            fair = case.key[state] * worth.sum() + max((prices.get(item, 0.0) for item in items), default=0.0)
            if case.fairness * worth[state] > fair + amiss[way, state] + MONEY:
                yield f"{name} takes EUR {worth[state]:.3f} m of {what}, {case.fairness:g} of which is more than {fair:.3f}"


def _paid_in_all(case: Case, plan: Plan) -> Floats:
    """Million EUR that each state pays in all years: whole lots at their price, coordination, and its share of expansions."""
    paid: Floats = plan.own.sum(axis=2) @ np.array([good.cost for good in case.items])
    for row, (number, state) in enumerate(case.memberships):
        buy = case.joint[number]
        paid[state] += plan.joint[row].sum() * case.items[buy.item].cost * (1 - buy.saving)
        paid[state] += plan.takes[row] * buy.coordination
    expansions = sum(line.growth_cost * plan.grown[number].sum() for number, line in enumerate(case.lines))
    return np.asarray(paid + case.key * expansions)


def _lots(case: Case, plan: Plan) -> Floats:
    """Lots that each state orders of each item, by itself and jointly."""
    lots: Floats = plan.own.sum(axis=2).astype(float)
    for row, (number, state) in enumerate(case.memberships):
        lots[state, case.joint[number].item] += plan.joint[row].sum()
    return lots
