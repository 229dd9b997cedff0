"""Expanded: the network once for every step of time, up to a last one, without what could not matter.

A node exists from the step in which something can first be there to the last from which the destination can still be
reached; an arc is there as often as both its ends are. Waiting is an arc from a node to itself a step later.

L. R. Ford and D. R. Fulkerson, "Constructing maximal dynamic flows from static flows", Operations Research 6, 1958.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from phalanx.analyses.mobility.clock import FAR, Clock
from phalanx.analyses.mobility.network import Flags, Whole

NO_LIMIT = 2**31 - 1
UNLIMITED = NO_LIMIT // 4


@dataclass(frozen=True, eq=False)
class Expanded:
    """Copies of arcs by step: `arc` (its place in the network), `begins` (the step), `tail` and `head` (copies of nodes).

    `first`: where the copies of each node begin, `since`: the step of its first copy, both of shape (nodes); a node
    without copies has equal neighbours in `first`. `steps`: how many steps there are; loads arrive in the last or before.
    """

    clock: Clock
    steps: int
    first: Whole
    since: Whole
    arc: Whole
    begins: Whole
    tail: Whole
    head: Whole

    @property
    def copies(self) -> int:
        """How many copies of nodes there are."""
        return int(self.first[-1])

    @property
    def sink(self) -> int:
        """The last copy of the destination."""
        return int(self.first[self.clock.destination + 1]) - 1

    @property
    def waiting(self) -> tuple[Whole, Whole]:
        """Tails and heads of the arcs of waiting: each copy of a node to its next."""
        last = np.zeros(self.copies, dtype=np.bool_)
        ends = self.first[1:][np.diff(self.first) > 0] - 1
        last[ends] = True
        tails = np.flatnonzero(~last)
        return tails, tails + 1

    @property
    def sources(self) -> tuple[Whole, Whole]:
        """Copies at which loads begin, and how many units begin there."""
        origins = np.flatnonzero(self.clock.supplies)
        there = np.diff(self.first)[origins] > 0
        return self.first[origins[there]], self.clock.supplies[origins[there]]

    @cached_property
    def merged(self) -> Merged:
        """The same network ready for a greatest flow."""
        return _merged(self)

    def most(self) -> tuple[int, csr_array]:
        """The most units that can have arrived by the end, and a flow of so many in the merged network."""
        found = maximum_flow(self.merged.graph(self.carries), self.merged.source, self.sink, method="dinic")
        return int(found.flow_value), found.flow

    @property
    def carries(self) -> Whole:
        """Units that each copy of an arc carries, of those in the merged network."""
        carries: Whole = self.clock.carries[self.arc[self.merged.copies]]
        return carries

    def sent(self, flow: csr_array, limits: Whole) -> Whole:
        """Units that a flow sends over each copy of an arc in the merged network, where they carry so many units.

        Copies side by side are each counted with all that goes between their ends, up to what they carry.
        """
        between = np.asarray(flow[self.merged.tail, self.merged.head]).ravel()
        units: Whole = np.minimum(np.maximum(between, 0), limits).astype(np.int64)
        return units

    def since_first(self, copies: Whole) -> Whole:
        """The step of the first of some copies of each node, shape (nodes); FAR where there is none."""
        since = np.full(len(self.since), FAR, dtype=np.int64)
        node = np.searchsorted(self.first, copies, side="right") - 1
        np.minimum.at(since, node, copies - self.first[node] + self.since[node])
        return since

    def near_since(self, graph: csr_array, flow: csr_array) -> Whole:
        """From which step on more could still come to each node, shape (nodes): whoever is there can wait; FAR for never.

        This is the side of a least cut that is nearest to where loads begin.
        """
        return self.since_first(np.flatnonzero(_reached(_room(graph, flow), self.merged.source)[: self.copies]))

    def way(self) -> Flags:
        """The arcs of the network that one greatest flow uses, shape (arcs).

        Many flows are as great. This one is found copy by copy, slower than `most`, because which one it is decides
        which of the plans that are as quick is told, and that should not hang on how a flow is found most quickly.
        """
        starts, supplies = self.sources
        wait_tail, wait_head = self.waiting
        source = self.copies
        tails = np.concatenate([self.tail, wait_tail, np.full(len(starts), source)]).astype(np.int32)
        heads = np.concatenate([self.head, wait_head, starts]).astype(np.int32)
        limits = np.concatenate([self.clock.carries[self.arc], np.full(len(wait_tail), UNLIMITED), supplies])
        graph = coo_array((limits.astype(np.int32), (tails, heads)), (source + 1, source + 1)).tocsr()
        flow = maximum_flow(graph, source, self.sink, method="dinic").flow
        found = np.zeros(len(self.clock.takes), dtype=np.bool_)
        found[self.arc[np.asarray(flow[self.tail, self.head]).ravel() > 0]] = True
        return found

    def cuts(self) -> tuple[Whole, Whole]:
        """Units that each arc of the network carries across a least cut, over all steps, shape (arcs) each.

        The first cut is the one nearest to where loads begin, the second the one nearest to the destination; no more
        than the sum of either can have arrived, and both are equal where there is one cut only.
        """
        graph = self.merged.graph(self.carries)
        left = _room(graph, self.most()[1])
        reached, reaching = _reached(left, self.merged.source), _reached(csr_array(left.T), self.sink)
        return self._crossing(reached), self._crossing(~reaching)

    def _crossing(self, before: Flags) -> Whole:
        """Units that the arcs of the network carry from copies before a cut to copies behind it."""
        merged = self.merged
        crossing = merged.copies[before[merged.tail] & ~before[merged.head]]
        found = np.zeros(len(self.clock.takes), dtype=np.int64)
        np.add.at(found, self.arc[crossing], self.clock.carries[self.arc[crossing]])
        return found


@dataclass(frozen=True, eq=False)
class Merged:
    """A network over time ready for a greatest flow, many times quicker than with every copy by itself: one source, a hub
    for each origin from which loads set out at any step, and the destination as one node.

    `origins`: the nodes with a hub, behind the source in this order. `copies`: the copies of arcs in it, all but those that leave the destination, with `tail` and `head`. `others`: the
    capacities of the rest. `place`: where each stands in `shape.data`, copies of arcs first.
    """

    source: int
    origins: Whole
    copies: Whole
    tail: Whole
    head: Whole
    others: Whole
    place: Whole
    shape: csr_array

    def graph(self, limits: Whole) -> csr_array:
        """What each node can pass on to each other, in units; `limits` are those of the copies of arcs."""
        data = np.zeros(self.shape.nnz, dtype=np.int64)
        np.add.at(data, self.place, np.concatenate([limits, self.others]))
        capacities = np.minimum(data, NO_LIMIT).astype(np.int32)
        return csr_array((capacities, self.shape.indices, self.shape.indptr), self.shape.shape)


def _merged(expanded: Expanded) -> Merged:
    clock, first, source = expanded.clock, expanded.first, expanded.copies
    begins, ends = first[clock.destination], first[clock.destination + 1]

    def there(copies: Whole) -> Flags:
        found: Flags = (copies >= begins) & (copies < ends)
        return found

    kept = np.flatnonzero(~there(expanded.tail))
    tail, head = expanded.tail[kept], np.where(there(expanded.head[kept]), expanded.sink, expanded.head[kept])
    wait_tail, wait_head = (each[~there(expanded.waiting[0])] for each in expanded.waiting)
    origins = np.flatnonzero((clock.supplies > 0) & (np.diff(first) > 0))
    hubs = source + 1 + np.arange(len(origins))
    setting_out = [np.arange(first[node], first[node + 1]) for node in origins]
    tails = [tail, wait_tail, np.full(len(hubs), source), np.repeat(hubs, np.diff(first)[origins])]
    size = source + 1 + len(hubs)
    keys = np.concatenate(tails) * size + np.concatenate([head, wait_head, hubs, *setting_out])
    pairs, place = np.unique(keys, return_inverse=True)
    shape = coo_array((np.ones(len(pairs), dtype=np.int32), (pairs // size, pairs % size)), (size, size)).tocsr()
    others = [np.full(len(wait_tail), UNLIMITED), clock.supplies[origins], np.full(len(tails[-1]), UNLIMITED)]
    return Merged(source, origins, kept, tail, head, np.concatenate(others), place, shape)


def _room(graph: csr_array, flow: csr_array) -> csr_array:
    """What could flow more between nodes than a flow sends, or flow back."""
    room = csr_array(graph - flow)
    room.data = np.maximum(room.data, 0)
    room.eliminate_zeros()
    return room


def _reached(room: csr_array, source: int) -> Flags:
    """The nodes to which something could flow from one."""
    found = np.zeros(room.shape[0], dtype=np.bool_)
    found[breadth_first_order(room, source, return_predecessors=False)] = True
    return found


def expand(clock: Clock, steps: int) -> Expanded | None:
    """The network over so many steps; None where nothing can have arrived by then."""
    since, until = clock.earliest, steps - 1 - clock.to_go
    if since[clock.destination] > steps - 1:
        return None
    begin, end = np.maximum(since[clock.network.tail], clock.opens), until[clock.network.head] - clock.takes
    return copies_within(clock, steps, since, until, begin, end)


def copies_within(clock: Clock, steps: int, since: Whole, until: Whole, begin: Whole, end: Whole) -> Expanded:
    """The copies of nodes from `since` to `until`, shape (nodes), and those of arcs between them that begin from `begin` to
    `end`, shape (arcs).
    """
    width = np.maximum(until - since + 1, 0)
    first = np.concatenate([[0], np.cumsum(width)])
    tail, head = clock.network.tail, clock.network.head
    begin, end = np.maximum(begin, since[tail]), np.minimum(end, until[head] - clock.takes)
    often = np.where((clock.carries > 0) & (width[tail] > 0) & (width[head] > 0), np.maximum(end - begin + 1, 0), 0)
    arc = np.repeat(np.arange(len(tail)), often)
    begins = np.arange(len(arc)) - np.repeat(np.cumsum(often) - often, often) + begin[arc]
    return Expanded(
        clock=clock,
        steps=steps,
        first=first,
        since=since,
        arc=arc,
        begins=begins,
        tail=first[tail[arc]] + begins - since[tail[arc]],
        head=first[head[arc]] + begins + clock.takes[arc] - since[head[arc]],
    )


def most_arrived(clock: Clock, steps: int) -> int:
    """The most units that can have arrived after so many steps."""
    expanded = expand(clock, steps)
    return 0 if expanded is None else expanded.most()[0]
