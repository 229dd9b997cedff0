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
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from phalanx.analyses.mobility.clock import FAR, Clock
from phalanx.analyses.mobility.expanded import NO_LIMIT, Expanded, expand
from phalanx.analyses.mobility.network import Flags, Whole

UNLIMITED = NO_LIMIT // 4
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


@dataclass(frozen=True, eq=False)
class _Graph:
    """A network over time ready for a greatest flow: one source, a hub for each origin, and the destination as one node.

    `place`: where each arc of the graph stands in `shape.data`; the first are copies of arcs, in the order of `copies`,
    then come `others`, the capacities of the rest. Copies that leave the destination are left out.
    """

    expanded: Expanded
    copies: Whole
    head: Whole
    others: Whole
    place: Whole
    shape: csr_array

    @property
    def source(self) -> int:
        """Where everything begins."""
        return self.expanded.copies


class Prover:
    """Proves for one scenario after the other when a movement can have arrived. A row of losses is columns and units."""

    def __init__(self, clock: Clock, ends: Whole) -> None:
        self.clock, self.ends = clock, ends
        self.total = int(clock.supplies.sum())
        self._graph = lru_cache(KEPT)(self._graph_of)

    def prove(self, columns: Whole, units: Whole, steps: int) -> tuple[Proof, ...]:
        """A plan of so many steps, or the cut in its way and the latest that follows from it by moving it in time."""
        graph = self._graph(steps)
        if graph is None:
            nothing = np.zeros(0, dtype=np.int64)
            return (Proof(steps, False, nothing, np.zeros((0, len(self.ends)), dtype=np.int64)),)
        limits = self._limits(graph, columns, units)
        shape = graph.shape
        data = np.zeros(shape.nnz, dtype=np.int64)
        np.add.at(data, graph.place, np.concatenate([limits, graph.others]))
        flowing = csr_array((np.minimum(data, NO_LIMIT).astype(np.int32), shape.indices, shape.indptr), shape.shape)
        found = maximum_flow(flowing, graph.source, graph.expanded.sink, method="dinic")
        if found.flow_value >= self.total:
            return (self._plan(graph, found.flow.tocsr(), limits),)
        reached = _reached(flowing, found.flow, graph.source)
        return tuple(self._cuts(self._since(graph.expanded, reached), columns, units, steps))

    def _graph_of(self, steps: int) -> _Graph | None:
        expanded = expand(self.clock, steps)
        if expanded is None:
            return None
        begins, ends = expanded.first[self.clock.destination], expanded.first[self.clock.destination + 1]

        def there(copies: Whole) -> Flags:
            found: Flags = (copies >= begins) & (copies < ends)
            return found

        kept = np.flatnonzero(~there(expanded.tail))
        head = np.where(there(expanded.head), expanded.sink, expanded.head)
        wait_tail, wait_head = (each[~there(expanded.waiting[0])] for each in expanded.waiting)
        origins = np.flatnonzero((self.clock.supplies > 0) & (np.diff(expanded.first) > 0))
        hubs = expanded.copies + 1 + np.arange(len(origins))
        often = np.diff(expanded.first)[origins]
        setting_out = np.concatenate([np.arange(expanded.first[node], expanded.first[node + 1]) for node in origins])
        tails = [expanded.tail[kept], wait_tail, np.full(len(hubs), expanded.copies), np.repeat(hubs, often)]
        heads = [head[kept], wait_head, hubs, setting_out]
        size = expanded.copies + 1 + len(hubs)
        keys = np.concatenate(tails) * size + np.concatenate(heads)
        pairs = np.sort(keys)
        pairs = pairs[np.concatenate([[True], np.diff(pairs) > 0])]
        place = np.searchsorted(pairs, keys)
        shape = coo_array((np.ones(len(pairs), dtype=np.int32), (pairs // size, pairs % size)), (size, size)).tocsr()
        others = [
            np.full(len(wait_tail), UNLIMITED),
            self.clock.supplies[origins],
            np.full(len(setting_out), UNLIMITED),
        ]
        return _Graph(expanded, kept, head, np.concatenate(others), place, shape)

    def _limits(self, graph: _Graph, columns: Whole, units: Whole) -> Whole:
        """Units that may enter each copy of an arc."""
        arc, begins = graph.expanded.arc[graph.copies], graph.expanded.begins[graph.copies]
        spans = len(self.ends)
        lost = np.zeros((len(self.clock.takes), spans + 1), dtype=np.int64)
        lost[columns // spans, columns % spans] = units
        carries: Whole = self.clock.carries[arc] - lost[arc, np.searchsorted(self.ends, begins, side="right")]
        return carries

    def _plan(self, graph: _Graph, flow: csr_array, limits: Whole) -> Proof:
        """What a flow sends over arcs; arcs side by side are each counted with all that goes between their ends."""
        expanded, copies = graph.expanded, graph.copies
        sent = np.asarray(flow[expanded.tail[copies], graph.head[copies]]).ravel()
        entered = np.minimum(np.maximum(sent, 0), limits)
        used = entered > 0
        arcs, place = np.unique(expanded.arc[copies][used], return_inverse=True)
        span = np.searchsorted(self.ends, expanded.begins[copies][used], side="right")
        most = np.zeros((len(arcs), len(self.ends) + 1), dtype=np.int64)
        np.maximum.at(most, (place, span), entered[used])
        return Proof(expanded.steps, True, arcs, most[:, :-1])

    def _since(self, expanded: Expanded, reached: Flags) -> Whole:
        """From which step on each node is on the near side of the cut: whoever is there can wait; FAR for never.

        Nodes from which nothing can be in time are near from the first.
        """
        since = np.full(len(self.clock.earliest), FAR, dtype=np.int64)
        near = np.flatnonzero(reached[: expanded.copies])
        node = np.searchsorted(expanded.first, near, side="right") - 1
        np.minimum.at(since, node, near - expanded.first[node] + expanded.since[node])
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


def _reached(graph: csr_array, flow: csr_array, source: int) -> Flags:
    """The nodes to which more could still flow."""
    room = csr_array(graph - flow)
    room.data = np.maximum(room.data, 0)
    room.eliminate_zeros()
    found = np.zeros(graph.shape[0], dtype=np.bool_)
    found[breadth_first_order(room, source, return_predecessors=False)] = True
    return found
