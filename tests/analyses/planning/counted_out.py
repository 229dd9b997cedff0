"""counted_out: the best plan of a tiny case, found by trying all whole orders; the money and industry beside them by SciPy.

It shares no code with the package: it counts from what `Case` says, order by order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations_with_replacement, product
from math import inf

import numpy as np
from scipy.optimize import linprog

from phalanx.analyses.planning.optimisation.case import Case, Floats

AMISS = 100.0
"""What one million EUR beyond the bounds of fairness weighs."""
Order = tuple[int, int, int, int]
"""A lot that a state orders of an item in a year; through which joint buy, -1 where by itself."""


def least(case: Case) -> float:
    """What the best plan weighs; infinite where no plan keeps all limits."""
    best = inf
    for at_least, orders in sorted((_fixed(case, orders), orders) for orders in all_orders(case)):
        if at_least >= best:
            return best
        best = min(best, at_least + _beside(case, orders))
    return best


def all_orders(case: Case) -> Iterator[tuple[Order, ...]]:
    """Everything that states may order so that it comes in time, and that joint buys have enough members."""
    places = list(product(range(len(case.states)), range(len(case.items))))
    for some in product(*(list(_orders(case, state, item)) for state, item in places)):
        orders = tuple(order for part in some for order in part)
        taking = [{state for state, *_, buy in orders if buy == number} for number in range(len(case.joint))]
        if all(not part or len(part) >= buy.least for part, buy in zip(taking, case.joint, strict=True)):
            yield orders


def _orders(case: Case, state: int, item: int) -> Iterator[tuple[Order, ...]]:
    years = range(len(case.years) - case.items[item].lead)
    ways = [(state, item, year, -1) for year in years]
    ways += [
        (state, item, year, number)
        for number, buy in enumerate(case.joint)
        for year in years
        if buy.item == item and state in buy.members and buy.opens <= year <= buy.closes
    ]
    for count in range(int(case.most[state, item]) + 1):
        yield from combinations_with_replacement(ways, count)


def _paid(case: Case, orders: tuple[Order, ...], *, loans_only: bool = False) -> Floats:
    """Million EUR by state and year, without what industry grows by."""
    paid = np.zeros((len(case.states), len(case.years)))
    for state, item, year, number in orders:
        good, buy = case.items[item], case.joint[number] if number >= 0 else None
        if loans_only and not (buy and buy.safe):
            continue
        cost = good.cost * (1 - buy.saving) if buy else good.cost
        paid[state, year : year + good.lead + 1] += cost / (good.lead + 1)
    if not loans_only:
        for state, number in {(state, number) for state, *_, number in orders if number >= 0}:
            paid[state, case.joint[number].opens] += case.joint[number].coordination
    return paid


def _come(case: Case, orders: tuple[Order, ...], *, loans_only: bool = False) -> Floats:
    """Lots that have come by the end of each year, by item."""
    come = np.zeros((len(case.items), len(case.years)))
    for _, item, year, number in orders:
        if not loans_only or (number >= 0 and case.joint[number].safe):
            come[item, year + case.items[item].lead :] += 1
    return come


def _most_made(case: Case) -> Floats:
    """Whole lots that lines can have made by the end of each year if they grow as fast as they can, by item."""
    made = np.zeros((len(case.items), len(case.years)))
    for line in case.lines:
        for year in range(case.items[line.item].lead, len(case.years)):
            made[line.item, year:] += line.output[year] + line.most_growth * (year >= line.growth_years)
    return np.floor(made + 1e-9)


def _fixed(case: Case, orders: tuple[Order, ...]) -> float:
    """What orders weigh whatever comes beside them; infinite where they break a limit by themselves."""
    need = np.maximum(0.0, case.required - case.american - case.held.sum(axis=0)[:, None])
    within, come = np.minimum(need, _most_made(case)), _come(case, orders)
    paid = _paid(case, orders).sum(axis=1)
    if (np.minimum(come, within) < case.floor * within - 1e-9).any():
        return inf
    missing = np.maximum(0.0, within - come).sum(axis=1) @ [item.missing for item in case.items]
    unfair = case.unfair * np.abs(paid - case.key * paid.sum()).sum() + AMISS * _too_much(case, orders)
    return float(missing + paid.sum() + unfair)


def _too_much(case: Case, orders: tuple[Order, ...]) -> float:
    """Million EUR by which states order more than their share of all, or of the enablers used for all, and a lot on top."""
    found = 0.0
    for counted in ([True for _ in case.items], [item.common for item in case.items]):
        prices = [item.cost * count for item, count in zip(case.items, counted, strict=True)]
        worth = np.array([sum(prices[item] for who, item, *_ in orders if who == s) for s in range(len(case.states))])
        dearest = np.array([max(p * (m > 0) for p, m in zip(prices, most, strict=True)) for most in case.most])
        found += float(np.maximum(0.0, case.fairness * worth - case.key * worth.sum() - dearest).sum())
    return found


@dataclass
class Rows:
    """A linear program as it is written down, row after row: all of `numbers`, each with a factor, at most `most`."""

    size: int
    matrix: list[Floats] = field(default_factory=list)
    most: list[float] = field(default_factory=list)

    def add(self, most: float, *terms: tuple[object, object]) -> None:
        """One more row; terms are numbers of columns and their factor."""
        row = np.zeros(self.size)
        for numbers, factor in terms:
            row[numbers] += factor  # type: ignore[call-overload]
        self.matrix.append(row)
        self.most.append(most)


def _beside(case: Case, orders: tuple[Order, ...]) -> float:
    """What growth and the surcharge weigh at least beside these orders; infinite where money or industry do not suffice."""
    states, lines, years = len(case.states), len(case.lines), len(case.years)
    made, grown, kept, lent = np.split(
        np.arange(2 * (lines + states) * years).reshape(-1, years), np.cumsum([lines, lines, states])
    )
    size = 2 * (lines + states) * years + states
    short = np.arange(size - states, size)
    rows, upper, weight = Rows(size), np.full(size, inf), np.zeros(size)
    weight[short] = AMISS
    come, of_loans = _come(case, orders), _come(case, orders, loans_only=True)
    paid, lendable = _paid(case, orders), _paid(case, orders, loans_only=True)
    growth = [(grown[n], line.growth_cost) for n, line in enumerate(case.lines)]
    for n, line in enumerate(case.lines):
        upper[made[n, : case.items[line.item].lead]] = 0.0
        upper[grown[n, max(0, years - line.growth_years) :]] = 0.0
        weight[grown[n]] = line.growth_cost
        weight[made[n]] = 0.0 if line.european else case.surcharge * case.items[line.item].cost
        rows.add(line.most_growth, (grown[n], 1.0))
        for year in range(years):
            ready = grown[n, : max(0, year - line.growth_years + 1)]
            rows.add(line.output[year], (made[n, year], 1.0), (ready, -1.0))
    for item, year in product(range(len(case.items)), range(years)):
        every = [n for n, line in enumerate(case.lines) if line.item == item]
        european = [n for n in every if case.lines[n].european]
        rows.add(-come[item, year], (made[every, : year + 1], -1.0))
        rows.add(-case.european_share * of_loans[item, year], (made[european, : year + 1], -1.0))
    for state in range(states):
        key = case.key[state]
        upper[kept[state]] = [*(case.carry * case.budget[state, :-1]), 0.0]
        upper[lent[state]] = np.where(case.loan_years, lendable[state], 0.0)
        rows.add(case.loans[state], (lent[state], 1.0))
        for year in range(years):
            before = [(kept[state, year - 1], -1.0)] if year else []
            shares = [(numbers[year], key * cost) for numbers, cost in growth]
            money = (kept[state, year], 1.0), (lent[state, year], -1.0)
            rows.add(case.budget[state, year] - paid[state, year], *money, *before, *shares)
        takes = [item.cost for item, most in zip(case.items, case.most[state], strict=True) if most > 0]
        less = case.fairness * key * paid.sum() - paid[state].sum() - min(takes, default=0.0)
        by_growth = ((numbers, -(1 - case.fairness) * key * cost) for numbers, cost in growth)
        rows.add(-less, (short[state], -1.0), *by_growth)
    bounds = np.column_stack([np.zeros(size), upper])
    found = linprog(weight, np.array(rows.matrix), np.array(rows.most) + 1e-9, bounds=bounds)
    return float(found.fun) if found.success else inf
