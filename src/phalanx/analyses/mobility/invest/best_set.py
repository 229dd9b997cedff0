"""Best set: the upgrades that gain most together under a budget, by branch and bound, with a bound on what no set exceeds.

Gains do not add up: two ramps at one yard may gain less than twice one, and two halves of a line nothing but together. So
sets are evaluated, never sums. All that is left to choose from, bought at once, gains at least as much as any part of it
that can be paid: that is the bound of a branch.

A. H. Land and A. G. Doig, "An automatic method of solving discrete programming problems", Econometrica 28, 1960.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush

from phalanx.analyses.mobility.falling import Set, places_of, set_of

NEXT_TO_NOTHING = 1e-9
"""Gains and costs that differ by less are the same."""

Gain = Callable[[Set], float]
"""What a set gains; more is never less."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The best set found, what it gains, and what no set that can be paid exceeds. `branches` were looked into."""

    chosen: tuple[int, ...]
    gain: float
    bound: float
    branches: int

    @property
    def gap(self) -> float:
        """How far the best set could be from the best there is."""
        return self.bound - self.gain

    @property
    def proven(self) -> bool:
        """Whether no set that can be paid gains more."""
        return self.gap <= NEXT_TO_NOTHING


@dataclass(order=True, frozen=True, slots=True)
class _Branch:
    """Sets that hold `inside` and otherwise only of `open`; sorted by what they could gain at most, most first."""

    falls_short: float
    inside: Set = field(compare=False)
    spent: float = field(compare=False)
    open: tuple[int, ...] = field(compare=False)


def best_set(
    costs: Sequence[float], budget: float, gain: Gain, alone: Sequence[float], go_on: Callable[[int, float], bool]
) -> Choice:
    """The set of places that gains most of all whose costs are within the budget; nothing in it could be left out.

    `alone` is what each gains by itself; it only decides what is looked into first. `go_on` is told how many branches
    were looked into and the gap that is left; where it says no, the best set so far comes with the bound so far.
    """
    order = sorted(range(len(costs)), key=lambda place: -alone[place] / costs[place])
    payable = tuple(place for place in order if costs[place] <= budget + NEXT_TO_NOTHING)
    best, most, branches = 0, gain(0), 0
    queue = [_Branch(-gain(set_of(payable)), 0, 0.0, payable)]
    while queue and -queue[0].falls_short > most + NEXT_TO_NOTHING:
        if not go_on(branches, -queue[0].falls_short - most):
            return _choice(costs, gain, best, -queue[0].falls_short, branches)
        branch = heappop(queue)
        branches += 1
        full = _filled(branch, costs, budget)
        if gain(full) > most + NEXT_TO_NOTHING:
            best, most = full, gain(full)
        for child in _divided(branch, costs, budget, gain):
            if -child.falls_short > most + NEXT_TO_NOTHING:
                heappush(queue, child)
    return _choice(costs, gain, best, most, branches)


def _filled(branch: _Branch, costs: Sequence[float], budget: float) -> Set:
    """The set of a branch, and of what is open one after the other what can still be paid."""
    full, spent = branch.inside, branch.spent
    for place in branch.open:
        if spent + costs[place] <= budget + NEXT_TO_NOTHING:
            full, spent = full | 1 << place, spent + costs[place]
    return full


def _divided(branch: _Branch, costs: Sequence[float], budget: float, gain: Gain) -> list[_Branch]:
    """The sets of a branch with the first open place, and those without it."""
    if not branch.open:
        return []
    first, *rest = branch.open
    found = []
    for inside, spent in ((branch.inside | 1 << first, branch.spent + costs[first]), (branch.inside, branch.spent)):
        still = tuple(place for place in rest if spent + costs[place] <= budget + NEXT_TO_NOTHING)
        found.append(_Branch(-gain(inside | set_of(still)), inside, spent, still))
    return found


def _choice(costs: Sequence[float], gain: Gain, best: Set, bound: float, branches: int) -> Choice:
    """The set without what gains nothing in it, the dearest first."""
    most = gain(best)
    for place in sorted(places_of(best), key=lambda place: -costs[place]):
        if gain(best & ~(1 << place)) >= most - NEXT_TO_NOTHING:
            best &= ~(1 << place)
    return Choice(places_of(best), most, max(bound, most), branches)
