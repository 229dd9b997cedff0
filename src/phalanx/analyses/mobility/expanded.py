"""Expanded: the network once for every step of time, up to a last one, without what could not matter.

A node exists from the step in which something can first be there to the last from which the destination can still be
reached; an arc is there as often as both its ends are. Waiting is an arc from a node to itself a step later.

L. R. Ford and D. R. Fulkerson, "Constructing maximal dynamic flows from static flows", Operations Research 6, 1958.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from phalanx.analyses.mobility.clock import Clock
from phalanx.analyses.mobility.network import Flags, Whole

NO_LIMIT = 2**31 - 1


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

    @property
    def graph(self) -> csr_array:
        """What each copy of a node can pass on to each other, in units; the last row is where all loads begin."""
        starts, supplies = self.sources
        wait_tail, wait_head = self.waiting
        source = self.copies
        carries = self.clock.carries[self.arc]
        tails = np.concatenate([self.tail, wait_tail, np.full(len(starts), source)])
        heads = np.concatenate([self.head, wait_head, starts])
        limits = np.concatenate([carries, np.full(len(wait_tail), NO_LIMIT // 4), supplies])
        shape = (self.copies + 1, self.copies + 1)
        return coo_array((limits.astype(np.int32), (tails.astype(np.int32), heads.astype(np.int32))), shape).tocsr()

    def most(self) -> tuple[int, csr_array]:
        """The most units that can have arrived by the end, and a flow of so many between copies of nodes."""
        found = maximum_flow(self.graph, self.copies, self.sink, method="dinic")
        return int(found.flow_value), found.flow

    def cuts(self) -> tuple[Whole, Whole]:
        """Units that each arc of the network carries across a least cut, over all steps, shape (arcs) each.

        The first cut is the one nearest to where loads begin, the second the one nearest to the destination; no more
        than the sum of either can have arrived, and both are equal where there is one cut only.
        """
        left = csr_array(self.graph - self.most()[1])
        left.data = np.maximum(left.data, 0)
        left.eliminate_zeros()
        reached = np.zeros(self.copies + 1, dtype=np.bool_)
        reached[breadth_first_order(left, self.copies, return_predecessors=False)] = True
        reaching = np.zeros(self.copies + 1, dtype=np.bool_)
        reaching[breadth_first_order(csr_array(left.T), self.sink, return_predecessors=False)] = True
        return self._crossing(reached), self._crossing(~reaching)

    def _crossing(self, before: Flags) -> Whole:
        """Units that the arcs of the network carry from copies before a cut to copies behind it."""
        crossing = before[self.tail] & ~before[self.head]
        found = np.zeros(len(self.clock.takes), dtype=np.int64)
        np.add.at(found, self.arc[crossing], self.clock.carries[self.arc[crossing]])
        return found

    def used(self, flow: csr_array) -> Flags:
        """The arcs of the network that a flow between copies of nodes uses, shape (arcs)."""
        found = np.zeros(len(self.clock.takes), dtype=np.bool_)
        entered = flow.tocoo()
        entered_pairs = entered.row[entered.data > 0].astype(np.int64) * self.copies + entered.col[entered.data > 0]
        found[self.arc[np.isin(self.tail * self.copies + self.head, entered_pairs)]] = True
        return found


def expand(clock: Clock, steps: int) -> Expanded | None:
    """The network over so many steps; None where nothing can have arrived by then."""
    since, until = clock.earliest, steps - 1 - clock.to_go
    if since[clock.destination] > steps - 1:
        return None
    width = np.maximum(until - since + 1, 0)
    first = np.concatenate([[0], np.cumsum(width)])
    tail, head = clock.network.tail, clock.network.head
    begin = np.maximum(since[tail], clock.opens)
    end = until[head] - clock.takes
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
