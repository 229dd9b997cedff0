"""Road map orders: a plan's decisions read off as single orders – who, what, when, how many, at what price, with whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from phalanx.analyses.planning.optimisation.case import Case, Item
from phalanx.analyses.planning.optimisation.plan import Plan
from phalanx.analyses.planning.road_map.case import Heard
from phalanx.analyses.planning.road_map.joint import Group


@dataclass(frozen=True)
class Order:
    """So many lots of an item that a state orders in a year; costs in million EUR.

    Where it buys with others, `group` is the joint buy, `members` are those who take part, and `lead` is who leads them.
    """

    state: int
    item: Item
    ordered: int
    lots: int
    cost: float
    cost_low: float
    cost_high: float
    group: Group | None = None
    members: tuple[int, ...] = ()
    lead: int | None = None

    @property
    def delivered(self) -> int:
        """The year in which it comes."""
        return self.ordered + self.item.lead

    @property
    def units(self) -> float:
        """How many that are."""
        return self.lots * self.item.lot


def orders_of(heard: Heard, plan: Plan) -> tuple[Order, ...]:
    """Every order of a plan, by year, item and state; jointly bought after what a state buys by itself."""
    found = [*_own(heard.case, plan), *_joint(heard, plan)]
    places = {item.code: number for number, item in enumerate(heard.case.items)}
    return tuple(sorted(found, key=lambda each: (each.ordered, places[each.item.code], each.state)))


def total_cost(heard: Heard, plan: Plan) -> tuple[float, float, float]:
    """What the plan costs in million EUR, with its least and most: orders, coordination and growth of industry."""
    paid = float(plan.spent(heard.case).sum())
    orders = orders_of(heard, plan)
    cost, low, high = (sum(getattr(each, name) for each in orders) for name in ("cost", "cost_low", "cost_high"))
    return paid, paid + low - cost, paid + high - cost


def joint_share(heard: Heard, plan: Plan) -> float:
    """The share of all that is ordered, at list price, that states order jointly; 0 where nothing is ordered."""
    prices = [(each.lots * each.item.cost, each.group is not None) for each in orders_of(heard, plan)]
    whole = sum(price for price, _ in prices)
    return sum(price for price, together in prices if together) / whole if whole else 0.0


def european_share(case: Case, plan: Plan) -> float:
    """The share of all that is delivered, at list price, that lines in Europe make; 0 where nothing is delivered."""
    worth = np.array([case.items[line.item].cost for line in case.lines]) * plan.made.sum(axis=1)
    return float(worth[[line.european for line in case.lines]].sum() / worth.sum()) if worth.sum() else 0.0


def _own(case: Case, plan: Plan) -> Iterator[Order]:
    for state, number, year in np.argwhere(plan.own > 0).tolist():
        item, lots = case.items[number], int(plan.own[state, number, year])
        yield Order(state, item, case.years[year], lots, lots * item.cost, lots * item.cost_low, lots * item.cost_high)


def _joint(heard: Heard, plan: Plan) -> Iterator[Order]:
    """Jointly bought lots cost less by the saving; least and most cost go with the most and the least saving."""
    case = heard.case
    leads = [_lead(case, plan, number, group) for number, group in enumerate(heard.groups)]
    for row, year in np.argwhere(plan.joint > 0).tolist():
        number, state = case.memberships[row]
        group, lots = heard.groups[number], int(plan.joint[row, year])
        item = case.items[group.item]
        yield Order(
            state,
            item,
            case.years[year],
            lots,
            lots * item.cost * (1 - group.saving),
            lots * item.cost_low * (1 - group.saving_high),
            lots * item.cost_high * (1 - group.saving_low),
            group,
            plan.taking_part(case, number),
            leads[number],
        )


def _lead(case: Case, plan: Plan, number: int, group: Group) -> int:
    """Who leads a joint buy: who was to, or where that state takes no part, the one that orders most."""
    ordered = {state: plan.joint[row].sum() for row, (buy, state) in enumerate(case.memberships) if buy == number}
    return group.lead if group.lead in plan.taking_part(case, number) else max(ordered, key=lambda each: ordered[each])
