"""Over time: a network over so many steps, ready for the greatest flow of one scenario after another.

Flows are looked for from the destination back to where loads begin: that is as great, and takes half the time, as few ways
lead to the destination and many lead away from where loads begin.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from phalanx.analyses.mobility.expanded import NO_LIMIT, Expanded
from phalanx.analyses.mobility.network import Whole


@dataclass(frozen=True, eq=False)
class OverTime:
    """Of each copy of an arc in the merged network `arc` (its place in the network), `carries` (units with nothing lost), `entry` (its place in a table of
    arcs x spans and what comes after them) and `place` (among the ways of `shape`).

    `shape` holds each way from its head to its tail, and the same the other way round, as flows do; `others`: the units that
    each carries beside copies of arcs.
    """

    expanded: Expanded
    arc: Whole
    carries: Whole
    entry: Whole
    place: Whole
    others: Whole
    shape: csr_array

    def most(self, limits: Whole, sent: Whole | None = None) -> tuple[int, Whole, Whole]:
        """The most units that can arrive where copies of arcs carry so many; what each way carries, and what is sent there.

        What is sent already, shape (ways), is gone on from: most often only few can go beside it.
        """
        carries = self.others.copy()
        np.add.at(carries, self.place, limits)
        sent = np.zeros_like(carries) if sent is None else sent
        room = self._with(np.minimum(carries - sent, NO_LIMIT))
        sent = sent + maximum_flow(room, self.expanded.sink, self.expanded.merged.source, method="dinic").flow.data
        leaving = slice(*self.shape.indptr[self.expanded.sink : self.expanded.sink + 2])
        return int(sent[leaving].sum()), carries, sent

    def taken_over(self, smaller: OverTime, sent: Whole) -> Whole:
        """What was sent over the network of fewer arcs and as many steps, here, shape (ways)."""
        tails = np.repeat(np.arange(smaller.shape.shape[0]), np.diff(smaller.shape.indptr))
        used = np.flatnonzero(sent)
        places, size = self._places(smaller), int(self.shape.shape[0])
        ways = np.repeat(np.arange(size), np.diff(self.shape.indptr)) * size + self.shape.indices
        found = np.zeros(len(ways), dtype=np.int64)
        found[np.searchsorted(ways, places[tails[used]] * size + places[smaller.shape.indices[used]])] = sent[used]
        return found

    def _places(self, smaller: OverTime) -> Whole:
        """Where the nodes of the network of fewer arcs are here: copies, then the source and the hubs of origins."""
        here, there = self.expanded, smaller.expanded
        node = np.repeat(np.arange(len(there.since)), np.diff(there.first))
        moved = here.first[:-1] - there.first[:-1] + there.since - here.since
        hubs = here.copies + 1 + np.searchsorted(here.merged.origins, there.merged.origins)
        return np.concatenate([np.arange(there.copies) + moved[node], [here.copies], hubs])

    def near_since(self, carries: Whole, sent: Whole) -> Whole:
        """From which step on more could still come to each node, shape (nodes): whoever is there can wait; FAR for never.

        This is the side of a least cut that is nearest to where loads begin.
        """
        room = csr_array(self._with((carries > sent).astype(np.int64)).T)
        room.eliminate_zeros()
        reached = breadth_first_order(room, self.expanded.merged.source, return_predecessors=False)
        return self.expanded.since_first(reached[reached < self.expanded.copies])

    def _with(self, data: Whole) -> csr_array:
        """The ways with something to each, shape (ways)."""
        return csr_array((data.astype(np.int32), self.shape.indices, self.shape.indptr), self.shape.shape)


def over_time(expanded: Expanded, ends: Whole) -> OverTime:
    """The network over time, and the spans that end before the steps `ends`."""
    merged = expanded.merged
    size = int(merged.shape.shape[0])
    one_way = merged.shape.tocoo()
    there, back = (one[0].astype(np.int64) * size + one[1] for one in (one_way.coords, one_way.coords[::-1]))
    # Sorting is many times as quick here as `np.unique`, which hashes.
    ways = np.sort(np.concatenate([there, back]))
    ways = ways[np.diff(ways, prepend=-1) > 0]
    place = np.searchsorted(ways, back)[merged.place]
    others = np.zeros(len(ways), dtype=np.int64)
    np.add.at(others, place[len(merged.copies) :], merged.others)
    starts = np.searchsorted(ways, np.arange(size + 1) * size).astype(np.int32)
    nothing = np.zeros(len(ways), dtype=np.int32)
    arc, begins = expanded.arc[merged.copies], expanded.begins[merged.copies]
    return OverTime(
        expanded=expanded,
        arc=arc,
        carries=expanded.carries,
        entry=arc * (len(ends) + 1) + np.searchsorted(ends, begins, side="right"),
        place=place[: len(merged.copies)],
        others=others,
        shape=csr_array((nothing, (ways % size).astype(np.int32), starts), (size, size)),
    )
