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
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from phalanx.analyses.mobility.clock import FAR, Clock
from phalanx.analyses.mobility.expanded import Expanded, expand
from phalanx.analyses.mobility.network import Whole

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
        self._expanded = lru_cache(KEPT)(lambda steps: expand(clock, steps))

    def prove(self, columns: Whole, units: Whole, steps: int) -> tuple[Proof, ...]:
        """A plan of so many steps, or the cut in its way and the latest that follows from it by moving it in time."""
        expanded = self._expanded(steps)
        if expanded is None:
            nothing = np.zeros(0, dtype=np.int64)
            return (Proof(steps, False, nothing, np.zeros((0, len(self.ends)), dtype=np.int64)),)
        merged = expanded.merged
        limits = self._limits(expanded, columns, units)
        graph = merged.graph(limits)
        found = maximum_flow(graph, merged.source, expanded.sink, method="dinic")
        if found.flow_value >= self.total:
            return (self._plan(expanded, found.flow.tocsr(), limits),)
        since = self._since(expanded, graph, found.flow)
        return tuple(self._cuts(since, columns, units, steps))

    def _limits(self, expanded: Expanded, columns: Whole, units: Whole) -> Whole:
        """Units that may enter each copy of an arc in the merged network."""
        copies = expanded.merged.copies
        arc, begins = expanded.arc[copies], expanded.begins[copies]
        spans = len(self.ends)
        lost = np.zeros((len(self.clock.takes), spans + 1), dtype=np.int64)
        lost[columns // spans, columns % spans] = units
        carries: Whole = self.clock.carries[arc] - lost[arc, np.searchsorted(self.ends, begins, side="right")]
        return carries

    def _plan(self, expanded: Expanded, flow: csr_array, limits: Whole) -> Proof:
        """What a flow sends over arcs."""
        copies = expanded.merged.copies
        entered = expanded.sent(flow, limits)
        used = entered > 0
        arcs, place = np.unique(expanded.arc[copies][used], return_inverse=True)
        span = np.searchsorted(self.ends, expanded.begins[copies][used], side="right")
        most = np.zeros((len(arcs), len(self.ends) + 1), dtype=np.int64)
        np.maximum.at(most, (place, span), entered[used])
        return Proof(expanded.steps, True, arcs, most[:, :-1])

    def _since(self, expanded: Expanded, graph: csr_array, flow: csr_array) -> Whole:
        """From which step on each node is on the near side of the cut; FAR for never.

        Nodes from which nothing can be in time are near from the first.
        """
        since = expanded.near_since(graph, flow)
        late = np.diff(expanded.first) == 0
        since[late] = self.clock.earliest[late]
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
        until = np.minimum(since[head], steps - clock.to_go[head]) - clock.takes
        begin = np.maximum(np.maximum(since[tail], clock.opens), clock.earliest[tail])
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
