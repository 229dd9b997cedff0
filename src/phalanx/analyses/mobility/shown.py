"""Shown: plans and cuts found in one network of a movement, held against others before a flow is looked for in them.

A plan holds wherever its arcs open in time, take no longer and carry as much. A cut says of each node from which step on
it is on the near side: whatever the network, no more can have arrived than begins beyond or crosses to the far side. So
permits, hazards and upgrades may change between where something was found and where it is held.

L. R. Ford and D. R. Fulkerson, "Flows in networks", Princeton 1962: the greatest flow is as large as the smallest cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from scipy.sparse.csgraph import maximum_flow

from phalanx.analyses.mobility.clock import FAR, Clock
from phalanx.analyses.mobility.expanded import expand
from phalanx.analyses.mobility.network import Flags, Whole

KEPT = 16
"""Plans and cuts that are kept of each part of a movement, those that held last."""


@dataclass(frozen=True, eq=False)
class Plan:
    """All units arrive in so many steps. Of each arc used, `arc`: the most units that enter in one step, the first step in
    which any does, and the steps that it takes.
    """

    steps: int
    arc: Whole
    amount: Whole
    begins: Whole
    takes: Whole

    def holds(self, clock: Clock) -> bool:
        """Whether the units of a clock can go by this plan; they begin where its own did."""
        opens = np.maximum(clock.opens[self.arc], clock.sets_out)
        return bool(
            (
                (self.amount <= clock.carries[self.arc])
                & (self.takes >= clock.takes[self.arc])
                & (self.begins >= opens)
            ).all()
        )


@dataclass(frozen=True, eq=False)
class Cut:
    """Fewer than all units arrive in so many steps. `since`, shape (nodes): the step from which on each is near; 0 for always."""

    steps: int
    since: Whole

    def holds(self, clock: Clock, steps: int) -> bool:
        """Whether it keeps the units of a clock from having arrived after so many steps, moved in time for that."""
        since = np.where(self.since > 0, np.maximum(self.since + (steps - self.steps), 0), 0)
        since[clock.destination] = steps
        earliest, tail = clock.earliest, clock.network.tail
        begin = np.maximum(np.maximum(since, earliest)[tail], clock.opens)
        often = np.maximum(since[clock.network.head] - clock.takes - begin, 0)
        beyond = clock.supplies[since > earliest].sum()
        return bool(beyond + (often * clock.carries).sum() < clock.supplies.sum())


_Each = TypeVar("_Each", Plan, Cut)


@dataclass(eq=False)
class Proofs:
    """The plans and cuts of one part of a movement, those that held last in front."""

    plans: list[Plan] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)

    def plan(self, clock: Clock, steps: int) -> Plan | None:
        """A plan of at most so many steps that holds."""
        found = next((each for each in self.plans if each.steps <= steps and each.holds(clock)), None)
        if found:
            _to_front(self.plans, found)
        return found

    def quickest(self, clock: Clock) -> Plan | None:
        """The quickest plan that holds."""
        return min((each for each in self.plans if each.holds(clock)), key=lambda each: each.steps, default=None)

    def cut(self, clock: Clock, steps: int) -> Cut | None:
        """A cut that holds against so many steps."""
        found = next((each for each in self.cuts if each.holds(clock, steps)), None)
        if found:
            _to_front(self.cuts, found)
        return found

    def proved(self, clock: Clock, steps: int) -> Plan | Cut:
        """What is known for so many steps, or else is found now and known from then on."""
        known = self.plan(clock, steps) or self.cut(clock, steps)
        if known:
            return known
        found = prove(clock, steps)
        self.keep(found)
        return found

    def keep(self, found: Plan | Cut) -> None:
        """Hold it against others from now on."""
        if isinstance(found, Plan):
            _to_front(self.plans, found)
        else:
            _to_front(self.cuts, found)


@dataclass(eq=False)
class Shown:
    """What is shown of one movement, of all its loads and of the heavy ones alone.

    `moving`: steps without waiting for permissions, by the shares of capacities left, which many cases ask for as well.
    """

    whole: Proofs = field(default_factory=Proofs)
    heavy: Proofs = field(default_factory=Proofs)
    moving: dict[bytes, int] = field(default_factory=dict)

    def parts(self, clock: Clock) -> Iterator[tuple[Proofs, Clock]]:
        """The parts that have to fit by themselves, each with its proofs."""
        if clock.movement.heavy:
            yield self.heavy, clock.only_heavy
        yield self.whole, clock

    def cut(self, clock: Clock, steps: int) -> bool:
        """Whether a cut is known against so many steps."""
        return any(proofs.cut(part, steps) for proofs, part in self.parts(clock))

    def plan(self, clock: Clock, steps: int) -> Flags | None:
        """The arcs that known plans of so many steps use, shape (arcs); None where there are none for all parts."""
        return _arcs(clock, [proofs.plan(part, steps) for proofs, part in self.parts(clock)])

    def at_most(self, clock: Clock) -> int | None:
        """The fewest steps for which all parts have known plans; None where they have none."""
        plans = [proofs.quickest(part) for proofs, part in self.parts(clock)]
        return None if None in plans else max(each.steps for each in plans if each)

    def used(self, clock: Clock, steps: int) -> Flags | None:
        """Arcs that loads use which have all arrived after so many steps, shape (arcs); None where they cannot.

        As everywhere, all loads fit, and the heavy ones if they were alone.
        """
        plans: list[Plan | None] = []
        for proofs, part in self.parts(clock):
            found = proofs.proved(part, steps)
            if isinstance(found, Cut):
                return None
            plans.append(found)
        return _arcs(clock, plans)


def prove(clock: Clock, steps: int) -> Plan | Cut:
    """By a greatest flow: a plan for the units of a clock, or the cut in its way that is nearest to where they begin."""
    expanded = expand(clock, steps)
    if expanded is None:
        nowhere = np.zeros(len(clock.network.nodes), dtype=np.int64)
        nowhere[clock.destination] = steps
        return Cut(steps, nowhere)
    merged = expanded.merged
    graph = merged.graph(expanded.carries)
    found = maximum_flow(graph, merged.source, expanded.sink, method="dinic")
    if found.flow_value < clock.supplies.sum():
        since = expanded.near_since(graph, found.flow)
        since[since <= clock.earliest] = 0
        return Cut(steps, np.maximum(np.minimum(since, steps - clock.to_go), 0))
    sent = expanded.sent(found.flow, expanded.carries)
    copies = merged.copies[sent > 0]
    arc, place = np.unique(expanded.arc[copies], return_inverse=True)
    amount, begins = np.zeros(len(arc), dtype=np.int64), np.full(len(arc), FAR)
    np.maximum.at(amount, place, sent[sent > 0])
    np.minimum.at(begins, place, expanded.begins[copies])
    return Plan(steps, arc, amount, begins, clock.takes[arc])


def _arcs(clock: Clock, plans: list[Plan | None]) -> Flags | None:
    found = np.zeros(len(clock.takes), dtype=np.bool_)
    for plan in plans:
        if plan is None:
            return None
        found[plan.arc] = True
    return found


def _to_front(kept: list[_Each], found: _Each) -> None:
    if found in kept:
        kept.remove(found)
    kept.insert(0, found)
    del kept[KEPT:]
