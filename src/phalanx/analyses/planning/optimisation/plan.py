"""Plan: what a road map says – orders, growth of industry, money – and how good it is proven to be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from phalanx.analyses.planning.optimisation.case import Case, Floats, Ints

AMISS = 100.0
"""What one million EUR weighs by which a bound of fairness is missed: more than any plan gains by it."""


@dataclass(frozen=True, eq=False)
class Plan:
    """Decisions of a road map; shapes as in `Case`, M memberships of joint buys (`Case.memberships`).

    `own` (S, I, T): whole lots a state orders by itself, by year of order; `joint` (M, T): those it orders through a joint buy;
    `takes` (M,): 1 where a member takes part in a joint buy; `made` (L, T): lots a line delivers, by year of delivery;
    `grown` (L, T): lots a year that a line is expanded by, by year of decision; `kept` (S, T): money carried over to the
    next year; `lent` (S, T): SAFE loans drawn, million EUR.
    """

    own: Ints
    joint: Ints
    takes: Ints
    made: Floats
    grown: Floats
    kept: Floats
    lent: Floats

    def delivered(self, case: Case) -> Floats:
        """Lots delivered by the end of each year, shape (I, T)."""
        ordered = self.ordered(case)
        return np.cumsum(np.stack([later(ordered[i], lead) for i, lead in enumerate(case.leads)]), axis=1)

    def ordered(self, case: Case) -> Floats:
        """Lots ordered by year of order, shape (I, T)."""
        total: Floats = self.own.sum(axis=0).astype(float)
        for row, (buy, _) in enumerate(case.memberships):
            total[case.joint[buy].item] += self.joint[row]
        return np.asarray(total)

    def uncovered(self, case: Case) -> Floats:
        """Lots that are missing at the end of each year, shape (I, T)."""
        return np.asarray(np.maximum(0.0, case.need - self.delivered(case)))

    def spent(self, case: Case) -> Floats:
        """Million EUR that each state pays each year, shape (S, T): instalments, growth of industry, coordination."""
        paid = np.zeros((len(case.states), len(case.years)))
        for i, item in enumerate(case.items):
            paid += instalments(np.asarray(self.own[:, i, :] * item.cost), item.lead)
        paid += self.spent_jointly(case)
        for row, (number, state) in enumerate(case.memberships):
            paid[state, case.joint[number].opens] += case.joint[number].coordination * self.takes[row]
        growth = np.array([line.growth_cost for line in case.lines]) @ self.grown
        return np.asarray(paid + case.key[:, None] * growth)

    def taking_part(self, case: Case, buy: int) -> tuple[int, ...]:
        """The states that take part in a joint buy; none where it does not come about."""
        return tuple(state for row, (number, state) in enumerate(case.memberships) if number == buy and self.takes[row])

    def spent_jointly(self, case: Case, *, safe_only: bool = False) -> Floats:
        """Million EUR of instalments for orders through joint buys, of those that loans may pay where asked: (S, T)."""
        paid = np.zeros((len(case.states), len(case.years)))
        for row, (number, state) in enumerate(case.memberships):
            buy = case.joint[number]
            if buy.safe or not safe_only:
                item = case.items[buy.item]
                paid[state] += instalments(np.asarray(self.joint[row] * item.cost * (1 - buy.saving)), item.lead)
        return paid

    def amiss(self, case: Case) -> Floats:
        """Million EUR by which each state misses fairness in cash, capabilities and contributions: shape (3, S), 0 where it does not.

        Lots are whole and budgets small: a state may miss its share by its cheapest lot, and pass it by its dearest.
        """
        paid, worth = self.spent(case).sum(axis=1), self.worth(case)
        less = case.fairness * case.key * paid.sum() - case.cheapest - paid
        more = [
            case.fairness * some - case.key * some.sum() - case.dearest(counted)
            for counted in (np.ones_like(case.common), case.common)
            for some in (worth[:, counted].sum(axis=1),)
        ]
        return np.asarray(np.maximum(0.0, np.stack([less, *more])))

    def worth(self, case: Case) -> Floats:
        """Million EUR at list price of what each state orders, by item: shape (S, I)."""
        lots = self.own.sum(axis=2).astype(float)
        for row, (number, state) in enumerate(case.memberships):
            lots[state, case.joint[number].item] += self.joint[row].sum()
        return np.asarray(lots * case.costs)


@dataclass(frozen=True)
class Weighed:
    """The objective in its parts, in million EUR: what it weighs that lots are missing, that it costs, and that it is unfair.

    `unfair` is every distance from fair shares, and many times that by which a bound of fairness is missed. `missing` counts what money could have brought in time; what it could not is in `beyond`, and no part of the sum.
    """

    missing: float
    cost: float
    unfair: float
    foreign: float
    beyond: float

    @property
    def total(self) -> float:
        """What is minimised."""
        return self.missing + self.cost + self.unfair + self.foreign


def weigh(case: Case, plan: Plan) -> Weighed:
    """The objective of a plan, counted from its decisions alone."""
    beyond = case.beyond_money()
    missing = plan.uncovered(case) - beyond
    paid = plan.spent(case).sum(axis=1)
    foreign = sum(
        case.surcharge * case.items[line.item].cost * plan.made[number].sum()
        for number, line in enumerate(case.lines)
        if not line.european
    )
    return Weighed(
        float((case.missing[:, None] * missing).sum()),
        float(paid.sum()),
        float(case.unfair * np.abs(paid - case.key * paid.sum()).sum() + AMISS * plan.amiss(case).sum()),
        float(foreign),
        float((case.missing[:, None] * beyond).sum()),
    )


@dataclass(frozen=True)
class Price:
    """What one more of a limit would bring: a fall of the objective by `worth` million EUR for one `unit` more.

    `kind` is budget, ceilings (of loans), output, growth or uptake; `place` names the state, the line, or state and item;
    `year` is None where the limit holds over all years.
    """

    kind: str
    place: str
    year: int | None
    unit: str
    worth: float


@dataclass(frozen=True, eq=False)
class Solved:
    """A plan with its certificate: no plan has an objective below `bound`. `gap` is a share of the objective.

    `second_bound` is the same by another method, NaN where it was not asked for. `stopped`: somebody ended it early.
    """

    case: Case
    plan: Plan
    weighed: Weighed
    bound: float
    second_bound: float
    prices: tuple[Price, ...]
    seconds: float
    stopped: bool = False

    @property
    def gap(self) -> float:
        """How far the plan may be from the best one at most, as a share of its objective."""
        total = self.weighed.total
        return max(0.0, total - self.bound) / total if total > 0 else 0.0


def instalments(cost: Floats, lead: int) -> Floats:
    """What is paid in each year for what is ordered in each: equal parts from the year of order to that of delivery."""
    share = cost / (lead + 1)
    return np.asarray(sum(later(share, delay) for delay in range(lead + 1)))


def later(series: Floats, years: int) -> Floats:
    """A series by year (the last axis), so many years later; what would come after the last year is left out."""
    if years == 0:
        return np.asarray(series)
    moved = np.zeros_like(series)
    moved[..., years:] = series[..., :-years]
    return moved


def earlier(series: Floats, years: int) -> Floats:
    """A series by year (the last axis), so many years earlier; its last years are without end."""
    if years == 0:
        return np.asarray(series)
    moved = np.full_like(series, np.inf)
    moved[..., :-years] = series[..., years:]
    return moved
