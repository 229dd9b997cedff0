"""Proofs: that a movement can have arrived after so many steps, or cannot, in a form that speaks for other scenarios.

A plan holds in every scenario that leaves each arc as much as the plan sends over it in one step. A cut holds in every
scenario in which less than the whole movement crosses it: what crosses is a sum over arcs, and a scenario takes its losses
from that sum. Both are found on the network over time with nothing lost, so that any scenario can be held against them.

L. R. Ford and D. R. Fulkerson, "Flows in networks", Princeton 1962: the greatest flow is as large as the smallest cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from phalanx.analyses.mobility.clock import FAR, Clock
from phalanx.analyses.mobility.network import Whole
from phalanx.analyses.mobility.stress.growing import Flow, Growing
from phalanx.analyses.mobility.stress.lost import Lost
from phalanx.analyses.mobility.stress.onward import Onward


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
        self.growing = Growing(clock, ends, self.onward)

    def prove(self, columns: Whole, units: Whole, steps: int) -> tuple[Proof, ...]:
        """A plan of so many steps, or the cut in its way and the latest that follows from it by moving it in time."""
        if self.clock.earliest[self.clock.destination] > steps - 1:
            nothing = np.zeros(0, dtype=np.int64)
            return (Proof(steps, False, nothing, np.zeros((0, len(self.ends)), dtype=np.int64)),)
        flow, since = self.growing.greatest(Lost(self.clock, self.ends, columns, units), steps)
        if flow and flow.arrives >= self.total:
            return (self._plan(flow, steps),)
        return tuple(self._cuts(self._since(since, steps), columns, units, steps))

    def _plan(self, flow: Flow, steps: int) -> Proof:
        """The plan by which all arrives."""
        network, spans = flow.network, len(self.ends)
        # Copies side by side are each counted with all that goes between their ends, up to what they carry.
        sent = np.minimum(flow.sent[network.place], flow.carries[network.place])
        arc, place = np.unique(network.arc[sent > 0], return_inverse=True)
        most = np.zeros((len(arc), spans + 1), dtype=np.int64)
        np.maximum.at(most, (place, network.entry[sent > 0] % (spans + 1)), sent[sent > 0])
        return Proof(steps, True, arc, most[:, :-1])

    def _since(self, since: Whole, steps: int) -> Whole:
        """From which step on each node is on the near side of the cut; FAR for never.

        Nodes from which nothing can be in time are near from the first, and so are those that are near as soon as they matter.
        """
        first, until = self.onward.nodes(steps, np.ones_like(self.growing.among))
        since = np.where((until < first) | (since <= first), self.clock.earliest, since)
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
