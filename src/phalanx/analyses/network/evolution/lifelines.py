"""Lifelines: from when to when each agreement ties each two of its states, told once for all days.

Days are ordinal numbers; a beginning is the first day of a tie, an end the first day without. An agreement begins when it
first ties two states, and ends when it ties none any more. What weighs nothing, as what was only announced, ties nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from phalanx.analyses.network.hypergraph import NEVER, Hypergraph, Indices
from phalanx.analyses.network.weights import DAYS_A_YEAR, Days
from phalanx.analyses.network.whole import Flags

BEYOND = 1 << 22
"""More than any day number, so that a group and a day make one number that sorts by both."""


@dataclass(frozen=True, eq=False)
class Lifelines:
    """Every tie that had begun by a day.

    `edge`, `a`, `b` (places in `states`, a < b), `begins` and `ends` have a value for each edge and two of its states.
    `edges` are the edges that tie anybody, with `edge_begins` and `edge_ends`.
    """

    states: tuple[str, ...]
    edge: Indices = field(repr=False)
    a: Indices = field(repr=False)
    b: Indices = field(repr=False)
    begins: Days = field(repr=False)
    ends: Days = field(repr=False)
    edges: Indices = field(repr=False)
    edge_begins: Days = field(repr=False)
    edge_ends: Days = field(repr=False)

    @classmethod
    def of(cls, web: Hypergraph, day: date) -> Lifelines:
        """The ties of a web that had begun by a day, whether or not they stand."""
        pairs = web.pairs
        until = np.minimum(web.until, _lapse(web))
        begins = np.maximum(np.maximum(web.entered[pairs.at], web.entered[pairs.beside]), web.first[pairs.edge])
        ends = np.minimum(np.minimum(web.left[pairs.at], web.left[pairs.beside]), until[pairs.edge])
        kept = (begins < ends) & (begins <= day.toordinal()) & (web.weight[pairs.edge] > 0)
        edge, begins, ends = pairs.edge[kept], begins[kept], ends[kept]
        one, other = web.state[pairs.at[kept]], web.state[pairs.beside[kept]]
        heads = np.flatnonzero(np.diff(edge, prepend=-1))  # listed edge by edge
        return cls(
            web.states,
            edge,
            np.minimum(one, other),
            np.maximum(one, other),
            begins,
            ends,
            edge[heads],
            np.minimum.reduceat(begins, heads) if heads.size else begins,
            np.maximum.reduceat(ends, heads) if heads.size else ends,
        )

    def already_tied(self) -> Flags:
        """Of each edge and two of its states, whether another agreement tied them on the day before this one began to."""
        cell = self.a * len(self.states) + self.b
        order = np.lexsort((self.begins, cell))
        group = np.cumsum(np.diff(cell[order], prepend=-1) > 0)
        key = group * BEYOND + self.begins[order]
        latest = np.maximum.accumulate(group * BEYOND + self.ends[order])
        before = np.searchsorted(key, key, side="left") - 1  # the last tie of these two that began on an earlier day
        found = (before >= 0) & (latest[before] >= key)  # of an earlier group: less than any day of this one
        tied = np.empty(cell.size, dtype=bool)
        tied[order] = found
        return tied

    def widening(self) -> Flags:
        """Of each of `edges`, whether it tied two states, when it began, that nothing tied on the day before."""
        place = np.searchsorted(self.edges, self.edge)
        new = (self.begins == self.edge_begins[place]) & ~self.already_tied()
        return np.bincount(place, new, self.edges.size) > 0


@dataclass(frozen=True, eq=False)
class Turns:
    """The tied pairs on a sequence of days: `tied` and `renewed` have shape (days, pairs), `a` and `b` (pairs).

    A pair is renewed when, tied on the day before in the sequence and still, it was tied by one agreement more in between.
    """

    a: Indices
    b: Indices
    tied: Flags = field(repr=False)
    renewed: Flags = field(repr=False)


def turns(lives: Lifelines, days: Sequence[date]) -> Turns:
    """Which pairs are tied on each day, and which were renewed since the day before; days in order."""
    numbers = np.array([day.toordinal() for day in days], dtype=np.int64)
    cell = lives.a * len(lives.states) + lives.b
    seen = np.bincount(cell, minlength=1) > 0
    cells, pair = np.flatnonzero(seen), (np.cumsum(seen) - 1)[cell]
    first, last = np.searchsorted(numbers, lives.begins), np.searchsorted(numbers, lives.ends)
    change = np.zeros((len(days) + 1, cells.size), dtype=np.int32)
    np.add.at(change, (first, pair), 1)
    np.subtract.at(change, (last, pair), 1)
    tied = np.cumsum(change, axis=0)[:-1] > 0
    begun = np.zeros((len(days) + 1, cells.size), dtype=bool)
    begun[first, pair] = True
    before = np.vstack([np.zeros((1, cells.size), dtype=bool), tied[:-1]])
    return Turns(cells // len(lives.states), cells % len(lives.states), tied, begun[:-1] & tied & before)


def _lapse(web: Hypergraph) -> Days:
    """The day on which each edge has grown so old that the facts give it no weight; NEVER where they always do."""
    worthless = web.weights.age_from[web.weights.age_weight == 0]
    if not worthless.size:
        return np.full(web.first.shape, NEVER)
    return web.first + int(np.ceil(worthless.min() * DAYS_A_YEAR))
