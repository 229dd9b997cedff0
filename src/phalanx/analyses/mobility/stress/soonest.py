"""Soonest: the first step in which each node can be reached, step by step: all nodes of one step go on together.

Who is early waits, so to be earlier is never worse.

R. B. Dial, "Algorithm 360: Shortest-path forest with topological ordering", Communications of the ACM 12, 1969.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from phalanx.analyses.mobility.clock import FAR
from phalanx.analyses.mobility.network import Whole


@dataclass(frozen=True, eq=False)
class Ways:
    """Arcs by where they begin and end, and the steps that they take, all of shape (arcs)."""

    tail: Whole
    head: Whole
    takes: Whole

    @cached_property
    def _leaving(self) -> Whole:
        return np.argsort(self.tail, kind="stable")

    def soonest(self, starts: Whole, enter: Callable[[Whole, int], Whole]) -> tuple[Whole, Whole]:
        """The first step at each node, and the arc by which it is reached then, both of shape (nodes).

        `starts`, shape (nodes): the step from which on somebody is there anyway, FAR for never; these nodes have the arc
        -1 where nothing is sooner. `enter`: when who is at the tail of each of some arcs in a step can enter, FAR for never.
        """
        first = np.searchsorted(self.tail, np.arange(len(starts) + 1), sorter=self._leaving)
        found, by = starts.copy(), np.full(len(starts), -1, dtype=np.int64)
        left = found.copy()
        while (step := int(left.min())) < FAR:
            now = np.flatnonzero(left == step)
            left[now] = FAR
            often = first[now + 1] - first[now]
            arcs = self._leaving[np.arange(often.sum()) + np.repeat(first[now] - np.cumsum(often) + often, often)]
            there = enter(arcs, step) + self.takes[arcs]
            sooner = there < found[self.head[arcs]]
            arcs, there = arcs[sooner], there[sooner]
            heads = self.head[arcs]
            np.minimum.at(found, heads, there)
            best = there == found[heads]
            by[heads[best]] = arcs[best]
            left[heads] = found[heads]
        return found, by
