"""Case: everything a road map is computed from, as arrays; and what it means in words.

Quantities are in lots (what is ordered at once: one tank, ten thousand shells), money in million EUR of constant prices,
times in whole years. S states, I items, T years, L lines of industry, G joint buys.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Item:
    """What can be bought. `lot` is in units, `cost` of one lot in million EUR, `lead` in years from order to delivery.

    `missing` is what one lot that is missing for one year weighs, in million EUR; `common`: an enabler used for all.
    """

    code: str
    name: str
    area: str
    unit: str
    lot: float
    cost: float
    lead: int
    missing: float
    common: bool = False
    cost_low: float = float("nan")
    cost_high: float = float("nan")


@dataclass(frozen=True, eq=False)
class Line:
    """A line of industry. `output` has shape (T,): lots a year with the growth it has by itself.

    What is made of a lot in one year counts for the next, so that a line of half a lot a year delivers every second year. One lot a year more costs `growth_cost` and is there `growth_years` later; at most `most_growth` are added in all.
    """

    code: str
    product: str
    item: int
    place: str
    european: bool
    output: Floats
    growth_cost: float
    growth_years: int
    most_growth: float


@dataclass(frozen=True)
class JointBuy:
    """A group that may buy an item together: `members` and `lead` are places in the list of states.

    It comes about where at least `least` members take part, each with one lot or more. Orders are placed from the year
    `opens` to `closes` (places in the list of years, both included), each for `1 - saving` of the cost; each state that takes
    part pays `coordination` million EUR in the first of them. `safe`: SAFE loans may pay.
    """

    code: str
    item: int
    members: tuple[int, ...]
    lead: int
    least: int
    saving: float
    opens: int
    closes: int
    coordination: float
    safe: bool


class Members(NamedTuple):
    """The joint buy, the state and the item of every membership, by their places: shape (M,) each."""

    buys: Ints
    states: Ints
    items: Ints


@dataclass(frozen=True, eq=False)
class Case:
    """A road map to be found: who may buy what, from whom, with which money, and what is asked for.

    `required`, `american` (I, T): lots that have to be there, and those of them that the United States still provides;
    `held` (S, I): lots that count already; `most` (S, I): the most lots a state takes, 0 where it does not buy the item;
    `budget` (S, T): money for these items; `loans` (S,): SAFE ceilings, which can be drawn where `loan_years` (T,) says so;
    `key` (S,): fair shares, which sum to 1. `carry`: the share of a year's budget that may be kept for the next.
    `floor` (I, T): the part of what money can bring in time that has to be covered, 0 where nothing has to. `fairness`: the part of its fair share that each state pays at least; within its cheapest lot; 0 binds nobody.
    `unfair`: what one million EUR beside the fair share weighs; `surcharge`: by how much a lot of a line outside Europe
    weighs more than it costs; `european_share`: of what loans pay for, this share at least is made in Europe.
    """

    years: tuple[int, ...]
    states: tuple[str, ...]
    items: tuple[Item, ...]
    lines: tuple[Line, ...]
    joint: tuple[JointBuy, ...]
    required: Floats
    american: Floats
    floor: Floats
    held: Floats
    most: Floats
    budget: Floats
    loans: Floats
    loan_years: Flags
    key: Floats
    carry: float
    fairness: float
    unfair: float
    surcharge: float
    european_share: float

    def but(self, **changes: Any) -> Self:
        """The same case with these fields changed."""
        return replace(self, **changes)

    @cached_property
    def need(self) -> Floats:
        """Lots that Europe has to bring itself, shape (I, T): required, less what the United States and Europeans hold."""
        return np.asarray(np.maximum(0.0, self.required - self.american - self.held.sum(axis=0)[:, None]))

    @cached_property
    def leads(self) -> Ints:
        """Years from order to delivery, shape (I,)."""
        return np.array([item.lead for item in self.items], dtype=np.int64)

    @cached_property
    def costs(self) -> Floats:
        """Million EUR a lot, shape (I,)."""
        return np.array([item.cost for item in self.items])

    @cached_property
    def missing(self) -> Floats:
        """What a lot that is missing for a year weighs, in million EUR, shape (I,)."""
        return np.array([item.missing for item in self.items])

    @cached_property
    def memberships(self) -> tuple[tuple[int, int], ...]:
        """Every pair of a joint buy and a state that is a member of it, in order."""
        return tuple((number, state) for number, buy in enumerate(self.joint) for state in buy.members)

    @cached_property
    def members(self) -> Members:
        """The same as numbers."""
        pairs = np.array(self.memberships, dtype=np.int64).reshape(-1, 2)
        items = np.array([buy.item for buy in self.joint], dtype=np.int64)
        return Members(pairs[:, 0], pairs[:, 1], items[pairs[:, 0]])

    @cached_property
    def cheapest(self) -> Floats:
        """Million EUR of the cheapest lot that each state may take, 0 where it takes none: shape (S,)."""
        cheapest = np.where(self.most > 0, self.costs, np.inf).min(axis=1, initial=np.inf)
        return np.asarray(np.where(np.isfinite(cheapest), cheapest, 0.0))

    def dearest(self, counted: Flags) -> Floats:
        """Million EUR of the dearest lot that each state may take of the items counted, 0 where it takes none: shape (S,)."""
        return np.asarray(((self.most > 0) * (self.costs * counted)).max(axis=1, initial=0.0))

    @cached_property
    def common(self) -> Flags:
        """Which items are enablers used for all, shape (I,)."""
        return np.array([item.common for item in self.items], dtype=bool)

    def reachable(self) -> Floats:
        """The most whole lots that can be there by the end of each year, whatever is paid: shape (I, T).

        Nothing comes before the lead time of an order in the first year, and a line grows as fast as it can.
        """
        total = np.zeros_like(self.required)
        for line in self.lines:
            output = line.output.copy()
            output[line.growth_years :] += line.most_growth
            output[: self.items[line.item].lead] = 0.0
            total[line.item] += np.cumsum(output)
        return np.asarray(np.floor(total + 1e-9))

    def beyond_money(self) -> Floats:
        """Lots that no money can bring in time, shape (I, T)."""
        return np.asarray(np.maximum(0.0, self.need - self.reachable()))
