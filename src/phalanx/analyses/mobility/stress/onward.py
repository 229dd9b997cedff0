"""Onward: when each arc can matter to who never turns straight back, which leaves a third less of a network over time.

Whoever comes to a place twice could as well have waited there, so that as much arrives by ways that come to each once. On
these nobody goes back over the arc before: an arc is entered by who did not come from its end, and left for elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from phalanx.analyses.mobility.clock import FAR, Clock
from phalanx.analyses.mobility.expanded import Expanded, copies_within
from phalanx.analyses.mobility.network import Flags, Whole


@dataclass(frozen=True, eq=False)
class Onward:
    """The arcs of a clock as they are used without turning straight back. Both arrays have shape (arcs)."""

    clock: Clock

    @cached_property
    def enters(self) -> Whole:
        """The first step in which each arc can be entered; FAR where it never can."""
        clock, network = self.clock, self.clock.network
        starts = np.where(clock.supplies > 0, clock.sets_out, FAR)
        return _onward(clock, network.tail, network.head, starts, clock.opens, clock.earliest)

    @cached_property
    def leaves(self) -> Whole:
        """The fewest steps from the end of each arc to the destination, all arcs open; FAR where there is no way."""
        clock, network = self.clock, self.clock.network
        starts = np.full(len(network.nodes), FAR, dtype=np.int64)
        starts[clock.destination] = 0
        return _onward(clock, network.head, network.tail, starts, np.zeros_like(clock.opens), clock.to_go)

    def ends(self, steps: int) -> Whole:
        """The last step in which each arc can be entered by who is to arrive within so many steps, shape (arcs)."""
        return steps - 1 - self.leaves - self.clock.takes

    def nodes(self, steps: int, among: Flags) -> tuple[Whole, Whole]:
        """From when on and until when somebody can be at each node who uses some arcs, shape (arcs), and arrives within so
        many steps; until before the start where nobody can.
        """
        clock, tail, head = self.clock, self.clock.network.tail, self.clock.network.head
        used = np.flatnonzero(among & (self.enters <= self.ends(steps)) & (clock.carries > 0))
        since = np.where(clock.supplies > 0, clock.sets_out, FAR)
        np.minimum.at(since, head[used], (self.enters + clock.takes)[used])
        until = np.full_like(since, -1)
        touched = np.concatenate([tail[used], head[used]])
        until[touched] = steps - 1 - clock.to_go[touched]
        return since, until

    def expand(self, steps: int, among: Flags) -> Expanded | None:
        """The network of some arcs, shape (arcs), over so many steps; None where none of them ends at the destination."""
        since, until = self.nodes(steps, among)
        if since[self.clock.destination] > until[self.clock.destination]:
            return None
        end = np.where(among, self.ends(steps), -1)
        return copies_within(self.clock, steps, since, until, self.enters, end)


def _onward(clock: Clock, tail: Whole, head: Whole, starts: Whole, opens: Whole, soonest: Whole) -> Whole:
    """The first step in which each arc can be entered by who came to its tail from elsewhere than its head.

    `starts`, shape (nodes): when something begins at each; `soonest`: when somebody can first be there, turning back or not.
    Of the arcs into a node the first to arrive and the first from another node than that tell all; from where everybody is
    as soon as can be, arcs are gone through until nobody is later any more.
    """
    open_ = np.flatnonzero(clock.carries > 0)
    into = open_[np.argsort(head[open_], kind="stable")]
    found = np.full(len(tail), FAR, dtype=np.int64)
    if not len(into):
        return found
    begins = np.flatnonzero(np.diff(head[into], prepend=-1))
    often, nodes = np.diff(begins, append=len(into)), head[into[begins]]
    first, other, before = starts.copy(), starts.copy(), np.full(len(starts), -1, dtype=np.int64)
    found[open_] = np.minimum(np.maximum(soonest[tail], opens), FAR)[open_]
    while True:
        arrives = found[into] + clock.takes[into]
        earliest = np.minimum.reduceat(arrives, begins)
        # Of those who arrive first, one node they come from, the same one every time.
        from_ = np.maximum.reduceat(np.where(arrives == np.repeat(earliest, often), tail[into], -1), begins)
        elsewhere = np.where(tail[into] == np.repeat(from_, often), FAR, arrives)
        first[nodes] = np.minimum(starts[nodes], earliest)
        other[nodes] = np.minimum(starts[nodes], np.minimum.reduceat(elsewhere, begins))
        before[nodes] = from_
        later = np.minimum(np.maximum(np.where(before[tail] == head, other[tail], first[tail]), opens), FAR)
        if np.array_equal(later, found):
            return found
        found = later
