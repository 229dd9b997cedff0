"""Proofs: that a movement can have arrived after so many steps, or cannot, in a form that speaks for other scenarios.

A plan holds in every scenario that leaves each arc as much as the plan sends over it in one step. A cut holds in every
scenario in which less than the whole movement crosses it: what crosses is a sum over arcs, and a scenario takes its losses
from that sum. Both are found on the network over time with nothing lost, so that any scenario can be held against them.

L. R. Ford and D. R. Fulkerson, "Flows in networks", Princeton 1962: the greatest flow is as large as the smallest cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from phalanx.analyses.mobility.clock import FAR, Clock
from phalanx.analyses.mobility.network import Whole
from phalanx.analyses.mobility.stress.onward import Onward
from phalanx.analyses.mobility.stress.over_time import OverTime, over_time

KEPT = 64
"""Networks over time that are kept, one for each number of steps asked about."""


@dataclass(frozen=True, eq=False)
class Proof:
    """A plan of so many steps, or a cut that shows that there is none.

    `arc`: the arcs concerned. `amount`, shape (arcs concerned, spans): of a plan the most units that enter in one step,
    of a cut the steps in which the arc crosses it. `crossing`: units that cross a cut with nothing lost.
    """

    steps: int
    is_plan: bool
    arc: Whole
    amount: Whole
    crossing: int = 0


class Prover:
    """Proves for one scenario after the other when a movement can have arrived. A row of losses is columns and units."""

    def __init__(self, clock: Clock, ends: Whole) -> None:
        self.clock, self.ends = clock, ends
        self.total = int(clock.supplies.sum())
        self.onward = Onward(clock)
        self._over_time = lru_cache(KEPT)(self._network)

    def prove(self, columns: Whole, units: Whole, steps: int) -> tuple[Proof, ...]:
        """A plan of so many steps, or the cut in its way and the latest that follows from it by moving it in time."""
        network = self._over_time(steps)
        if network is None:
            nothing = np.zeros(0, dtype=np.int64)
            return (Proof(steps, False, nothing, np.zeros((0, len(self.ends)), dtype=np.int64)),)
        spans, arcs = len(self.ends), len(self.clock.takes)
        lost = np.zeros(arcs * (spans + 1), dtype=np.int64)
        lost[columns + columns // spans] = units
        limits = network.carries - lost[network.entry]
        value, graph, flow = network.most(limits)
        if value < self.total:
            return tuple(self._cuts(self._since(network.near_since(graph, flow), network), columns, units, steps))
        sent = np.minimum(np.maximum(flow[network.place], 0), limits)
        most = np.zeros(arcs * (spans + 1), dtype=np.int64)
        np.maximum.at(most, network.entry, sent)
        table = most.reshape(arcs, spans + 1)
        used = np.flatnonzero(table.any(axis=1))
        return (Proof(steps, True, used, table[used, :-1]),)

    def _network(self, steps: int) -> OverTime | None:
        expanded = self.onward.expand(steps)
        return None if expanded is None else over_time(expanded, self.ends)

    def _since(self, since: Whole, network: OverTime) -> Whole:
        """From which step on each node is on the near side of the cut; FAR for never.

        Nodes from which nothing can be in time are near from the first, and so are those that are near as soon as they matter.
        """
        expanded = network.expanded
        first = (np.diff(expanded.first) == 0) | (since <= expanded.since)
        since = np.where(first, self.clock.earliest, since)
        since[self.clock.destination] = FAR
        return since

    def _cuts(self, since: Whole, columns: Whole, units: Whole, steps: int) -> Iterator[Proof]:
        """The cut, and the one that proves most for this scenario of those that come about by moving it in time.

        Either all nodes that change sides do so later, or none; the destination's side ends later in both.
        """
        cut = self._cut(since, steps)
        yield cut
        changing = (since > self.clock.earliest) & (since < FAR)
        best, moved = 0, since
        for later in (changing, np.zeros_like(changing)):
            low, high = 0, 1
            while (
                high < FAR and self._crosses(self._cut(since + high * later, steps + high), columns, units) < self.total
            ):
                low, high = high, 2 * high
            while high - low > 1:
                middle = (low + high) // 2
                moved_cut = self._cut(since + middle * later, steps + middle)
                enough = self._crosses(moved_cut, columns, units) >= self.total
                low, high = (low, middle) if enough else (middle, high)
            if low > best:
                best, moved = low, since + low * later
        if best:
            yield self._cut(moved, steps + best)

    def _cut(self, since: Whole, steps: int) -> Proof:
        """The cut of which each node is on the near side from its step on: what crosses enters near and ends far."""
        clock = self.clock
        tail, head = clock.network.tail, clock.network.head
        until = np.minimum(since[head], steps - self.onward.leaves) - clock.takes
        begin = np.maximum(since[tail], self.onward.enters)
        arc = np.flatnonzero((until > begin) & (clock.carries > 0))
        begin, until = begin[arc, None], until[arc, None]
        so_far = np.maximum(np.minimum(until, np.concatenate([[0], self.ends])) - begin, 0)
        outside = clock.supplies[(since > clock.earliest) & (clock.supplies > 0)].sum()
        crossing = outside + (clock.carries[arc] * (until - begin)[:, 0]).sum()
        return Proof(steps, False, arc, np.diff(so_far, axis=1), int(crossing))

    def _crosses(self, cut: Proof, columns: Whole, units: Whole) -> int:
        """Units that cross a cut in a scenario."""
        spans = len(self.ends)
        often = np.zeros(len(self.clock.takes), dtype=np.int64)
        often[cut.arc] = np.arange(1, len(cut.arc) + 1)
        place = often[columns // spans]
        here = place > 0
        lost = cut.amount[place[here] - 1, columns[here] % spans] * units[here]
        return cut.crossing - int(lost.sum())
