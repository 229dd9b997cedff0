"""Growing: greatest flows over time on a wide network, looked for on few of its arcs, and as great as on all of them.

Who is left when no more goes on these few goes on over all arcs that carry nothing. The arcs by which that leads to the
destination, or sooner to a place that is looked at already, are looked at as well from then on. Where there are none, nobody
who is left comes any further on all arcs either: the flow is a greatest one, and what they reach is the near side of a cut.

L. R. Ford and D. R. Fulkerson, "A suggested computation for maximal multi-commodity network flows", Management Science 5,
1958: ways are taken in as they are needed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from phalanx.analyses.mobility.clock import FAR, Clock
from phalanx.analyses.mobility.network import Flags, Whole
from phalanx.analyses.mobility.stress.lost import Lost
from phalanx.analyses.mobility.stress.onward import Onward
from phalanx.analyses.mobility.stress.over_time import OverTime, over_time
from phalanx.analyses.mobility.stress.soonest import Ways

FEW = 10_000
"""Arcs of a network that is looked at whole, as that is as quick there."""
KEPT = 64
"""Networks over time that are kept, one for each number of steps asked about."""


@dataclass(frozen=True, eq=False)
class Flow:
    """A greatest flow on a network over time: the units that arrive, those that each way can carry, and those sent there."""

    network: OverTime
    arrives: int
    carries: Whole
    sent: Whole


class Growing:
    """The arcs of a clock that are looked at, shape (arcs): a few, or all; what is looked at once is looked at again."""

    def __init__(self, clock: Clock, ends: Whole, onward: Onward) -> None:
        self.clock, self.ends, self.onward = clock, ends, onward
        self.total = int(clock.supplies.sum())
        self.among = np.full(len(clock.takes), len(clock.takes) <= FEW)
        self._ways = Ways(clock.network.tail, clock.network.head, clock.takes)
        self._kept: OrderedDict[int, tuple[int, OverTime | None]] = OrderedDict()

    def greatest(self, lost: Lost, steps: int) -> tuple[Flow | None, Whole]:
        """A flow by which all arrives after so many steps, or a greatest one; None where nothing arrives.

        And from which step on who is left could come to each node, shape (nodes); FAR for never.
        """
        flow: Flow | None = None
        while True:
            flow = self._on_those_looked_at(lost, steps, flow)
            near = np.full(len(self.clock.supplies), FAR, dtype=np.int64)
            if flow and flow.arrives < self.total:
                near = flow.network.near_since(flow.carries, flow.sent)
            if self.among.all() or (flow and flow.arrives >= self.total):
                return flow, near
            since, leading = self._further(lost, steps, flow, near)
            if not leading.any():
                return flow, since
            self.among |= leading

    def _on_those_looked_at(self, lost: Lost, steps: int, before: Flow | None) -> Flow | None:
        """A greatest flow on the arcs looked at, gone on from one that was greatest on fewer; None where they lead nowhere."""
        network = self._over_time(steps)
        if network is None:
            return None
        sent = network.taken_over(before.network, before.sent) if before else None
        return Flow(network, *network.most(network.carries - lost.of(network.entry), sent))

    def _over_time(self, steps: int) -> OverTime | None:
        count = int(np.count_nonzero(self.among))
        of, network = self._kept.pop(steps, (-1, None))
        if of != count:
            expanded = self.onward.expand(steps, self.among)
            network = None if expanded is None else over_time(expanded, self.ends)
        self._kept[steps] = count, network
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return network

    def _further(self, lost: Lost, steps: int, flow: Flow | None, near: Whole) -> tuple[Whole, Flags]:
        """From which step on who is left comes to each node, also over arcs that are not looked at; and the arcs, shape
        (arcs), by which that is sooner than `near` says of the destination or a node looked at.
        """
        empty, here = np.ones_like(self.among), np.zeros(len(near), dtype=np.bool_)
        if flow:
            empty[flow.network.arc[flow.sent[flow.network.place] > 0]] = False
            here = np.diff(flow.network.expanded.first) > 0
        starts = np.where(~here & (self.clock.supplies > 0), self.clock.sets_out, near)
        since, by = self._ways.soonest(starts, self._entering(lost, steps, empty))
        here[self.clock.destination] = True
        return since, self._leading_to(np.flatnonzero(here & (since < near)), by)

    def _entering(self, lost: Lost, steps: int, empty: Flags) -> Callable[[Whole, int], Whole]:
        """When who is at the tails of arcs in a step can enter them, of those that are empty and lead on in time."""
        enters = np.where(empty & (self.clock.carries > 0), self.onward.enters, FAR)
        ends = self.onward.ends(steps)

        def enter(arcs: Whole, step: int) -> Whole:
            begins = lost.open_from(arcs, np.maximum(enters[arcs], step))
            return np.where(begins <= ends[arcs], begins, FAR)

        return enter

    def _leading_to(self, nodes: Whole, by: Whole) -> Flags:
        """All arcs of the ways to some nodes, shape (arcs); `by`: the last arc to each node, -1 where a way begins."""
        found = np.zeros_like(self.among)
        while len(nodes):
            arcs = by[nodes]
            arcs = arcs[arcs >= 0]
            arcs = arcs[~found[arcs]]
            found[arcs] = True
            nodes = np.unique(self.clock.network.tail[arcs])
        return found
