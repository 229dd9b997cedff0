"""What-if compared: a road map before and after a change, item by item, order by order, joint buy by joint buy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from phalanx.analyses.planning.optimisation.plan import Price, Solved
from phalanx.analyses.planning.road_map.case import Heard
from phalanx.analyses.planning.road_map.covered import Coverage, coverage_of
from phalanx.analyses.planning.road_map.limits import dearest, per_million
from phalanx.analyses.planning.road_map.orders import european_share, joint_share, orders_of, total_cost

NOTICED_EUR_M = 1e-3
"""A difference below a thousand euro is rounding."""


@dataclass(frozen=True, eq=False)
class Side:
    """A road map before or after the change: what was understood, and its plan."""

    heard: Heard
    solved: Solved

    @cached_property
    def covered(self) -> Coverage:
        """What the plan covers."""
        return coverage_of(self.heard.case, self.solved.plan)

    @cached_property
    def bought(self) -> Mapping[tuple[str, str], float]:
        """Lots by item and state."""
        found: dict[tuple[str, str], float] = {}
        for each in orders_of(self.heard, self.solved.plan):
            at = each.item.code, self.heard.case.states[each.state]
            found[at] = found.get(at, 0.0) + each.lots
        return found

    @cached_property
    def together(self) -> Mapping[str, tuple[str, ...]]:
        """The states that take part in each joint buy that comes about, by its code."""
        case, plan = self.heard.case, self.solved.plan
        taking = {buy.code: plan.taking_part(case, number) for number, buy in enumerate(case.joint)}
        return {
            code: tuple(sorted(case.states[place] for place in places)) for code, places in taking.items() if places
        }

    @cached_property
    def item_years(self) -> float:
        """What is uncovered, in million EUR at list price, times the years in which it is."""
        return float(self.covered.worth(self.covered.uncovered).sum())

    @cached_property
    def beyond_years(self) -> float:
        """The part of it that no money could bring in time."""
        return float(self.covered.worth(self.covered.beyond).sum())

    @cached_property
    def cost(self) -> float:
        """What the plan costs in million EUR."""
        return total_cost(self.heard, self.solved.plan)[0]

    @cached_property
    def budget(self) -> float:
        """What budgets hold in all years in million EUR."""
        return float(self.heard.case.budget.sum())

    @cached_property
    def lent(self) -> float:
        """SAFE loans drawn in million EUR."""
        return float(self.solved.plan.lent.sum())

    @cached_property
    def free(self) -> float:
        """What of budgets is not spent in million EUR."""
        return self.budget + self.lent - self.cost

    @cached_property
    def missed(self) -> float:
        """By how much fairness is missed in million EUR."""
        return float(self.solved.plan.amiss(self.heard.case).sum())

    @cached_property
    def european(self) -> float:
        """The share of deliveries that lines in Europe make."""
        return european_share(self.heard.case, self.solved.plan)

    @cached_property
    def jointly(self) -> float:
        """The share of orders that is joint."""
        return joint_share(self.heard, self.solved.plan)

    @cached_property
    def limits(self) -> Sequence[Price]:
        """The limits that bind, dearest first."""
        return dearest(self.heard.case, self.solved.prices)

    def worth_of(self, price: Price) -> float:
        """What a million EUR more of a limit is worth, weighted."""
        return per_million(self.heard.case, price)


@dataclass(frozen=True, eq=False)
class Compared:
    """A road map before and after a change, which `change` says as a clause."""

    before: Side
    after: Side
    change: str

    @property
    def difference(self) -> float:
        """By how much the plan weighs more after the change, in weighted million EUR."""
        return self.after.solved.weighed.total - self.before.solved.weighed.total

    @property
    def proven(self) -> tuple[float, float]:
        """What the best plans before and after can differ by at least and at most, by the two proofs."""
        before, after = self.before.solved, self.after.solved
        return after.bound - before.weighed.total, after.weighed.total - before.bound

    @property
    def certain(self) -> bool:
        """Whether the two proofs tell the best plans apart."""
        low, high = self.proven
        return low > NOTICED_EUR_M or high < -NOTICED_EUR_M

    @cached_property
    def orders(self) -> tuple[tuple[str, str, float, float], ...]:
        """Item, state, and the lots ordered before and after, wherever the two differ or something is ordered."""
        places = {item.code: number for number, item in enumerate(self.before.heard.case.items)}
        pairs = sorted({*self.before.bought, *self.after.bought}, key=lambda each: (places[each[0]], each[1]))
        return tuple(
            (item, state, self.before.bought.get((item, state), 0.0), self.after.bought.get((item, state), 0.0))
            for item, state in pairs
        )

    @cached_property
    def shifts(self) -> tuple[tuple[str, str, float, float], ...]:
        """Orders that differ: item, state, lots more, and what these are worth at list price; by worth, largest first."""
        costs = {item.code: item.cost for item in self.before.heard.case.items}
        found = [
            (item, state, after - before, (after - before) * costs[item])
            for item, state, before, after in self.orders
            if after != before
        ]
        return tuple(sorted(found, key=lambda each: (-abs(each[3]), each[0], each[1])))

    @cached_property
    def joint(self) -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
        """Every joint buy that comes about before or after: its code and its members before and after."""
        codes = sorted({*self.before.together, *self.after.together})
        return tuple((code, self.before.together.get(code, ()), self.after.together.get(code, ())) for code in codes)
